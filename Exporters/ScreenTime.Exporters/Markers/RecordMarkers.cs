using OpenTimelineIO;
using ScreenTime.Exporters.Edl;
using ScreenTime.Exporters.Otio;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Markers;

/// <summary>The markers of a timeline for formats that have them on the record alone: those of clips come to the frame where they show.</summary>
internal static class RecordMarkers
{
    /// <summary>The timeline's markers, and those of its items where they show, once each, counted from the timeline's first frame.</summary>
    /// <param name="timeline">The timeline.</param>
    /// <param name="rate">The record rate.</param>
    /// <param name="stays">Items whose markers the format holds itself; null for none.</param>
    public static IReadOnlyList<Marker> Of(Timeline timeline, FrameRate rate, Func<Item, bool>? stays = null)
    {
        var markers = timeline.Tracks.Markers.ToList();
        // The sound and the picture of one clip carry the same markers.
        var there = markers.Select(marker => Key(marker, marker.MarkedRange.StartTime, rate)).ToHashSet();
        foreach (var item in timeline.Tracks.FindChildren<Item>().Where(item => item.Markers.Count > 0 && stays?.Invoke(item) is not true))
        {
            foreach (var marker in item.Markers)
            {
                if (RecordTime.Of(item, marker.MarkedRange.StartTime, timeline.Tracks) is not { } start || !there.Add(Key(marker, start, rate)))
                    continue;
                var copy = marker.DeepClone();
                copy.MarkedRange = new TimeRange(start, marker.MarkedRange.Duration);
                markers.Add(copy);
            }
        }

        return timeline.Tracks.SourceRange is { } shown ? [.. Within(markers, shown)] : markers;
    }

    /// <summary>The markers that lie in what is shown of an item, counted from where that begins.</summary>
    public static IEnumerable<Marker> Within(IEnumerable<Marker> markers, TimeRange shown)
    {
        foreach (var marker in markers.Where(marker => RecordTime.Contains(shown, marker.MarkedRange.StartTime)))
        {
            var copy = marker.DeepClone();
            copy.MarkedRange = new TimeRange(marker.MarkedRange.StartTime - shown.StartTime, marker.MarkedRange.Duration);
            yield return copy;
        }
    }

    /// <summary>What a marker says, for formats of one text: its name and its comment, where they are two.</summary>
    public static string TextOf(Marker marker)
    {
        var (name, comment) = (marker.Name.Trim(), marker.Comment.Trim());
        return EdlText.Field(
            name.Length == 0 || comment.StartsWith(name, StringComparison.Ordinal) || OwnText.Parse(comment) is not null ? comment
            : comment.Length == 0 ? name : $"{name}: {comment}");
    }

    private static (long?, string, string) Key(Marker marker, RationalTime start, FrameRate rate) => (OtioRates.Frame(start, rate), marker.Name, marker.Comment);
}
