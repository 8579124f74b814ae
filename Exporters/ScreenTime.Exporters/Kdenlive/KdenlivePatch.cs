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
    private readonly List<Entry> _entries = [];
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
        var text = ReadThere(property);
        if (_export.Result is { } result)
            Add(result, text);
        var json = text?.Text() ?? Json();
        if (property is null)
        {
            if (_entries.Count == 0)
                return [];
            var span = _document.Source.SpanOf(owner);
            return [new XmlEdit(span.ContentStart, 0, $"{_document.Source.Ending}  <property name=\"{name}\">{Escaped(json)}</property>")];
        }

        if (json == property.Value || (text is null && _entries.Count == 0))
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
            : [new XmlEdit(there.ContentStart, there.ContentEnd - there.ContentStart, AsThere(Escaped(json), _document.Source.Text[there.ContentStart..there.ContentEnd]))];
    }

    /// <summary>With the line ends and the quotes of what stood there.</summary>
    private static string AsThere(string text, string written)
    {
        if (written.Contains("&quot;", StringComparison.Ordinal))
            text = text.Replace("\"", "&quot;", StringComparison.Ordinal);
        return written.Contains("\r\n", StringComparison.Ordinal) ? text.Replace("\n", "\r\n", StringComparison.Ordinal) : text;
    }

    /// <summary>The guides that are there, less ours, and the list that they stand in; null where there is none.</summary>
    private KdenliveGuideText? ReadThere(XElement? property)
    {
        if (property is null || property.Value.Trim().Length == 0)
            return null;
        if (KdenliveGuide.Read(property.Value, MaximumGuides) is not { } guides)
            throw _document.Source.Invalid(property, "the guides are not the list that Kdenlive writes: open and save the project in Kdenlive");
        var text = KdenliveGuideText.Of(property.Value);
        foreach (var (guide, index) in guides.Select((guide, index) => (guide, index)))
        {
            var comment = guide.Comment;
            if (!_export.KeepOwnMarkers && OwnText.Parse(guide.Comment) is { } own && own.IsOf(_export.Result?.Cast))
            {
                if (own.Shares(KdenliveGuides.Place(guide), out var theirs, out _))
                {
                    comment = theirs;
                    text.Rename(index, guide.Comment, comment);
                }
                else if (!own.IsEdited(KdenliveGuides.Place(guide)))
                {
                    text.Remove(index);
                    continue;
                }
                else
                {
                    _notes.Add($"kept the guide \"{MltDocument.Short(guide.Comment)}\" at {_export.Source.TimecodeOf(guide.Position)}: a person edited it since ScreenTime wrote it");
                    _kept.UnionWith(OwnText.DigitsIn(guide.Comment));
                }
            }

            _entries.Add(new Entry(index, guide.Position, guide.Comment, comment, guide.Duration));
        }

        return text;
    }

    private void Add(AnalysisResult result, KdenliveGuideText? text)
    {
        foreach (var marker in MarkerPlan.WithSummary(result, _export.Markers, MarkerShapes.Kdenlive, _notes).OrderBy(marker => marker.Record.Start))
        {
            var frame = marker.Record.Start;
            var comment = OwnText.Of(marker.Text, marker, OwnText.Place(frame, 1));
            // What a person made of this very marker, and where they moved it, stands for it.
            if (_kept.Contains(OwnText.Parse(comment)!.Digits))
                continue;
            if (_entries.FindIndex(entry => entry.Position == frame) is >= 0 and var at)
            {
                // One of ours that a person edited says it already.
                var there = _entries[at];
                if (OwnText.Parse(there.Comment) is { } edited && edited.Covers(marker))
                    continue;
                there = there with { Comment = OwnText.Behind(there.Comment, marker.Text, marker, OwnText.Place(frame, there.Duration)) };
                _entries[at] = there;
                text!.Rename(there.Index, there.Written, there.Comment);
                continue;
            }

            var json = GuideJson(comment, frame, int.Parse(marker.Color, System.Globalization.CultureInfo.InvariantCulture));
            if (text is null)
                _entries.Add(new Entry(-1, frame, "", comment, 0) { Json = json });
            else
                text.Add(_entries.FindLastIndex(entry => entry.Position <= frame) is >= 0 and var last ? _entries[last].Index : -1, json);
        }
    }

    private string Json() => _entries.Count == 0 ? "[\n]\n" : "[\n    " + string.Join(",\n    ", _entries.Select(entry => entry.Json)) + "\n]\n";

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

    /// <summary>A guide that stays, or is put into a new list.</summary>
    /// <param name="Index">Its number in the list that is there.</param>
    /// <param name="Position">The frame.</param>
    /// <param name="Written">What it says as it is written there.</param>
    /// <param name="Comment">What it is to say.</param>
    /// <param name="Duration">Its length in frames.</param>
    private sealed record Entry(int Index, long Position, string Written, string Comment, long Duration)
    {
        /// <summary>The guide, where the list is new.</summary>
        public string Json { get; init; } = "";
    }
}
