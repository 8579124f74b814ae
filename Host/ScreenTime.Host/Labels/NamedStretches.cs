using System.Globalization;
using OpenTimelineIO;
using ScreenTime.Host.Timelines;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Labels;

/// <summary>
/// Stretches of a record that the timeline itself names after a character: clip names, markers on the timeline, its tracks and clips, and keywords of either. Keywords are what
/// editors keep under <c>Keywords</c> or <c>keyword</c> in the metadata, such as DaVinci Resolve's <c>Resolve_OTIO.Keywords</c>.
/// </summary>
public static class NamedStretches
{
    // Editors put them into a map of their own, or into one inside that.
    private const int KeywordDepth = 3;

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
            if (item is Clip clip)
            {
                foreach (var keyword in Keywords(clip.Metadata, 0).Concat(Keywords(clip.MediaReference?.Metadata, 0)))
                {
                    var named = Named(keyword.Text, cast).ToList();
                    if (named.Count > 0 && Record(keyword, clip, document) is { } keyed)
                        found.AddRange(from shown in Shown(keyed.Intersect(new FrameRange(0, map.FrameCount)), clip, map) from id in named select (id, shown));
                }
            }

            // Markers of ours are answers of the machine: it must not teach itself.
            foreach (var marker in item.Markers.Where(marker => !marker.Metadata.ContainsKey("screentime")))
            {
                var ids = Named($"{marker.Name}\n{marker.Comment}\n{string.Join('\n', Keywords(marker.Metadata, 0).Select(keyword => keyword.Text))}", cast).ToList();
                if (ids.Count == 0 || Record(marker, item, document) is not { } record)
                    continue;
                found.AddRange(from shown in Shown(record.Intersect(new FrameRange(0, map.FrameCount)), item, map) from id in ids select (id, shown));
            }
        }

        return found;
    }

    /// <summary>A keyword, and the stretch of its clip's own time that it is given to; null for all of the clip.</summary>
    private sealed record Keyword(string Text, (MediaTime Start, MediaTime End)? Stretch);

    /// <summary>The record that a clip's keyword is given to; null where it lies within a change of speed, or the clip's length is not known.</summary>
    private static FrameRange? Record(Keyword keyword, Clip clip, TimelineDocument document)
    {
        var what = $"the keyword \"{keyword.Text}\" of \"{clip.Name}\"";
        try
        {
            if (keyword.Stretch is { } stretch)
                return Record(() => stretch, what, clip, document);
            var whole = clip.RangeInParent();
            return clip.Parent is { } parent ? Record(() => (Exact(whole.StartTime), Exact(whole.StartTime) + Exact(whole.Duration)), what, parent, document) : null;
        }
        catch (OtioException)
        {
            return null;
        }
    }

    /// <summary>What stands under a key that means keywords.</summary>
    private static IEnumerable<Keyword> Keywords(Metadata? metadata, int depth)
    {
        if (metadata is null || depth == KeywordDepth)
            yield break;
        foreach (var (key, value) in metadata)
        {
            if (key.Equals("keywords", StringComparison.OrdinalIgnoreCase) || key.Equals("keyword", StringComparison.OrdinalIgnoreCase))
            {
                foreach (var keyword in (IEnumerable<MetadataValue>)(value.TryGetList(out var list) ? list : [value]))
                {
                    if (Read(keyword) is { } read)
                        yield return read;
                }
            }
            else if (value.TryGetMap(out var inner))
            {
                foreach (var keyword in Keywords(inner, depth + 1))
                    yield return keyword;
            }
        }
    }

    // A word, or an element of FCPXML: <keyword start="1001/80s" duration="10s" value="tom, day"/>.
    private static Keyword? Read(MetadataValue value)
    {
        if (value.TryGetString(out var text))
            return new Keyword(text, null);
        if (!value.TryGetMap(out var map) || (Field(map, "value") ?? Field(map, "name")) is not { } name)
            return null;
        var (start, duration) = (Seconds(Field(map, "start")), Seconds(Field(map, "duration")));
        return new Keyword(name, start is { } from && duration is { } length ? (from, from + length) : null);
    }

    private static string? Field(Metadata map, string name) =>
        (map.TryGetValue("@" + name, out var value) || map.TryGetValue(name, out value)) && value.TryGetString(out var text) ? text : null;

    private static MediaTime? Seconds(string? text)
    {
        var parts = text is ['-' or (>= '0' and <= '9'), .., 's'] ? text[..^1].Split('/') : [];
        if (parts.Length is not (1 or 2) || !long.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var numerator))
            return null;
        var denominator = 1L;
        return parts.Length == 1 || (long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out denominator) && denominator > 0)
            ? new MediaTime(numerator, denominator) : null;
    }

    private static FrameRange? Record(Marker marker, Item item, TimelineDocument document) => Record(
        () => (Exact(marker.MarkedRange.StartTime), Exact(marker.MarkedRange.StartTime) + Exact(marker.MarkedRange.Duration)), $"the marker \"{marker.Name}\"", item, document);

    private static FrameRange? Record(Func<(MediaTime Start, MediaTime End)> stretch, string what, Item item, TimelineDocument document)
    {
        var root = document.Timeline.Tracks;
        try
        {
            var (start, end) = stretch();
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
            throw new UserException(ExitCode.InputInvalid, $"{Path.GetFileName(document.Path)}: {what} has a time that is out of bounds", exception);
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
