using System.Globalization;
using System.Text;
using ScreenTime.Exporters.Edl;
using ScreenTime.Exporters.Markers;
using ScreenTime.Exporters.Otio;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Resolve;

/// <summary>
/// Writes DaVinci Resolve's list of timeline markers (Timelines ▸ Import ▸ Timeline Markers from EDL): one marker a frame, since Resolve keeps one; those that
/// share a frame become one that names all (<c>TOM + JERRY</c>), and ours goes behind the note of somebody else's. The summary is a marker on the first frame. More markers than a list holds go on in further lists,
/// to be imported one after another.
/// </summary>
public sealed class ResolveMarkerEdlWriter : ITimelineWriter
{
    /// <summary>Event numbers have three digits and Resolve reads no more.</summary>
    public const int MaximumEvents = 999;

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
        var entries = Entries(export, notes);
        if (entries.Count > MaximumEvents)
        {
            throw new UserException(ExitCode.InputInvalid, string.Create(CultureInfo.InvariantCulture,
                $"a marker list for Resolve holds {MaximumEvents} markers and this one has {entries.Count}: they go into several files"));
        }

        output.Write(List(export.Source, entries));
        return notes;
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Write(TimelineExport export, IExportFiles files)
    {
        ArgumentNullException.ThrowIfNull(export);
        ArgumentNullException.ThrowIfNull(files);
        var notes = new List<string>();
        var lists = Entries(export, notes).Chunk(MaximumEvents).DefaultIfEmpty([]).ToList();
        for (var i = 0; i < lists.Count; i++)
        {
            using var output = files.Create(lists.Count == 1 ? Suffix : string.Create(CultureInfo.InvariantCulture, $"_{i + 1:00}{Suffix}"));
            output.Write(List(export.Source, lists[i]));
        }

        if (lists.Count > 1)
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture,
                $"a marker list for Resolve holds {MaximumEvents} markers and there are {lists.Sum(list => list.Length)}: they are in {lists.Count} files, _01 to _{lists.Count:00}; import all"));
        }

        return notes;
    }

    private static List<Entry> Entries(TimelineExport export, List<string> notes)
    {
        var others = Others(export, notes).ToList();
        var kept = others.SelectMany(entry => OwnText.DigitsIn(entry.Note)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var entries = others.GroupBy(entry => entry.Frame).ToDictionary(group => group.Key, Merge);
        foreach (var (marker, own) in export.Result is { } result ? Own(export.Source, result, export.Markers, notes) : [])
        {
            // What a person made of this very marker, and where they moved it, stands for it.
            if (kept.Contains(OwnText.Parse(own.Note)!.Digits) || entries.TryAdd(own.Frame, own))
                continue;
            // Resolve keeps one marker a frame: ours goes behind what theirs says. One of ours that a person edited says it already.
            var there = entries[own.Frame];
            if (OwnText.Parse(there.Note) is { } edited && edited.Covers(marker))
                continue;
            var place = Place(export.Source.StartFrame + own.Frame, there.Frames, Clean(there.Name));
            entries[own.Frame] = there with { Note = OwnText.Behind(MarkerPlan.OneLine(there.Note.Replace('|', ' ')), Clean(marker.Text), marker, place) };
        }

        if (entries.Count == 0 && export.KeepOwnMarkers)
            throw new UserException(ExitCode.InputInvalid, $"'{export.Source.Timeline.Name}' has no markers, so there is nothing to write as a list of them for Resolve");
        return [.. entries.Values.OrderBy(entry => entry.Frame)];
    }

    private static IEnumerable<(PlannedMarker Marker, Entry Entry)> Own(TimelineDocument document, AnalysisResult result, MarkerSettings settings, List<string> notes)
    {
        foreach (var marker in MarkerPlan.WithSummary(result, settings, MarkerShapes.Resolve, notes))
        {
            var name = Clean(marker.Name);
            var place = Place(document.StartFrame + marker.Record.Start, marker.Record.Length, name);
            var note = OwnText.Of(Beginning(Clean(marker.Text)), marker, place);
            yield return (marker, new Entry(marker.Record.Start, marker.Record.Length, name, note, marker.Color));
        }
    }

    /// <summary>
    /// The markers of others, when the timeline itself was such a list or all of it is converted; an import into Resolve leaves those that are there alone.
    /// </summary>
    private static IEnumerable<Entry> Others(TimelineExport export, List<string> notes)
    {
        if (!export.KeepOwnMarkers && !string.Equals(export.Source.FormatId, "resolve-edl", StringComparison.Ordinal))
            yield break;
        foreach (var marker in RecordMarkers.Of(export.Source.Timeline, export.Source.Rate))
        {
            if (OtioRates.Frame(marker.MarkedRange.StartTime, export.Source.Rate) is not { } frame)
                continue;
            if (!export.KeepOwnMarkers && OwnMarker.IsOurs(marker, export.Result?.Cast))
            {
                if (!OwnMarker.IsEdited(marker))
                    continue;
                notes.Add($"kept the marker \"{marker.Name}\" at {export.Source.TimecodeOf(frame)}: a person edited it since ScreenTime wrote it");
            }

            var color = marker.Metadata.TryGetMap("cmx_3600", out var columns) && columns.TryGetString("color", out var word) && word.All(char.IsAsciiLetter)
                ? word : MarkerColors.ToResolve(marker.Color);
            yield return new Entry(frame, Math.Max(1, OtioRates.Frame(marker.MarkedRange.Duration, export.Source.Rate) ?? 1), marker.Name, Kept(marker.Comment), color);
        }
    }

    /// <summary>What an own marker's hash says of its place; the frame counts from midnight, since a list does not say where the timeline begins.</summary>
    internal static string Place(long frame, long frames, string name) => $"{OwnText.Place(frame, frames)}\n{name.ToUpperInvariant()}";

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

    private static byte[] List(TimelineDocument document, IReadOnlyList<Entry> entries)
    {
        var text = new StringBuilder();
        text.Append("TITLE: ").Append(Clean(document.Timeline.Name)).Append('\n');
        if (document.DropFrame)
            text.Append("FCM: DROP FRAME\n");
        text.Append('\n');
        for (var i = 0; i < entries.Count; i++)
            Append(text, i + 1, entries[i], document);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Append(StringBuilder text, int number, Entry entry, TimelineDocument document)
    {
        var (begin, end) = (EdlTimecode.Record(document, entry.Frame, semicolons: true), EdlTimecode.Record(document, entry.Frame + 1, semicolons: true));
        // Cut to what a line holds already, before ours went behind it.
        var note = Beginning(MarkerPlan.OneLine(entry.Note.Replace('|', ' ')));
        text.Append(CultureInfo.InvariantCulture, $"{number:000}  001      V     C        {begin} {end} {begin} {end}  \n");
        text.Append(CultureInfo.InvariantCulture, $"{note} |C:ResolveColor{entry.Color} |M:{Clean(entry.Name)} |D:{entry.Frames}\n\n");
    }

    /// <summary>A note that begins with a digit is taken for the next event.</summary>
    private static string Beginning(string note) => note.Length > 0 && char.IsDigit(note[0]) ? "- " + note : note;

    /// <summary>A note that stays; what is longer than anybody writes is cut, unless it ends in what says whose it is.</summary>
    private static string Kept(string note) => OwnText.Parse(note) is not null && note.Length < EdlText.MaximumLineLength / 2 ? note : Clean(note);

    private static string Clean(string text) => EdlText.Field(text.Replace('|', ' ')).Trim();

    private sealed record Entry(long Frame, long Frames, string Name, string Note, string Color);
}
