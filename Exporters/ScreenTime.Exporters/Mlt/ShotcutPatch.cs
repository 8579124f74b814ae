using System.Globalization;
using System.Xml.Linq;
using ScreenTime.Exporters.Markers;
using ScreenTime.Exporters.Xml;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Mlt;

/// <summary>Writes Shotcut's markers into the document that the timeline was read from: all else stays as it is to the byte.</summary>
internal static class ShotcutPatch
{
    /// <summary>Writes the document with the markers of the export in place of earlier ones.</summary>
    public static IReadOnlyList<string> Write(TimelineExport export, Stream output)
    {
        var document = MltDocument.Load(export.Source.Path, export.Source.Rate);
        var notes = new List<string>();
        document.Source.Save(output, Edits(document, export, notes));
        return notes;
    }

    /// <summary>The markers of a result: text, first frame, length and colour.</summary>
    public static IEnumerable<(string Text, long Start, long Length, string Color)> Own(AnalysisResult result, MarkerSettings settings, List<string> notes) =>
        MarkerPlan.WithSummary(result, settings, MarkerShapes.Shotcut, notes).Select(marker => (
            OwnText.Of(marker.Text, marker, OwnText.Place(marker.Record.Start, marker.Record.Length)), marker.Record.Start, marker.Record.Length, marker.Color));

    private static List<XmlEdit> Edits(MltDocument document, TimelineExport export, List<string> notes)
    {
        var main = document.Main();
        var holder = ShotcutMarkers.Find(main);
        var edits = new List<XmlEdit>();
        var keptDigits = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var (next, remaining) = (0, 0);
        foreach (var element in holder?.Elements("properties") ?? [])
        {
            if (!export.KeepOwnMarkers && OwnText.Parse(ShotcutMarkers.TextOf(element)) is { } own && own.IsOf(export.Result?.Cast))
            {
                var start = ShotcutMarkers.Start(document, element);
                // What holds more than a marker's properties is not ours alone.
                if (!own.IsEdited(OwnText.Place(start, ShotcutMarkers.Length(document, element))) && element.Elements().All(child => child.Name.LocalName == "property" && !child.HasElements))
                {
                    var from = document.Source.EndBefore(element);
                    edits.Add(new XmlEdit(from, document.Source.SpanOf(element).End - from, ""));
                    continue;
                }

                keptDigits.Add(own.Digits);
                notes.Add($"kept the marker \"{MltDocument.Short(own.Said)}\" at {export.Source.TimecodeOf(start)}: a person edited it since ScreenTime wrote it");
            }

            remaining++;
            // Numbered after those that stay, so that a second run gives the same bytes.
            if (int.TryParse((string?)element.Attribute("name"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < int.MaxValue)
                next = Math.Max(next, number + 1);
        }

        var added = export.Result is { } result
            ? Own(result, export.Markers, notes).Where(marker => !keptDigits.Contains(OwnText.Parse(marker.Text)!.Digits)).ToList() : [];
        var elements = added.Select((marker, index) => ShotcutMarkers.Element(next + index, marker.Text, marker.Start, marker.Length, marker.Color, document.Rate));
        if (holder is not null && remaining == 0 && added.Count == 0 && edits.Count > 0)
        {
            // It was made for ours.
            var from = document.Source.EndBefore(holder);
            return [new XmlEdit(from, document.Source.SpanOf(holder).End - from, "")];
        }

        if (added.Count == 0)
            return edits;
        if (holder is null)
        {
            var indent = (document.Source.IndentOf(main) ?? "") + "  ";
            var whole = new XElement("properties", new XAttribute("name", ShotcutMarkers.Name), elements);
            edits.Add(new XmlEdit(document.Source.SpanOf(main).ContentStart, 0, Laid(whole, indent, document.Source.Ending)));
            return edits;
        }

        var span = document.Source.SpanOf(holder);
        var inner = (document.Source.IndentOf(holder) ?? "  ") + "  ";
        var text = string.Concat(elements.Select(element => Laid(element, inner, document.Source.Ending)));
        if (span.IsEmptyTag)
            edits.Add(new XmlEdit(span.Start, span.End - span.Start, $"<properties name=\"{ShotcutMarkers.Name}\">{text}{document.Source.Ending}{inner[..^2]}</properties>"));
        else
            edits.Add(new XmlEdit(holder.HasElements ? document.Source.SpanOf(holder.Elements().Last()).End : span.ContentStart, 0, text));
        return edits;
    }

    private static string Laid(XElement element, string indent, string ending) =>
        ending + indent + element.ToString().ReplaceLineEndings(ending + indent);
}
