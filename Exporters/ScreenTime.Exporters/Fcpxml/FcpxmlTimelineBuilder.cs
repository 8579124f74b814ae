using System.Globalization;
using System.Xml.Linq;
using OpenTimelineIO;
using ScreenTime.Exporters.Edl;
using ScreenTime.Exporters.Xml;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Fcpxml;

/// <summary>Makes a timeline of a sequence: each lane becomes a track, what is compound becomes a stack.</summary>
internal sealed class FcpxmlTimelineBuilder
{
    // Compound clips in compound clips multiply.
    private const int MaximumItems = 500_000;
    private const int MaximumNesting = 28;

    private readonly FcpxmlFile _file;
    private readonly FcpxmlMedia _media;
    private readonly EdlRemarks _remarks;
    private readonly bool _lenient;
    private readonly HashSet<XElement> _open = new(ReferenceEqualityComparer.Instance);
    private int _items, _storylines;

    private FcpxmlTimelineBuilder(FcpxmlFile file, EdlRemarks remarks, bool lenient) => (_file, _media, _remarks, _lenient) = (file, new FcpxmlMedia(file), remarks, lenient);

    /// <summary>Builds the timeline of a sequence; its start timecode is left to the caller.</summary>
    /// <exception cref="UserException">An element is malformed and <paramref name="lenient"/> is false; or compound clips hold themselves.</exception>
    public static Timeline Build(FcpxmlFile file, XElement sequence, string name, FrameRate rate, EdlRemarks remarks, bool lenient)
    {
        var builder = new FcpxmlTimelineBuilder(file, remarks, lenient);
        var timeline = new Timeline(name);
        builder.Fill(timeline.Tracks, sequence.Element("spine")!, rate, Start(file, sequence));
        var rest = XmlMetadata.Of(sequence, child => child.Name.LocalName == "spine");
        foreach (var known in (string[])["@format", "@duration", "@tcStart", "@tcFormat"])
            rest.Remove(known);
        if (rest.Count > 0)
            timeline.Metadata[FcpxmlMarkers.MetadataKey] = rest;
        return timeline;
    }

    /// <summary>Whether an element has a place in time.</summary>
    public static bool IsPlaced(XElement element) =>
        element.Name.LocalName is "asset-clip" or "clip" or "video" or "audio" or "ref-clip" or "sync-clip" or "mc-clip" or "title" or "gap" or "audition" or "spine" or "live-drawing";

    private static MediaTime Start(FcpxmlFile file, XElement sequence) => file.Time(sequence, "tcStart") ?? MediaTime.Zero;

    /// <summary>Fills a stack with what a storyline holds, and what is connected to it.</summary>
    /// <returns>The local time that the stack's first moment stands for.</returns>
    private MediaTime Fill(Stack stack, XElement storyline, FrameRate rate, MediaTime origin)
    {
        using var entered = Enter(storyline);
        var layout = new FcpxmlLayout(rate);
        // What lies in a sequence counts from its start timecode, unless its writer knew no better.
        var first = storyline.Elements().Where(child => child.Attribute("offset") is not null).Select(child => Attempt(child, () => (object?)_file.Time(child, "offset"))).FirstOrDefault(offset => offset is not null);
        var begin = first is MediaTime at && at < origin ? MediaTime.Zero : origin;
        Storyline(layout, storyline, rate, MediaTime.Zero, begin, 0);
        stack.Children.AddRange(layout.Tracks());
        return begin;
    }

    private void Storyline(FcpxmlLayout layout, XElement storyline, FrameRate rate, MediaTime start, MediaTime origin, int lane)
    {
        var number = ++_storylines;
        var position = start;
        XElement? pending = null;
        var isSound = storyline.Elements().Where(child => IsPlaced(child) && child.Name.LocalName != "gap").Take(1).Any(_media.IsSound);
        foreach (var element in storyline.Elements())
        {
            if (element.Name.LocalName == "transition")
            {
                AddPending(layout, pending, position, rate, start, origin, lane, isSound, number);
                pending = element;
            }
            else if (IsPlaced(element) && element.Name.LocalName != "spine")
            {
                Attempt(element, () =>
                {
                    var from = _file.Time(element, "offset") is { } offset ? start + offset - origin : position;
                    if (from < position)
                        from = position;
                    AddPending(layout, pending, from, rate, start, origin, lane, isSound, number);
                    pending = null;
                    position = from + Place(layout, element, rate, from, lane, isSound, number);
                    return element;
                });
            }
            else if (element.Name.LocalName == "caption")
            {
                _remarks.Add("captions are not read", XmlSource.Line(element));
            }
        }

        AddPending(layout, pending, position, rate, start, origin, lane, isSound, number);
    }

    private void AddPending(FcpxmlLayout layout, XElement? element, MediaTime cut, FrameRate rate, MediaTime start, MediaTime origin, int lane, bool isSound, int storyline)
    {
        if (element is null)
            return;
        Attempt(element, () =>
        {
            var duration = _file.Time(element, "duration") ?? MediaTime.Zero;
            var from = _file.Time(element, "offset") is { } offset ? start + offset - origin : cut - duration.Scale(1, 2);
            var before = MediaTime.Min(duration, MediaTime.Max(MediaTime.Zero, cut - from));
            var name = (string?)element.Attribute("name") ?? "";
            var transition = new Transition
            {
                Name = name,
                TransitionType = name.Contains("dissolve", StringComparison.OrdinalIgnoreCase) || name.Length == 0 ? Transition.SmpteDissolve : Transition.CustomTransition,
                InOffset = before.At(rate),
                OutOffset = (duration - before).At(rate),
            };
            var rest = Rest(element, _ => false);
            if (rest.Count > 0)
                transition.Metadata[FcpxmlMarkers.MetadataKey] = rest;
            layout.Add(lane, isSound, cut, transition, storyline);
            return element;
        });
    }

    /// <summary>Places an element and what is connected to it.</summary>
    /// <returns>Its length.</returns>
    private MediaTime Place(FcpxmlLayout layout, XElement element, FrameRate rate, MediaTime at, int lane, bool isSound, int storyline)
    {
        if (++_items > MaximumItems)
            throw _file.Source.Invalid(element, $"clips in clips come to more than {MaximumItems}: the file is damaged or hostile");
        if (element.Name.LocalName == "audition")
        {
            // The first is the one that plays.
            if (FcpxmlMedia.Contents(element).FirstOrDefault() is not { } chosen)
                return MediaTime.Zero;
            _remarks.Add("of auditions the clip that plays was read", XmlSource.Line(element));
            return Place(layout, chosen, rate, at, lane, isSound, storyline);
        }

        var times = new FcpxmlTimes(_file, rate);
        var (local, length) = (times.LocalStart(element), times.Length(element));
        var retime = FcpxmlRetime.Of(_file, element, rate);
        if (length > MediaTime.Zero)
        {
            var item = element.Name.LocalName == "gap" ? new Gap(length.At(rate)) : ItemOf(element, rate, local, length, retime);
            if ((string?)element.Attribute("enabled") == "0")
                item.Enabled = false;
            AddMarkers(item, element, rate, local, retime);
            layout.Add(lane, isSound, at, length, item, storyline);
        }

        foreach (var child in element.Elements().Where(child => IsPlaced(child) && (string?)child.Attribute("lane") is not (null or "0")))
            Attempt(child, () => Connect(layout, child, element, rate, at, local, retime, lane));
        if (element.Elements("caption").FirstOrDefault() is { } caption)
            _remarks.Add("captions are not read", XmlSource.Line(caption));
        return length;
    }

    private XElement? Connect(FcpxmlLayout layout, XElement child, XElement parent, FrameRate rate, MediaTime at, MediaTime local, FcpxmlRetime retime, int lane)
    {
        var own = lane + (int.TryParse((string?)child.Attribute("lane"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) < 10_000
            ? number : throw _file.Source.Invalid(child, $"lane=\"{FcpxmlFile.Short((string?)child.Attribute("lane") ?? "")}\" is no lane"));
        var start = at + retime.FromLocal((_file.Time(child, "offset") ?? local) - local);
        if (child.Name.LocalName == "spine")
        {
            using var entered = Enter(child);
            Storyline(layout, child, rate, start, MediaTime.Zero, own);
            return child;
        }

        // The sound that belongs to the picture of a clip is a part of it.
        if (child.Name.LocalName == "audio" && parent.Name.LocalName is "clip" or "video" or "audio")
            return child;
        if (start < MediaTime.Zero)
        {
            _remarks.Add($"\"{FcpxmlFile.Short((string?)child.Attribute("name") ?? "")}\" is connected before the timeline begins and was moved to its start", XmlSource.Line(child));
            start = MediaTime.Zero;
        }

        Place(layout, child, rate, start, own, _media.IsSound(child), ++_storylines);
        return child;
    }

    private Item ItemOf(XElement element, FrameRate rate, MediaTime local, MediaTime length, FcpxmlRetime retime)
    {
        var name = (string?)element.Attribute("name") ?? "";
        var known = retime.TryMap(local, length, out var first, out var scalar);
        if (element.Element("conform-rate") is { } conform && !retime.IsIdentity && element.Element("timeMap") is null)
            _remarks.Add("clips of another frame rate play frame for frame, as their conform-rate has it", XmlSource.Line(conform));
        Item item;
        switch (element.Name.LocalName)
        {
            case "ref-clip" when _file.Resource(element) is { Name.LocalName: "media" } media && media.Element("sequence") is { } sequence && sequence.Element("spine") is { } spine:
                item = Nested(name, spine, _file.Rate(sequence) ?? rate, Start(_file, sequence), element, rate, first, length);
                break;
            case "mc-clip" when _file.Resource(element) is { Name.LocalName: "media" } media && media.Element("multicam") is { } multicam && Angle(element, multicam) is { } angle:
                item = Nested(name, angle, _file.Rate(multicam) ?? rate, _file.Time(multicam, "tcStart") ?? MediaTime.Zero, element, rate, first, length);
                break;
            case "sync-clip" or "clip" when Content(element) is { } content:
                item = content.Name.LocalName is "spine" || element.Name.LocalName == "sync-clip"
                    ? Synchronized(name, element, content, rate, first, length)
                    : Inner(name, content, rate, first, length);
                break;
            default:
                item = ClipOf(name, element, _media.Of(element, rate), rate, first, length, scalar);
                break;
        }

        if (!known)
        {
            var ramp = new TimeEffect { Name = "timeMap", EffectName = "TimeRemap" };
            ramp.Metadata[FcpxmlMarkers.MetadataKey] = new Metadata { ["timeMap"] = XmlMetadata.Of(element.Element("timeMap") ?? element, _ => false) };
            item.Effects.Insert(0, ramp);
            _remarks.Add($"\"{FcpxmlFile.Short(name)}\" has a speed ramp: its time is unknown", XmlSource.Line(element));
        }
        else if (scalar == 0)
        {
            item.Effects.Insert(0, new FreezeFrame());
        }
        else if (Math.Abs(scalar - 1) > 1e-9)
        {
            item.Effects.Insert(0, new LinearTimeWarp { Name = "timeMap", TimeScalar = scalar });
        }

        foreach (var filter in element.Elements().Where(child => child.Name.LocalName is "filter-video" or "filter-video-mask" or "adjust-transform" or "adjust-crop" or "adjust-corners" or "adjust-blend"))
        {
            var effect = new Effect { Name = (string?)filter.Attribute("name") ?? filter.Name.LocalName, Enabled = (string?)filter.Attribute("enabled") != "0" };
            effect.Metadata[FcpxmlMarkers.MetadataKey] = new Metadata { [filter.Name.LocalName] = XmlMetadata.Of(filter, _ => false) };
            item.Effects.Add(effect);
        }

        var rest = Rest(element, child => IsPlaced(child)
            || child.Name.LocalName is "marker" or "chapter-marker" or "timeMap" or "caption" or "filter-video" or "filter-video-mask" or "adjust-transform" or "adjust-crop" or "adjust-corners" or "adjust-blend" or "mc-source");
        if (rest.Count > 0)
            item.Metadata[FcpxmlMarkers.MetadataKey] = rest;
        return item;
    }

    private static bool BringsSound(XElement element, XElement asset) =>
        (string?)asset.Attribute("hasVideo") == "1" && (string?)asset.Attribute("hasAudio") == "1" && (string?)element.Attribute("srcEnable") is null or "all";

    private Clip ClipOf(string name, XElement element, MediaReference media, FrameRate rate, MediaTime first, MediaTime length, double scalar)
    {
        var own = _file.Resource(element) is { Name.LocalName: "asset" } asset ? _media.RateOf(asset, rate) : rate;
        if (_file.Resource(element) is { Name.LocalName: "asset" } both && element.Name.LocalName == "asset-clip" && BringsSound(element, both))
            _remarks.Add("the sound that belongs to picture clips has no tracks of its own");
        // In a sequence of another rate a clip is cut on frames of the sequence, between those of its media.
        var counted = scalar == 1 && !first.IsWhole(own) && first.IsWhole(rate) ? rate : own;
        return new Clip(name, media, new TimeRange(first.At(counted), length.At(rate)));
    }

    private static XElement? Angle(XElement element, XElement multicam)
    {
        var sources = element.Elements("mc-source").ToList();
        var picture = sources.Find(source => (string?)source.Attribute("srcEnable") is "video") ?? sources.Find(source => (string?)source.Attribute("srcEnable") is null or "all");
        var angles = multicam.Elements("mc-angle").ToList();
        if (picture is null && sources.Count > 0)
            return null;
        return picture is null ? angles.FirstOrDefault() : angles.Find(angle => (string?)angle.Attribute("angleID") == (string?)picture.Attribute("angleID"));
    }

    private Stack Nested(string name, XElement storyline, FrameRate inner, MediaTime origin, XElement element, FrameRate rate, MediaTime first, MediaTime length)
    {
        var stack = new Stack { Name = name };
        var begin = Fill(stack, storyline, inner, origin);
        // Without a start the clip begins where what it shows does.
        var from = element.Attribute("start") is null && element.Element("timeMap") is null ? MediaTime.Zero : first - (first < begin ? MediaTime.Zero : begin);
        stack.SourceRange = new TimeRange(from.At(rate), length.At(rate));
        return stack;
    }

    /// <summary>A container whose content is a storyline of its own.</summary>
    private Stack Synchronized(string name, XElement element, XElement content, FrameRate rate, MediaTime first, MediaTime length)
    {
        var stack = new Stack { Name = name };
        var storyline = content.Name.LocalName == "spine" ? content : element;
        using var entered = Enter(storyline);
        var layout = new FcpxmlLayout(rate);
        var begin = MediaTime.Zero;
        if (content.Name.LocalName == "spine")
        {
            begin = _file.Time(content, "offset") ?? MediaTime.Zero;
            Storyline(layout, content, rate, MediaTime.Zero, MediaTime.Zero, 0);
        }
        else
        {
            begin = _file.Time(content, "offset") ?? MediaTime.Zero;
            foreach (var inner in FcpxmlMedia.Contents(element))
            {
                var at = (_file.Time(inner, "offset") ?? begin) - begin;
                Place(layout, inner, rate, MediaTime.Max(at, MediaTime.Zero), 0, _media.IsSound(inner), ++_storylines);
            }
        }

        stack.Children.AddRange(layout.Tracks());
        stack.SourceRange = new TimeRange((first - begin).At(rate), length.At(rate));
        return stack;
    }

    /// <summary>A clip that holds one medium: the place in the clip leads to that in the medium.</summary>
    private Clip Inner(string name, XElement content, FrameRate rate, MediaTime first, MediaTime length)
    {
        var asset = _file.Resource(content) is { Name.LocalName: "asset" } found ? found : null;
        var offset = _file.Time(content, "offset") ?? MediaTime.Zero;
        var start = _file.Time(content, "start") ?? (asset is null ? MediaTime.Zero : _media.Start(asset));
        return ClipOf(name, content, _media.Of(content, rate), rate, first - offset + start, length, 1);
    }

    private static XElement? Content(XElement element) => FcpxmlMedia.Contents(element).FirstOrDefault();

    private void AddMarkers(Item item, XElement element, FrameRate rate, MediaTime local, FcpxmlRetime retime)
    {
        var begin = item.SourceRange is { } range ? ExactTimes.Exact(range.StartTime) ?? MediaTime.Zero : MediaTime.Zero;
        foreach (var child in element.Elements().Where(child => child.Name.LocalName is "marker" or "chapter-marker"))
        {
            // In OTIO an item's time runs as its parent's, whatever its speed: as local time does here.
            if (Attempt(child, () => FcpxmlMarkers.Read(_file, child, rate, start => begin + retime.FromLocal(start - local))) is { } marker)
                item.Markers.Add(marker);
        }
    }

    private static Metadata Rest(XElement element, Func<XElement, bool> leaveOut)
    {
        var rest = XmlMetadata.Of(element, leaveOut);
        foreach (var known in (string[])["@name", "@offset", "@start", "@duration", "@lane", "@enabled", "@ref", "@format"])
            rest.Remove(known);
        return rest;
    }

    private Scope Enter(XElement storyline)
    {
        if (_open.Count >= MaximumNesting)
            throw _file.Source.Invalid(storyline, $"clips are nested deeper than {MaximumNesting}");
        return _open.Add(storyline) ? new Scope(_open, storyline) : throw _file.Source.Invalid(storyline, "a compound clip holds itself");
    }

    /// <summary>That a storyline is being read, until the end of it, however that comes.</summary>
    private readonly struct Scope(HashSet<XElement> open, XElement storyline) : IDisposable
    {
        public void Dispose() => open.Remove(storyline);
    }

    private T? Attempt<T>(XElement element, Func<T?> read) where T : class =>
        TolerantReading.Attempt(_file.Source, element, _lenient, () => _items <= MaximumItems, _remarks, read);
}
