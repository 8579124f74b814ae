using System.Xml.Linq;
using OpenTimelineIO;
using ScreenTime.Exporters.Edl;
using ScreenTime.Exporters.Xml;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Xmeml;

/// <summary>Makes a timeline of a sequence: tracks, clips, gaps, transitions, speeds, nested sequences and markers.</summary>
internal sealed class XmemlTimelineBuilder
{
    // A sequence may be nested many times, and sequences in sequences multiply.
    private const int MaximumItems = 500_000;
    private const int MaximumNesting = 28;

    private readonly XmemlFile _file;
    private readonly XmemlMedia _media;
    private readonly EdlRemarks _remarks;
    private readonly bool _lenient;
    private readonly HashSet<XElement> _open = new(ReferenceEqualityComparer.Instance);
    private int _items;

    private XmemlTimelineBuilder(XmemlFile file, EdlRemarks remarks, bool lenient) =>
        (_file, _media, _remarks, _lenient) = (file, new XmemlMedia(file, remarks), remarks, lenient);

    /// <summary>Builds the timeline of a sequence; its start timecode is left to the caller.</summary>
    /// <exception cref="UserException">An element is malformed and <paramref name="lenient"/> is false; or sequences nest in each other.</exception>
    public static Timeline Build(XmemlFile file, XElement sequence, FrameRate rate, EdlRemarks remarks, bool lenient)
    {
        var builder = new XmemlTimelineBuilder(file, remarks, lenient);
        var timeline = new Timeline(XmemlFile.Text(sequence, "name"));
        builder.Fill(timeline.Tracks, sequence, rate);
        timeline.Tracks.Name = timeline.Name;
        // An empty sequence has a length all the same.
        if (!timeline.FindChildren<Item>().Any(item => item is not Track) && file.Frame(sequence, "duration") is { } duration and > 0)
        {
            if (timeline.VideoTracks().FirstOrDefault() is not { } first)
                timeline.Tracks.Children.Insert(0, first = new Track());
            AddGap(first, duration, rate);
        }

        var rest = XmlMetadata.Of(sequence, child => child.Name.LocalName is "name" or "rate" or "duration" or "timecode" or "media" or "marker");
        if (rest.Count > 0)
            timeline.Metadata[XmemlMarkers.MetadataKey] = rest;
        return timeline;
    }

    private void Fill(Stack stack, XElement sequence, FrameRate rate)
    {
        if (_open.Count >= MaximumNesting)
            throw _file.Source.Invalid(sequence, $"sequences are nested deeper than {MaximumNesting}");
        if (!_open.Add(sequence))
            throw _file.Source.Invalid(sequence, $"the sequence \"{XmemlFile.Short(XmemlFile.Text(sequence, "name"))}\" is nested in itself");
        try
        {
            FillTracks(stack, sequence, rate);
        }
        finally
        {
            _open.Remove(sequence);
        }
    }

    private void FillTracks(Stack stack, XElement sequence, FrameRate rate)
    {
        var media = sequence.Element("media");
        foreach (var (kind, name) in ((string, string)[])[(Track.KindVideo, "video"), (Track.KindAudio, "audio")])
        {
            // Premiere writes a stereo track as two; the second is the other channel of the first.
            foreach (var element in media?.Element(name)?.Elements("track").Where(track => (string?)track.Attribute("currentExplodedTrackIndex") is null or "0") ?? [])
                stack.Children.Add(TrackOf(element, kind, rate));
        }

        foreach (var element in sequence.Elements("marker"))
        {
            if (Attempt(element, () => XmemlMarkers.Read(_file, element, frame => new RationalTime(frame, rate.Value))) is { } marker)
                stack.Markers.Add(marker);
        }
    }

    private Track TrackOf(XElement element, string kind, FrameRate rate)
    {
        var track = new Track(XmemlFile.Text(element, "name"), kind) { Enabled = XmemlFile.Flag(element, "enabled", true) };
        var rest = XmlMetadata.Of(element, child => child.Name.LocalName is "name" or "enabled" or "clipitem" or "generatoritem" or "transitionitem");
        if (rest.Count > 0)
            track.Metadata[XmemlMarkers.MetadataKey] = rest;
        var (position, isToBlack) = (0L, false);
        foreach (var entry in Entries(element, rate))
        {
            if (entry.Transition is { } transition)
            {
                if (transition.Cut > position)
                    AddGap(track, transition.Cut - position, rate);
                position = Math.Max(position, transition.Cut);
                // What lies before is cut off there, and is not seen in it.
                if (transition.IsOutOfBlack && track.Children.LastOrDefault() is Item and not Gap)
                    AddGap(track, 0, rate);
                track.Children.Add(transition.ToTransition(rate));
                isToBlack = transition.IsToBlack;
                continue;
            }

            var (start, end) = (entry.Start, entry.End);
            var shift = 0L;
            if (start < position)
            {
                // As the reference adapter has it, sound is heard whole, if late; a picture belongs where the file says.
                var late = kind == Track.KindAudio;
                var name = XmemlFile.Short(XmemlFile.Text(entry.Element, "name"));
                _remarks.Add(late ? $"sound overlaps on one track: \"{name}\" begins when the clip before it ends" : $"pictures overlap on one track: the beginning of \"{name}\" was cut off", XmlSource.Line(entry.Element));
                shift = late ? position - start : 0;
                start = late ? start : position;
            }

            if (end <= start || Attempt(entry.Element, () => ItemOf(entry, start, end, kind, rate)) is not { } item)
                continue;
            if (start > position || isToBlack)
                AddGap(track, start - position, rate);
            isToBlack = false;
            track.Children.Add(item);
            position = end + shift;
        }

        return track;
    }

    private static void AddGap(Track track, long frames, FrameRate rate) => track.Children.Add(new Gap(new RationalTime(frames, rate.Value)));

    /// <summary>
    /// The items of a track with their places: what a transition covers is not stated by the clips beside it (−1) and comes from the transition.
    /// </summary>
    private List<XmemlEntry> Entries(XElement track, FrameRate rate)
    {
        var elements = track.Elements().Where(child => child.Name.LocalName is "clipitem" or "generatoritem" or "transitionitem").ToList();
        var transitions = elements.Select(element => element.Name.LocalName == "transitionitem"
            ? Attempt(element, () => XmemlTransition.Read(_file, element, rate)) : null).ToList();
        var entries = new List<XmemlEntry>(elements.Count);
        for (var i = 0; i < elements.Count; i++)
        {
            if (++_items > MaximumItems)
                throw _file.Source.Invalid(elements[i], $"sequences in sequences come to more than {MaximumItems} items: the file is damaged or hostile");
            if (elements[i].Name.LocalName == "transitionitem")
            {
                if (transitions[i] is { } transition)
                    entries.Add(new XmemlEntry(elements[i], 0, 0, 0, transition));
                continue;
            }

            var before = i > 0 ? transitions[i - 1] : null;
            var after = i + 1 < elements.Count ? transitions[i + 1] : null;
            if (Attempt(elements[i], () => Place(elements[i], before, after)) is { } entry)
                entries.Add(entry);
        }

        return entries;
    }

    private XmemlEntry Place(XElement element, XmemlTransition? before, XmemlTransition? after)
    {
        var (start, end) = (_file.Frame(element, "start") ?? -1, _file.Frame(element, "end") ?? -1);
        var length = (_file.Frame(element, "out") ?? -1) - (_file.Frame(element, "in") ?? -1);
        // The range that in and out speak of reaches to the far ends of the transitions.
        var (whole, cut) = (start, start);
        if (start < 0 && before is not null)
            (whole, cut) = (before.Start, before.Cut);
        else if (start < 0 && end >= 0 && length > 0)
            (whole, cut) = (end - length, end - length);
        if (end < 0 && after is not null)
            end = after.Cut;
        else if (end < 0 && whole >= 0 && length > 0)
            end = whole + length;
        if (whole < 0 || end < 0)
            throw _file.Source.Invalid(element, $"\"{XmemlFile.Short(XmemlFile.Text(element, "name"))}\" has no place: neither <start> and <end> nor a transition beside it say where it lies");
        return new XmemlEntry(element, cut, end, whole, null);
    }

    private Item ItemOf(XmemlEntry entry, long start, long end, string kind, FrameRate rate)
    {
        var element = entry.Element;
        var clipRate = _file.Rate(element, rate);
        var name = XmemlFile.Text(element, "name");
        var speed = XmemlSpeed.Of(element, _remarks);
        var source = XmemlSourceRange.Of(_file, element, entry, start, end, clipRate, rate, ref speed, _remarks);
        Item item;
        if (element.Element("sequence") is { } reference && _file.Resolve(reference) is { HasElements: true } sequence)
        {
            var nested = new Stack { Name = name };
            var inner = _file.Rate(sequence, rate);
            Fill(nested, sequence, inner);
            (item, nested.SourceRange) = (nested, source.Range(MediaTime.Zero));
            // Nested as picture its sound plays on tracks of its own, and the other way round.
            foreach (var other in nested.Children.OfType<Track>().Where(track => track.Kind != kind).ToList())
                nested.Children.Remove(other);
        }
        else
        {
            var media = _media.Of(element, clipRate);
            var origin = media.AvailableRange is { } available ? ExactTimes.Exact(available.StartTime) : null;
            item = new Clip(name, media, source.Range(origin ?? MediaTime.Zero));
        }

        item.Enabled = XmemlFile.Flag(element, "enabled", true);
        AddEffects(item, element, speed);
        AddMarkers(item, element, clipRate, source.Local);
        var rest = XmlMetadata.Of(element, child => child.Name.LocalName is "name" or "start" or "end" or "in" or "out" or "rate" or "enabled" or "file" or "sequence" or "marker" or "filter" or "multiclip");
        if (rest.Count > 0)
            item.Metadata[XmemlMarkers.MetadataKey] = rest;
        return item;
    }

    private static void AddEffects(Item item, XElement element, XmemlSpeed speed)
    {
        if (speed.ToEffect() is { } change)
            item.Effects.Add(change);
        foreach (var filter in element.Elements("filter"))
        {
            if (filter.Element("effect") is not { } effect || (XmemlSpeed.IsTimeRemap(effect) && speed.IsKnown))
                continue;
            if (XmemlSpeed.IsTimeRemap(effect))
            {
                item.Effects.OfType<TimeEffect>().First().Metadata[XmemlMarkers.MetadataKey] = XmlMetadata.Of(filter, _ => false);
                continue;
            }

            var added = new Effect { Name = XmemlFile.Text(effect, "name"), Enabled = XmemlFile.Flag(filter, "enabled", true) && !XmemlFile.Flag(effect, "pproBypass", false) };
            added.Metadata[XmemlMarkers.MetadataKey] = XmlMetadata.Of(filter, child => child.Name.LocalName == "enabled");
            item.Effects.Add(added);
        }

        // A picture that is mixed with what lies below does not hide it.
        var mode = XmemlFile.Text(element, "compositemode");
        if (mode.Length > 0 && !mode.Equals("normal", StringComparison.OrdinalIgnoreCase))
            item.Effects.Add(new Effect { Name = "Composite Mode", EffectName = mode });
    }

    private void AddMarkers(Item item, XElement element, FrameRate clipRate, MediaTime local)
    {
        var begin = item.SourceRange!.Value.StartTime;
        foreach (var child in element.Elements("marker"))
        {
            // A marker counts as in and out do. In OTIO an item's time runs as its parent's, whatever its speed.
            if (Attempt(child, () => XmemlMarkers.Read(_file, child, frame => begin + (MediaTime.FromFrames(frame, clipRate) - local).At(clipRate))) is { } marker)
                item.Markers.Add(marker);
        }
    }

    private T? Attempt<T>(XElement element, Func<T?> read) where T : class =>
        TolerantReading.Attempt(_file.Source, element, _lenient, () => _items <= MaximumItems, _remarks, read);
}

/// <summary>An item of a track with its place.</summary>
/// <param name="Element">The element.</param>
/// <param name="Start">The sequence frame of its cut.</param>
/// <param name="End">The sequence frame after its last before the next cut.</param>
/// <param name="Whole">The sequence frame that its <c>in</c> speaks of: a transition before it begins there.</param>
/// <param name="Transition">What it is when it is a transition.</param>
internal sealed record XmemlEntry(XElement Element, long Start, long End, long Whole, XmemlTransition? Transition);
