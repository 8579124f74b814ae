using System.Globalization;
using System.Xml.Linq;
using OpenTimelineIO;
using ScreenTime.Exporters.Edl;
using ScreenTime.Exporters.Markers;
using ScreenTime.Exporters.Xml;
using ScreenTime.Sdk;
using Timecode = ScreenTime.Sdk.Timecode;

namespace ScreenTime.Exporters.Xmeml;

/// <summary>Writes a timeline as a new sequence.</summary>
internal sealed class XmemlGeneration
{
    private const int MaximumNesting = 28;

    private readonly TimelineDocument _document;
    private readonly FrameRate _rate;
    private readonly EdlRemarks _remarks = new();
    private readonly XmemlFiles _files;
    private int _clips, _sequences;

    private XmemlGeneration(TimelineDocument document)
    {
        (_document, _rate) = (document, document.Rate);
        _files = new XmemlFiles(_rate, _remarks);
    }

    /// <summary>Writes the file.</summary>
    /// <exception cref="UserException">The rate is none that the format knows, or a length cannot be known.</exception>
    public static IReadOnlyList<string> Write(TimelineExport export, Stream output)
    {
        var notes = new List<string>();
        var timeline = NewDocument.Copy(export, notes);
        var generation = new XmemlGeneration(export.Source);
        var sequence = NewDocument.Made(timeline, "a Final Cut Pro XML", () => generation.Sequence(timeline.Tracks, timeline.Name, export.Source.StartFrame, 0));
        if (timeline.Metadata.TryGetMap(XmemlMarkers.MetadataKey, out var rest))
            XmlMetadata.Restore(sequence, rest, key => key is "@id" or "in" or "out");
        if (export.Result is { } result)
            sequence.Add(XmemlMarkers.Own(result, export.Markers, notes).Select(own => own.Element));
        var root = new XElement("xmeml", new XAttribute("version", "4"), sequence);
        output.Write(XmlLayout.Document(root, "\t"));
        return [.. notes, .. generation._remarks.Sentences()];
    }

    /// <summary>A rate as an element.</summary>
    public static XElement Rate(FrameRate rate) => rate.Denominator is 1 or 1001
        ? new XElement("rate", new XElement("timebase", rate.Nominal), new XElement("ntsc", rate.Denominator == 1001 ? "TRUE" : "FALSE"))
        : throw new UserException(ExitCode.Usage, $"Final Cut Pro XML has no rate of {rate} frames a second: convert at another --rate");

    private XElement Sequence(Stack stack, string name, long? start, int depth)
    {
        if (depth > MaximumNesting)
            throw new OtioException(OtioError.LimitExceeded, $"sequences are nested deeper than {MaximumNesting}");
        var video = new XElement("video");
        var audio = new XElement("audio");
        var extra = new List<Marker>();
        var length = 0L;
        foreach (var child in stack.Children.OfType<Item>())
        {
            var track = NewDocument.Trimmed(NewDocument.AsTrack(child), stack.SourceRange);
            var element = TrackOf(track, depth, extra, out var frames);
            length = Math.Max(length, frames);
            (track.Kind == Track.KindAudio ? audio : video).Add(element);
            if (track.Kind is not (Track.KindVideo or Track.KindAudio))
                _remarks.Add($"the track '{track.Name}' of the kind '{track.Kind}' became a picture track");
        }

        var sequence = new XElement(
            "sequence",
            new XAttribute("id", string.Create(CultureInfo.InvariantCulture, $"sequence-{++_sequences}")),
            new XElement("name", XmlMetadata.Clean(name)),
            new XElement("duration", length),
            Rate(_rate),
            TimecodeOf(start ?? 0, _rate, _document.DropFrame && start is not null),
            new XElement("media", video, audio));
        foreach (var marker in (stack.SourceRange is { } shown ? RecordMarkers.Within(stack.Markers, shown) : stack.Markers).Concat(extra))
            AddMarker(sequence, marker, Frame);
        return sequence;
    }

    /// <summary>A timecode as an element.</summary>
    /// <exception cref="UserException">It is out of bounds.</exception>
    public static XElement TimecodeOf(long frame, FrameRate rate, bool drop) => Math.Abs(frame) > XmemlFile.MaximumFrame
        ? throw new UserException(ExitCode.InputInvalid, string.Create(CultureInfo.InvariantCulture, $"a start timecode of {frame:N0} frames cannot be written as XML, which is read to {XmemlFile.MaximumFrame:N0}: it must be damaged"))
        : new(
            "timecode",
            Rate(rate),
            new XElement("string", Timecode.Format(frame, rate, drop)),
            new XElement("frame", frame),
            new XElement("displayformat", drop ? "DF" : "NDF"));

    private XElement TrackOf(Track track, int depth, List<Marker> extra, out long length)
    {
        var element = new XElement("track");
        var position = MediaTime.Zero;
        foreach (var marker in track.Markers)
            extra.Add(Moved(marker, MediaTime.Zero));
        for (var i = 0; i < track.Children.Count; i++)
        {
            var before = i > 0 ? track.Children[i - 1] as Transition : null;
            var after = i + 1 < track.Children.Count ? track.Children[i + 1] as Transition : null;
            switch (track.Children[i])
            {
                case Transition transition:
                    element.Add(TransitionOf(transition, position.RoundToFrame(_rate), i > 0 && IsPicture(track.Children[i - 1]), i + 1 < track.Children.Count && IsPicture(track.Children[i + 1])));
                    break;
                case Item item:
                    var end = position + ExactTimes.Required(item.TrimmedRange().Duration);
                    if (item is Gap gap)
                    {
                        foreach (var marker in gap.Markers.Where(marker => RecordTime.Contains(gap.VisibleRange(), marker.MarkedRange.StartTime)))
                            extra.Add(Moved(marker, position - (gap.SourceRange is { } source ? ExactTimes.Required(source.StartTime) : MediaTime.Zero)));
                        if (gap.Effects.Count > 0)
                            _remarks.Add("effects on gaps (adjustments) are not written");
                    }
                    else if (end == position)
                    {
                        _remarks.Add($"'{item.Name}' is seen in a transition alone: that was written out of black");
                    }
                    else
                    {
                        element.Add(ItemOf(item, position.RoundToFrame(_rate), end.RoundToFrame(_rate), before, after, track.Kind, depth));
                    }

                    position = end;
                    break;
            }
        }

        length = position.RoundToFrame(_rate);
        element.Add(new XElement("enabled", track.Enabled ? "TRUE" : "FALSE"));
        if (track.Name.Length > 0)
            element.AddFirst(new XElement("name", XmlMetadata.Clean(track.Name)));
        if (track.Metadata.TryGetMap(XmemlMarkers.MetadataKey, out var rest))
            XmlMetadata.Restore(element, rest, _ => false);
        return element;
    }

    private static bool IsPicture(Composable child) => child is Item item and not Gap && item.TrimmedRange().Duration.Value > 0;

    private Marker Moved(Marker marker, MediaTime by)
    {
        _remarks.Add("markers on gaps and tracks were put on the sequence");
        var copy = marker.DeepClone();
        copy.MarkedRange = new TimeRange((ExactTimes.Required(marker.MarkedRange.StartTime) + by).At(_rate), marker.MarkedRange.Duration);
        return copy;
    }

    private XElement TransitionOf(Transition transition, long cut, bool fromPicture, bool toPicture)
    {
        var (before, after) = (Frame(transition.InOffset), Frame(transition.OutOffset));
        var alignment = before == 0 ? fromPicture ? "start" : "start-black" : after == 0 ? toPicture ? "end" : "end-black" : "center";
        if (alignment == "center" && before != (before + after) / 2)
            _remarks.Add("a transition lies unevenly over its cut, which only Premiere reads from this file; others centre it");
        var element = new XElement(
            "transitionitem",
            new XElement("start", cut - before),
            new XElement("end", cut + after),
            new XElement("alignment", alignment),
            new XElement("cutPointTicks", (long)((Int128)before * XmemlTransition.TicksPerSecond * _rate.Denominator / _rate.Numerator)),
            Rate(_rate));
        if (transition.Metadata.TryGetMap(XmemlMarkers.MetadataKey, out var rest))
            XmlMetadata.Restore(element, rest, _ => false);
        if (element.Element("effect") is null)
        {
            var dissolve = transition.TransitionType == Transition.SmpteDissolve;
            if (!dissolve)
                _remarks.Add($"the transition '{transition.Name}' ({transition.TransitionType}) was written by its name alone");
            var name = dissolve ? "Cross Dissolve" : XmlMetadata.Clean(transition.Name.Length > 0 ? transition.Name : transition.TransitionType);
            element.Add(new XElement(
                "effect",
                new XElement("name", name),
                new XElement("effectid", name),
                new XElement("effectcategory", dissolve ? "Dissolve" : "Wipe"),
                new XElement("effecttype", "transition"),
                new XElement("mediatype", "video")));
        }

        return element;
    }

    private XElement ItemOf(Item item, long start, long end, Transition? before, Transition? after, string kind, int depth)
    {
        var (reach, over) = (before is null ? 0 : Frame(before.InOffset), after is null ? 0 : Frame(after.OutOffset));
        var range = item.TrimmedRange();
        var rate = ExactTimes.FrameRateOf(range.StartTime) is { Denominator: 1 or 1001 } own ? own : _rate;
        var clip = item as Clip;
        var origin = clip is null ? MediaTime.Zero : XmemlFiles.Origin(clip, range);
        var place = XmemlPlace.Of(item, ExactTimes.Required(range.StartTime) - origin, MediaTime.FromFrames(end - start, _rate), MediaTime.FromFrames(reach, _rate), MediaTime.FromFrames(over, _rate), rate, _remarks);
        var element = new XElement(
            clip?.MediaReference is GeneratorReference made && XmemlFiles.IsItem(made) ? "generatoritem" : "clipitem",
            new XAttribute("id", string.Create(CultureInfo.InvariantCulture, $"clipitem-{++_clips}")),
            new XElement("name", XmlMetadata.Clean(item.Name)),
            new XElement("enabled", item.Enabled ? "TRUE" : "FALSE"),
            new XElement("duration", place.Duration),
            Rate(rate),
            new XElement("start", before is null || reach == 0 ? start : -1),
            new XElement("end", after is null || over == 0 ? end : -1),
            new XElement("in", place.In),
            new XElement("out", place.Out));
        if (place.Ticks is { } ticks)
            element.Add(new XElement("pproTicksIn", ticks));
        if (place.IsStill)
            element.Add(new XElement("stillframe", "TRUE"));
        if (clip is not null)
            _files.AddMedia(element, clip, origin, rate, kind);
        else
            element.Add(Nested((Composition)item, depth));
        AddEffects(element, item, place);
        foreach (var marker in item.Markers)
            AddMarker(element, marker, time => place.In + (ExactTimes.Required(time) - ExactTimes.Required(range.StartTime) + MediaTime.FromFrames(reach, _rate)).RoundToFrame(rate));
        if (item.Metadata.TryGetMap(XmemlMarkers.MetadataKey, out var rest))
            XmlMetadata.Restore(element, rest, key => key is "@id" or "link" or "subclipinfo" or "pproTicksIn" or "pproTicksOut" or "stillframe");
        return element;
    }

    private XElement Nested(Composition composition, int depth)
    {
        Stack stack;
        if (composition is Stack own)
        {
            // Its source range is the in and out of the clip that it becomes.
            stack = (Stack)own.DeepClone();
            stack.SourceRange = null;
            // They lie on the clip, whose time is the same.
            stack.Markers.Clear();
        }
        else
        {
            var inner = (Composition)composition.DeepClone();
            inner.SourceRange = null;
            stack = new Stack { Name = composition.Name, Children = { inner } };
        }

        return Sequence(stack, composition.Name, null, depth + 1);
    }

    private void AddEffects(XElement element, Item item, XmemlPlace place)
    {
        if (place.Filter() is { } remap)
            element.Add(remap);
        foreach (var effect in item.Effects)
        {
            if (effect.Metadata.TryGetMap(XmemlMarkers.MetadataKey, out var filter) && filter.TryGetMap("effect", out _))
            {
                if (effect is LinearTimeWarp)
                    continue;
                var restored = new XElement("filter", new XElement("enabled", effect.Enabled ? "TRUE" : "FALSE"));
                XmlMetadata.Restore(restored, filter, key => key == "enabled");
                element.Add(restored);
            }
            else if (effect is { Name: "Composite Mode", EffectName.Length: > 0 })
            {
                element.Add(new XElement("compositemode", XmlMetadata.Clean(effect.EffectName)));
            }
            else if (effect is not TimeEffect)
            {
                _remarks.Add($"the effect '{(effect.Name.Length > 0 ? effect.Name : effect.EffectName)}' is not written");
            }
        }
    }

    private static void AddMarker(XElement element, Marker marker, Func<RationalTime, long> frame)
    {
        var start = frame(marker.MarkedRange.StartTime);
        var end = marker.MarkedRange.Duration.Value > 0 ? frame(marker.MarkedRange.StartTime + marker.MarkedRange.Duration) : -1;
        marker.Metadata.TryGetMap(XmemlMarkers.MetadataKey, out var rest);
        element.Add(XmemlMarkers.Write(marker.Name, marker.Comment, marker.Color, start, end > start ? end : -1, rest));
    }

    private long Frame(RationalTime time) => ExactTimes.Required(time).RoundToFrame(_rate);
}
