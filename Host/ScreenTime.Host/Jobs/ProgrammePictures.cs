using System.Runtime.CompilerServices;
using ScreenTime.Host.Media;
using ScreenTime.Host.Plugins;
using ScreenTime.Host.Sampling;
using ScreenTime.Host.Timelines;
using ScreenTime.Sdk;
using SkiaSharp;

namespace ScreenTime.Host.Jobs;

/// <summary>One frame of the programme, for people to look at.</summary>
/// <param name="RecordFrame">The record frame.</param>
/// <param name="Width">Pixels a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Rgb">Rows from the top without padding; empty where nothing can be shown. Valid until the next one is read.</param>
/// <param name="Problem">Why nothing can be shown; else null.</param>
public sealed record ProgrammePicture(long RecordFrame, int Width, int Height, ReadOnlyMemory<byte> Rgb, string? Problem);

/// <summary>
/// Shows the frames of the record that an analysis looked at: of each the picture that the cut is about, bars and all, without what is composited over it.
/// </summary>
public sealed class ProgrammePictures
{
    private const int JpegQuality = 85;

    private readonly FrameReader _reader;
    private readonly RecordMap _map;
    private readonly Sampler _sampler;
    private readonly string? _lut;

    private ProgrammePictures(FfmpegTools tools, FrameReader reader, RecordMap map, TimelineDocument document, string? lut) =>
        (Tools, _reader, _map, _sampler, Document, _lut) = (tools, reader, map, new Sampler(map, document.Rate), document, lut);

    /// <summary>The timeline.</summary>
    public TimelineDocument Document { get; }

    /// <summary>The length of the record in frames.</summary>
    public long FrameCount => _map.FrameCount;

    /// <summary>The ffmpeg that decodes.</summary>
    internal FfmpegTools Tools { get; }

    /// <summary>Reads the timeline and finds its media.</summary>
    /// <param name="plugins">The readers.</param>
    /// <param name="settings">Those of the analysis.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="UserException">As of an analysis.</exception>
    public static async Task<ProgrammePictures> OpenAsync(PluginCatalog plugins, AnalysisSettings settings, CancellationToken cancellationToken)
    {
        var tools = await FfmpegTools.FindAsync(cancellationToken).ConfigureAwait(false);
        var probe = new MediaProbe(tools);
        var document = await new TimelineLoader(plugins.Readers, probe).LoadAsync([settings.TimelinePath, .. settings.TracksAbove], settings.Read, cancellationToken).ConfigureAwait(false);
        var links = await new MediaLinker(probe).LinkAsync(document, new LinkOptions(settings.MediaRoots, settings.MediaTimecode), cancellationToken).ConfigureAwait(false);
        var map = RecordMap.Build(document, links, settings.Tracks);
        if (settings.Picture is { } render)
            map = map.WithPicture(await probe.ProbeAsync(render, cancellationToken).ConfigureAwait(false), document);
        return new ProgrammePictures(tools, new FrameReader(tools, probe), map, document, settings.Lut);
    }

    /// <summary>The pictures of record frames, in their order, scaled to fit; decoded segment by segment, so that frames in order cost one pass a stretch.</summary>
    /// <param name="recordFrames">Ascending.</param>
    /// <param name="width">The box's width; a picture keeps its shape and may be narrower.</param>
    /// <param name="height">The box's height.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async IAsyncEnumerable<ProgrammePicture> ReadAsync(
        IReadOnlyList<long> recordFrames, int width, int height, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var at = 0;
        while (at < recordFrames.Count)
        {
            var segment = _map.At(recordFrames[at]);
            var count = 1;
            while (at + count < recordFrames.Count && segment.Record.Contains(recordFrames[at + count]))
                count++;
            var frames = recordFrames.Skip(at).Take(count).ToList();
            at += count;
            if (segment.Main is not { Media: { } media } layer)
            {
                foreach (var frame in frames)
                    yield return new ProgrammePicture(frame, 0, 0, default, segment.Main?.MissingReason ?? "nothing shows here");
                continue;
            }

            var size = Fit(await _reader.FullSizeAsync(media, cancellationToken).ConfigureAwait(false), width, height);
            var samples = _sampler.At(frames, 0).Where(sample => ReferenceEquals(sample.Layer, layer)).ToList();
            // Backwards the media is read forwards, and given in the record's order afterwards.
            var byTime = samples.OrderBy(sample => sample.SourceTime).ToList();
            var backwards = samples.Count > 1 && samples[0].SourceTime > samples[^1].SourceTime;
            var kept = new List<ProgrammePicture>();
            await foreach (var decoded in _reader.ReadAsync(
                media, byTime.ConvertAll(sample => sample.SourceTime), size, new DecodeOptions { CropBars = false, LutPath = _lut }, cancellationToken).ConfigureAwait(false))
            {
                using (decoded)
                {
                    for (var i = decoded.FirstWanted; i < decoded.FirstWanted + decoded.WantedCount; i++)
                    {
                        var picture = new ProgrammePicture(byTime[i].RecordFrame, size.Width, size.Height, decoded.Pixels, decoded.MissingReason);
                        if (backwards)
                            kept.Add(picture with { Rgb = picture.Rgb.ToArray() });
                        else
                            yield return picture;
                    }
                }
            }

            foreach (var picture in kept.OrderBy(picture => picture.RecordFrame))
                yield return picture;
        }
    }

    /// <summary>One frame as a JPEG that fits a square box; null where nothing can be shown.</summary>
    public async Task<byte[]?> JpegAsync(long recordFrame, int box, CancellationToken cancellationToken)
    {
        await foreach (var picture in ReadAsync([recordFrame], box, box, cancellationToken).ConfigureAwait(false))
        {
            if (picture.Problem is not null)
                return null;
            using var image = FrameExtraction.ToImage(picture.Rgb.Span, new FrameRequest(picture.Width, picture.Height));
            using var encoded = image.Encode(SKEncodedImageFormat.Jpeg, JpegQuality);
            return encoded.ToArray();
        }

        return null;
    }

    private static FrameRequest Fit(FrameRequest full, int width, int height)
    {
        var scale = Math.Min(1, Math.Min((double)width / full.Width, (double)height / full.Height));
        return new FrameRequest(Math.Max(2, (int)(full.Width * scale) / 2 * 2), Math.Max(2, (int)(full.Height * scale) / 2 * 2));
    }
}
