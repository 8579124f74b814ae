using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using ScreenTime.Host.Media;
using ScreenTime.Host.Plugins;
using ScreenTime.Host.Results;
using ScreenTime.Host.Sampling;
using ScreenTime.Host.Timelines;
using ScreenTime.Sdk;
using SkiaSharp;

namespace ScreenTime.Host.Jobs;

/// <summary>One frame of the record as <see cref="RecordPictures.ReadAsync"/> gives it.</summary>
/// <param name="Width">Pixels a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Rgb">Rows from the top without padding; empty where nothing can be shown. Valid until the next frame is read.</param>
/// <param name="Problem">Why nothing can be shown; else null.</param>
public readonly record struct RecordPicture(int Width, int Height, ReadOnlyMemory<byte> Rgb, string? Problem);

/// <summary>
/// Pictures of record frames, taken anew from the media that were analysed: refused where timeline or media are no longer the same. A frame that several pictures share is shown as its
/// layers side by side, the topmost first.
/// </summary>
public sealed class RecordPictures
{
    private const int JpegQuality = 85;
    private const int LongestPiece = 500;
    private const int Gap = 6;
    private const int BlackWidth = 640, BlackHeight = 360;

    private readonly OpenedTimeline _timeline;
    private readonly FrameReader _reader;
    private readonly string? _lut;

    private RecordPictures(OpenedTimeline timeline, FfmpegTools tools, MediaProbe probe, AnalysisSettings settings) =>
        (_timeline, Tools, Probe, _reader, _lut) = (timeline, tools, probe, new FrameReader(tools, probe), settings.Lut);

    /// <summary>The length of the record in frames.</summary>
    public long FrameCount => _timeline.Map.FrameCount;

    /// <summary>The record rate.</summary>
    public FrameRate Rate => _timeline.Document.Rate;

    /// <summary>A hash of timeline and media: what shows is the same where it is.</summary>
    public string Key
    {
        get
        {
            var media = _timeline.Map.Segments.SelectMany(segment => segment.Layers).Select(layer => layer.Media?.Id).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', media.Append(TimelineContent.HashOf(_timeline.Document)).Append(_lut ?? "")))))[..32];
        }
    }

    /// <summary>What shows when.</summary>
    internal OpenedTimeline Timeline => _timeline;

    /// <summary>The ffmpeg that decodes.</summary>
    internal FfmpegTools Tools { get; }

    /// <summary>Knows the media.</summary>
    internal MediaProbe Probe { get; }

    /// <summary>Opens the sources of an analysis.</summary>
    /// <param name="resultFolder">Its folder.</param>
    /// <param name="result">What it gave.</param>
    /// <param name="mediaRoots">More folders to look for media in.</param>
    /// <param name="plugins">Bring the readers.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="UserException">The folder does not say where the sources are, or they have changed or gone.</exception>
    public static async Task<RecordPictures> OpenAsync(
        string resultFolder, AnalysisResult result, IReadOnlyList<string> mediaRoots, PluginCatalog plugins, CancellationToken cancellationToken)
    {
        var settings = SourcesFile.Read(resultFolder) ?? throw new UserException(
            ExitCode.InputMissing, $"{resultFolder} holds no {SourcesFile.Name}, which says where timeline and media are: run the analysis again to have pictures");
        var pictures = await OpenAsync(settings with { MediaRoots = [.. settings.MediaRoots.Where(Directory.Exists), .. mediaRoots] }, plugins, cancellationToken).ConfigureAwait(false);
        var document = pictures._timeline.Document;
        if (TimelineContent.HashOf(document) != result.Provenance.TimelineHash)
            throw Changed(document);
        var known = result.Media.Select(media => media.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var layer in pictures._timeline.Map.Segments.SelectMany(segment => segment.Layers))
        {
            if (layer.Media is { } media && !known.Contains(media.Id))
                throw new UserException(ExitCode.InputInvalid, $"{media.Name} is no longer the media that was analysed: put the old file back, or analyse the timeline again");
        }

        return pictures;
    }

    /// <summary>Reads the timeline of an analysis again, without its media.</summary>
    /// <exception cref="UserException">The folder does not say where it is, or it has changed or gone.</exception>
    public static async Task<TimelineDocument> TimelineAsync(string resultFolder, AnalysisResult result, PluginCatalog plugins, CancellationToken cancellationToken)
    {
        var settings = SourcesFile.Read(resultFolder) ?? throw new UserException(
            ExitCode.InputMissing, $"{resultFolder} holds no {SourcesFile.Name}, which says where the timeline is: run the analysis again");
        var probe = new MediaProbe(await FfmpegTools.FindAsync(cancellationToken).ConfigureAwait(false));
        var document = await new TimelineLoader(plugins.Readers, probe).LoadAsync([settings.TimelinePath, .. settings.TracksAbove], settings.Read, cancellationToken).ConfigureAwait(false);
        return TimelineContent.HashOf(document) == result.Provenance.TimelineHash ? document : throw Changed(document);
    }

    private static UserException Changed(TimelineDocument document) =>
        new(ExitCode.InputInvalid, $"{document.Path} is no longer the timeline that was analysed: analyse it again, or put the old one back");

    /// <summary>Opens the sources of an analysis that is still to come.</summary>
    /// <exception cref="UserException">The timeline cannot be read, or its media is ambiguous.</exception>
    public static async Task<RecordPictures> OpenAsync(AnalysisSettings settings, PluginCatalog plugins, CancellationToken cancellationToken)
    {
        var tools = await FfmpegTools.FindAsync(cancellationToken).ConfigureAwait(false);
        var probe = new MediaProbe(tools);
        var document = await new TimelineLoader(plugins.Readers, probe).LoadAsync([settings.TimelinePath, .. settings.TracksAbove], settings.Read, cancellationToken).ConfigureAwait(false);
        return new RecordPictures(await OpenedTimeline.OpenAsync(document, settings, tools, probe, cancellationToken).ConfigureAwait(false), tools, probe, settings);
    }

    /// <summary>A result in which nothing was looked at yet: the timeline, its edits as shots, and nobody on screen. Its run id is empty.</summary>
    public AnalysisResult Unanalysed(Cast cast)
    {
        var (document, _, _, map, _, programme) = _timeline;
        return new AnalysisResult(
            document.Timeline.Name.Length > 0 ? document.Timeline.Name : Path.GetFileNameWithoutExtension(document.Path), document.Rate, document.DropFrame, document.StartFrame, map.FrameCount, programme,
            cast, [], ShotMap.Build(map, programme, document.Rate, new Dictionary<string, IReadOnlyList<ShotChange>>()), [], [], [], [],
            new Provenance("", "", "", "", "", "", new DeviceReport("", "", "", "", "", null), "", new Dictionary<string, string>(), new Dictionary<string, string>()), map.Assumptions);
    }

    /// <summary>JPEGs of record frames.</summary>
    /// <param name="frames">The frames.</param>
    /// <param name="width">The most pixels a layer is wide.</param>
    /// <param name="change">What is done with each picture before it is kept: blurring; null for nothing.</param>
    /// <param name="progress">Hears how many of how many media frames are done; may be null.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <param name="shape">The frame that a recogniser saw, to have pictures as it had them: without black bars, fitted into that shape; null for whole pictures in their own.</param>
    /// <returns>By frame; a frame without any picture that can be read is left out.</returns>
    public async Task<IReadOnlyDictionary<long, byte[]>> TakeAsync(
        IReadOnlyCollection<long> frames, int width, Func<long, SKBitmap, SKBitmap>? change, IJobProgress? progress, CancellationToken cancellationToken, FrameRequest? shape = null)
    {
        var planned = new Sampler(_timeline.Map, _timeline.Document.Rate).At(frames.Distinct().Order(), 0);
        var layers = new Dictionary<PlannedSample, SKBitmap>(ReferenceEqualityComparer.Instance);
        try
        {
            var wanted = Sampler.MediaFrames(planned).ToList();
            long done = 0, total = wanted.Sum(item => (long)item.Times.Count);
            foreach (var (media, times) in wanted)
            {
                var full = shape ?? await _reader.FullSizeAsync(media, cancellationToken).ConfigureAwait(false);
                var wide = Math.Min(full.Width, width);
                var size = new FrameRequest(wide, Math.Max(1, (int)((long)full.Height * wide / full.Width)));
                var samples = planned.Where(sample => sample.Layer.Media?.Id == media.Id).ToLookup(sample => sample.SourceTime);
                await foreach (var frame in _reader.ReadAsync(media, times, size, new DecodeOptions { CropBars = shape is not null, LutPath = _lut }, cancellationToken).ConfigureAwait(false))
                {
                    using (frame)
                    {
                        for (var i = frame.FirstWanted; i < frame.FirstWanted + frame.WantedCount; i++)
                        {
                            if (frame.MissingReason is null)
                            {
                                foreach (var sample in samples[times[i]])
                                    layers[sample] = ToBitmap(frame.Pixels.Span, size);
                            }

                            progress?.Done(++done, total, null);
                        }
                    }
                }
            }

            var pictures = new Dictionary<long, byte[]>();
            foreach (var group in planned.GroupBy(sample => sample.RecordFrame))
            {
                var seen = group.Where(layers.ContainsKey).Select(sample => layers[sample]).ToList();
                if (seen.Count > 0)
                    pictures.Add(group.Key, Encode(group.Key, seen, change));
            }

            // What shows no picture (a gap, a title on black) is black, and nobody is in it.
            foreach (var frame in frames.Where(frame => _timeline.Map.At(frame).Layers.Count == 0))
                pictures.TryAdd(frame, Black());
            return pictures;
        }
        finally
        {
            foreach (var bitmap in layers.Values)
                bitmap.Dispose();
        }
    }

    /// <summary>
    /// One record frame after the other, scaled to fit a box: of each the picture that the cut is about, without what is laid over it. Decoded stretch by stretch, one pass each, and
    /// never held, so that it does for a whole film.
    /// </summary>
    /// <param name="record">The frames.</param>
    /// <param name="width">The box's width; a picture keeps its shape.</param>
    /// <param name="height">The box's height.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async IAsyncEnumerable<RecordPicture> ReadAsync(FrameRange record, int width, int height, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var sampler = new Sampler(_timeline.Map, _timeline.Document.Rate);
        for (var at = record.Start; at < record.End;)
        {
            var segment = _timeline.Map.At(at);
            // A clip of hours is read in pieces, so that no list of all its frames is made.
            var part = new FrameRange(at, Math.Min(Math.Min(segment.Record.End, record.End), at + LongestPiece));
            at = part.End;
            if (segment.Main is not { Media: { } media } layer)
            {
                for (var frame = part.Start; frame < part.End; frame++)
                    yield return new RecordPicture(0, 0, default, segment.Main?.MissingReason ?? "nothing shows here");
                continue;
            }

            var full = await _reader.FullSizeAsync(media, cancellationToken).ConfigureAwait(false);
            var scale = Math.Min(1, Math.Min((double)width / full.Width, (double)height / full.Height));
            var size = new FrameRequest(Math.Max(2, (int)(full.Width * scale) / 2 * 2), Math.Max(2, (int)(full.Height * scale) / 2 * 2));
            var frames = Enumerable.Range(0, (int)part.Length).Select(offset => part.Start + offset);
            var times = sampler.At(frames, 0).Where(sample => ReferenceEquals(sample.Layer, layer)).Select(sample => sample.SourceTime).ToList();
            // Backwards, media is read forwards and given in the record's order afterwards.
            var backwards = times.Count > 1 && times[0] > times[^1];
            var kept = new List<RecordPicture>();
            await foreach (var decoded in _reader.ReadAsync(
                media, backwards ? [.. times.AsEnumerable().Reverse()] : times, size, new DecodeOptions { CropBars = false, LutPath = _lut }, cancellationToken).ConfigureAwait(false))
            {
                using (decoded)
                {
                    for (var i = 0; i < decoded.WantedCount; i++)
                    {
                        var picture = new RecordPicture(size.Width, size.Height, decoded.Pixels, decoded.MissingReason);
                        if (backwards)
                            kept.Add(picture with { Rgb = picture.Rgb.ToArray() });
                        else
                            yield return picture;
                    }
                }
            }

            for (var i = kept.Count - 1; i >= 0; i--)
                yield return kept[i];
        }
    }

    private static byte[] Encode(long frame, List<SKBitmap> layers, Func<long, SKBitmap, SKBitmap>? change)
    {
        using var sheet = new SKBitmap(new SKImageInfo(
            layers.Sum(layer => layer.Width) + (Gap * (layers.Count - 1)), layers.Max(layer => layer.Height), SKColorType.Rgba8888, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(sheet))
        {
            canvas.Clear(SKColors.Gray);
            float x = 0;
            foreach (var layer in layers)
            {
                canvas.DrawBitmap(layer, x, 0);
                x += layer.Width + Gap;
            }
        }

        var changed = change?.Invoke(frame, sheet);
        try
        {
            using var image = SKImage.FromBitmap(changed ?? sheet);
            using var data = image.Encode(SKEncodedImageFormat.Jpeg, JpegQuality);
            return data.ToArray();
        }
        finally
        {
            if (changed != sheet)
                changed?.Dispose();
        }
    }

    private static byte[] Black()
    {
        using var bitmap = new SKBitmap(new SKImageInfo(BlackWidth, BlackHeight, SKColorType.Rgba8888, SKAlphaType.Opaque));
        bitmap.Erase(SKColors.Black);
        using var image = SKImage.FromBitmap(bitmap);
        using var data = image.Encode(SKEncodedImageFormat.Jpeg, JpegQuality);
        return data.ToArray();
    }

    private static SKBitmap ToBitmap(ReadOnlySpan<byte> rgb, FrameRequest size)
    {
        var bitmap = new SKBitmap(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var target = bitmap.GetPixelSpan();
        for (int from = 0, to = 0; from < rgb.Length; from += 3, to += 4)
        {
            rgb.Slice(from, 3).CopyTo(target[to..]);
            target[to + 3] = 255;
        }

        return bitmap;
    }
}
