using ScreenTime.Host.Media;
using ScreenTime.Host.Timelines;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Sampling;

/// <summary>The shots of the record: the timeline's edits, and the cuts inside the media that they show.</summary>
public static class ShotMap
{
    /// <summary>
    /// Divides the programme into shots. A shot begins where another picture does: a title coming or going above, generated or with an alpha channel, is no cut. Inside a clip it begins
    /// at the first record frame that shows the new picture; in a dissolve, half-way.
    /// </summary>
    /// <param name="map">What shows on the record.</param>
    /// <param name="programme">The record to divide.</param>
    /// <param name="rate">The record rate.</param>
    /// <param name="changes">Shot changes by media id.</param>
    public static IReadOnlyList<Shot> Build(
        RecordMap map, FrameRange programme, FrameRate rate, IReadOnlyDictionary<string, IReadOnlyList<ShotChange>> changes)
    {
        var starts = new SortedSet<long>();
        var mixed = new List<FrameRange>();
        RecordSegment? previous = null;
        foreach (var segment in map.Segments)
        {
            var goesOn = previous is not null && previous.ShowsTheEditsOf(segment);
            if (!goesOn)
                starts.Add(segment.Record.Start);
            previous = segment;
            if (segment.Main is not { Media: { } media } top || top.SpeedNumerator == 0 || !changes.TryGetValue(media.Id, out var inMedia))
                continue;
            foreach (var change in inMedia)
            {
                // Where the picture has gone on from the segment before, its last frame is what a change is told by.
                var known = goesOn ? -1 : 0;
                var middle = FirstFrameBeyond(segment, top, known, change.Start + (change.End - change.Start).Scale(1, 2), rate);
                if (middle > segment.Record.Start + known && middle < segment.Record.End)
                    starts.Add(middle);
                if (change.Start == change.End)
                    continue;
                var (one, other) = (FirstFrameBeyond(segment, top, known, change.Start, rate), FirstFrameBeyond(segment, top, known, change.End, rate));
                mixed.Add(new FrameRange(Math.Min(one, other), Math.Max(one, other)));
            }
        }

        var edges = starts.Where(start => start > programme.Start && start < programme.End).Prepend(programme.Start).Append(programme.End).ToList();
        return [.. edges.Zip(edges.Skip(1), (start, end) => new FrameRange(start, end))
            .Where(record => !record.IsEmpty)
            .Select(record => Shot(record, map.At(record.Start), FrameRange.Union(mixed), rate))];
    }

    private static Shot Shot(FrameRange record, RecordSegment first, IReadOnlyList<FrameRange> mixed, FrameRate rate) => new(record, first.Main?.ClipName ?? "")
    {
        Clear = Clear(record, mixed),
        Footage = first.Main is { Media: { } media } main
            ? new ShotFootage(media.Id, main.SourceTimeAt(record.Start - first.Record.Start, rate), new MediaTime(main.SpeedNumerator, main.SpeedDenominator))
            : null,
    };

    /// <summary>What mixtures leave of a shot: they lie at its ends.</summary>
    private static FrameRange Clear(FrameRange shot, IReadOnlyList<FrameRange> mixed)
    {
        var (start, end) = (shot.Start, shot.End);
        foreach (var mixture in mixed.Select(shot.Intersect).Where(mixture => !mixture.IsEmpty))
        {
            if (mixture.Start == shot.Start)
                start = Math.Max(start, mixture.End);
            else if (mixture.End == shot.End)
                end = Math.Min(end, mixture.Start);
        }

        return new FrameRange(start, Math.Max(start, end));
    }

    /// <summary>
    /// The first record frame, from <paramref name="known"/> (counted from the segment's first) on, that lies on the far side of a media time in the direction of
    /// play; the segment's end when none does.
    /// </summary>
    private static long FirstFrameBeyond(RecordSegment segment, Layer layer, long known, MediaTime at, FrameRate rate)
    {
        var forwards = layer.SpeedNumerator > 0;
        bool Shows(long frame)
        {
            var time = layer.SourceTimeAt(frame, rate);
            if (layer.Media is { VariableRate: false } media)
                time = MediaTime.FromFrames(time.FloorToFrame(media.Rate), media.Rate);
            return forwards ? time >= at : time < at;
        }

        long before = known - 1, after = segment.Record.Length;
        while (after - before > 1)
        {
            var middle = (before + after) / 2;
            if (Shows(middle))
                after = middle;
            else
                before = middle;
        }

        return segment.Record.Start + after;
    }
}
