using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Xml.Linq;
using ScreenTime.Exporters.Markers;
using ScreenTime.Exporters.Mlt;
using ScreenTime.Exporters.Xml;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Kdenlive;

/// <summary>
/// Writes guides into the project that the timeline was read from: all else stays as it is to the byte. Kdenlive keeps one guide a frame, so that a marker on the frame of
/// somebody else's guide goes behind its text, and comes off again with the next run.
/// </summary>
internal sealed class KdenlivePatch
{
    private const int MaximumGuides = 100_000;

    private readonly MltDocument _document;
    private readonly TimelineExport _export;
    private readonly List<string> _notes = [];
    private readonly SortedDictionary<long, List<Entry>> _entries = [];
    private readonly HashSet<string> _kept = new(StringComparer.OrdinalIgnoreCase);

    private KdenlivePatch(MltDocument document, TimelineExport export) => (_document, _export) = (document, export);

    /// <summary>Writes the project with the guides of the export in place of earlier ones.</summary>
    public static IReadOnlyList<string> Write(TimelineExport export, Stream output)
    {
        var document = MltDocument.Load(export.Source.Path, export.Source.Rate);
        var patch = new KdenlivePatch(document, export);
        document.Source.Save(output, patch.Edits());
        return patch._notes;
    }

    private IEnumerable<XmlEdit> Edits()
    {
        var (owner, property, name) = KdenliveGuides.Find(_document);
        if (owner is null)
            throw new UserException(ExitCode.InputInvalid, $"{_document.Source.Name} is no project of Kdenlive's: it has no bin and no sequence to put guides into");
        ReadThere(property);
        if (_export.Result is { } result)
            Add(result);
        if (property is null && _entries.Count == 0)
            return [];
        var json = Json();
        if (property is null)
        {
            var span = _document.Source.SpanOf(owner);
            return [new XmlEdit(span.ContentStart, 0, $"{_document.Source.Ending}  <property name=\"{name}\">{Escaped(json)}</property>")];
        }

        if (json == property.Value)
            return [];
        var there = _document.Source.SpanOf(property);
        // Kdenlive has others before it; the first of all was put in for ours.
        if (_entries.Count == 0 && _export.Result is null && owner.Elements().First() == property)
        {
            var begin = _document.Source.EndBefore(property);
            return [new XmlEdit(begin, there.End - begin, "")];
        }

        return there.IsEmptyTag
            ? [new XmlEdit(there.Start, there.End - there.Start, $"<property name=\"{name}\">{Escaped(json)}</property>")]
            : [new XmlEdit(there.ContentStart, there.ContentEnd - there.ContentStart, Escaped(json))];
    }

    /// <summary>The guides that are there, less ours.</summary>
    private void ReadThere(XElement? property)
    {
        if (property is null || property.Value.Trim().Length == 0)
            return;
        if (KdenliveGuide.Read(property.Value, MaximumGuides) is not { } guides)
            throw _document.Source.Invalid(property, "the guides are not the list that Kdenlive writes: open and save the project in Kdenlive");
        using var json = JsonDocument.Parse(property.Value, new JsonDocumentOptions { MaxDepth = 8, AllowTrailingCommas = true });
        foreach (var (guide, element) in guides.Zip(json.RootElement.EnumerateArray()))
        {
            var entry = new Entry(guide.Comment, element.GetRawText(), guide.Duration);
            if (!_export.KeepOwnMarkers && OwnText.Parse(guide.Comment) is { } own && own.IsOf(_export.Result?.Cast))
            {
                if (own.Shares(KdenliveGuides.Place(guide), out var theirs, out _))
                {
                    entry = Renamed(element, theirs, guide.Duration);
                }
                else if (!own.IsEdited(KdenliveGuides.Place(guide)))
                {
                    continue;
                }
                else
                {
                    _notes.Add($"kept the guide \"{MltDocument.Short(guide.Comment)}\" at {_export.Source.TimecodeOf(guide.Position)}: a person edited it since ScreenTime wrote it");
                    _kept.Add(own.Digits);
                }
            }

            At(guide.Position).Add(entry);
        }
    }

    private void Add(AnalysisResult result)
    {
        foreach (var marker in MarkerPlan.WithSummary(result, _export.Markers, MarkerShapes.Kdenlive, _notes))
        {
            var frame = marker.Record.Start;
            var text = OwnText.Of(marker.Text, marker, OwnText.Place(frame, 1));
            // What a person made of this very marker, and where they moved it, stands for it.
            if (_kept.Contains(OwnText.Parse(text)!.Digits))
                continue;
            var there = At(frame);
            if (there.Count == 0)
            {
                there.Add(new Entry(text, GuideJson(text, frame, int.Parse(marker.Color, System.Globalization.CultureInfo.InvariantCulture)), 0));
                continue;
            }

            // One of ours that a person edited says it already.
            if (OwnText.Parse(there[0].Comment) is { } edited && edited.Covers(marker))
                continue;
            using var json = JsonDocument.Parse(there[0].Json);
            there[0] = Renamed(json.RootElement, OwnText.Behind(there[0].Comment, marker.Text, marker, OwnText.Place(frame, there[0].Duration)), there[0].Duration);
        }
    }

    private List<Entry> At(long frame)
    {
        if (!_entries.TryGetValue(frame, out var entries))
            _entries[frame] = entries = [];
        return entries;
    }

    private string Json()
    {
        var all = _entries.SelectMany(entries => entries.Value).Select(entry => entry.Json).ToList();
        return all.Count == 0 ? "[\n]\n" : "[\n    " + string.Join(",\n    ", all) + "\n]\n";
    }

    /// <summary>A guide with another comment; whatever else a version writes stays.</summary>
    private static Entry Renamed(JsonElement element, string comment, long duration)
    {
        using var stream = new MemoryStream();
        using (var writer = Writer(stream))
        {
            writer.WriteStartObject();
            var isThere = element.TryGetProperty("comment", out _);
            if (!isThere)
                writer.WriteString("comment", comment);
            foreach (var property in element.EnumerateObject())
            {
                if (property.Name != "comment")
                    property.WriteTo(writer);
                else if (isThere)
                    writer.WriteString("comment", comment);
                // Once, however often it was there.
                isThere &= property.Name != "comment";
            }

            writer.WriteEndObject();
        }

        return new Entry(comment, Indented(stream), duration);
    }

    private static string GuideJson(string comment, long frame, int category)
    {
        using var stream = new MemoryStream();
        using (var writer = Writer(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("comment", comment);
            writer.WriteNumber("pos", frame);
            writer.WriteNumber("type", category);
            writer.WriteEndObject();
        }

        return Indented(stream);
    }

    private static Utf8JsonWriter Writer(Stream stream) =>
        new(stream, new JsonWriterOptions { Indented = true, IndentSize = 4, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private static string Indented(MemoryStream stream) => Encoding.UTF8.GetString(stream.ToArray()).Replace("\n", "\n    ", StringComparison.Ordinal);

    private static string Escaped(string text) => XmlMetadata.Clean(text).Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    private sealed record Entry(string Comment, string Json, long Duration);
}
