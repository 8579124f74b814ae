using System.Xml.Linq;
using OpenTimelineIO;
using ScreenTime.Exporters.Edl;
using ScreenTime.Exporters.Xml;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Fcpxml;

/// <summary>Clips and nested compositions as elements of a storyline.</summary>
internal sealed class FcpxmlClips(FcpxmlResources resources, FrameRate rate, EdlRemarks remarks)
{
    private static readonly HashSet<string> s_geometry = new(StringComparer.Ordinal) { "adjust-transform", "adjust-crop", "adjust-corners", "adjust-blend" };

    /// <summary>An item from a frame of its track to another.</summary>
    /// <param name="item">The item.</param>
    /// <param name="start">Its first frame.</param>
    /// <param name="end">The frame after its last.</param>
    /// <param name="isSound">Whether its track is sound.</param>
    /// <param name="hasSound">Whether sound has tracks of its own, so that pictures bring none.</param>
    /// <param name="sequence">Writes a nested sequence.</param>
    public FcpxmlPart Of(Item item, long start, long end, bool isSound, bool hasSound, Func<Stack, XElement> sequence)
    {
        var range = item.TrimmedRange();
        var begin = ExactTimes.Required(range.StartTime);
        var length = MediaTime.FromFrames(end - start, rate);
        var local = begin;
        var map = Map(item, begin, length, ref local);
        var element = Element(item, isSound, hasSound, begin, length, sequence);
        if (!item.Enabled)
            element.SetAttributeValue("enabled", "0");
        var part = new FcpxmlPart(element, start, end, local);
        if (map is not null)
            part.Head.Add(map);
        AddEffects(part, item);
        foreach (var marker in item.Markers)
            AddMarker(part, marker, local + (ExactTimes.Required(marker.MarkedRange.StartTime) - begin));
        if (item.Metadata.TryGetMap(FcpxmlMarkers.MetadataKey, out var rest))
            AddRest(part, element, rest);
        return part;
    }

    /// <summary>Hangs a marker on a clip.</summary>
    public void AddMarker(FcpxmlPart part, Marker marker, MediaTime local)
    {
        var duration = ExactTimes.Required(marker.MarkedRange.Duration);
        var written = FcpxmlMarkers.Write(marker, local, duration > MediaTime.Zero ? duration : rate.FrameDuration);
        var shown = written.Name.LocalName == "chapter-marker" ? MarkerColor.Orange
            : (string?)written.Attribute("completed") switch { "0" => MarkerColor.Red, "1" => MarkerColor.Green, _ => MarkerColor.Purple };
        if (marker.Color != shown)
            remarks.Add("FCPXML has no marker colours: Final Cut Pro shows them by their kind");
        part.Markers.Add(written);
    }

    private XElement Element(Item item, bool isSound, bool hasSound, MediaTime begin, MediaTime length, Func<Stack, XElement> sequence)
    {
        var name = new XAttribute("name", XmlMetadata.Clean(item.Name));
        if (item is Clip { MediaReference: GeneratorReference generator })
        {
            var kind = generator.GeneratorKind.Length > 0 ? generator.GeneratorKind : "generator";
            return new XElement("title", new XAttribute("ref", resources.Effect(generator.Name.Length > 0 ? generator.Name : kind, kind)), name);
        }

        if (!isSound && item is Clip { MediaReference: ExternalReference image } still && StillImage.Is(image.TargetUrl))
            return new XElement("video", new XAttribute("ref", resources.Still(still, image)), name);
        if (item is Clip clip)
        {
            var own = ExactTimes.FrameRateOf(clip.MediaReference?.AvailableRange?.StartTime ?? clip.TrimmedRange().StartTime) ?? rate;
            var element = new XElement("asset-clip", new XAttribute("ref", resources.Asset(clip, isSound, own, begin + length)), name);
            if (!isSound && hasSound)
                element.SetAttributeValue("srcEnable", "video");
            return element;
        }

        var stack = item as Stack is { } nested ? (Stack)nested.DeepClone() : new Stack { Name = item.Name, Children = { item.DeepClone() } };
        stack.SourceRange = null;
        if (item is not Stack && stack.Children[0] is Item inner)
            inner.SourceRange = null;
        stack.Markers.Clear();
        var reference = new XElement("ref-clip", new XAttribute("ref", resources.Compound(item.Name, sequence(stack))), name);
        if (isSound)
            reference.SetAttributeValue("srcEnable", "audio");
        return reference;
    }

    /// <summary>The change of speed, as two points that its line goes through; null at normal speed.</summary>
    private static XElement? Map(Item item, MediaTime begin, MediaTime length, ref MediaTime local)
    {
        var scalar = 1.0;
        foreach (var effect in item.Effects.OfType<TimeEffect>().Where(effect => effect.Enabled))
        {
            if (effect is FreezeFrame)
            {
                local = MediaTime.Zero;
                return Points((MediaTime.Zero, begin), (length, begin));
            }

            if (effect is not LinearTimeWarp warp || !double.IsFinite(warp.TimeScalar) || Math.Abs(warp.TimeScalar) > 10_000)
                return Kept(effect);
            scalar *= warp.TimeScalar;
        }

        if (scalar == 1)
            return null;
        var (numerator, denominator) = ExactTimes.Fraction(scalar);
        if (numerator == 0)
        {
            local = MediaTime.Zero;
            return Points((MediaTime.Zero, begin), (length, begin));
        }

        // From the media's zero on, or backwards from where the clip's media ends.
        var used = length.Scale(Math.Abs(numerator), denominator);
        local = numerator > 0 ? begin.Scale(denominator, numerator) : MediaTime.Zero;
        return numerator > 0
            ? Points((MediaTime.Zero, MediaTime.Zero), (local + length, begin + used))
            : Points((MediaTime.Zero, begin + used), (length, begin));
    }

    private static XElement Points(params (MediaTime Time, MediaTime Value)[] points) => new("timeMap", points.Select(point => new XElement(
        "timept", new XAttribute("time", FcpxmlFile.Text(point.Time)), new XAttribute("value", FcpxmlFile.Text(point.Value)), new XAttribute("interp", "linear"))));

    private static XElement Kept(TimeEffect effect)
    {
        var map = new XElement("timeMap");
        if (effect.Metadata.TryGetMap(FcpxmlMarkers.MetadataKey, out var rest) && rest.TryGetMap("timeMap", out var points))
            XmlMetadata.Restore(map, points, _ => false);
        // A bend of no length, so that no reader takes the ramp for one speed.
        return map.HasElements ? map : Points((MediaTime.Zero, MediaTime.Zero), (new MediaTime(1, 1), new MediaTime(1, 1)), (new MediaTime(2, 1), new MediaTime(1, 1)));
    }

    private void AddEffects(FcpxmlPart part, Item item)
    {
        foreach (var effect in item.Effects.Where(effect => effect is not TimeEffect))
        {
            if (effect.Metadata.TryGetMap(FcpxmlMarkers.MetadataKey, out var kept) && kept.Keys.FirstOrDefault(s_geometry.Contains) is { } name && kept.TryGetMap(name, out var map))
            {
                var restored = new XElement(name);
                XmlMetadata.Restore(restored, map, _ => false);
                part.Head.Add(restored);
            }
            else
            {
                remarks.Add($"the effect '{(effect.Name.Length > 0 ? effect.Name : effect.EffectName)}' is not written");
            }
        }
    }

    private static void AddRest(FcpxmlPart part, XElement element, Metadata rest)
    {
        var bag = new XElement("bag");
        XmlMetadata.Restore(bag, rest, key => !key.StartsWith('@') && key is not ("keyword" or "rating" or "note"));
        foreach (var attribute in bag.Attributes().Where(attribute => element.Attribute(attribute.Name) is null && attribute.Name.LocalName is "tcFormat" or "audioRole" or "videoRole" or "role"))
            element.SetAttributeValue(attribute.Name, attribute.Value);
        part.Head.InsertRange(0, bag.Elements("note"));
        part.Markers.AddRange(bag.Elements().Where(child => child.Name.LocalName is "keyword" or "rating"));
    }
}
