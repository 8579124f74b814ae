using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using FFMpegCore;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Media;

/// <summary>
/// Asks ffprobe for a file's streams and for the timestamp of every packet; where packets do not tell when frames show, decodes the file to see.
/// FFMpegCore's model holds the answer; the call is our own, because FFMpegCore joins arguments into one unescaped string.
/// </summary>
/// <param name="tools">ffmpeg and ffprobe.</param>
/// <param name="ahead">Is told of the picture as soon as the streams are known, while the packets are still being listed; null for nobody.</param>
internal sealed partial class MediaIndexReader(FfmpegTools tools, Action<PictureAhead>? ahead = null)
{
    private static readonly TimeSpan Patience = FfmpegTools.Patience;

    public async Task<MediaIndex> ReadAsync(string path, CancellationToken cancellationToken)
    {
        using var rest = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // At once, since each takes a while to start; what the streams say of the picture is only needed to understand its packets.
        var packets = RunAsync(
            path,
            ["-v", "error", .. MediaInput.Arguments(path), "-select_streams", PictureStream, "-show_entries", "packet=pts,duration,flags", "-of", "csv=p=0"],
            rest.Token);
        try
        {
            return await ReadAsync(path, packets, cancellationToken);
        }
        catch
        {
            // Where the programs do not run, or are too old, that is why.
            await tools.Known;
            throw;
        }
        finally
        {
            await rest.CancelAsync();
            await ((Task)packets).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<MediaIndex> ReadAsync(string path, Task<MediaProcessAnswer> packets, CancellationToken cancellationToken)
    {
        var name = MediaNames.Show(path);
        var streams = await RunAsync(
            path,
            [
                "-v", "error", .. MediaInput.Arguments(path), "-of", "json", "-show_entries",
                "stream=index,codec_type,codec_name,width,height,pix_fmt,sample_aspect_ratio,field_order,r_frame_rate,avg_frame_rate,time_base,duration,"
                    + "color_range,color_space,color_transfer,color_primaries:stream_disposition=attached_pic:stream_tags:stream_side_data=rotation:"
                    + "format=format_name,duration:format_tags",
            ],
            cancellationToken);
        var analysis = Parse(streams, name);
        var stream = analysis.Streams.FirstOrDefault(IsPicture) ?? throw WithoutPicture(analysis, streams, name);
        if (string.IsNullOrEmpty(stream.CodecName) || stream.Width is not > 0 || stream.Height is not > 0)
        {
            await tools.Known;
            throw new UserException(
                ExitCode.MediaUnusable,
                $"{name} holds a picture ({stream.CodecTagString ?? "unknown codec"}) that this ffmpeg ({tools.Version}) cannot decode; transcode it to ProRes, DNxHR or H.264.");
        }

        var picture = DescribePicture(stream);
        if (!MediaInput.IsStill(path) && Seconds(analysis.Format?.Duration) is { } lasts)
            ahead?.Invoke(new PictureAhead(stream.Index, picture, lasts));
        var format = analysis.Format?.FormatName ?? "";
        var (table, complaints) = await ReadTableAsync(path, await packets, stream, format, picture, cancellationToken);
        return new MediaIndex(
            stream.Index,
            table,
            stream.PixelFormat ?? "",
            Known(stream.ColorRange),
            Known(stream.ColorSpace),
            Known(stream.ColorPrimaries),
            picture,
            MediaInput.IsStill(path) && table.Count == 1,
            FindTimecode(analysis, stream))
        {
            SaidDuration = SaidDuration(table, analysis, stream, format, complaints),
        };
    }

    /// <summary>What one image of a sequence says of its picture, and the sequence of its time. Images that are damaged may be among them: a few are asked.</summary>
    public async Task<MediaIndex> ReadAsync(ImageSequence sequence, SequenceImages images, CancellationToken cancellationToken)
    {
        var there = images.There.ToList();
        if (!MediaInput.IsStill(images.PathOf(there[0])))
        {
            throw new UserException(
                ExitCode.MediaUnusable,
                $"{MediaNames.Show(sequence.Name(images.Count))} is a sequence of files that are not read as images: convert them to PNG, TIFF, DPX, EXR or JPEG, or render a movie.");
        }

        MediaIndex? first = null;
        foreach (var image in new[] { there[0], there[there.Count / 2], there[^1] }.Distinct())
        {
            try
            {
                first = await ReadAsync(images.PathOf(image), cancellationToken);
                break;
            }
            catch (UserException failure) when (failure.ExitCode == ExitCode.MediaUnusable && image != there[^1])
            {
                // The next may be whole.
            }
        }

        var length = (long)sequence.Rate.Denominator * sequence.Step;
        if (length > int.MaxValue)
            throw new UserException(ExitCode.MediaUnusable, $"{MediaNames.Show(sequence.Name(images.Count))} has a step of {sequence.Step.ToString(CultureInfo.InvariantCulture)}, more than any sequence: its numbers are damaged.");
        var table = FrameTable.Create(
            [.. Enumerable.Range(0, images.Count).Select(image => ((long)image, FrameStart.Key))],
            1,
            (int)length,
            sequence.Rate.Numerator,
            [new FrameRate(sequence.Rate.Numerator, (int)length)]);
        return first! with { StreamIndex = 0, Frames = table, Images = images, Still = false, StartTimecode = null };
    }

    // In ffprobe's words, what the next says: the first picture that is not attached.
    private const string PictureStream = "V:0";

    private static bool IsPicture(FFProbeStream stream) =>
        string.Equals(stream.CodecType, "video", StringComparison.Ordinal)
        // Cover art of a sound file is not its picture.
        && !(stream.Disposition?.TryGetValue("attached_pic", out var attached) == true && attached != 0);

    private static FFProbeAnalysis Parse(MediaProcessAnswer answer, string name)
    {
        try
        {
            if (JsonSerializer.Deserialize<FFProbeAnalysis>(answer.Output) is { Streams: not null } analysis)
                return analysis;
        }
        catch (JsonException)
        {
            // ffprobe's words below say more than the parser's.
        }

        throw Unreadable(answer, name);
    }

    private static UserException WithoutPicture(FFProbeAnalysis analysis, MediaProcessAnswer answer, string name) =>
        analysis.Streams.Any(stream => string.Equals(stream.CodecType, "audio", StringComparison.Ordinal))
            ? new UserException(ExitCode.MediaUnusable, $"{name} holds sound but no picture; name the file with the picture.")
            : Unreadable(answer, name);

    private static UserException Unreadable(MediaProcessAnswer answer, string name)
    {
        if (answer.Error.Contains("moov atom not found", StringComparison.Ordinal))
        {
            return new UserException(
                ExitCode.MediaUnusable,
                $"{name} is cut off: the index at its end (moov) is missing, as after a broken copy or recording; copy or export it again.");
        }

        if (answer.Error.Contains("Permission denied", StringComparison.Ordinal))
            return new UserException(ExitCode.InputMissing, $"{name} may not be read; change its permissions.");
        var reason = answer.Error.Split('\n').Select(line => ContextPrefix().Replace(line.Trim(), "")).LastOrDefault(line => line.Length > 0) ?? "no stream found";
        // ffprobe ends its last line with the reason, after the name.
        reason = reason[(reason.LastIndexOf(": ", StringComparison.Ordinal) is var colon and >= 0 ? colon + 2 : 0)..];
        return new UserException(
            ExitCode.MediaUnusable, $"{name} is not a media file that ffmpeg can read ({MediaNames.Show(reason)}); check that it is complete, or export it again.");
    }

    private static PictureFormat DescribePicture(FFProbeStream stream)
    {
        var (width, height) = (stream.Width!.Value, stream.Height!.Value);
        var (aspectWidth, aspectHeight) = (1, 1);
        if (stream.SampleAspectRatio?.Split(':') is [var left, var right]
            && int.TryParse(left, NumberStyles.None, CultureInfo.InvariantCulture, out var a) && a > 0
            && int.TryParse(right, NumberStyles.None, CultureInfo.InvariantCulture, out var b) && b > 0
            // Beyond that it is damage, not a lens.
            && a <= 8L * b && b <= 8L * a)
            (aspectWidth, aspectHeight) = (a, b);

        var rotation = 0;
        foreach (var data in stream.SideData ?? [])
        {
            if (data.TryGetValue("rotation", out var value)
                && double.TryParse(value.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var counterClockwise))
                rotation = ((-(int)Math.Round(counterClockwise) % 360) + 360) % 360;
        }

        return new PictureFormat(
            width,
            height,
            aspectWidth,
            aspectHeight,
            rotation is 90 or 180 or 270 ? rotation : 0,
            stream.FieldOrder is "tt" or "bb" or "tb" or "bt",
            Known(stream.ColorTransfer),
            stream.CodecName ?? "")
        {
            Alpha = AlphaFormat().IsMatch(stream.PixelFormat ?? "") || HasAlphaStream(stream),
        };
    }

    // VP8 and VP9 in WebM carry alpha as a second picture beside the first, which the pixel format does not tell.
    private static bool HasAlphaStream(FFProbeStream stream) =>
        stream.Tags?.Any(tag => tag.Key.Equals("alpha_mode", StringComparison.OrdinalIgnoreCase) && tag.Value == "1") == true;

    private static string? FindTimecode(FFProbeAnalysis analysis, FFProbeStream picture)
    {
        var places = new List<IReadOnlyDictionary<string, string>?> { picture.Tags };
        places.AddRange(analysis.Streams.Where(stream => stream.CodecType is "data").Select(stream => stream.Tags));
        places.Add(analysis.Format?.Tags);
        foreach (var tags in places)
            foreach (var (key, value) in tags ?? new Dictionary<string, string>())
                if (key.Equals("timecode", StringComparison.OrdinalIgnoreCase))
                    return value;
        return null;
    }

    /// <summary>
    /// What a file that was cut off says that it lasts. QuickTime, MP4 and Matroska are known by ffmpeg's complaint that the file ends too early: their length alone may be that of a
    /// last picture that stands. MXF counts its frames, and ends without a complaint. Transport streams and AVI do not tell.
    /// </summary>
    private static MediaTime? SaidDuration(FrameTable table, FFProbeAnalysis analysis, FFProbeStream stream, string format, string complaints)
    {
        var broken = complaints.Contains("partial file", StringComparison.Ordinal) || complaints.Contains("File ended prematurely", StringComparison.Ordinal);
        if (!broken && format is not "mxf")
            return null;
        var said = Seconds(stream.Duration)
            ?? stream.Tags?.Where(tag => tag.Key.Equals("DURATION", StringComparison.OrdinalIgnoreCase)).Select(tag => Seconds(tag.Value)).FirstOrDefault()
            ?? Seconds(analysis.Format?.Duration);
        // Twice a frame for what containers round.
        return said is { } seconds && seconds > table.Duration + table.Rate.FrameDuration.Scale(2, 1) ? seconds : null;
    }

    // "8.000000" or "00:00:08.000000000".
    private static MediaTime? Seconds(string? text)
    {
        var seconds = 0m;
        foreach (var part in text?.Split(':') ?? [])
        {
            if (!decimal.TryParse(part, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number > 1_000_000)
                return null;
            seconds = (seconds * 60) + number;
        }

        return seconds > 0 ? new MediaTime((long)(seconds * 1_000_000), 1_000_000) : null;
    }

    private async Task<(FrameTable Table, string Complaints)> ReadTableAsync(
        string path, MediaProcessAnswer answer, FFProbeStream stream, string format, PictureFormat picture, CancellationToken cancellationToken)
    {
        var (timeBaseNumerator, timeBaseDenominator) = Ratio(stream.ExtensionData, "time_base") ?? (1, 1000);
        var rates = new[] { stream.AvgFrameRate, stream.FrameRate }.SelectMany(RatesOf).ToList();
        var packets = new List<(long Timestamp, FrameStart Start)>();
        var complete = true;
        long lastTimestamp = long.MinValue, lastDuration = 0;
        foreach (var line in answer.Output.AsSpan().EnumerateLines())
        {
            if (line.IsEmpty)
                continue;
            if (!TryReadPacket(line, out var timestamp, out var duration, out var flags))
            {
                complete = false;
                continue;
            }

            // Decoded for the sake of others, but cut away by an edit list.
            if (flags.Contains('D'))
                continue;
            packets.Add((timestamp, flags.Contains('K') ? FrameStart.Key : FrameStart.None));
            if (timestamp > lastTimestamp)
                (lastTimestamp, lastDuration) = (timestamp, duration);
        }

        if (packets.Count > 0 && complete)
        {
            if (format.Split(',').Contains("mov"))
                FindClean(packets);
            var table = FrameTable.Create(packets, lastDuration, timeBaseNumerator, timeBaseDenominator, rates);
            if (!MayDifferFromFrames(table, packets.Count, format, picture))
                return (table, answer.Error);
        }

        var frames = await DecodeTimestampsAsync(path, stream.Index, cancellationToken);
        if (frames.Count == 0)
        {
            throw new UserException(
                ExitCode.MediaUnusable, $"Not one frame of {MediaNames.Show(path)} ({stream.CodecName}) can be decoded; copy or export it again.");
        }

        var keys = packets.Where(packet => packet.Start > FrameStart.None).Select(packet => packet.Timestamp).ToHashSet();
        var decoded = FrameTable.Create(
            frames.Select((timestamp, i) => (timestamp, i == 0 || keys.Contains(timestamp) ? FrameStart.Key : FrameStart.None)).ToList(), lastDuration, timeBaseNumerator, timeBaseDenominator, rates);
        return (decoded, answer.Error);
    }

    /// <summary>Finds the keys that nothing follows, in the order of decoding, that shows before them: QuickTime and MP4 hold packets in that order, and know where each lies.</summary>
    private static void FindClean(List<(long Timestamp, FrameStart Start)> packets)
    {
        var earliest = long.MaxValue;
        for (var i = packets.Count - 1; i >= 0; i--)
        {
            var (timestamp, start) = packets[i];
            if (start == FrameStart.Key && timestamp < earliest)
                packets[i] = (timestamp, FrameStart.Clean);
            earliest = Math.Min(earliest, timestamp);
        }
    }

    /// <summary>
    /// Whether packets and decoded frames may not be the same: VP8 has packets that are never shown; fields travel in packets of their own; transport
    /// streams and the like are cut without regard to frames.
    /// </summary>
    private static bool MayDifferFromFrames(FrameTable table, int packets, string format, PictureFormat picture) =>
        packets != table.Count
        || (table.Varies && picture.Codec is "vp8")
        || (picture.Interlaced && format is "mpegts" or "mpeg" or "h264" or "hevc" or "mpegvideo")
        || format is "h264" or "hevc" or "mpegvideo" or "m4v" or "vc1" or "obu" or "dv" or "rm" or "asf";

    private async Task<List<long>> DecodeTimestampsAsync(string path, int streamIndex, CancellationToken cancellationToken)
    {
        var answer = await MediaProcess.RunAsync(
            tools.Ffmpeg,
            [
                // As many threads on every machine: which frames come of damage depends on it.
                "-nostdin", "-v", "level+error", "-copyts", "-threads", RunDecoder.Threads.ToString(CultureInfo.InvariantCulture), .. MediaInput.Arguments(path),
                "-filter_complex", $"[0:{streamIndex.ToString(CultureInfo.InvariantCulture)}]{DecodeLog.DecodedFilter}[frames]",
                "-map", "[frames]", "-fps_mode", "passthrough", "-f", "null", "-",
            ],
            Patience,
            cancellationToken);
        var timestamps = new List<long>();
        foreach (var line in answer.Error.AsSpan().EnumerateLines())
            if (DecodeLog.TryReadTimestamp(line, out var timestamp))
                timestamps.Add(timestamp);
        return timestamps;
    }

    private async Task<MediaProcessAnswer> RunAsync(string path, string[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            return await MediaProcess.RunAsync(tools.Ffprobe, arguments, Patience, cancellationToken);
        }
        catch (TimeoutException failure)
        {
            throw new UserException(
                ExitCode.MediaUnusable, $"{MediaNames.Show(path)} cannot be read: {failure.Message}; check the disk it is on, or export it again.", failure);
        }
    }

    private static bool TryReadPacket(ReadOnlySpan<char> line, out long timestamp, out long duration, out ReadOnlySpan<char> flags)
    {
        flags = default;
        duration = 0;
        timestamp = 0;
        var first = line.IndexOf(',');
        if (first < 0)
            return false;
        var second = first + 1 + line[(first + 1)..].IndexOf(',');
        if (second <= first || !long.TryParse(line[..first], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out timestamp))
            return false;
        _ = long.TryParse(line[(first + 1)..second], NumberStyles.None, CultureInfo.InvariantCulture, out duration);
        flags = line[(second + 1)..];
        return true;
    }

    private static IEnumerable<FrameRate> RatesOf(string? text)
    {
        if (Ratio(text) is not { } ratio || ratio.Numerator <= 0)
            yield break;
        var value = (double)ratio.Numerator / ratio.Denominator;
        if (value is < 0.001 or > 1_000_000)
            yield break;
        yield return FrameRate.FromDouble(value);
        yield return new FrameRate(ratio.Numerator, ratio.Denominator);
    }

    private static (int Numerator, int Denominator)? Ratio(IReadOnlyDictionary<string, JsonElement>? data, string name) =>
        data is not null && data.TryGetValue(name, out var value) ? Ratio(value.GetString()) : null;

    private static (int Numerator, int Denominator)? Ratio(string? text) =>
        text?.Split('/') is [var left, var right]
        && int.TryParse(left, NumberStyles.None, CultureInfo.InvariantCulture, out var numerator)
        && int.TryParse(right, NumberStyles.None, CultureInfo.InvariantCulture, out var denominator)
        && numerator > 0 && denominator > 0
            ? (numerator, denominator)
            : null;

    private static string Known(string? text) => text is null or "unknown" or "reserved" ? "" : text;

    // As ffmpeg flags them in libavutil/pixdesc.c: planar with a (yuva420p, gbrapf32le), packed (rgba, bgra64le, ayuv64, vuya), grey with a (ya8), palettes.
    [GeneratedRegex("^(yuva|gbrap|rgba|bgra|argb|abgr|ya8|ya16|yaf|ayuv|vuya|uyva|pal8)", RegexOptions.CultureInvariant)]
    private static partial Regex AlphaFormat();

    [GeneratedRegex(@"^\[[^\]]*\]\s*", RegexOptions.CultureInvariant)]
    private static partial Regex ContextPrefix();
}
