using System.Globalization;
using System.Text;
using ScreenTime.Exporters.Markers;
using ScreenTime.Exporters.Otio;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Avid;

/// <summary>
/// Avid Media Composer's marker list (Markers window ▸ Import Markers): tab-separated lines of user, record timecode, track, colour, comment and length in
/// frames, without a header. One marker a shot and frame, and the summary on the first frame. Drop-frame timecode has its semicolon. A timeline that was such a list
/// keeps the lines of others as they were.
/// </summary>
public sealed class AvidMarkerWriter : ITimelineWriter
{
    // The user's name tells our markers from others in Avid's list, where they can be sorted and deleted by it.
    private const string User = "ScreenTime";

    /// <inheritdoc/>
    public string FormatId => "avid";

    /// <inheritdoc/>
    public string Suffix => ".avid.txt";

    /// <inheritdoc/>
    public IReadOnlyList<string> Write(TimelineExport export, Stream output)
    {
        ArgumentNullException.ThrowIfNull(export);
        ArgumentNullException.ThrowIfNull(output);
        var notes = new List<string>();
        var lines = Others(export, notes).ToList();
        if (export.Result is { } result)
        {
            var kept = lines.Select(line => OwnText.Parse(line.Comment)?.Digits).Where(digits => !string.IsNullOrEmpty(digits)).ToHashSet(StringComparer.OrdinalIgnoreCase);
            foreach (var marker in MarkerPlan.WithSummary(result, export.Markers, MarkerShape.Avid, notes))
            {
                // What a person made of this very marker, and where they moved it, stands for it.
                var line = Line(export.Source, marker, export.Markers.AvidTrack);
                if (!kept.Contains(OwnText.Parse(line.Comment)!.Digits))
                    lines.Add(line);
            }
        }

        output.Write(Encoding.UTF8.GetBytes(string.Concat(lines.OrderBy(line => line.Frame).Select(line => line.Text + "\r\n"))));
        return notes;
    }

    /// <summary>What an own marker's hash says of its place.</summary>
    internal static string Place(string timecode, long length) => $"{timecode.Replace(';', ':')}+{Math.Max(1, length).ToString(CultureInfo.InvariantCulture)}";

    private static (long Frame, string Text, string Comment) Line(TimelineDocument document, PlannedMarker marker, string track)
    {
        var timecode = document.TimecodeOf(marker.Record.Start);
        var comment = OwnText.Of(marker.Text, marker, Place(timecode, marker.Record.Length));
        return (marker.Record.Start, AvidMarkerLine.Of(User, timecode, track, marker.Color.ToLowerInvariant(), comment, marker.Record.Length), comment);
    }

    private static IEnumerable<(long Frame, string Text, string Comment)> Others(TimelineExport export, List<string> notes)
    {
        var document = export.Source;
        // The markers of others, when the timeline itself was such a list or all of it is converted; an import into Avid leaves those that are there alone.
        if (!export.KeepOwnMarkers && !string.Equals(document.FormatId, "avid", StringComparison.Ordinal))
            yield break;
        foreach (var marker in document.Timeline.Tracks.Markers)
        {
            if (OtioRates.Frame(marker.MarkedRange.StartTime, document.Rate) is not { } frame)
                continue;
            if (!export.KeepOwnMarkers && OwnMarker.IsOurs(marker, export.Result?.Cast))
            {
                if (!OwnMarker.IsEdited(marker))
                    continue;
                notes.Add($"kept the marker \"{marker.Name}\" at {document.TimecodeOf(frame)}: a person edited it since ScreenTime wrote it");
            }

            yield return (frame, AvidMarkerLine.Written(marker) ?? AvidMarkerLine.Of(
                "", document.TimecodeOf(frame), export.Markers.AvidTrack, MarkerColors.ToAvid(marker.Color).ToLowerInvariant(),
                MarkerPlan.OneLine(marker.Comment.Length > 0 ? marker.Comment : marker.Name), OtioRates.Frame(marker.MarkedRange.Duration, document.Rate) ?? 1), marker.Comment);
        }
    }
}
