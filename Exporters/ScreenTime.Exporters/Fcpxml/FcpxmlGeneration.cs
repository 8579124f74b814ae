using System.Xml.Linq;
using OpenTimelineIO;
using ScreenTime.Exporters.Edl;
using ScreenTime.Exporters.Markers;
using ScreenTime.Exporters.Xml;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Fcpxml;

/// <summary>
/// Writes a timeline as a new project: the lowest picture track with clips is the primary storyline, every other track a lane connected to it, nested compositions are compound clips.
/// </summary>
internal sealed class FcpxmlGeneration
{
    private const int MaximumNesting = 28;

    private readonly TimelineDocument _document;
    private readonly FrameRate _rate;
    private readonly EdlRemarks _remarks = new();
    private readonly FcpxmlResources _resources;
    private readonly FcpxmlClips _clips;

    private FcpxmlGeneration(TimelineDocument document)
    {
        (_document, _rate) = (document, document.Rate);
        _resources = new FcpxmlResources(_remarks);
        _clips = new FcpxmlClips(_resources, _rate, _remarks);
    }

    /// <summary>Writes the file.</summary>
    /// <exception cref="UserException">A length cannot be known.</exception>
    public static IReadOnlyList<string> Write(TimelineExport export, Stream output)
    {
        var notes = new List<string>();
        var timeline = NewDocument.Copy(export, notes);
        var generation = new FcpxmlGeneration(export.Source);
        var root = NewDocument.Made(timeline, "FCPXML", () => generation.Document(timeline));
        var source = XmlSource.Parse(export.Source.Path, XmlLayout.Document(root, "    "));
        var patched = FcpxmlPatch.Write(source, XmlMetadata.Clean(timeline.Name), export.Source.Rate, export with { KeepOwnMarkers = true }, output);
        return [.. notes, .. generation._remarks.Sentences(), .. patched];
    }

    private XElement Document(Timeline timeline)
    {
        var format = _resources.Format(_rate);
        var sequence = Sequence(timeline.Tracks, format, MediaTime.FromFrames(_document.StartFrame, _rate), 0);
        if (timeline.Metadata.TryGetMap(FcpxmlMarkers.MetadataKey, out var rest))
            XmlMetadata.Restore(sequence, rest, key => !key.StartsWith('@') || key == "@renderFormat");
        var name = XmlMetadata.Clean(timeline.Name);
        var project = new XElement("project", new XAttribute("name", name), sequence);
        var library = new XElement("library", new XElement("event", new XAttribute("name", name), project));
        return new XElement("fcpxml", new XAttribute("version", "1.9"), _resources.ToElement(), library);
    }

    private XElement Sequence(Stack stack, string format, MediaTime start, int depth)
    {
        if (depth > MaximumNesting)
            throw new OtioException(OtioError.LimitExceeded, $"compositions are nested deeper than {MaximumNesting}");
        var tracks = stack.Children.OfType<Item>().Select(child => NewDocument.Trimmed(NewDocument.AsTrack(child), stack.SourceRange)).ToList();
        var primary = tracks.FindIndex(track => track.Kind != Track.KindAudio && track.Enabled && track.Children.Any(child => child is Item and not Gap));
        if (primary < 0)
            primary = tracks.FindIndex(track => track.Kind != Track.KindAudio);
        var hasSound = tracks.Any(track => track.Kind == Track.KindAudio && track.Children.Any(child => child is Clip));
        var parts = tracks.Select(track => Parts(track, hasSound, depth)).ToList();
        var length = parts.Select(part => part.Length).DefaultIfEmpty(0).Max();
        var spine = primary < 0 ? [] : parts[primary].Items;
        var end = primary < 0 ? 0 : parts[primary].Length;
        if (length > end || spine.Count == 0)
            spine.Add(FcpxmlPart.Gap(end, Math.Max(length, end + (spine.Count == 0 && length == 0 ? 1 : 0))));

        var (above, below) = (0, 0);
        for (var i = 0; i < tracks.Count; i++)
        {
            if (i != primary)
                Connect(spine, parts[i].Items, i > primary && tracks[i].Kind != Track.KindAudio ? ++above : --below, tracks[i].Enabled);
        }

        foreach (var marker in (stack.SourceRange is { } shown ? RecordMarkers.Within(stack.Markers, shown) : stack.Markers).Concat(tracks.SelectMany(track => track.Markers)))
            Put(spine, marker, ExactTimes.Required(marker.MarkedRange.StartTime));
        foreach (var (marker, at) in parts.SelectMany(part => part.Stray))
            Put(spine, marker, at);
        if (primary >= 0 && tracks.Where((track, i) => i != primary && !track.Enabled).Any())
            _remarks.Add("clips of tracks that are switched off were switched off one by one");
        var duration = MediaTime.FromFrames(Math.Max(length, spine[^1].End), _rate);
        return new XElement(
            "sequence", new XAttribute("format", format), new XAttribute("duration", FcpxmlFile.Text(duration)), new XAttribute("tcStart", FcpxmlFile.Text(start)),
            new XAttribute("tcFormat", _document.DropFrame && depth == 0 ? "DF" : "NDF"), new XElement("spine", spine.Select(part => part.ToElement(start, _rate))));
    }

    private const string ToNothing = "a fade to or from nothing beside a cut was written as a cut";

    /// <summary>The items and transitions of a track, in frames.</summary>
    private (List<FcpxmlPart> Items, List<(Marker, MediaTime)> Stray, long Length) Parts(Track track, bool hasSound, int depth)
    {
        var items = new List<FcpxmlPart>(track.Children.Count);
        var stray = new List<(Marker, MediaTime)>();
        var position = MediaTime.Zero;
        var isEmpty = false;
        foreach (var child in track.Children)
        {
            if (child is Transition transition)
            {
                // A transition of the format joins the clips beside it: out of an item of no length, it would show the one before.
                if (isEmpty && items.Count > 0 && !items[^1].IsGap)
                    _remarks.Add(ToNothing);
                else
                    items.Add(FcpxmlPart.Of(transition, position, _rate, _remarks));
                continue;
            }

            if (child is not Item item)
                continue;
            var end = position + ExactTimes.Required(item.TrimmedRange().Duration);
            var (from, to) = (position.RoundToFrame(_rate), end.RoundToFrame(_rate));
            isEmpty = to <= from;
            if (isEmpty && items.Count > 1 && items[^1].IsTransition && !items[^2].IsGap)
            {
                items.RemoveAt(items.Count - 1);
                _remarks.Add(ToNothing);
            }

            if (to > from)
            {
                if (item is Gap)
                {
                    items.Add(FcpxmlPart.Gap(from, to));
                    stray.AddRange(item.Markers.Where(marker => RecordTime.Contains(item.VisibleRange(), marker.MarkedRange.StartTime)).Select(marker => (marker, position + ExactTimes.Required(marker.MarkedRange.StartTime) - ExactTimes.Required(item.TrimmedRange().StartTime))));
                }
                else
                {
                    items.Add(_clips.Of(item, from, to, track.Kind == Track.KindAudio, hasSound, nested => Sequence(nested, _resources.Format(_rate), MediaTime.Zero, depth + 1)));
                }
            }

            position = end;
        }

        return (items, stray, position.RoundToFrame(_rate));
    }

    /// <summary>Connects the clips of a track to the primary storyline: those that a transition binds together as a storyline of their own.</summary>
    private void Connect(List<FcpxmlPart> spine, List<FcpxmlPart> items, int lane, bool enabled)
    {
        var run = new List<FcpxmlPart>();
        foreach (var part in items.Append(FcpxmlPart.Gap(0, 0)))
        {
            if (!part.IsGap)
            {
                if (!enabled)
                    part.SwitchOff();
                // A cut between clips that no transition covers parts them.
                if (run.Count > 0 && !part.IsTransition && !run[^1].IsTransition)
                    Flush();
                run.Add(part);
                continue;
            }

            Flush();
        }

        void Flush()
        {
            if (run.Count == 0)
                return;
            var start = run[0].Start;
            var anchor = spine.Find(part => !part.IsTransition && part.Start <= start && start < part.End) ?? spine.FindLast(part => !part.IsTransition)!;
            var offset = anchor.Local + MediaTime.FromFrames(start - anchor.Start, _rate);
            if (run.Count == 1)
            {
                anchor.Anchors.Add(run[0].ToElement(offset - MediaTime.FromFrames(start, _rate), _rate, lane));
            }
            else
            {
                var storyline = new XElement("spine", new XAttribute("lane", lane), new XAttribute("offset", FcpxmlFile.Text(offset)));
                storyline.Add(run.Select(part => part.ToElement(-MediaTime.FromFrames(start, _rate), _rate)));
                anchor.Anchors.Add(storyline);
            }

            run.Clear();
        }
    }

    /// <summary>Puts a marker of the timeline on the clip that shows then.</summary>
    private void Put(List<FcpxmlPart> spine, Marker marker, MediaTime at)
    {
        _remarks.Add("FCPXML has no markers on the timeline: they were put on the clips of the primary storyline");
        var frame = at.RoundToFrame(_rate);
        var part = spine.Find(candidate => !candidate.IsTransition && candidate.Start <= frame && frame < candidate.End)
            ?? (frame < 0 ? spine.Find(candidate => !candidate.IsTransition) : spine.FindLast(candidate => !candidate.IsTransition))!;
        _clips.AddMarker(part, marker, part.Local + MediaTime.FromFrames(frame - part.Start, _rate));
    }
}
