using OpenTimelineIO;
using ScreenTime.Host.Media;
using ScreenTime.Host.Timelines;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Sampling;

/// <summary>
/// Finds media whose pictures have an alpha channel that hides nothing: renders are often written with one and are opaque all the same. Where such media lies over another picture,
/// the alpha of the frames that will be looked at is read, and of the first and the last that shows of every clip; a file is taken to be opaque when all of them are.
/// </summary>
/// <param name="reader">Decodes.</param>
internal sealed class AlphaCheck(FrameReader reader)
{
    // ffmpeg's own decoders of VP8 and VP9 leave alpha out, which then looks opaque.
    private static bool IsDecoded(MediaFile media) => media.Picture is { Alpha: true, Codec: not ("vp8" or "vp9") };

    /// <summary>Looks at what lies over something.</summary>
    /// <param name="map">What shows, with all media of an alpha channel letting through what lies below.</param>
    /// <param name="links">The media.</param>
    /// <param name="programme">The record to look at.</param>
    /// <param name="rate">The record rate.</param>
    /// <param name="sampleRate">Samples a second.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The links, opaque media without alpha, and a sentence for each such file; null when nothing is opaque.</returns>
    /// <exception cref="UserException">Media has changed or gone.</exception>
    public async Task<(IReadOnlyDictionary<Clip, MediaLink> Links, IReadOnlyList<string> Assumptions)?> FindOpaqueAsync(
        RecordMap map, IReadOnlyDictionary<Clip, MediaLink> links, FrameRange programme, FrameRate rate, FrameRate sampleRate, CancellationToken cancellationToken)
    {
        // Layers come from the top: what is no alpha, or has nothing below it, needs no look.
        var over = map.Segments.Where(segment => !segment.Record.Intersect(programme).IsEmpty && segment.Layers.SkipLast(1).Any(layer => layer.Media is { } media && IsDecoded(media)))
            .ToHashSet();
        if (over.Count == 0)
            return null;
        var sampler = new Sampler(map, rate);
        var ends = over.Select(segment => segment.Record.Intersect(programme)).SelectMany(record => (long[])[record.Start, record.End - 1]);
        var samples = sampler.Grid(programme, sampleRate).Concat(sampler.At(ends, 0))
            .Where(sample => sample.Layer.Media is { } media && IsDecoded(media) && map.At(sample.RecordFrame) is var segment && over.Contains(segment) && segment.Layers[^1] != sample.Layer);
        var opaque = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (media, times) in Sampler.MediaFrames(samples))
        {
            if (await CountOpaqueAsync(media, times, cancellationToken).ConfigureAwait(false) is > 0 and var pictures)
                opaque[media.Id] = FormattableString.Invariant($"{media.Name} has an alpha channel that is opaque in all {pictures} pictures of it that were asked: it is taken to hide what lies below it.");
        }

        if (opaque.Count == 0)
            return null;
        var changed = new Dictionary<Clip, MediaLink>(ReferenceEqualityComparer.Instance);
        foreach (var (clip, link) in links)
        {
            changed[clip] = link.Media is { } media && opaque.ContainsKey(media.Id)
                ? link with { Media = media with { Picture = media.Picture with { Alpha = false } } }
                : link;
        }

        return (changed, [.. opaque.Values.Order(StringComparer.Ordinal)]);
    }

    /// <summary>How many pictures there are, all opaque; 0 when one is not. What cannot be read says nothing: it becomes unknown time.</summary>
    private async Task<int> CountOpaqueAsync(MediaFile media, IReadOnlyList<MediaTime> times, CancellationToken cancellationToken)
    {
        var pictures = 0;
        var request = await reader.AlphaSizeAsync(media, cancellationToken).ConfigureAwait(false);
        await foreach (var frame in reader.ReadAsync(media, times, request, new DecodeOptions { CropBars = false, Alpha = true }, cancellationToken).ConfigureAwait(false))
        {
            using (frame)
            {
                if (frame.MissingReason is not null)
                    continue;
                if (frame.Pixels.Span.ContainsAnyExcept(byte.MaxValue))
                    return 0;
                pictures++;
            }
        }

        return pictures;
    }
}
