using System.Diagnostics;
using System.Threading.Channels;

namespace ScreenTime.Host.Media;

/// <summary>What is known of a running ffmpeg from its error stream: which frames it has decoded, which are damaged, and when it last gave a sign of life.</summary>
internal sealed class RunProgress(FrameTable table, DecodeRun run, int delay)
{
    /// <summary>A complaint comes up to this many frames before the frame that it is about: decoders work ahead and put pictures in order.</summary>
    public const int DecoderDelay = 24;

    private readonly Channel<int> _chosenFrames = Channel.CreateUnbounded<int>();
    private readonly List<int> _decoded = [];
    private readonly List<(int From, int To)> _damage = [];
    private readonly Lock _lock = new();
    private long _lastSign = Stopwatch.GetTimestamp();

    /// <summary>The latest complaint, in ffmpeg's words; null when there was none.</summary>
    public string? Complaint { get; private set; }

    /// <summary>Whether the first decoded frame lies after the first that is needed, though the file has it.</summary>
    public bool SeekWentTooFar
    {
        get
        {
            lock (_lock)
                return run.SeekTo is not null && _decoded.Count > 0 && _decoded[0] > run.First;
        }
    }

    public TimeSpan SinceLastSign => Stopwatch.GetElapsedTime(Interlocked.Read(ref _lastSign));

    public void Alive() => Interlocked.Exchange(ref _lastSign, Stopwatch.GetTimestamp());

    /// <summary>The next frame, in the order in which ffmpeg writes them, whose picture comes over standard output.</summary>
    public ValueTask<int> NextChosenAsync(CancellationToken cancellationToken) => _chosenFrames.Reader.ReadAsync(cancellationToken);

    public async Task FollowAsync(StreamReader log, CancellationToken cancellationToken)
    {
        var told = -1;
        try
        {
            while (await log.ReadLineAsync(cancellationToken) is { } line)
            {
                Alive();
                if (DecodeLog.TryReadTimestamp(line, out var timestamp))
                    told = table.FrameWithTimestamp(timestamp);
                else if (told >= 0 && DecodeLog.TellsOfDecoded(line))
                    Decoded(told);
                else if (told >= 0 && DecodeLog.TellsOfChosen(line))
                    _chosenFrames.Writer.TryWrite(told);
                else if (DecodeLog.TellsOfDamage(line))
                    Damaged(line);
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The run is over.
        }
        finally
        {
            _chosenFrames.Writer.TryComplete();
        }
    }

    /// <summary>Whether a picture may show what was never filmed: from damage on, a decoder's pictures build on wrong ones until the next key frame.</summary>
    public bool IsDamaged(int frame)
    {
        lock (_lock)
            return _damage.Exists(stretch => frame >= stretch.From && frame < stretch.To);
    }

    /// <summary>The stretches that <see cref="IsDamaged"/> knows of.</summary>
    public IReadOnlyList<(int From, int To)> Damage
    {
        get
        {
            lock (_lock)
                return [.. _damage];
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
    }

    private void Damaged(string line)
    {
        lock (_lock)
        {
            var from = _decoded.Count > 0 ? _decoded[^1] + 1 : run.SeekTo ?? 0;
            _damage.Add((from, table.KeyFrom(from + delay)));
        }

        // "[h264 @ 0x5581] [error] words": an address would make reports differ from run to run.
        var words = line[(line.LastIndexOf("] ", StringComparison.Ordinal) is var bracket and >= 0 ? bracket + 2 : 0)..].Trim();
        Complaint = "ffmpeg says \"" + MediaNames.Show(words.TrimEnd('.')) + "\"";
    }
}
