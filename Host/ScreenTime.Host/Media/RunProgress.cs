using System.Diagnostics;
using System.Threading.Channels;

namespace ScreenTime.Host.Media;

/// <summary>
/// What is known of a running ffmpeg from its error stream: which frames it has decoded, which may be damaged, and when it last gave a sign of life. Its decoder has threads, and one that finds damage says so before the
/// picture is given, but which was given last is not the same each time, so that a complaint only raises a doubt about what comes after it; <see cref="DamageSurvey"/> decides.
/// </summary>
/// <param name="table">The film's frames.</param>
/// <param name="run">What is decoded.</param>
/// <param name="handed">The frames that are handed to ffmpeg one by one, in order; null where it reads a file.</param>
/// <param name="watched">Whether <see cref="NextDecodedAsync"/> will be asked.</param>
internal sealed class RunProgress(FrameTable table, DecodeRun run, List<int>? handed, bool watched)
{
    // The frame that a complaint is about comes later by what the survey allows for, by as many frames as there are threads, and by those that wait for the filters where these have a thread of their own.
    private const int FramesInDoubt = DamageSurvey.Reordering + 64;

    // The same for images, of which few threads decode one after the other.
    private const int ImagesInDoubt = 16;

    private readonly Channel<int> _chosenFrames = Channel.CreateUnbounded<int>();
    private readonly Channel<int> _decodedFrames = Channel.CreateUnbounded<int>();
    private readonly List<int> _decoded = [];
    private readonly List<(int From, int To)> _doubts = [];
    private readonly Lock _lock = new();
    private int _latestDoubt = -1;
    private long _lastSign = Stopwatch.GetTimestamp();

    /// <summary>Whether there was a complaint.</summary>
    public bool Complained => FirstInDoubt is not null;

    /// <summary>The first frame after the first complaint; null when there was none.</summary>
    public int? FirstInDoubt
    {
        get
        {
            lock (_lock)
                return _doubts.Count > 0 ? _doubts[0].From : null;
        }
    }

    /// <summary>Whether the first decoded frame lies after the first that is needed, though the file has it.</summary>
    public bool SeekWentTooFar
    {
        get
        {
            lock (_lock)
                return run.SeekTo is not null && _decoded.Count > 0 && _decoded[0] > run.First;
        }
    }

    /// <summary>The same for a run that is over: all that was decoded may lie after the last that is needed, of which nothing is told.</summary>
    public bool SeekMissedAll
    {
        get
        {
            lock (_lock)
                return run.SeekTo is not null && _decoded.Count == 0 && _doubts.Count == 0;
        }
    }

    public TimeSpan SinceLastSign => Stopwatch.GetElapsedTime(Interlocked.Read(ref _lastSign));

    public void Alive() => Interlocked.Exchange(ref _lastSign, Stopwatch.GetTimestamp());

    /// <summary>The next frame, in the order in which ffmpeg writes them, whose picture comes over standard output.</summary>
    public ValueTask<int> NextChosenAsync(CancellationToken cancellationToken) => _chosenFrames.Reader.ReadAsync(cancellationToken);

    /// <summary>The next decoded frame, in order.</summary>
    /// <exception cref="ChannelClosedException">There is none.</exception>
    public ValueTask<int> NextDecodedAsync(CancellationToken cancellationToken) => _decodedFrames.Reader.ReadAsync(cancellationToken);

    public async Task FollowAsync(StreamReader log, CancellationToken cancellationToken)
    {
        var told = -1;
        try
        {
            while (await log.ReadLineAsync(cancellationToken) is { } line)
            {
                Alive();
                if (DecodeLog.TellsOfDamage(line))
                    Doubt();
                if (DecodeLog.TryReadTimestamp(line, out var timestamp))
                    told = table.FrameWithTimestamp(timestamp);
                else if (told >= 0 && DecodeLog.TellsOfDecoded(line))
                    Decoded(told);
                else if (told >= 0 && DecodeLog.TellsOfChosen(line))
                    _chosenFrames.Writer.TryWrite(told);
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The run is over.
        }
        finally
        {
            _chosenFrames.Writer.TryComplete();
            _decodedFrames.Writer.TryComplete();
        }
    }

    /// <summary>Whether a picture may show what was never filmed: false where it cannot, as far as what came before it tells.</summary>
    public bool MayBeDamaged(int frame)
    {
        lock (_lock)
            return _doubts.Exists(stretch => frame >= stretch.From && frame < stretch.To);
    }

    /// <summary>The stretches for which <see cref="MayBeDamaged"/> is true.</summary>
    public IReadOnlyList<(int From, int To)> Doubts
    {
        get
        {
            lock (_lock)
                return [.. _doubts];
        }
    }

    /// <summary>The frame after the last that was decoded before one.</summary>
    public int AfterDecodedBefore(int frame)
    {
        lock (_lock)
        {
            var found = _decoded.BinarySearch(frame);
            var before = (found >= 0 ? found : ~found) - 1;
            return before >= 0 ? _decoded[before] + 1 : run.SeekTo ?? 0;
        }
    }

    /// <summary>What tells of shot changes, in frames of the media, from what counts decoded frames of this run.</summary>
    public ShotEvidence InFrames(ShotEvidence counted)
    {
        lock (_lock)
        {
            bool IsThere(int picture) => picture < _decoded.Count && _decoded[picture] < table.Count;
            return new ShotEvidence(
                [.. counted.Cuts.Where(IsThere).Select(cut => _decoded[cut])],
                [.. counted.Mixtures.Where(mixture => IsThere(mixture.End)).Select(mixture => (_decoded[mixture.Start], _decoded[mixture.End]))]);
        }
    }

    /// <summary>Which pictures of this run, counted, frames of the media are; up to the last that was decoded.</summary>
    public (int First, int Last) PicturesOf(int first, int last)
    {
        int At(int frame)
        {
            var found = _decoded.BinarySearch(frame);
            return found >= 0 ? found : ~found;
        }

        lock (_lock)
            return (At(first), At(last));
    }

    private void Decoded(int frame)
    {
        lock (_lock)
            _decoded.Add(frame);
        if (watched)
            _decodedFrames.Writer.TryWrite(frame);
    }

    private void Doubt()
    {
        lock (_lock)
        {
            var from = _decoded.Count > 0 ? _decoded[^1] + 1 : run.SeekTo ?? 0;
            // Rubbish makes a thousand complaints a picture.
            if (_doubts.Count > 0 && (from == _latestDoubt || _doubts[^1].To >= table.Count))
                return;
            _latestDoubt = from;
            var to = InDoubtUntil(from);
            if (_doubts.Count > 0 && from >= _doubts[^1].From && from <= _doubts[^1].To)
                _doubts[^1] = (_doubts[^1].From, Math.Max(to, _doubts[^1].To));
            else
                _doubts.Add((from, to));
        }
    }

    private int InDoubtUntil(int from)
    {
        if (handed is not null)
        {
            var found = handed.BinarySearch(from);
            var last = (found >= 0 ? found : ~found) + ImagesInDoubt;
            return last < handed.Count ? handed[last] : table.Count;
        }

        // The key frame may turn out not to be a picture of its own; then it is the next.
        return table.KeyFrom(table.KeyFrom(from + FramesInDoubt) + 1) + 1;
    }
}
