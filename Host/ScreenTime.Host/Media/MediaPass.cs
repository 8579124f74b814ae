using System.Buffers;
using System.Threading.Channels;
using ScreenTime.Host.Cache;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Media;

/// <summary>
/// One way through a media file: the frames at the wanted times, and, when they have all been read, the shot changes found on the way. Decoding
/// runs ahead of the reader by a few frames. Disposing ends ffmpeg.
/// </summary>
public sealed class MediaPass : IAsyncDisposable
{
    // Of small frames many, so that a whole batch is there when the last is done; of large ones few.
    private const int BytesAhead = 32 * 1024 * 1024;
    private const int MostFramesAhead = 64;

    // So that they do not hold more memory than one of large pictures does: eleven of 1920x1080, two of 3840x2160, one of what is larger.
    private const int MostPixelsAtOnce = 23_000_000;

    private readonly MediaFile _media;
    private readonly MediaIndex _index;
    private readonly IReadOnlyList<MediaTime> _times;
    private readonly int _byteCount;
    private readonly bool _alpha;
    private readonly Channel<ChannelReader<DecodedFrame>> _runs = Channel.CreateUnbounded<ChannelReader<DecodedFrame>>();
    private readonly int _runsAtOnce;

    // Where seeking fails, so many runs, that which failed included, are decoded for themselves, and those behind them together: as many as may be underway on any number of cores, so that what is decoded together is the
    // same on all.
    private readonly int _runsForThemselves;

    private readonly CancellationToken _asked;
    private readonly CancellationTokenSource _stop;
    private readonly Task _decoding;
    private ChannelReader<DecodedFrame>? _reading;

    // Of parts that are decoded side by side: their frames as they come; else null.
    private readonly Channel<DecodedFrame>? _mixed;
    private int _begun;
    private volatile bool _complete;
    private readonly IReadOnlyList<MediaRange>? _shotRanges;
    private readonly RunDecoder _decoder;

    internal MediaPass(
        FfmpegTools tools,
        MediaFile media,
        MediaIndex index,
        IReadOnlyList<MediaTime> times,
        FrameRequest request,
        DecodeOptions options,
        PictureCrop? crop,
        byte[]? lut,
        string pictureId,
        CancellationToken cancellationToken)
    {
        (_media, _index, _times, _byteCount, _alpha, _shotRanges, PictureId) = (media, index, times, request.ByteCount, options.Alpha, options.ShotRanges, pictureId);
        var parts = index.Images is null ? options.PartsAtOnce : 1;
        var most = MostPixelsAtOnce / Math.Max(1L, (long)index.Picture.Width * index.Picture.Height);
        _runsAtOnce = (int)Math.Clamp(most, 1, options.ShotRanges is null ? options.RunsAtOnce : parts);
        _runsForThemselves = (int)Math.Clamp(most, 1, DecodeOptions.MostRunsAtOnce);
        if (options.ShotRanges is not null && _runsAtOnce > 1)
            _runs.Writer.TryWrite((_mixed = Channel.CreateBounded<DecodedFrame>(FramesAhead)).Reader);
        _asked = cancellationToken;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _decoder = new RunDecoder(tools, media, index, request, options, crop, lut);
        _decoding = Task.Run(() => DecodeAsync(options), CancellationToken.None);
    }

    /// <summary>What the pixels depend on beside the media and the requested size: cropping, look-up table, conversion. For keys of caches.</summary>
    public string PictureId { get; }

    /// <summary>
    /// The frames, in order of time, one for each stretch of wanted times that shows the same; missing ones too, without pixels. To be
    /// read once. Dispose each frame. In order of time within each <see cref="DecodedFrame.Sequence"/> alone where parts are decoded side by side (<see cref="DecodeOptions.PartsAtOnce"/>).
    /// </summary>
    public IAsyncEnumerable<DecodedFrame> Frames => ReadAsync();

    /// <summary>Where shots begin within <see cref="DecodeOptions.ShotRanges"/>, in order; complete when all frames have been read.</summary>
    /// <exception cref="InvalidOperationException">Frames are still to be read.</exception>
    public IReadOnlyList<ShotChange> ShotChanges => ShotEvidence.Within(_index, _shotRanges ?? []);

    /// <summary>What <see cref="ShotChanges"/> are made of, and the like beside the ranges, as far as it was decoded; complete when all frames have been read.</summary>
    /// <exception cref="InvalidOperationException">Frames are still to be read.</exception>
    public ShotEvidence ShotEvidence =>
        _complete ? ShotEvidence.Of(_decoder.Evidence) : throw new InvalidOperationException("read all frames first");

    /// <summary>What there is from one frame to another, as far as has been decoded.</summary>
    internal SeenChanges ChangesIn(int first, int last) => _decoder.ChangesIn(first, last);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _decoding;
        }
        catch (OperationCanceledException)
        {
            // As asked.
        }
        catch (UserException)
        {
            // The reader of the frames has had it.
        }

        do
        {
            while (_reading?.TryRead(out var frame) == true)
                frame.Dispose();
        }
        while (_runs.Reader.TryRead(out _reading));

        _stop.Dispose();
    }

    private int FramesAhead => Math.Clamp(BytesAhead / _byteCount, 4, MostFramesAhead);

    private async IAsyncEnumerable<DecodedFrame> ReadAsync()
    {
        var bundle = UnpackedBundles.MarkOf(_media.Path);
        await foreach (var run in _runs.Reader.ReadAllAsync())
        {
            _reading = run;
            await foreach (var frame in run.ReadAllAsync())
            {
                bundle?.Set();
                // What was decoded ahead may be all that there is.
                if (_asked.IsCancellationRequested)
                    frame.Dispose();
                _asked.ThrowIfCancellationRequested();
                yield return frame;
            }
        }
    }

    private async Task DecodeAsync(DecodeOptions options)
    {
        Exception? failure = null;
        var underway = new Queue<(DecodeRun Run, Task<bool> Decoding)>();
        try
        {
            var wanted = FrameSelection.FramesAt(_times, _index);
            var next = wanted.FindIndex(frame => frame.Frame >= 0) is var first and >= 0 ? first : wanted.Count;
            await Begin(frames => MissAsync(wanted[..next], "the media begins later", frames));
            IEnumerable<DecodeRun> planned = FrameSelection.Runs(wanted, options.ShotRanges, _index);
            // Where no frame is wanted, a part that begins in a wrong place would not be seen to.
            if (_mixed is not null && wanted.Count > 0)
                planned = planned.SelectMany(run => FrameSelection.Parts(run, _index, PartsOf(run, options.LeastPart)));
            var runs = new Queue<DecodeRun>(planned);
            while (runs.Count > 0 || underway.Count > 0)
            {
                while (underway.Count < _runsAtOnce && runs.TryDequeue(out var run))
                {
                    if (_index.Images is not null)
                        run = run with { SeekTo = null, SafeSeek = null };
                    var end = next;
                    while (end < wanted.Count && wanted[end].Frame < Math.Min(run.After, _index.Frames.Count))
                        end++;
                    var inRun = wanted[next..end];
                    var before = underway.LastOrDefault().Decoding;
                    underway.Enqueue((run, Begin(frames => _decoder.DecodeAsync(run, inRun, frames, (frame, why) => MissAsync(frame, why, frames), _stop.Token), run, before)));
                    next = end;
                }

                var (ended, decoding) = underway.Peek();
                var seeks = await decoding;
                _ = underway.Dequeue();
                if (!seeks && options.ShotRanges is null)
                    runs = new Queue<DecodeRun>(Together(runs, _runsForThemselves - 1 - underway.Count));
                else if (!seeks && ended.Part is not null)
                    runs = new Queue<DecodeRun>(Joined(runs));
            }

            await Begin(frames => MissAsync(wanted[next..], "what can be read of the media ends earlier", frames));
        }
        catch (Exception caught)
        {
            failure = caught;
            await _stop.CancelAsync();
            await ((Task)Task.WhenAll(underway.Select(run => run.Decoding))).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
        finally
        {
            // Before the frames end, for whoever reads the last goes on at once, while this task may not have ended yet.
            _complete = failure is null;
            _mixed?.Writer.Complete(failure);
            _runs.Writer.Complete(failure);
        }
    }

    /// <summary>As many parts as decoders have to do at once, or a multiple, so that none waits for long.</summary>
    private int PartsOf(DecodeRun run, int least)
    {
        var frames = run.Last - run.First + 1;
        return Math.Min(frames / least, _runsAtOnce * (1 + (frames / (8 * least * _runsAtOnce))));
    }

    /// <summary>Runs of which all but some are one, from the film's beginning: each would be decoded from there, and together that is done once.</summary>
    private static IEnumerable<DecodeRun> Together(IReadOnlyCollection<DecodeRun> runs, int forThemselves) =>
        runs.Count <= forThemselves + 1 ? runs : [.. runs.Take(forThemselves), new DecodeRun(runs.ElementAt(forThemselves).First, runs.Last().Last, null, null)];

    /// <summary>Runs of which those that are parts of the same stretch are one.</summary>
    private static List<DecodeRun> Joined(IEnumerable<DecodeRun> runs)
    {
        var joined = new List<DecodeRun>();
        foreach (var run in runs)
        {
            if (joined.Count > 0 && joined[^1].Part is { } before && run.Part is { } part && part.First == before.After)
                joined[^1] = joined[^1] with { Last = run.Last, Part = (before.First, part.After) };
            else
                joined.Add(run);
        }

        return joined;
    }

    /// <summary>Begins to decode; the frames come after those of what was begun before, or as they are decoded.</summary>
    private Task<bool> Begin(Func<ChannelWriter<DecodedFrame>, Task<bool>> decodeAsync, DecodeRun? run = null, Task? before = null)
    {
        // Parts wait in the channel that they share.
        var ahead = _mixed is null ? Math.Max(1, FramesAhead / _runsAtOnce) : 1;
        var frames = Channel.CreateBounded<DecodedFrame>(new BoundedChannelOptions(ahead) { SingleReader = true, SingleWriter = true });
        if (_mixed is null)
            _runs.Writer.TryWrite(frames.Reader);
        var decoding = Task.Run(async () =>
        {
            Exception? failure = null;
            try
            {
                return await decodeAsync(frames.Writer);
            }
            catch (Exception caught)
            {
                failure = caught;
                throw;
            }
            finally
            {
                frames.Writer.Complete(failure);
            }
        });
        return _mixed is null ? decoding : MixAsync(frames.Reader, decoding, run, before ?? Task.CompletedTask, _mixed.Writer);
    }

    /// <summary>
    /// Hands on a part's frames among those of others. Those up to the key frame after its beginning wait until the part before has ended: what that saw of damage may hold up to there
    /// (<see cref="RunDecoder.WhyDamagedFromBeforeAsync"/>).
    /// </summary>
    private async Task<bool> MixAsync(ChannelReader<DecodedFrame> frames, Task<bool> decoding, DecodeRun? run, Task before, ChannelWriter<DecodedFrame> mixed)
    {
        var sequence = 2 * _begun++;
        // One key frame further, since it may be one that is no picture of its own.
        var until = run is { Part: not null, SeekTo: { } key } ? _index.Frames.KeyFrom(_index.Frames.KeyFrom(key + DamageSurvey.Reordering) + 1) : 0;
        var waiting = new Queue<DecodedFrame>();
        try
        {
            await foreach (var frame in frames.ReadAllAsync())
            {
                var early = _index.Frames.FrameAt(frame.Time) < until;
                if (early && !before.IsCompleted)
                {
                    frame.Sequence = sequence + 1;
                    waiting.Enqueue(frame);
                    continue;
                }

                frame.Sequence = sequence;
                if (before.IsCompleted)
                    await LetGoAsync();
                await HandOnAsync(frame, early);
            }

            await before;
            await LetGoAsync();
            return await decoding;
        }
        finally
        {
            // Where all went well there is nothing left; else the whole pass is over.
            await ((Task)decoding).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (waiting.TryDequeue(out var frame) || frames.TryRead(out frame))
                frame.Dispose();
        }

        async Task LetGoAsync()
        {
            while (waiting.TryDequeue(out var frame))
                await HandOnAsync(frame, true);
        }

        async Task HandOnAsync(DecodedFrame frame, bool early)
        {
            if (early && frame.MissingReason is null && await _decoder.WhyDamagedFromBeforeAsync(_index.Frames.FrameAt(frame.Time), _stop.Token) is { } complaint)
            {
                var damaged = frame;
                var time = _times[frame.FirstWanted];
                frame = new DecodedFrame(time, damaged.FirstWanted, damaged.WantedCount, null, 0, ReasonOf(time, complaint)) { Sequence = damaged.Sequence };
                damaged.Dispose();
                if (frame.WantedCount == 0)
                    return;
            }

            try
            {
                await mixed.WriteAsync(frame, _stop.Token);
            }
            catch
            {
                frame.Dispose();
                throw;
            }
        }
    }

    private async Task<bool> MissAsync(List<WantedFrame> wanted, string why, ChannelWriter<DecodedFrame> frames)
    {
        foreach (var frame in wanted)
            await MissAsync(frame, why, frames);
        return true;
    }

    private ValueTask MissAsync(WantedFrame wanted, string why, ChannelWriter<DecodedFrame> frames)
    {
        var time = _times[wanted.FirstWanted];
        if (_index.Images is { } images)
        {
            if (images.IsBlack(wanted.Frame))
            {
                var pixels = ArrayPool<byte>.Shared.Rent(_byteCount);
                pixels.AsSpan(0, _byteCount).Fill(_alpha ? byte.MaxValue : (byte)0);
                return frames.WriteAsync(
                    new DecodedFrame(_index.Frames.TimeOf(wanted.Frame), wanted.FirstWanted, wanted.WantedCount, pixels, _byteCount, null), _stop.Token);
            }

            why = images.WhyMissing(wanted.Frame) ?? why;
        }

        return frames.WriteAsync(new DecodedFrame(time, wanted.FirstWanted, wanted.WantedCount, null, 0, ReasonOf(time, why)), _stop.Token);
    }

    private string ReasonOf(MediaTime time, string why) => FormattableString.Invariant($"{MediaNames.Show(_media.Name)} has no readable picture at {time.Seconds:0.###} s: {why}.");
}
