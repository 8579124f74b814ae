using OpenTimelineIO;
using ScreenTime.Host.Timelines;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Labels;

/// <summary>Stretches of a record that the timeline itself names after a character: clip names, and markers on the timeline, its tracks and clips.</summary>
public static class NamedStretches
{
    private static readonly char[] s_separators = [' ', '_', '-', '.', ',', ';', ':', '/', '\\', '+', '&', '(', ')', '[', ']', '\t', '\r', '\n'];

    /// <summary>Finds them.</summary>
    /// <returns>Character id and record frames; a marker of no length is one frame.</returns>
    /// <exception cref="UserException">A marker's time is out of bounds.</exception>
    public static IReadOnlyList<(string CharacterId, FrameRange Record)> Find(TimelineDocument document, RecordMap map, Cast cast)
    {
        var found = new List<(string, FrameRange)>();
        foreach (var segment in map.Segments.Where(segment => segment.Main is not null))
            found.AddRange(Named(segment.Main!.ClipName, cast).Select(id => (id, segment.Record)));
        var root = document.Timeline.Tracks;
        foreach (var item in root.FindChildren<Item>().Prepend(root))
        {
            // Markers of ours are answers of the machine: it must not teach itself.
            foreach (var marker in item.Markers.Where(marker => !marker.Metadata.ContainsKey("screentime")))
            {
                var ids = Named($"{marker.Name} {marker.Comment}", cast).ToList();
                if (ids.Count == 0 || Record(marker, item, document) is not { } record)
                    continue;
                found.AddRange(from shown in Shown(record.Intersect(new FrameRange(0, map.FrameCount)), item, map) from id in ids select (id, shown));
            }
        }

        return found;
    }

    private static FrameRange? Record(Marker marker, Item item, TimelineDocument document)
    {
        var root = document.Timeline.Tracks;
        try
        {
            var start = Exact(marker.MarkedRange.StartTime);
            var end = start + Exact(marker.MarkedRange.Duration);
            var origin = root.SourceRange is { } visible ? Exact(visible.StartTime) : MediaTime.Zero;
            if (item != root)
            {
                // Within a change of speed a marker's time is not the record's, and which of the two an editor wrote cannot be told.
                for (var ancestor = item; ancestor is not null && ancestor != root; ancestor = ancestor.Parent)
                    if (ancestor.Effects.Any(effect => effect.Enabled && effect is TimeEffect))
                        return null;
                var trimmed = item.TrimmedRange();
                var (first, last) = (Exact(trimmed.StartTime), Exact(trimmed.StartTime) + Exact(trimmed.Duration));
                if (end < first || start >= last)
                    return null;
                (start, end) = (MediaTime.Max(start, first), MediaTime.Min(end, last));
                origin += first - Exact(item.TransformedTime(trimmed.StartTime, root));
            }

            var frame = (start - origin).RoundToFrame(document.Rate);
            return new FrameRange(frame, Math.Max(frame + 1, (end - origin).RoundToFrame(document.Rate)));
        }
        catch (OtioException)
        {
            // A length that nobody knows: the clip is offline, and cannot teach.
            return null;
        }
        catch (Exception exception) when (exception is OverflowException or ArgumentException)
        {
            throw new UserException(ExitCode.InputInvalid, $"{Path.GetFileName(document.Path)}: the marker \"{marker.Name}\" has a time that is out of bounds", exception);
        }
    }

    /// <summary>The part over which a clip with a marker is what shows; all of it for markers of tracks and of the timeline.</summary>
    private static IEnumerable<FrameRange> Shown(FrameRange record, Item item, RecordMap map) =>
        item is not Clip
            ? Enumerable.Repeat(record, record.IsEmpty ? 0 : 1)
            : map.Segments.Where(segment => segment.Main?.ClipName == item.Name).Select(segment => segment.Record.Intersect(record)).Where(part => !part.IsEmpty);

    private static MediaTime Exact(RationalTime time) => MediaTime.FromValue(time.Value, time.Rate);

    private static IEnumerable<string> Named(string text, Cast cast)
    {
        var words = Words(text);
        return cast.Characters
            .Where(character => Holds(words, Words(character.Id)) || Holds(words, Words(character.Name)))
            .Select(character => character.Id);
    }

    private static string[] Words(string text) => text.Split(s_separators, StringSplitOptions.RemoveEmptyEntries);

    private static bool Holds(string[] words, string[] name) =>
        name.Length > 0 && Enumerable.Range(0, Math.Max(0, words.Length - name.Length + 1))
            .Any(at => name.AsSpan().SequenceEqual(words.AsSpan(at, name.Length), StringComparer.OrdinalIgnoreCase));
}
