using ScreenTime.Host.Media;
using ScreenTime.Host.Timelines;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Sampling;

/// <summary>A frame to look at: one layer of one record frame.</summary>
/// <param name="RecordFrame">The record frame.</param>
/// <param name="Record">The record frames that it stands for.</param>
/// <param name="Layer">The layer.</param>
/// <param name="SourceTime">The start of the media frame that shows, counted from the media's first frame; not sensible where the layer has no media.</param>
/// <param name="Composited">Whether something else shares the frame.</param>
/// <param name="Refinement">0 for the regular grid, above it the round that asked.</param>
public sealed record PlannedSample(long RecordFrame, FrameRange Record, Layer Layer, MediaTime SourceTime, bool Composited, int Refinement);

/// <summary>Chooses the frames to look at.</summary>
/// <param name="map">What shows on the record.</param>
/// <param name="rate">The record rate.</param>
public sealed class Sampler(RecordMap map, FrameRate rate)
{
    /// <summary>
    /// The regular grid: what shows the same edits is divided into equal pieces of at most one sampling period, and each is looked at in its middle frame. Pieces never
    /// cross an edit, so that the shortest clip has a sample; titles and the like, that come and go above, move none. A picture with an alpha channel that is shorter
    /// than a piece has a sample of its own.
    /// </summary>
    /// <param name="programme">The record to look at.</param>
    /// <param name="sampleRate">Samples a second.</param>
    public IReadOnlyList<PlannedSample> Grid(FrameRange programme, FrameRate sampleRate)
    {
        var period = Math.Max(1, sampleRate.FrameDuration.FloorToFrame(rate));
        var samples = new List<PlannedSample>();
        for (int first = 0, after; first < map.Segments.Count; first = after)
        {
            after = first + 1;
            while (after < map.Segments.Count && map.Segments[after].ShowsTheEditsOf(map.Segments[first]))
                after++;
            var record = new FrameRange(map.Segments[first].Record.Start, map.Segments[after - 1].Record.End).Intersect(programme);
            if (record.IsEmpty || map.Segments[first].Layers.Count == 0)
                continue;
            var pieces = (record.Length + period - 1) / period;
            var looked = new SortedSet<long>();
            for (long piece = 0; piece < pieces; piece++)
            {
                var part = new FrameRange(record.Start + (record.Length * piece / pieces), record.Start + (record.Length * (piece + 1) / pieces));
                Add(samples, map.At(part.Middle), part.Middle, part, 0);
                looked.Add(part.Middle);
            }

            foreach (var segment in map.Segments.Skip(first).Take(after - first).Where(segment => segment.Layers.Count > segment.Edits.Count()))
            {
                var part = segment.Record.Intersect(programme);
                if (!part.IsEmpty && looked.GetViewBetween(part.Start, part.End - 1).Count == 0)
                    Add(samples, segment, part.Middle, part, 0);
            }
        }

        return samples;
    }

    /// <summary>Samples of single frames, for the refiner and for rules that look at certain frames.</summary>
    public IReadOnlyList<PlannedSample> At(IEnumerable<long> recordFrames, int refinement)
    {
        var samples = new List<PlannedSample>();
        foreach (var frame in recordFrames)
            Add(samples, map.At(frame), frame, new FrameRange(frame, frame + 1), refinement);
        return samples;
    }

    /// <summary>The media frames that samples need: each once, by media, in order.</summary>
    public static IReadOnlyList<(MediaFile Media, IReadOnlyList<MediaTime> Times)> MediaFrames(IEnumerable<PlannedSample> samples) =>
        [.. samples.Where(sample => sample.Layer.Media is not null)
            .GroupBy(sample => sample.Layer.Media!.Id, StringComparer.Ordinal)
            .Select(group => (
                group.First().Layer.Media!,
                (IReadOnlyList<MediaTime>)[.. group.Select(sample => sample.SourceTime).Distinct().Order()]))
            .OrderBy(item => item.Item1.Id, StringComparer.Ordinal)];

    private void Add(List<PlannedSample> samples, RecordSegment segment, long frame, FrameRange record, int refinement)
    {
        foreach (var layer in segment.Layers)
        {
            var time = layer.SourceTimeAt(frame - segment.Record.Start, rate);
            if (layer.Media is { VariableRate: false } media)
                time = MediaTime.FromFrames(time.FloorToFrame(media.Rate), media.Rate);
            samples.Add(new PlannedSample(frame, record, layer, time, segment.Composited, refinement));
        }
    }
}
