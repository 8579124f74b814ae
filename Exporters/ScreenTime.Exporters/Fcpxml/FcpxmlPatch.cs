using System.Globalization;
using System.Text;
using System.Xml.Linq;
using ScreenTime.Exporters.Edl;
using ScreenTime.Exporters.Markers;
using ScreenTime.Exporters.Xml;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Fcpxml;

/// <summary>
/// Puts markers into the document that the timeline was read from: every character stays as it is, only ScreenTime's own markers and keywords go and come. Taking them out again gives the original's bytes.
/// </summary>
internal static class FcpxmlPatch
{
    // What the document type of FCPXML has behind the markers of a clip: Final Cut Pro refuses another order.
    private static readonly HashSet<string> s_behindMarkers = new(StringComparer.Ordinal)
    {
        "audio-channel-source", "audio-role-source", "sync-source", "filter-video", "filter-video-mask", "filter-audio", "metadata", "reserved",
    };

    /// <summary>Writes the document with the markers of the export in place of earlier ones.</summary>
    /// <exception cref="UserException">The document, or a time in it that no analysis needs, is damaged.</exception>
    public static IReadOnlyList<string> Write(TimelineExport export, Stream output)
    {
        var source = XmlSource.Load(export.Source.Path);
        try
        {
            return Write(source, export.Source.Timeline.Name, export.Source.Rate, export, output);
        }
        catch (Exception exception) when (exception is OverflowException or ArgumentOutOfRangeException)
        {
            throw new UserException(ExitCode.InputInvalid, $"{source.Name} holds a time that is out of bounds, so that no markers can be put into it: export it again", exception);
        }
    }

    /// <summary>Writes a document with the markers of an export.</summary>
    public static IReadOnlyList<string> Write(XmlSource source, string timelineName, FrameRate rate, TimelineExport export, Stream output)
    {
        var file = FcpxmlFile.Of(source);
        var (sequence, name) = file.Sequence(null, new EdlRemarks());
        if (file.Root.Descendants("project").Any() && !string.Equals(name, timelineName, StringComparison.Ordinal))
            (sequence, _) = file.Sequence(timelineName, new EdlRemarks());
        var removed = new HashSet<XElement>(ReferenceEqualityComparer.Instance);
        var kept = new List<(string Owner, XElement Clip, MediaTime Local)>();
        var keptDigits = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var notes = new List<string>();
        if (!export.KeepOwnMarkers)
            FindOwn(file, export.Result?.Cast, removed, kept, keptDigits, notes);
        var added = new Dictionary<XElement, List<XElement>>(ReferenceEqualityComparer.Instance);
        if (export.Result is { } result)
        {
            var storyline = FcpxmlStoryline.Of(file, sequence, rate);
            bool IsKept(PlannedMarker planned) => storyline.At(planned.Record.Start) is { } place && (planned.Parts.Count == 0
                ? kept.Any(mark => mark.Owner.Length == 0)
                : planned.CharacterIds.All(id => kept.Any(mark => mark.Owner == id && mark.Clip == place.Element && mark.Local == place.Local)));
            // What a person made of a marker stands for it wherever they moved it.
            foreach (var (clip, marker) in storyline.Own(result, export.Markers, IsKept, notes).Where(own => own.Marker.Name.LocalName != "marker" || !keptDigits.Contains(OwnText.Parse((string?)own.Marker.Attribute("note") ?? "")?.Digits ?? "")))
                (added.TryGetValue(clip, out var markers) ? markers : added[clip] = []).Add(marker);
        }

        source.Save(output, Edits(source, removed, added));
        return notes;
    }

    private static IEnumerable<XmlEdit> Edits(XmlSource source, HashSet<XElement> removed, Dictionary<XElement, List<XElement>> added)
    {
        foreach (var clip in removed.GroupBy(marker => marker.Parent!))
        {
            // A clip that was opened for our markers alone is one tag again.
            var span = source.SpanOf(clip.Key);
            if (!added.ContainsKey(clip.Key) && clip.Key.Elements().All(removed.Contains) && Left(source, clip, span) == Closing(source, source.IndentOf(clip.Key)))
            {
                yield return new XmlEdit(span.ContentStart - 1, span.End - span.ContentStart + 1, "/>");
                continue;
            }

            foreach (var marker in clip)
            {
                var begin = source.EndBefore(marker);
                yield return new XmlEdit(begin, source.SpanOf(marker).End - begin, "");
            }
        }

        foreach (var (clip, markers) in added)
            yield return Insertion(source, clip, removed, markers);
    }

    /// <summary>The text that is left between a clip's tags when markers are gone.</summary>
    private static string Left(XmlSource source, IEnumerable<XElement> markers, XmlSpan span)
    {
        var (left, at) = (new StringBuilder(), span.ContentStart);
        foreach (var marker in markers)
        {
            left.Append(source.Text, at, source.EndBefore(marker) - at);
            at = source.SpanOf(marker).End;
        }

        return left.Append(source.Text, at, source.Text.LastIndexOf("</", span.End - 1, StringComparison.Ordinal) - at).ToString();
    }

    /// <summary>What stands before the closing tag of a clip that was opened for our markers.</summary>
    private static string Closing(XmlSource source, string? indent) => indent is null ? "" : source.Ending + indent;

    private static void FindOwn(FcpxmlFile file, Cast? cast, HashSet<XElement> removed, List<(string, XElement, MediaTime)> kept, HashSet<string> keptDigits, List<string> notes)
    {
        foreach (var element in file.Root.Descendants().Where(element => element.Name.LocalName is "marker" or "keyword"))
        {
            var note = (string?)element.Attribute("note") ?? "";
            if (OwnText.Parse(note) is not { } own || !own.IsOf(cast))
                continue;
            var name = (string?)element.Attribute("value") ?? "";
            var start = FcpxmlFile.ParseTime((string?)element.Attribute("start") ?? "0s") ?? MediaTime.Zero;
            var duration = FcpxmlFile.ParseTime((string?)element.Attribute("duration") ?? "0s") ?? MediaTime.Zero;
            if (!own.IsEdited(FcpxmlMarkers.Place(name, start, duration)))
            {
                removed.Add(element);
                continue;
            }

            if (element.Name.LocalName == "marker")
            {
                kept.AddRange(own.CharacterIds.DefaultIfEmpty("").Select(id => (id, element.Parent!, start)));
                keptDigits.Add(own.Digits);
            }

            notes.Add(string.Create(CultureInfo.InvariantCulture,
                $"kept the {element.Name.LocalName} \"{FcpxmlFile.Short(name)}\" in line {XmlSource.Line(element)} of {file.Source.Name}: a person edited it since ScreenTime wrote it"));
        }
    }

    private static XmlEdit Insertion(XmlSource source, XElement clip, HashSet<XElement> removed, IEnumerable<XElement> markers)
    {
        var span = source.SpanOf(clip);
        if (span.IsEmptyTag)
        {
            // <asset-clip …/> becomes <asset-clip …>…</asset-clip>.
            var outer = source.IndentOf(clip);
            var inner = outer is null ? null : outer + (outer.Contains('\t', StringComparison.Ordinal) ? "\t" : "    ");
            var slash = source.Text.LastIndexOf('/', span.End - 1);
            return new XmlEdit(slash, span.End - slash, ">" + string.Concat(markers.Select(marker => XmlLayout.Text(marker, inner, source.Ending))) + Closing(source, outer) + $"</{clip.Name.LocalName}>");
        }

        var before = clip.Elements().LastOrDefault(child => !removed.Contains(child) && !s_behindMarkers.Contains(child.Name.LocalName));
        var behind = before ?? clip.Elements().FirstOrDefault();
        var indent = behind is null ? source.IndentOf(clip) is { } own ? own + "    " : null : source.IndentOf(behind);
        var text = string.Concat(markers.Select(marker => XmlLayout.Text(marker, indent, source.Ending)));
        return new XmlEdit(before is null ? span.ContentStart : source.SpanOf(before).End, 0, text);
    }
}
