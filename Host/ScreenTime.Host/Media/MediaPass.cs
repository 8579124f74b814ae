using System.Buffers;
using System.Threading.Channels;
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

    private readonly MediaFile _media;
    private readonly MediaIndex _index;
    private readonly IReadOnlyList<MediaTime> _times;
    private readonly int _byteCount;
    private readonly bool _alpha;
    private readonly Channel<DecodedFrame> _frames;

    private readonly CancellationTokenSource _stop;
    private readonly Task _decoding;
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
        _frames = Channel.CreateBounded<DecodedFrame>(
            new BoundedChannelOptions(Math.Clamp(BytesAhead / request.ByteCount, 4, MostFramesAhead)) { SingleReader = true, SingleWriter = true });
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _decoder = new RunDecoder(tools, media, index, request, options, crop, lut);
        _decoding = Task.Run(() => DecodeAsync(options), CancellationToken.None);
    }

    /// <summary>What the pixels depend on beside the media and the requested size: cropping, look-up table, conversion. For keys of caches.</summary>
    public string PictureId { get; }

    /// <summary>
    /// The frames, in order of time, one for each stretch of wanted times that shows the same; missing ones too, without pixels. To be
    /// read once. Dispose each frame.
    /// </summary>
    public IAsyncEnumerable<DecodedFrame> Frames => _frames.Reader.ReadAllAsync();

    /// <summary>Where shots begin within <see cref="DecodeOptions.ShotRanges"/>, in order; complete when all frames have been read.</summary>
    /// <exception cref="InvalidOperationException">Frames are still to be read.</exception>
    public IReadOnlyList<ShotChange> ShotChanges => ShotEvidence.Within(_index, _shotRanges ?? []);

    /// <summary>What <see cref="ShotChanges"/> are made of, and the like beside the ranges, as far as it was decoded; complete when all frames have been read.</summary>
    /// <exception cref="InvalidOperationException">Frames are still to be read.</exception>
    public ShotEvidence ShotEvidence =>
        _complete ? ShotEvidence.Of(_decoder.Evidence) : throw new InvalidOperationException("read all frames first");

    /// <summary>Whether pictures are mixed anywhere from one frame to another, as far as has been decoded.</summary>
    internal bool MayMix(int first, int last) => _decoder.MayMix(first, last);

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

        while (_frames.Reader.TryRead(out var frame))
            frame.Dispose();
        _stop.Dispose();
    }

    private async Task DecodeAsync(DecodeOptions options)
    {
        Exception? failure = null;
        try
        {
            var wanted = FrameSelection.FramesAt(_times, _index);
            var next = 0;
            while (next < wanted.Count && wanted[next].Frame < 0)
                await MissAsync(wanted[next++], "the media begins later");
            var runs = new Queue<DecodeRun>(FrameSelection.Runs(wanted, options.ShotRanges, _index));
            while (runs.TryDequeue(out var planned))
            {
                var end = next;
                while (end < wanted.Count && wanted[end].Frame <= planned.Last && wanted[end].Frame < _index.Frames.Count)
                    end++;
                var inRun = wanted.GetRange(next, end - next);
                next = end;
                var seeks = await _decoder.DecodeAsync(_index.Images is null ? planned : planned with { SeekTo = null, SafeSeek = null }, inRun, _frames.Writer, MissAsync, _stop.Token);
                // Each further run would be decoded from the beginning, too: together that is done once.
                if (!seeks && options.ShotRanges is null && runs.Count > 1)
                    runs = new Queue<DecodeRun>([new DecodeRun(runs.Peek().First, runs.Last().Last, null, null)]);
            }

            while (next < wanted.Count)
                await MissAsync(wanted[next++], "what can be read of the media ends earlier");
        }
        catch (Exception caught)
        {
            failure = caught;
            throw;
        }
        finally
        {
            // Before the frames end, for whoever reads the last goes on at once, while this task may not have ended yet.
            _complete = failure is null;
            _frames.Writer.Complete(failure);
        }
    }

    private ValueTask MissAsync(WantedFrame wanted, string why)
    {
        var time = _times[wanted.FirstWanted];
        if (_index.Images is { } images)
        {
            if (images.IsBlack(wanted.Frame))
            {
                var pixels = ArrayPool<byte>.Shared.Rent(_byteCount);
                pixels.AsSpan(0, _byteCount).Fill(_alpha ? byte.MaxValue : (byte)0);
                return _frames.Writer.WriteAsync(
                    new DecodedFrame(_index.Frames.TimeOf(wanted.Frame), wanted.FirstWanted, wanted.WantedCount, pixels, _byteCount, null), _stop.Token);
            }

            why = images.WhyMissing(wanted.Frame) ?? why;
        }

        var reason = FormattableString.Invariant($"{MediaNames.Show(_media.Name)} has no readable picture at {time.Seconds:0.###} s: {why}.");
        return _frames.Writer.WriteAsync(new DecodedFrame(time, wanted.FirstWanted, wanted.WantedCount, null, 0, reason), _stop.Token);
    }
}
