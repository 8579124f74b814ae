using System.Globalization;
using OpenTimelineIO;
using ScreenTime.Exporters.Edl;
using ScreenTime.Exporters.Markers;
using ScreenTime.Exporters.Otio;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Resolve;

/// <summary>
/// DaVinci Resolve's list of timeline markers: events of one frame, each followed by <c>note |C:ResolveColorYellow |M:name |D:24</c>. It has no pictures:
/// the timeline is empty time with markers.
/// </summary>
internal static class ResolveMarkerList
{
    private const string ColorPrefix = "ResolveColor";

    /// <summary>Whether a list is one of markers.</summary>
    public static bool IsOne(EdlList list) => list.Events.All(edit => edit.Notes.Any(note => IsTagged(note.Text)));

    /// <summary>Reads the markers.</summary>
    public static TimelineDocument Read(EdlText text, EdlList list, EdlClock clock, TimelineReadOptions options, EdlRemarks remarks)
    {
        var first = clock.Record(list.Events[0].RecordIn, list.Events[0].Line, "record in");
        if (options.StartTimecode is { } given && Sdk.Timecode.TryParse(given, clock.Rate, clock.Drop, out var told, out _))
            first = told;
        long Day(long frame) => MarkerListTimeline.OverMidnight(frame, first, clock.Day, options.StartTimecode is not null);
        var markers = list.Events.Select(edit => Marker(edit, clock)).Select(marker => (Frame: Day(marker.Frame), marker.Frames, marker.Marker)).OrderBy(marker => marker.Frame).SelectMany(Parted).ToList();
        var start = EdlReader.Start(text, options, clock, markers[0].Frame);
        var timeline = MarkerListTimeline.Of(
            list.Title is { Length: > 0 } title ? title : Path.GetFileNameWithoutExtension(text.Name), clock.Rate, start, [.. markers.Select(marker => (marker.Frame, marker.Frames, marker.Marker))]);
        foreach (var (_, _, marker, edited) in markers)
        {
            if (OwnText.Parse(marker.Comment) is { } own)
                OwnMarker.Adopt(marker, own, edited);
        }

        remarks.Add($"{text.Name} is a list of markers and has no pictures");
        return new TimelineDocument(timeline, "resolve-edl", Path.GetFullPath(text.Path), clock.Rate, clock.Drop, start, remarks.Sentences());
    }

    /// <summary>A marker of somebody else's with ours behind its note is both.</summary>
    private static IEnumerable<(long Frame, long Frames, Marker Marker, bool IsEdited)> Parted((long Frame, long Frames, Marker Marker) read)
    {
        var (frame, frames, marker) = read;
        var place = ResolveMarkerEdlWriter.Place(frame, frames, marker.Name);
        if (OwnText.Parse(marker.Comment) is not { } own)
            return [(frame, frames, marker, false)];
        if (!own.Shares(place, out var theirs, out var ours))
            return [(frame, frames, marker, own.IsEdited(place))];
        var second = marker.DeepClone();
        Note(marker, theirs);
        Note(second, ours);
        // Theirs may be one of ours that a person edited.
        return [(frame, frames, marker, true), (frame, frames, second, false)];
    }

    private static void Note(Marker marker, string note)
    {
        marker.Comment = note;
        marker.Metadata["Resolve_OTIO"] = new Metadata { ["Keywords"] = new MetadataList(), ["Note"] = note };
    }

    private static (long Frame, long Frames, Marker Marker) Marker(EdlEvent edit, EdlClock clock)
    {
        // As they are written again: a control character that somebody's tool left in one is none of a person's edits.
        var lines = edit.Notes.Select(note => MarkerPlan.OneLine(note.Text)).ToList();
        var tagged = lines.First(IsTagged);
        var fields = tagged.Split('|');
        // A note of several lines runs on before the tags.
        var note = string.Join('\n', lines.TakeWhile(line => !IsTagged(line)).Append(fields[0].Trim()).Where(line => line.Length > 0));
        var marker = new Marker { Color = MarkerColor.Blue };
        Note(marker, note);
        long frames = 1;
        foreach (var field in fields.Skip(1).Select(field => field.Trim()))
        {
            var value = field.Length > 2 ? field[2..] : "";
            if (field.StartsWith("M:", StringComparison.Ordinal))
                marker.Name = value;
            else if (field.StartsWith("D:", StringComparison.Ordinal))
                _ = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length > 0 ? frames = length : frames;
            else if (field.StartsWith("C:", StringComparison.Ordinal))
                SetColor(marker, value);
        }

        return (clock.Record(edit.RecordIn, edit.Line, "record in"), frames, marker);
    }

    private static void SetColor(Marker marker, string value)
    {
        var word = value.StartsWith(ColorPrefix, StringComparison.Ordinal) ? value[ColorPrefix.Length..] : value;
        marker.Color = MarkerColors.ToOtio(word) ?? MarkerColor.Blue;
        marker.Metadata["cmx_3600"] = new Metadata { ["color"] = word };
    }

    private static bool IsTagged(string line) => line.Contains("|C:", StringComparison.Ordinal) || line.Contains("|M:", StringComparison.Ordinal);
}
