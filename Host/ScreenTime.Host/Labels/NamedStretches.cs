using ScreenTime.Host.Timelines;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Labels;

/// <summary>Stretches of a record that the timeline itself names after a character: clip names, and markers on the timeline.</summary>
public static class NamedStretches
{
    /// <summary>Finds them.</summary>
    /// <returns>Character id and record frames; a marker of no length is one frame.</returns>
    public static IReadOnlyList<(string CharacterId, FrameRange Record)> Find(TimelineDocument document, RecordMap map, Cast cast)
    {
        var found = new List<(string, FrameRange)>();
        foreach (var segment in map.Segments.Where(segment => segment.Layers.Count > 0))
            found.AddRange(Named(segment.Layers[0].ClipName, cast).Select(id => (id, segment.Record)));
        foreach (var marker in document.Timeline.Tracks.Markers)
        {
            // Markers of ours are answers of the machine: it must not teach itself.
            if (marker.Metadata.ContainsKey("screentime"))
                continue;
            var start = MediaTime.FromValue(marker.MarkedRange.StartTime.Value, marker.MarkedRange.StartTime.Rate).RoundToFrame(document.Rate);
            var length = Math.Max(1, MediaTime.FromValue(marker.MarkedRange.Duration.Value, marker.MarkedRange.Duration.Rate).RoundToFrame(document.Rate));
            var record = new FrameRange(start, start + length).Intersect(new FrameRange(0, map.FrameCount));
            if (!record.IsEmpty)
                found.AddRange(Named($"{marker.Name} {marker.Comment}", cast).Select(id => (id, record)));
        }

        return found;
    }

    private static IEnumerable<string> Named(string text, Cast cast)
    {
        var words = text.Split([' ', '_', '-', '.', ',', ';', ':', '/', '+', '(', ')', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries);
        return cast.Characters
            .Where(character => words.Contains(character.Id, StringComparer.OrdinalIgnoreCase)
                || words.Contains(character.Name, StringComparer.OrdinalIgnoreCase)
                || (character.Name.Contains(' ', StringComparison.Ordinal) && text.Contains(character.Name, StringComparison.OrdinalIgnoreCase)))
            .Select(character => character.Id);
    }
}
