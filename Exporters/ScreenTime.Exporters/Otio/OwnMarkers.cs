using OpenTimelineIO;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Otio;

/// <summary>Takes ScreenTime's markers and summary out of a timeline.</summary>
internal static class OwnMarkers
{
    /// <summary>
    /// Takes out what an earlier run wrote for a cast, or for all casts when <paramref name="cast"/> is null, wherever in the timeline an editor has put it.
    /// Markers that a person edited stay, are named in <paramref name="notes"/> and returned.
    /// </summary>
    public static IReadOnlyList<Marker> Remove(Timeline timeline, TimelineDocument document, Cast? cast, List<string> notes)
    {
        var kept = new List<Marker>();
        foreach (var item in timeline.Tracks.FindChildren<Item>().Prepend(timeline.Tracks))
        {
            var remaining = new List<Marker>(item.Markers.Count);
            foreach (var marker in item.Markers)
            {
                var ours = OwnMarker.IsOurs(marker, cast);
                if (ours && !OwnMarker.IsEdited(marker))
                    continue;
                remaining.Add(marker);
                if (!ours)
                    continue;
                kept.Add(marker);
                notes.Add($"kept the marker \"{marker.Name}\" at {Place(item, marker, timeline, document)}: a person edited it since ScreenTime wrote it");
            }

            if (remaining.Count == item.Markers.Count)
                continue;
            item.Markers.Clear();
            item.Markers.AddRange(remaining);
        }

        RemoveFigures(timeline, cast?.Id);
        return kept;
    }

    private static void RemoveFigures(Timeline timeline, string? castId)
    {
        if (!timeline.Metadata.TryGetMap(OwnMarker.Key, out var own))
            return;
        if (castId is not null && own.TryGetMap("casts", out var casts))
            casts.Remove(castId);
        if (castId is null || !own.TryGetMap("casts", out casts) || casts.Count == 0)
            timeline.Metadata.Remove(OwnMarker.Key);
    }

    private static string Place(Item item, Marker marker, Timeline timeline, TimelineDocument document)
    {
        if (item != timeline.Tracks)
            return $"{item.SchemaName} '{item.Name}'";
        var start = marker.MarkedRange.StartTime;
        if (timeline.Tracks.SourceRange is { } trimmed)
            start -= trimmed.StartTime;
        return OtioRates.Frame(start, document.Rate) is { } frame ? document.TimecodeOf(frame) : start.ToString();
    }
}
