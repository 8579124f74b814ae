using System.Globalization;
using System.Text;
using OpenTimelineIO;
using ScreenTime.Exporters.Markers;
using ScreenTime.Exporters.Otio;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Resolve;

/// <summary>
/// Writes DaVinci Resolve's list of timeline markers (Timelines ▸ Import ▸ Timeline Markers from EDL): one marker a frame, since Resolve keeps one; those that
/// share a frame become one that names all (<c>TOM + JERRY</c>). The summary is a marker on the first frame.
/// </summary>
public sealed class ResolveMarkerEdlWriter : ITimelineWriter
{
    /// <summary>Event numbers have three digits and Resolve reads no more.</summary>
    public const int MaximumEvents = 999;

    private const string SummaryToken = "[st]";

    /// <inheritdoc/>
    public string FormatId => "resolve-edl";

    /// <inheritdoc/>
    public string Suffix => ".resolve.edl";

    /// <inheritdoc/>
    public IReadOnlyList<string> Write(TimelineExport export, Stream output)
    {
        ArgumentNullException.ThrowIfNull(export);
        ArgumentNullException.ThrowIfNull(output);
        var notes = new List<string>();
        var entries = Others(export).GroupBy(entry => entry.Frame).ToDictionary(group => group.Key, Merge);
        foreach (var own in export.Result is { } result ? Own(result).GroupBy(entry => entry.Frame).Select(Merge) : [])
        {
            // Merged with somebody else's marker, ours could not be taken out again without theirs.
            if (!entries.TryAdd(own.Frame, own))
                notes.Add($"the marker {own.Name} at {export.Source.TimecodeOf(own.Frame)} was left out: there is another marker on that frame, and Resolve keeps one");
        }

        var merged = entries.Values.OrderBy(entry => entry.Frame).ToList();
        if (merged.Count > MaximumEvents)
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture,
                $"a marker list for Resolve holds {MaximumEvents} markers and this one has {merged.Count}: those from {export.Source.TimecodeOf(merged[MaximumEvents].Frame)} on are missing; analyse in parts (--in, --out) to get them"));
        }

        var text = new StringBuilder();
        text.Append("TITLE: ").Append(Clean(export.Source.Timeline.Name)).Append('\n');
        if (export.Source.DropFrame)
            text.Append("FCM: DROP FRAME\n");
        text.Append('\n');
        for (var i = 0; i < Math.Min(merged.Count, MaximumEvents); i++)
            Append(text, i + 1, merged[i], export.Source);
        output.Write(Encoding.UTF8.GetBytes(text.ToString()));
        return notes;
    }

    private static IEnumerable<Entry> Own(AnalysisResult result)
    {
        var summaries = ScreenTimeSummary.Of(result);
        if (summaries.Count > 0)
        {
            var all = string.Join("; ", summaries.Select(summary => $"{summary.Character.Name} {summary}"));
            yield return new Entry(0, 1, "SCREEN TIME", $"Screen time: {all} {SummaryToken}", MarkerColors.ToResolve(MarkerColor.White));
        }

        foreach (var mark in AppearanceMark.Of(result).OrderBy(mark => result.Cast.IndexOf(mark.Character.Id)))
        {
            yield return new Entry(
                mark.Appearance.Record.Start, mark.Appearance.Record.Length, mark.Character.Name, $"{mark.Text} {Token(mark.Character)}",
                MarkerColors.ToResolve(mark.Character.Color.ToUpperInvariant()));
        }
    }

    /// <summary>
    /// The markers of others, when the timeline itself was such a list or all of it is converted; an import into Resolve leaves those that are there alone.
    /// </summary>
    private static IEnumerable<Entry> Others(TimelineExport export)
    {
        if (!export.KeepOwnMarkers && !string.Equals(export.Source.FormatId, "resolve-edl", StringComparison.Ordinal))
            yield break;
        foreach (var marker in export.Source.Timeline.Tracks.Markers)
        {
            if ((!export.KeepOwnMarkers && IsOurs(marker.Comment, export.Result?.Cast)) || OtioRates.Frame(marker.MarkedRange.StartTime, export.Source.Rate) is not { } frame)
                continue;
            var color = marker.Metadata.TryGetMap("cmx_3600", out var columns) && columns.TryGetString("color", out var word) && word.All(char.IsAsciiLetter)
                ? word : MarkerColors.ToResolve(marker.Color);
            yield return new Entry(frame, Math.Max(1, OtioRates.Frame(marker.MarkedRange.Duration, export.Source.Rate) ?? 1), marker.Name, marker.Comment, color);
        }
    }

    private static bool IsOurs(string note, Cast? cast) =>
        note.Contains(SummaryToken, StringComparison.Ordinal)
        || (cast is null ? note.Contains("[st:", StringComparison.Ordinal) : cast.Characters.Any(character => note.Contains(Token(character), StringComparison.Ordinal)));

    private static string Token(Character character) => $"[st:{character.Id}]";

    private static Entry Merge(IEnumerable<Entry> group)
    {
        var entries = group.ToList();
        return entries.Count == 1 ? entries[0] : new Entry(
            entries[0].Frame,
            entries.Max(entry => entry.Frames),
            string.Join(" + ", entries.Select(entry => entry.Name).Where(name => name.Length > 0)),
            string.Join(", ", entries.Select(entry => entry.Note).Where(note => note.Length > 0)),
            entries[0].Color);
    }

    private static void Append(StringBuilder text, int number, Entry entry, TimelineDocument document)
    {
        var (begin, end) = (document.TimecodeOf(entry.Frame), document.TimecodeOf(entry.Frame + 1));
        var note = Clean(entry.Note);
        // A note that begins with a digit is taken for the next event.
        if (note.Length > 0 && char.IsDigit(note[0]))
            note = "- " + note;
        text.Append(CultureInfo.InvariantCulture, $"{number:000}  001      V     C        {begin} {end} {begin} {end}  \n");
        text.Append(CultureInfo.InvariantCulture, $"{note} |C:ResolveColor{entry.Color} |M:{Clean(entry.Name)} |D:{entry.Frames}\n\n");
    }

    private static string Clean(string text) => AppearanceMark.OneLine(text).Replace('|', ' ');

    private sealed record Entry(long Frame, long Frames, string Name, string Note, string Color);
}
