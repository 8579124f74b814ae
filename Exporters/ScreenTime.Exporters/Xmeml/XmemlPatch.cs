using System.Globalization;
using System.Xml.Linq;
using ScreenTime.Exporters.Edl;
using ScreenTime.Exporters.Markers;
using ScreenTime.Exporters.Xml;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Xmeml;

/// <summary>
/// Puts markers into the file that the timeline was read from: every character stays as it is, only ScreenTime's own markers go and come. Taking them out again gives the original's bytes.
/// </summary>
internal static class XmemlPatch
{
    /// <summary>Writes the file with the markers of the export in place of earlier ones.</summary>
    public static IReadOnlyList<string> Write(TimelineExport export, Stream output)
    {
        var source = XmlSource.Load(export.Source.Path);
        var file = XmemlFile.Of(source);
        var sequence = file.Sequence(null, new EdlRemarks());
        if (!string.Equals(XmemlFile.Text(sequence, "name"), export.Source.Timeline.Name, StringComparison.Ordinal))
            sequence = file.Sequence(export.Source.Timeline.Name, new EdlRemarks());
        var notes = new List<string>();
        var edits = new List<XmlEdit>();
        var (removed, kept, keptDigits) = export.KeepOwnMarkers ? ([], [], []) : Own(file, export.Result?.Cast, notes);
        foreach (var marker in removed)
        {
            var begin = source.EndBefore(marker);
            edits.Add(new XmlEdit(begin, source.SpanOf(marker).End - begin, ""));
        }

        if (export.Result is { } result)
        {
            // What a person made of a marker stands for it: at its place, and wherever they moved it.
            var fresh = XmemlMarkers.Own(result, export.Markers, notes)
                .Where(own => own.Planned.Parts.Count == 0 ? !kept.Contains(("", 0)) : !own.Planned.CharacterIds.All(id => kept.Contains((id, own.Planned.Record.Start))))
                .Select(own => own.Element).Where(marker => !keptDigits.Contains(OwnText.Parse(XmemlFile.Text(marker, "comment"))?.Digits ?? "")).ToList();
            if (fresh.Count > 0)
                edits.Add(Insertion(source, sequence, removed, fresh));
        }

        source.Save(output, edits);
        return notes;
    }

    private static (HashSet<XElement> Removed, HashSet<(string Owner, long Start)> Kept, HashSet<string> KeptDigits) Own(XmemlFile file, Cast? cast, List<string> notes)
    {
        var removed = new HashSet<XElement>(ReferenceEqualityComparer.Instance);
        var kept = new HashSet<(string, long)>();
        var digits = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        // One inside another is none: it goes and stays with that.
        foreach (var marker in file.Root.Descendants("marker").Where(marker => !marker.Ancestors("marker").Any()))
        {
            var (name, comment) = (XmemlFile.Text(marker, "name"), XmemlFile.Text(marker, "comment"));
            if (OwnText.Parse(comment) is not { } own || !own.IsOf(cast) || !TryPlace(file, marker, out var start, out var end))
                continue;
            if (!own.IsEdited(XmemlMarkers.Place(name, start, end)))
            {
                removed.Add(marker);
                continue;
            }

            digits.Add(own.Digits);
            kept.UnionWith(own.CharacterIds.Count == 0 ? [("", 0L)] : own.CharacterIds.Select(id => (id, start)));
            notes.Add(string.Create(CultureInfo.InvariantCulture,
                $"kept the marker \"{XmemlFile.Short(name)}\" in line {XmlSource.Line(marker)} of {file.Source.Name}: a person edited it since ScreenTime wrote it"));
        }

        return (removed, kept, digits);
    }

    private static bool TryPlace(XmemlFile file, XElement marker, out long start, out long end)
    {
        (start, end) = (0, 0);
        try
        {
            start = file.Frame(marker, "in") ?? 0;
            end = file.Frame(marker, "out") ?? -1;
            return true;
        }
        catch (UserException)
        {
            return false;
        }
    }

    private static XmlEdit Insertion(XmlSource source, XElement sequence, HashSet<XElement> removed, List<XElement> markers)
    {
        // Behind the markers that are there, else behind what describes the sequence.
        var after = sequence.Elements("marker").LastOrDefault(marker => !removed.Contains(marker))
            ?? sequence.Elements().LastOrDefault(child => child.Name.LocalName is "media" or "timecode" or "rate" or "name" or "duration");
        var child = after ?? sequence.Elements().FirstOrDefault();
        var indent = child is null ? null : source.IndentOf(child);
        var text = string.Concat(markers.Select(marker => XmlLayout.Text(marker, indent, source.Ending)));
        return new XmlEdit(after is null ? source.SpanOf(sequence).ContentStart : source.SpanOf(after).End, 0, text);
    }
}
