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
        var markers = list.Events.Select(edit => Marker(edit, clock)).OrderBy(marker => marker.Frame).ToList();
        var start = EdlReader.Start(text, options, clock, markers[0].Frame);
        var timeline = MarkerListTimeline.Of(
            list.Title is { Length: > 0 } title ? title : Path.GetFileNameWithoutExtension(text.Name), clock.Rate, start, markers);
        foreach (var (frame, frames, marker) in markers)
        {
            if (OwnText.Parse(marker.Comment) is { } own)
                OwnMarker.Adopt(marker, own, own.IsEdited(ResolveMarkerEdlWriter.Place(frame, frames, marker.Name)));
        }

        remarks.Add($"{text.Name} is a list of markers and has no pictures");
        return new TimelineDocument(timeline, "resolve-edl", Path.GetFullPath(text.Path), clock.Rate, clock.Drop, start, remarks.Sentences());
    }

    private static (long Frame, long Frames, Marker Marker) Marker(EdlEvent edit, EdlClock clock)
    {
        var lines = edit.Notes.Select(note => note.Text).ToList();
        var tagged = lines.First(IsTagged);
        var fields = tagged.Split('|');
        // A note of several lines runs on before the tags.
        var note = string.Join('\n', lines.TakeWhile(line => !IsTagged(line)).Append(fields[0].Trim()).Where(line => line.Length > 0));
        var marker = new Marker { Comment = note, Color = MarkerColor.Blue };
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

        marker.Metadata["Resolve_OTIO"] = new Metadata { ["Keywords"] = new MetadataList(), ["Note"] = note };
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
