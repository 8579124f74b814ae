using System.Buffers;
using System.Globalization;
using System.Text;
using System.Threading.Channels;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Media;

/// <summary>
/// Runs ffmpeg over one stretch of a media file. Chosen frames come over standard output; a line for every decoded frame, with its timestamp, and
/// complaints over standard error; small pictures of every frame, when shots are looked for, over a named pipe.
/// </summary>
internal sealed class RunDecoder(
    FfmpegTools tools, MediaFile media, MediaIndex index, FrameRequest request, DecodeOptions options, PictureCrop? crop, byte[]? lut)
{
    /// <summary>Decoding threads: a constant, since what a decoder makes of damage that it does not notice depends on it, and the same machine gives the same bytes however many cores it has.</summary>
    public const int Threads = 16;

    /// <summary>The same for a stretch of few frames, several of which are decoded side by side (<see cref="MediaPass"/>): each thread begins with a picture, and those after the last that is wanted are decoded in vain.</summary>
    private const int StretchThreads = 2;

    // As many pictures as a stretch may have from where decoding begins: some groups of pictures.
    private const int StretchFrames = 600;

    /// <summary>The same for images, each of which is a picture of its own.</summary>
    private const int ImageThreads = 4;

    private static readonly Version FilterOptionFromFile = new(10, 0);

    private readonly FrameTable _table = index.Frames;

    private readonly List<ShotEvidence> _evidence = [];
    private readonly Lock _lock = new();
    private readonly List<Func<int, int, SeenChanges>> _watched = [];

    private readonly DamageSurvey _survey = new(tools, media, index, options.Patience);
    private readonly List<(int From, int To)> _doubtsBeyond = [];

    /// <summary>What tells of shot changes in the runs that have been decoded.</summary>
    public IReadOnlyCollection<ShotEvidence> Evidence
    {
        get
        {
            lock (_lock)
                return [.. _evidence];
        }
    }

    /// <summary>The first frames of shots, and the last, that are so in any case, where spare frames are to be handed on; else null.</summary>
    private (List<int> First, List<int> Last)? SpareEdits { get; } = options is { ShotRanges: not null, ShotEdits: { } edits } && SpareFrames.CanBeHadOf(index)
        ? (FramesAt(index.Frames, edits.Starts), FramesAt(index.Frames, edits.Ends))
        : null;

    /// <summary>What there is from one frame to another, as far as has been decoded.</summary>
    public SeenChanges ChangesIn(int first, int last)
    {
        lock (_lock)
        {
            var all = _watched.Select(changes => changes(first, last)).Concat(_evidence.Select(evidence => evidence.ChangesIn(first, last))).ToList();
            return new SeenChanges(all.Exists(changes => changes.Mixes), all.Exists(changes => changes.Cuts));
        }
    }

    /// <summary>
    /// Why a frame is damaged, in ffmpeg's words, where an earlier part of the same stretch raised the doubt and a later part decoded it without one, as it would be damaged were the stretch decoded at once; else null.
    /// Known once the earlier part has ended.
    /// </summary>
    public ValueTask<string?> WhyDamagedFromBeforeAsync(int frame, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_doubtsBeyond.Exists(stretch => frame >= stretch.From && frame < stretch.To))
                return ValueTask.FromResult<string?>(null);
        }

        return _survey.WhyDamagedAsync(frame, null, cancellationToken);
    }

    /// <summary>Decodes a run, hands on its wanted frames, in order, and adds what tells of shot changes in it to <see cref="Evidence"/>.</summary>
    /// <returns>False when the seek went too far, so that the run was decoded from the file's beginning.</returns>
    public async Task<bool> DecodeAsync(
        DecodeRun run,
        List<WantedFrame> wanted,
        ChannelWriter<DecodedFrame> frames,
        Func<WantedFrame, string, ValueTask> missAsync,
        CancellationToken cancellationToken)
    {
        var (done, handedOn) = await TryDecodeAsync(run, wanted, frames, missAsync, cancellationToken);
        if (!done && IsDaring(run))
        {
            wanted = wanted[handedOn..];
            (done, handedOn) = await TryDecodeAsync(run with { SeekTo = run.SafeSeek }, wanted, frames, missAsync, cancellationToken);
        }

        if (done)
            return true;
        // A seek goes too far where the file's own index is damaged or missing: from the beginning, then.
        await TryDecodeAsync(run with { SeekTo = null, SafeSeek = null }, wanted[handedOn..], frames, missAsync, cancellationToken);
        return false;
    }

    /// <summary>
    /// Whether a run begins at the very key frame before what is wanted. That may not be a picture of its own (encoders that refresh pictures bit by bit flag frames all the same): then
    /// decoders give nothing before they have all of a picture, or complain.
    /// </summary>
    private static bool IsDaring(DecodeRun run) => run.SeekTo != run.SafeSeek;

    /// <returns>
    /// Not done when the seek went past the first frame, or perhaps to a key frame that is no picture of its own: where decoding dares to begin there, a complaint may be about that and not about the film. Then how many of the
    /// wanted frames have been handed on.
    /// </returns>
    private async Task<(bool Done, int HandedOn)> TryDecodeAsync(
        DecodeRun run,
        List<WantedFrame> wanted,
        ChannelWriter<DecodedFrame> frames,
        Func<WantedFrame, string, ValueTask> missAsync,
        CancellationToken cancellationToken)
    {
        var handed = index.Images is { } images ? Handed(images, run, wanted) : null;
        if (handed is { Count: 0 })
        {
            foreach (var frame in wanted)
                await missAsync(frame, "it is not there");
            return (true, wanted.Count);
        }

        using var folder = new WorkFolder();
        if (lut is not null)
            await File.WriteAllBytesAsync(Path.Combine(folder.Path, PictureChain.LutFileName), lut, cancellationToken);
        await using var thumbnails = options.ShotRanges is null ? null : new ThumbnailPipe(folder.Path);
        var spares = SpareEdits is not null && wanted.Count > 0;
        var lastOfShots = SpareEdits is { } edits ? SpareFrames.BeforeEnds(edits.Last, wanted.ConvertAll(frame => frame.Frame), run.First) : [];
        var progress = new RunProgress(_table, run, handed, thumbnails is not null);
        await using var pictures = handed is null ? null : new SequencePipe(folder.Path, index, handed);
        await using var process = MediaProcess.Start(tools.Ffmpeg, Arguments(run, wanted.Count > 0, thumbnails, pictures), folder.Path, MemoryLimit.Of(index.Picture));
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var feeding = FeedAsync(process, Graph(run, wanted, lastOfShots, thumbnails is not null));
        var logging = progress.FollowAsync(process.Error, ended.Token);
        var sending = pictures?.WriteAsync(progress.Alive, ended.Token) ?? Task.CompletedTask;
        var watching = thumbnails?.ReadAsync(progress, async frame => await WhyDamagedAsync(frame) is not null, ended.Token) ?? Task.CompletedTask;
        using var watched = thumbnails is null
            ? null
            : new Watched(this, (first, last) =>
            {
                var place = progress.PicturesOf(first, last);
                return thumbnails.ChangesIn(place.First, place.Last);
            });

        byte[]? held = null;
        var heldFor = -1;
        var next = 0;
        string? gaveUp = null;
        try
        {
            while (true)
            {
                var buffer = ArrayPool<byte>.Shared.Rent(request.ByteCount);
                bool complete;
                try
                {
                    complete = await ReadPictureAsync(process, buffer.AsMemory(0, request.ByteCount), progress, cancellationToken);
                }
                catch (TimeoutException)
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                    gaveUp = FormattableString.Invariant($"ffmpeg gave nothing for {options.Patience.TotalSeconds:0} s and was ended");
                    break;
                }

                if (!complete)
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                    break;
                }

                // The line is written before its picture, so this waits for the reader of the lines only.
                var frame = await progress.NextChosenAsync(cancellationToken);
                if (progress.SeekWentTooFar || (IsDaring(run) && frame >= progress.FirstInDoubt))
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                    return (false, held is null ? next : await HandOnAsync(held, heldFor, next));
                }

                if (held is not null && heldFor != frame)
                    next = await HandOnAsync(held, heldFor, next);
                else if (held is not null)
                    ArrayPool<byte>.Shared.Return(held);
                (held, heldFor) = (buffer, frame);
            }

            if (gaveUp is null)
            {
                await logging;
                // ffmpeg has ended. One that never opened the pipe will not do so now.
                await Task.WhenAny(watching, Task.Delay(TimeSpan.FromSeconds(2), cancellationToken));
                if (thumbnails?.Connected == false)
                    await ended.CancelAsync();
                await watching;
                await feeding;
                // Whoever was stopped on the way says so by having read less: that must not be taken for all.
                cancellationToken.ThrowIfCancellationRequested();
                if (progress.SeekWentTooFar || progress.SeekMissedAll || (held is null && IsDaring(run) && (wanted.Count > 0 || progress.Complained)))
                    return (false, next);
            }

            if (held is not null)
                next = await HandOnAsync(held, heldFor, next);
            if (gaveUp is null && next < wanted.Count && IsDaring(run) && progress.Complained)
                return (false, next);
        }
        finally
        {
            if (held is not null)
                ArrayPool<byte>.Shared.Return(held);
            await ended.CancelAsync();
            await sending;
        }

        for (; next < wanted.Count; next++)
            await missAsync(wanted[next], gaveUp ?? await WhyNotAsync(wanted[next].Frame));
        if (thumbnails is not null)
        {
            var found = progress.InFrames(thumbnails.Evidence());
            lock (_lock)
            {
                _evidence.Add(run.Part is { } part ? found.EndingIn(part.First, part.After) : found);
                if (run.Part is not null)
                    _doubtsBeyond.AddRange(progress.Doubts.Where(stretch => stretch.To > run.After).Select(stretch => (Math.Max(stretch.From, run.After), stretch.To)));
            }
        }

        return (true, next);

        async ValueTask<string?> WhyDamagedAsync(int frame) => progress.MayBeDamaged(frame) ? await _survey.WhyDamagedAsync(frame, progress.Alive, cancellationToken) : null;

        // Of a film that ends too early all that is missing has the reason of its first frame: one place to look at.
        async ValueTask<string> WhyNotAsync(int frame) => pictures?.WhyUnreadable(frame)
            ?? (progress.Complained ? await _survey.WhyDamagedAsync(pictures is null ? progress.AfterDecodedBefore(frame) : frame, progress.Alive, cancellationToken) : null)
            ?? DamageSurvey.Unexplained;

        async Task<int> HandOnAsync(byte[] pixels, int frame, int from)
        {
            held = null;
            for (; from < wanted.Count && wanted[from].Frame < frame; from++)
                await missAsync(wanted[from], await WhyNotAsync(wanted[from].Frame));
            var isWanted = from < wanted.Count && wanted[from].Frame == frame;
            if (!isWanted && (!spares || frame >= _table.Count || !run.Tells(frame) || await WhyDamagedAsync(frame) is not null))
            {
                ArrayPool<byte>.Shared.Return(pixels);
                return from;
            }

            if (!isWanted)
            {
                await WriteAsync(new DecodedFrame(_table.TimeOf(frame), from == wanted.Count ? 0 : wanted[from].FirstWanted, 0, pixels, request.ByteCount, null)
                {
                    IsNearEnd = lastOfShots.BinarySearch(frame) >= 0,
                });
                return from;
            }

            if (await WhyDamagedAsync(frame) is { } complaint)
            {
                ArrayPool<byte>.Shared.Return(pixels);
                await missAsync(wanted[from], complaint);
            }
            else
            {
                await WriteAsync(new DecodedFrame(_table.TimeOf(frame), wanted[from].FirstWanted, wanted[from].WantedCount, pixels, request.ByteCount, null));
            }

            return from + 1;
        }

        async Task WriteAsync(DecodedFrame decoded)
        {
            try
            {
                await frames.WriteAsync(decoded, cancellationToken);
            }
            catch
            {
                decoded.Dispose();
                throw;
            }
        }
    }

    private async Task<bool> ReadPictureAsync(MediaProcess process, Memory<byte> picture, RunProgress progress, CancellationToken cancellationToken)
    {
        progress.Alive();
        var read = 0;
        while (read < picture.Length)
        {
            var reading = process.Output.ReadAsync(picture[read..], cancellationToken).AsTask();
            while (!reading.IsCompleted)
            {
                var left = options.Patience - progress.SinceLastSign;
                if (left <= TimeSpan.Zero)
                {
                    // The read holds the buffer until the pipe closes.
                    await process.DisposeAsync();
                    try
                    {
                        await reading;
                    }
                    catch (Exception failure) when (failure is IOException or ObjectDisposedException or OperationCanceledException)
                    {
                        // It was closed.
                    }

                    throw new TimeoutException();
                }

                await Task.WhenAny(reading, Task.Delay(left, cancellationToken));
                cancellationToken.ThrowIfCancellationRequested();
            }

            var count = await reading;
            if (count == 0)
                return false;
            read += count;
            progress.Alive();
        }

        return true;
    }

    private List<string> Arguments(DecodeRun run, bool chosen, ThumbnailPipe? thumbnails, SequencePipe? pictures)
    {
        List<string> arguments =
        [
            "-nostdin", "-hide_banner", "-nostats", "-v", "level+info", "-y", .. PictureChain.ScalerArguments, "-copyts", "-filter_complex_threads", "2",
            "-threads", ThreadsFor(run).ToString(CultureInfo.InvariantCulture), "-flags", "bitexact",
        ];
        if (run.SeekTo is { } key && pictures is null)
            arguments.AddRange(FfmpegSeek.Arguments(_table, key));
        arguments.AddRange(pictures is null ? MediaInput.ArgumentsOf(index, media.Path, lut is not null) : MediaInput.Arguments(index, pictures.Url, lut is not null));
        // The graph can be megabytes: it comes over standard input.
        arguments.AddRange([tools.FilterLibrary >= FilterOptionFromFile ? "-/filter_complex" : "-filter_complex_script", "pipe:0"]);
        if (chosen)
            arguments.AddRange(["-map", "[pictures]", "-map_metadata", "-1", "-fps_mode", "passthrough", "-c:v", "rawvideo", "-f", "rawvideo", "pipe:1"]);
        if (thumbnails is not null)
            arguments.AddRange(["-map", "[thumbnails]", "-map_metadata", "-1", "-fps_mode", "passthrough", "-c:v", "rawvideo", "-f", "rawvideo", thumbnails.Url]);
        return arguments;
    }

    private int ThreadsFor(DecodeRun run) => index.Images is not null ? ImageThreads
        : options.ShotRanges is null && run.Last - (run.SeekTo ?? 0) < StretchFrames ? StretchThreads
        : Threads;

    private string Graph(DecodeRun run, List<WantedFrame> wanted, List<int> lastOfShots, bool withThumbnails)
    {
        var graph = new StringBuilder();
        graph.Append(
            CultureInfo.InvariantCulture,
            $"[0:{index.StreamIndex}]{PictureChain.Preparation(index)},trim=end_pts={_table.TimestampOf(run.Last) + 1},{DecodeLog.DecodedFilter}");
        var small = PictureChain.Thumbnails(index, crop, lut is not null);
        if (withThumbnails)
            graph.Append(wanted.Count > 0 ? $",split[all][small];[small]{small}[thumbnails];[all]" : $",{small}[thumbnails]");
        else
            graph.Append(',');
        if (wanted.Count > 0)
        {
            var chosen = FrameSelection.Expression([.. wanted.Select(frame => frame.Frame)], _table);
            if (SpareEdits is { } edits)
                chosen = SpareFrames.Expression(chosen, FrameSelection.Expression(edits.First, _table), FrameSelection.Expression(lastOfShots, _table));
            graph.Append(CultureInfo.InvariantCulture, $"select='{chosen}',{DecodeLog.ChosenFilter},");
            graph.Append(CultureInfo.InvariantCulture, $"{(options.Alpha ? PictureChain.Alpha : PictureChain.Rendering(index, crop, request, lut is not null))}[pictures]");
        }

        return graph.ToString();
    }

    // Where shots are looked for, every image of the run; else those that are wanted.
    private List<int> Handed(SequenceImages images, DecodeRun run, List<WantedFrame> wanted) =>
        [.. (options.ShotRanges is null ? wanted.Select(frame => frame.Frame) : Enumerable.Range(run.First, run.Last - run.First + 1)).Where(frame => images.Shown(frame) >= 0)];

    private static List<int> FramesAt(FrameTable table, IEnumerable<MediaTime> times) => [.. times.Select(table.FrameAt).Where(frame => frame >= 0 && frame < table.Count).Distinct().Order()];

    /// <summary>What a running ffmpeg's pictures tell of shots, until it is evidence.</summary>
    private sealed class Watched : IDisposable
    {
        private readonly RunDecoder _decoder;
        private readonly Func<int, int, SeenChanges> _changes;

        public Watched(RunDecoder decoder, Func<int, int, SeenChanges> changes)
        {
            (_decoder, _changes) = (decoder, changes);
            lock (decoder._lock)
                decoder._watched.Add(changes);
        }

        public void Dispose()
        {
            lock (_decoder._lock)
                _decoder._watched.Remove(_changes);
        }
    }

    private static async Task FeedAsync(MediaProcess process, string graph)
    {
        try
        {
            await process.Input.WriteAsync(Encoding.ASCII.GetBytes(graph));
            process.Input.Close();
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            // ffmpeg ended before it read its graph; its complaint says why.
        }
    }
}
