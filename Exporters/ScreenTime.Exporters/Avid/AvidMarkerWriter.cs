using System.Globalization;
using System.Text;
using ScreenTime.Exporters.Edl;
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
            var kept = lines.SelectMany(line => OwnText.DigitsIn(line.Line.Comment)).ToHashSet(StringComparer.OrdinalIgnoreCase);
            foreach (var marker in MarkerPlan.WithSummary(result, export.Markers, MarkerShapes.Avid, notes))
            {
                // What a person made of this very marker, and where they moved it, stands for it.
                var own = Own(export.Source, marker, export.Markers.AvidTrack);
                if (!kept.Contains(OwnText.Parse(own.Comment)!.Digits))
                    Add(lines, marker, own, export.Source);
            }
        }

        if (lines.Count == 0 && export.KeepOwnMarkers)
            throw new UserException(ExitCode.InputInvalid, $"'{export.Source.Timeline.Name}' has no markers, so there is nothing to write as a list of them for Avid");
        output.Write(Encoding.UTF8.GetBytes(string.Concat(lines.OrderBy(line => line.Frame).Select(line => line.Line.Text + "\r\n"))));
        return notes;
    }

    /// <summary>Adds a line; Avid keeps one marker a frame on a track, so that ours goes behind the comment of somebody else's that is there.</summary>
    private static void Add(List<(long Frame, AvidMarkerLine Line)> lines, PlannedMarker marker, AvidMarkerLine own, TimelineDocument document)
    {
        var index = lines.FindIndex(line => line.Frame == marker.Record.Start && string.Equals(line.Line.Track, own.Track, StringComparison.OrdinalIgnoreCase));
        if (index < 0)
        {
            lines.Add((marker.Record.Start, own));
            return;
        }

        var there = lines[index].Line;
        // One of ours that a person edited says it already.
        if (OwnText.Parse(there.Comment) is { } edited && edited.Covers(marker))
            return;
        lines[index] = (marker.Record.Start, there.Saying(OwnText.Behind(there.Comment, Said(marker), marker, Place(EdlTimecode.Record(document, marker.Record.Start, semicolons: true), there.Length ?? 1))));
    }

    /// <summary>What an own marker's hash says of its place.</summary>
    internal static string Place(string timecode, long length) => $"{timecode.Replace(';', ':')}+{Math.Max(1, length).ToString(CultureInfo.InvariantCulture)}";

    private static AvidMarkerLine Own(TimelineDocument document, PlannedMarker marker, string track)
    {
        var timecode = EdlTimecode.Record(document, marker.Record.Start, semicolons: true);
        return AvidMarkerLine.Of(User, timecode, track, marker.Color.ToLowerInvariant(), OwnText.Of(Said(marker), marker, Place(timecode, marker.Record.Length)), marker.Record.Length);
    }

    private static string Said(PlannedMarker marker) => marker.Text.Replace('\t', ' ');

    private static IEnumerable<(long Frame, AvidMarkerLine Line)> Others(TimelineExport export, List<string> notes)
    {
        var document = export.Source;
        // The markers of others, when the timeline itself was such a list or all of it is converted; an import into Avid leaves those that are there alone.
        if (!export.KeepOwnMarkers && !string.Equals(document.FormatId, "avid", StringComparison.Ordinal))
            yield break;
        foreach (var marker in RecordMarkers.Of(document.Timeline, document.Rate))
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
                "", EdlTimecode.Record(document, frame, semicolons: true), export.Markers.AvidTrack, MarkerColors.ToAvid(marker.Color).ToLowerInvariant(),
                RecordMarkers.TextOf(marker), Math.Max(1, OtioRates.Frame(marker.MarkedRange.Duration, document.Rate) ?? 1)));
        }
    }
}
