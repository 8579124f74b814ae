using OpenTimelineIO;
using ScreenTime.Exporters.Edl;
using ScreenTime.Exporters.Markers;
using ScreenTime.Exporters.Otio;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Xml;

/// <summary>What writing a timeline as a new document begins and ends with, whatever the document is.</summary>
internal static class NewDocument
{
    // Eleven days and a half; what is longer is damage, and numbers that formats cannot count to.
    private const double MaximumSeconds = 1_000_000;

    /// <summary>
    /// A copy of the export's timeline, without ScreenTime's earlier markers unless all is to be carried. A source range that is there shows a part, so that no writer need ask.
    /// </summary>
    /// <param name="export">What is written.</param>
    /// <param name="notes">Takes the names of markers that a person edited, which stay.</param>
    public static Timeline Copy(TimelineExport export, List<string> notes)
    {
        var timeline = export.Source.Timeline.DeepClone();
        if (!export.KeepOwnMarkers)
            OwnMarkers.Remove(timeline, export.Source, export.Result?.Cast, notes);
        foreach (var clip in timeline.FindClips())
            EdlBackward.Normalize(clip);
        foreach (var track in timeline.Tracks.FindChildren<Track>().Where(TrackRange.LiesBeside))
            track.SourceRange = null;
        return timeline;
    }

    /// <summary>Makes a document of a timeline.</summary>
    /// <param name="timeline">The timeline.</param>
    /// <param name="what">What it becomes, for messages: <c>an EDL</c>.</param>
    /// <param name="make">Makes it.</param>
    /// <exception cref="UserException">The timeline holds a time that is none, or a length that cannot be known.</exception>
    public static T Made<T>(Timeline timeline, string what, Func<T> make)
    {
        try
        {
            if (timeline.Duration().ToSeconds() > MaximumSeconds)
                throw new UserException(ExitCode.InputInvalid, $"'{timeline.Name}' cannot be written as {what}: it is longer than {MaximumSeconds:0} seconds, and its times must be damaged");
            return make();
        }
        catch (Exception exception) when (exception is OtioException or ArgumentOutOfRangeException or OverflowException)
        {
            throw new UserException(ExitCode.InputInvalid, $"'{timeline.Name}' cannot be written as {what}: {exception.Message}", exception);
        }
    }

    /// <summary>A child of a stack as a track; one that is none becomes the only item of one, of sound where all in it is sound.</summary>
    public static Track AsTrack(Item child)
    {
        if (child is Track track)
            return track;
        var kind = child is Composition composition && composition.Children.OfType<Track>().Any() && composition.Children.OfType<Track>().All(inner => inner.Kind == Track.KindAudio)
            ? Track.KindAudio : Track.KindVideo;
        return new Track("", kind) { Children = { child.DeepClone() } };
    }

    /// <summary>A track without what it and its stack trim away, its markers counted from what is left.</summary>
    /// <param name="track">The track.</param>
    /// <param name="ofStack">What the stack shows of it; null for all.</param>
    public static Track Trimmed(Track track, TimeRange? ofStack)
    {
        var enabled = track.Enabled;
        foreach (var range in new[] { track.SourceRange, ofStack }.OfType<TimeRange>())
            track = Trimmed(track, range);
        track.Enabled = enabled;
        return track;
    }

    private static Track Trimmed(Track track, TimeRange range)
    {
        var trimmed = track.TrimmedToRange(range);
        var markers = RecordMarkers.Within(trimmed.Markers, range).ToList();
        trimmed.Markers.Clear();
        foreach (var marker in markers)
            trimmed.Markers.Add(marker);
        var shown = track.ChildrenInRange(range).Where(child => range.Intersects(track.RangeOfChild(child)));
        foreach (var (whole, part) in shown.Zip(trimmed.Children))
        {
            if (whole is Item item)
                AtItsSpeed((Item)part, item, track.RangeOfChild(item), range);
        }

        return trimmed;
    }

    /// <summary>
    /// Gives what is left of an item at another speed the media that it shows. OpenTimelineIO's trimming takes as much from the source range as from the record, as if the speed were normal: what is cut
    /// off takes its speed's share of the media, at the end of the source range where that is played from its end.
    /// </summary>
    private static void AtItsSpeed(Item part, Item whole, TimeRange place, TimeRange range)
    {
        var scalar = EdlCuts.ScalarOf(whole);
        if (scalar == 1 || part.SourceRange is not { } source || source.Duration == place.Duration)
            return;
        var none = new RationalTime(0, place.StartTime.Rate);
        var before = range.StartTime > place.StartTime ? range.StartTime - place.StartTime : none;
        var after = range.EndTimeExclusive() < place.EndTimeExclusive() ? place.EndTimeExclusive() - range.EndTimeExclusive() : none;
        var cut = scalar < 0 ? after : before;
        var start = whole.TrimmedRange().StartTime + new RationalTime(cut.Value * Math.Abs(scalar), cut.Rate);
        part.SourceRange = new TimeRange(start, source.Duration);
        // Markers count as the record does, whatever the speed, and stay on their frames.
        foreach (var marker in part.Markers)
            marker.MarkedRange = new TimeRange(marker.MarkedRange.StartTime + (start - source.StartTime), marker.MarkedRange.Duration);
    }
}
