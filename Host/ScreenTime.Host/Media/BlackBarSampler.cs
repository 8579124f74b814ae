using System.Collections.Concurrent;
using System.Globalization;
using ScreenTime.Host.Cache;

namespace ScreenTime.Host.Media;

/// <summary>Looks at a few pictures spread over a media file to find its black bars, once a file; at one or two where they show that there are none.</summary>
internal sealed class BlackBarSampler(FfmpegTools tools, MediaCache? cache)
{
    private const int Pictures = 12;

    private readonly ConcurrentDictionary<string, PictureCrop?> _known = new(StringComparer.Ordinal);

    /// <summary>The part inside the bars in pixels of the rotated picture, or null when there are none.</summary>
    public async Task<PictureCrop?> FindAsync(MediaFile media, MediaIndex index, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(media.Id, out var known))
            return known;
        if (cache?.ReadBars(media.Id) is { } kept)
            return _known.GetOrAdd(media.Id, kept.Inside);
        if (Doubt.Of(index.Picture) is not { } doubt)
            return _known.GetOrAdd(media.Id, (PictureCrop?)null);
        if (index.Images is not null)
            return Keep(await ReadAsync(index, doubt, patience, cancellationToken));
        var frames = Enumerable.Range(0, Pictures)
            .Select(i => Math.Max(0, index.Frames.KeyUpTo((int)(((2L * i) + 1) * index.Frames.Count / (2 * Pictures)))))
            .Distinct()
            .ToList();
        // A film of few key frames is short, or costs as much to seek in as to decode: then a picture a second from its beginning must do.
        var count = frames.Count >= Pictures / 2 ? 1 : Pictures;
        var pictures = new ConcurrentDictionary<int, byte[]>();
        // One of these may have been looked at: where it rules out all bars, none of the others matters. Of another picture that is not so, since it is looked at on some ways to here alone.
        if (index.RulesOutBars is { } glance && await glance is { } timestamp
            && frames.Exists(frame => timestamp >= index.Frames.EarliestTimestampOf(frame) && timestamp <= index.Frames.TimestampOf(frame)))
        {
            cache?.WriteBars(media.Id, new FoundBars(null));
            return _known.GetOrAdd(media.Id, (PictureCrop?)null);
        }

        // Most films have no bars, and one picture from their middle shows it.
        await ReadFromAsync(frames[frames.Count / 2], cancellationToken);
        await Parallel.ForEachAsync(
            frames.Where((_, i) => i != frames.Count / 2),
            new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = cancellationToken },
            async (frame, token) => await ReadFromAsync(frame, token));
        return Keep([.. pictures.OrderBy(picture => picture.Key).Select(picture => picture.Value)]);

        async Task ReadFromAsync(int frame, CancellationToken token)
        {
            if (!doubt.IsLeft)
                return;
            foreach (var (luma, i) in (await ReadAsync(media, index, frame, count, doubt, patience, token)).Select((luma, i) => (luma, i)))
                pictures[(frame * Pictures) + i] = luma;
        }

        PictureCrop? Keep(List<byte[]> seen)
        {
            var found = doubt.IsLeft ? BlackBars.Find(seen, doubt.Width, doubt.Height) : null;
            if (!doubt.IsLeft || doubt.SawAll)
                cache?.WriteBars(media.Id, new FoundBars(found));
            return _known.GetOrAdd(media.Id, found);
        }
    }

    /// <summary>Looks at the key frame that <see cref="FindAsync"/> is likely to look at, by what the file says of its length.</summary>
    /// <returns>Its timestamp, where it rules out all bars; else null, as where it cannot be seen.</returns>
    public async Task<long?> LookAheadAsync(string path, PictureAhead ahead, CancellationToken cancellationToken)
    {
        if (Doubt.Of(ahead.Picture) is not { } doubt)
            return null;
        var micros = (long)(ahead.Lasts.Seconds * 1e6 * (Pictures + 1) / (2 * Pictures));
        try
        {
            var (_, log) = await ReadAsync(
                [
                    "-nostdin", "-hide_banner", "-nostats", "-v", "level+info", "-threads", "1", "-copyts", "-noaccurate_seek", "-ss", string.Create(CultureInfo.InvariantCulture, $"{micros}us"),
                    .. MediaInput.Arguments(path), .. Luma(ahead.StreamIndex, $"{DecodeLog.DecodedFilter},", 1),
                ],
                1, doubt, FfmpegTools.Patience, cancellationToken);
            foreach (var line in log.AsSpan().EnumerateLines())
                if (DecodeLog.TryReadTimestamp(line, out var timestamp))
                    return doubt.IsLeft ? null : timestamp;
        }
        catch (Exception failure) when (failure is IOException or System.ComponentModel.Win32Exception)
        {
            // Decoding proper will say it.
        }

        return null;
    }

    private async Task<List<byte[]>> ReadAsync(MediaIndex index, Doubt doubt, TimeSpan patience, CancellationToken cancellationToken)
    {
        var there = index.Images!.There.ToList();
        var chosen = Enumerable.Range(0, Pictures).Select(i => there[(int)(((2L * i) + 1) * there.Count / (2 * Pictures))]).Distinct().ToList();
        using var folder = new WorkFolder();
        await using var pipe = new SequencePipe(folder.Path, index, chosen);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sending = pipe.WriteAsync(() => { }, ended.Token);
        try
        {
            return (await ReadAsync(
                [
                    "-nostdin", "-v", "error", "-threads", "1", "-copyts", .. MediaInput.Arguments(index, pipe.Url, asStored: false), "-filter_complex",
                    string.Create(CultureInfo.InvariantCulture, $"[0:0]scale={doubt.Width}:{doubt.Height}:flags=area,format=gray[luma]"),
                    "-map", "[luma]", "-fps_mode", "passthrough", "-f", "rawvideo", "pipe:1",
                ],
                chosen.Count,
                doubt,
                patience,
                cancellationToken)).Pictures;
        }
        finally
        {
            await ended.CancelAsync();
            await sending;
        }
    }

    private async Task<List<byte[]>> ReadAsync(
        MediaFile media, MediaIndex index, int frame, int count, Doubt doubt, TimeSpan patience, CancellationToken cancellationToken)
    {
        var arguments = new List<string> { "-nostdin", "-v", "error", "-threads", "1", "-copyts" };
        if (frame > 0)
            arguments.AddRange(FfmpegSeek.Arguments(index.Frames, frame));
        arguments.AddRange(MediaInput.ArgumentsOf(index, media.Path, asStored: false));
        var spread = count > 1 ? "select='isnan(prev_selected_t)+gte(t-prev_selected_t,1)'," : "";
        arguments.AddRange(Luma(index.StreamIndex, spread, count));
        return (await ReadAsync(arguments, count, doubt, patience, cancellationToken)).Pictures;
    }

    private static string[] Luma(int streamIndex, string spread, int count) =>
    [
        "-filter_complex", string.Create(CultureInfo.InvariantCulture, $"[0:{streamIndex}]{spread}format=gray[luma]"),
        "-map", "[luma]", "-fps_mode", "passthrough", "-frames:v", count.ToString(CultureInfo.InvariantCulture), "-f", "rawvideo", "pipe:1",
    ];

    private async Task<(List<byte[]> Pictures, string Log)> ReadAsync(
        List<string> arguments, int count, Doubt doubt, TimeSpan patience, CancellationToken cancellationToken)
    {
        var pictures = new List<byte[]>();
        var log = "";
        await using var process = MediaProcess.Start(tools.Ffmpeg, arguments);
        process.Input.Close();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        var logging = process.Error.ReadToEndAsync(limit.Token);
        try
        {
            while (pictures.Count < count && doubt.IsLeft)
            {
                var luma = new byte[doubt.Width * doubt.Height];
                if (await process.Output.ReadAtLeastAsync(luma, luma.Length, false, limit.Token) < luma.Length)
                    break;
                pictures.Add(luma);
                doubt.Look(luma);
            }

            // What it has still to decode is of no use then.
            if (!doubt.IsLeft)
                await process.DisposeAsync();
            log = await logging;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // A picture that cannot be had bears no witness; decoding proper will say what is wrong. It may be had another time.
            doubt.SawAll = false;
        }

        return (pictures, log);
    }

    /// <summary>Whether a film of this size may have bars yet, after the pictures that were looked at: something in one rules them out.</summary>
    private sealed class Doubt(int width, int height)
    {
        private volatile bool _sides = true;
        private volatile bool _ends = true;

        /// <summary>The doubt about films of such a picture; null for what only claims to be one.</summary>
        public static Doubt? Of(PictureFormat picture) => (long)picture.Width * picture.Height > MediaInput.MostPixels ? null
            : picture.Rotation is 90 or 270 ? new Doubt(picture.Height, picture.Width)
            : new Doubt(picture.Width, picture.Height);

        /// <summary>Whether no picture was waited for in vain.</summary>
        public bool SawAll { get; set; } = true;

        public int Width => width;

        public int Height => height;

        public bool IsLeft => _sides || _ends;

        public void Look(byte[] luma)
        {
            var (sides, ends) = BlackBars.RuledOut(luma, width, height);
            if (sides)
                _sides = false;
            if (ends)
                _ends = false;
        }
    }
}
