using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using OpenTimelineIO;
using ScreenTime.Exporters.Edl;
using ScreenTime.Exporters.Kdenlive;
using ScreenTime.Exporters.Markers;
using ScreenTime.Exporters.Otio;
using ScreenTime.Exporters.Xml;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Mlt;

/// <summary>
/// Writes a timeline of any origin as an MLT document, as Shotcut or as Kdenlive lays it out (Kdenlive in the form of 22.12, which later versions take over when they open it).
/// </summary>
internal sealed class MltGeneration
{
    private const int MaximumDepth = 20;

    private readonly TimelineExport _export;
    private readonly FrameRate _rate;
    private readonly bool _isKdenlive;
    private readonly EdlRemarks _remarks = new();
    private readonly List<string> _notes = [];
    private readonly MltProducers _producers;
    private readonly List<XElement> _services = [];
    private readonly List<(XElement Entry, string Producer)> _entries = [];
    private readonly Dictionary<Item, string> _nested = new(ReferenceEqualityComparer.Instance);
    private int _playlists, _tractors, _blacks;

    private MltGeneration(TimelineExport export, bool isKdenlive)
    {
        (_export, _rate, _isKdenlive) = (export, export.Source.Rate, isKdenlive);
        _producers = new MltProducers(_rate, isKdenlive, _remarks);
    }

    /// <summary>Writes the document.</summary>
    /// <exception cref="UserException">A length cannot be known, or there is nothing to write.</exception>
    public static IReadOnlyList<string> Write(TimelineExport export, bool isKdenlive, Stream output)
    {
        var generation = new MltGeneration(export, isKdenlive);
        var timeline = NewDocument.Copy(export, generation._notes);
        var document = NewDocument.Made(timeline, isKdenlive ? "a Kdenlive project" : "MLT", () => generation.Document(timeline));
        using (var writer = XmlWriter.Create(output, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true, IndentChars = " ", NewLineChars = "\n", CloseOutput = false }))
            document.Save(writer);
        output.Write("\n"u8);
        return [.. generation._notes, .. generation._remarks.Sentences()];
    }

    private XDocument Document(Timeline timeline)
    {
        if (timeline.Tracks.SourceRange is not null)
        {
            _remarks.Add("the timeline is trimmed as a whole; it was written untrimmed");
            // Its markers, too.
            timeline.Tracks.SourceRange = null;
        }

        var main = Sequence(timeline.Tracks, timeline.Name, depth: 0);
        if (_export.Source.StartFrame != 0)
            _remarks.Add($"the start timecode {_export.Source.TimecodeOf(0)} is not written: {(_isKdenlive ? "Kdenlive" : "Shotcut")} counts from zero");
        var clips = _producers.Bin().ToList();
        var binIds = _producers.Elements.ToDictionary(producer => (string)producer.Attribute("id")!, producer => MltDocument.Property(producer, "kdenlive:id") ?? "", StringComparer.Ordinal);
        foreach (var (entry, producer) in _entries)
            entry.Add(MltProducers.Property("kdenlive:id", binIds[producer]));
        var bin = _isKdenlive ? KdenliveBin(timeline, clips) : ShotcutBin();
        if (!_isKdenlive)
            AddShotcutMarkers(main, timeline);
        var root = new XElement("mlt", new XAttribute("LC_NUMERIC", "C"), new XAttribute("version", "7.12.0"), new XAttribute("producer", _isKdenlive ? "main_bin" : "main bin"));
        if (!_isKdenlive)
            root.Add(new XAttribute("title", "Shotcut version 22.12.21"));
        // Pictures of any size play in any profile; OpenTimelineIO does not say one.
        root.Add(new XElement("profile",
            new XAttribute("description", "HD 1080p"), new XAttribute("width", 1920), new XAttribute("height", 1080), new XAttribute("progressive", 1),
            new XAttribute("sample_aspect_num", 1), new XAttribute("sample_aspect_den", 1), new XAttribute("display_aspect_num", 16), new XAttribute("display_aspect_den", 9),
            new XAttribute("frame_rate_num", _rate.Numerator), new XAttribute("frame_rate_den", _rate.Denominator), new XAttribute("colorspace", 709)));
        root.Add(clips, bin, _producers.Elements, _services, main);
        return new XDocument(root);
    }

    /// <summary>A tractor with the tracks of a stack over black.</summary>
    private XElement Sequence(Stack stack, string name, int depth)
    {
        if (depth > MaximumDepth)
            throw new UserException(ExitCode.InputInvalid, $"'{name}' nests sequences deeper than {MaximumDepth}: flatten it first");
        var tracks = new List<(XElement Track, Track Source)>();
        long end = 1;
        var all = stack.Children.OfType<Item>().Select(NewDocument.AsTrack).ToList();
        var sound = all.Where(track => track.Kind == Track.KindAudio).ToList();
        // Kdenlive's first sound track lies next to the pictures.
        foreach (var track in _isKdenlive ? sound.AsEnumerable().Reverse().Concat(all.Except(sound)) : all.Except(sound).Concat(sound))
        {
            var stretches = MltLayout.Of(track, _rate, _remarks);
            end = Math.Max(end, stretches.Count == 0 ? 1 : stretches[^1].End);
            tracks.Add((_isKdenlive ? KdenliveTrack(track, stretches, depth) : ShotcutTrack(track, stretches, depth), track));
        }

        var black = Black(end, depth == 0);
        var tractor = new XElement("tractor", new XAttribute("id", Next("tractor", ref _tractors)), new XAttribute("in", MltTime.Clock(0, _rate)), new XAttribute("out", MltTime.Clock(end - 1, _rate)));
        if (!_isKdenlive && depth == 0)
            tractor.Add(MltProducers.Property("shotcut", 1), MltProducers.Property("shotcut:projectAudioChannels", 2));
        if (depth > 0 && name.Length > 0)
            tractor.Add(MltProducers.Property(_isKdenlive ? "kdenlive:clipname" : "shotcut:caption", MarkerPlan.OneLine(name)));
        tractor.Add(new XElement("track", new XAttribute("producer", (string)black.Attribute("id")!)));
        foreach (var (element, source) in tracks)
            tractor.Add(element);
        for (var i = 0; i < tracks.Count; i++)
            tractor.Add(Blend(i + 1, tracks[i].Source.Kind == Track.KindAudio));
        return tractor;
    }

    private XElement Black(long end, bool isMain)
    {
        // Both editors know what lies below everything by its name.
        var number = isMain ? "" : (++_blacks).ToString(CultureInfo.InvariantCulture);
        var producer = new XElement("producer", new XAttribute("id", (_isKdenlive ? "black_track" : "black") + number),
            new XAttribute("in", MltTime.Clock(0, _rate)), new XAttribute("out", MltTime.Clock(end - 1, _rate)),
            MltProducers.Property("length", int.MaxValue), MltProducers.Property("eof", "continue"), MltProducers.Property("resource", "black"),
            MltProducers.Property("aspect_ratio", 1), MltProducers.Property("mlt_service", "color"), MltProducers.Property("mlt_image_format", "rgba"), MltProducers.Property("set.test_audio", 0));
        _services.Add(producer);
        if (_isKdenlive)
            return producer;
        var playlist = new XElement("playlist", new XAttribute("id", "background" + number), Entry((string)producer.Attribute("id")!, 0, end));
        _services.Add(playlist);
        return playlist;
    }

    /// <summary>Sound is added up; pictures lie one over the other.</summary>
    private static XElement Blend(int track, bool isSound)
    {
        var transition = new XElement("transition", MltProducers.Property("a_track", 0), MltProducers.Property("b_track", track), MltProducers.Property("mlt_service", isSound ? "mix" : "frei0r.cairoblend"));
        transition.Add(MltProducers.Property("always_active", 1), MltProducers.Property("internal_added", 237));
        if (isSound)
            transition.Add(MltProducers.Property("sum", 1), MltProducers.Property("accepts_blanks", 1), MltProducers.Property("kdenlive_id", "mix"));
        else
            transition.Add(MltProducers.Property("version", "0.1"));
        return transition;
    }

    /// <summary>One playlist; a transition is a small tractor between its clips.</summary>
    private XElement ShotcutTrack(Track track, IReadOnlyList<MltStretch> stretches, int depth)
    {
        var isSound = track.Kind == Track.KindAudio;
        var playlist = new XElement("playlist", new XAttribute("id", Next("playlist", ref _playlists)), MltProducers.Property(isSound ? "shotcut:audio" : "shotcut:video", 1));
        if (track.Name.Length > 0)
            playlist.Add(MltProducers.Property("shotcut:name", MarkerPlan.OneLine(track.Name)));
        long at = 0;
        for (var i = 0; i < stretches.Count; i++)
        {
            var stretch = stretches[i];
            var (id, from) = Service(stretch, isSound, depth);
            if (stretch.Start > at)
                playlist.Add(Blank(stretch.Start - at));
            var (start, end) = (stretch.Start, stretch.End);
            if (stretch.Begins is { } begins)
            {
                var (beforeId, beforeIn) = Service(stretches[i - 1], isSound, depth);
                playlist.Add(ShotcutTransition(
                    (beforeId, beforeIn + stretch.Start - begins.Before - stretches[i - 1].Start), (id, from - begins.Before), begins));
                start += begins.After;
            }

            if (i + 1 < stretches.Count && stretches[i + 1].Begins is { } ends)
                end -= ends.Before;
            if (end > start)
                playlist.Add(Entry(id, from + start - stretch.Start, end - start, stretch));
            at = stretch.End;
        }

        _services.Add(playlist);
        return new XElement("track", new XAttribute("producer", (string)playlist.Attribute("id")!), isSound ? new XAttribute("hide", track.Enabled ? "video" : "both") : track.Enabled ? null : new XAttribute("hide", "video"));
    }

    private XElement ShotcutTransition((string Id, long In) before, (string Id, long In) after, MltMix mix)
    {
        var length = mix.Before + mix.After;
        var tractor = new XElement("tractor", new XAttribute("id", Next("tractor", ref _tractors)), new XAttribute("in", MltTime.Clock(0, _rate)), new XAttribute("out", MltTime.Clock(length - 1, _rate)),
            MltProducers.Property("shotcut:transition", "lumaMix"), MltProducers.Property(MltTimelineBuilder.CutProperty, mix.Before),
            Side(before), Side(after), Luma(0, length - 1, mix), Mix(0, length - 1));
        _services.Add(tractor);
        return Entry((string)tractor.Attribute("id")!, 0, length);

        XElement Side((string Id, long In) side) => new("track",
            new XAttribute("producer", side.Id), new XAttribute("in", MltTime.Clock(Math.Max(0, side.In), _rate)), new XAttribute("out", MltTime.Clock(Math.Max(0, side.In) + length - 1, _rate)));
    }

    /// <summary>A tractor of two playlists, on which the clips alternate that a mix joins.</summary>
    private XElement KdenliveTrack(Track track, IReadOnlyList<MltStretch> stretches, int depth)
    {
        var isSound = track.Kind == Track.KindAudio;
        var lists = new[] { new XElement("playlist", new XAttribute("id", Next("playlist", ref _playlists))), new XElement("playlist", new XAttribute("id", Next("playlist", ref _playlists))) };
        var ends = new long[2];
        var mixes = new List<XElement>();
        var list = 0;
        for (var i = 0; i < stretches.Count; i++)
        {
            var stretch = stretches[i];
            list = stretch.Begins is null ? 0 : 1 - list;
            var (start, end) = (stretch.Start - (stretch.Begins?.Before ?? 0), stretch.End + (i + 1 < stretches.Count ? stretches[i + 1].Begins?.After ?? 0 : 0));
            var (id, from) = Service(stretch, isSound, depth);
            if (start > ends[list])
                lists[list].Add(Blank(start - ends[list]));
            lists[list].Add(Entry(id, Math.Max(0, from - (stretch.Start - start)), end - start, stretch));
            ends[list] = end;
            if (stretch.Begins is not { } mix)
                continue;
            var transition = isSound ? Mix(start, mix.Cut + mix.After) : Luma(start, mix.Cut + mix.After, mix);
            transition.Add(MltProducers.Property("kdenlive_id", isSound ? "mix" : "luma"), MltProducers.Property("kdenlive:mixcut", mix.After));
            if (list == 0)
                transition.Elements("property").Single(property => (string?)property.Attribute("name") == "reverse").Value = "1";
            mixes.Add(transition);
        }

        _services.AddRange(lists);
        var tractor = new XElement("tractor", new XAttribute("id", Next("tractor", ref _tractors)), new XAttribute("in", MltTime.Clock(0, _rate)), new XAttribute("out", MltTime.Clock(Math.Max(1, Math.Max(ends[0], ends[1])) - 1, _rate)));
        if (isSound)
            tractor.Add(MltProducers.Property("kdenlive:audio_track", 1));
        tractor.Add(MltProducers.Property("kdenlive:trackheight", 67), MltProducers.Property("kdenlive:timeline_active", 1), MltProducers.Property("kdenlive:collapsed", 0),
            MltProducers.Property("kdenlive:track_name", track.Name.Length > 0 ? MarkerPlan.OneLine(track.Name) : isSound ? "A" : "V"));
        var hide = track.Enabled ? isSound ? "video" : "audio" : "both";
        tractor.Add(lists.Select(playlist => new XElement("track", new XAttribute("hide", hide), new XAttribute("producer", (string)playlist.Attribute("id")!))));
        tractor.Add(mixes);
        _services.Add(tractor);
        return new XElement("track", new XAttribute("producer", (string)tractor.Attribute("id")!));
    }

    private (string Id, long In) Service(MltStretch stretch, bool isSound, int depth)
    {
        if (stretch.Item is Clip clip)
            return _producers.Of(clip, stretch, isSound);
        // A transition asks for it once more.
        if (_nested.TryGetValue(stretch.Item, out var known))
            return (known, (long)stretch.Source);
        if (stretch.Scalar != 1)
            _remarks.Add($"the speed of the nested sequence '{MarkerPlan.OneLine(stretch.Item.Name)}' was not written");
        var stack = stretch.Item as Stack;
        if (stack is null)
        {
            stack = new Stack { Name = stretch.Item.Name };
            var inner = (Composable)stretch.Item.Clone();
            ((Item)inner).SourceRange = null;
            stack.Children.Add(inner);
        }

        var nested = Sequence(stack, stretch.Item.Name, depth + 1);
        _services.Add(nested);
        return (_nested[stretch.Item] = (string)nested.Attribute("id")!, (long)stretch.Source);
    }

    private XElement Luma(long start, long end, MltMix mix)
    {
        if (mix.Type != Transition.SmpteDissolve)
            _remarks.Add($"the transition '{mix.Name}' ({mix.Type}) was written as a dissolve");
        return new XElement("transition", new XAttribute("in", MltTime.Clock(start, _rate)), new XAttribute("out", MltTime.Clock(end, _rate)),
            MltProducers.Property("a_track", 0), MltProducers.Property("b_track", 1), MltProducers.Property("factory", "loader"), MltProducers.Property("mlt_service", "luma"),
            MltProducers.Property("softness", 0), MltProducers.Property("alpha_over", 1), MltProducers.Property("invert", 0), MltProducers.Property("reverse", 0));
    }

    private XElement Mix(long start, long end) => new("transition", new XAttribute("in", MltTime.Clock(start, _rate)), new XAttribute("out", MltTime.Clock(end, _rate)),
        MltProducers.Property("a_track", 0), MltProducers.Property("b_track", 1), MltProducers.Property("mlt_service", "mix"), MltProducers.Property("start", -1),
        MltProducers.Property("accepts_blanks", 1), MltProducers.Property("reverse", 0));

    private XElement Entry(string producer, long from, long length, MltStretch? stretch = null)
    {
        var entry = new XElement("entry", new XAttribute("producer", producer), new XAttribute("in", MltTime.Clock(from, _rate)), new XAttribute("out", MltTime.Clock(from + length - 1, _rate)));
        if (stretch is { Scalar: 0 })
            entry.Add(new XElement("filter", MltProducers.Property("mlt_service", "freeze"), MltProducers.Property("frame", (long)stretch.Source), MltProducers.Property("kdenlive_id", "freeze")));
        if (_isKdenlive && stretch?.Item is Clip)
            _entries.Add((entry, producer));

        return entry;
    }

    private XElement Blank(long length) => new("blank", new XAttribute("length", MltTime.Clock(length, _rate)));

    private XElement KdenliveBin(Timeline timeline, IReadOnlyList<XElement> clips)
    {
        var bin = new XElement("playlist", new XAttribute("id", "main_bin"),
            MltProducers.Property("kdenlive:docproperties.version", "1.04"), MltProducers.Property("kdenlive:docproperties.kdenliveversion", "22.12.3"),
            MltProducers.Property("kdenlive:docproperties.documentid", "1"), MltProducers.Property("kdenlive:docproperties.compositing", 1),
            MltProducers.Property("kdenlive:docproperties.audioChannels", 2));
        var guides = GuidesOf(timeline);
        bin.Add(MltProducers.Property(KdenliveGuides.OfDocument, KdenliveGuide.Write(guides)), MltProducers.Property("xml_retain", 1));
        foreach (var clip in clips)
            bin.Add(new XElement("entry", new XAttribute("producer", (string)clip.Attribute("id")!), clip.Attribute("in"), clip.Attribute("out")));
        return bin;
    }

    private static XElement ShotcutBin() => new("playlist", new XAttribute("id", "main bin"), MltProducers.Property("xml_retain", 1));

    /// <summary>The guides of others and ours; one a frame, which names all.</summary>
    private IEnumerable<KdenliveGuide> GuidesOf(Timeline timeline)
    {
        var guides = new List<KdenliveGuide>();
        foreach (var marker in RecordMarkers.Of(timeline, _rate, MltProducers.KeepsMarkers))
        {
            if (FrameOf(marker) is not { } frame)
                continue;
            var category = marker.Metadata.TryGetMap("kdenlive", out var map) && map.TryGetInteger("type", out var type) && type is >= -1 and <= 10_000 ? (int)type : MarkerColors.ToKdenlive(marker.Color);
            guides.Add(new KdenliveGuide(frame, RecordMarkers.TextOf(marker), category, 0));
        }

        if (_export.Result is { } result)
        {
            guides.AddRange(MarkerPlan.WithSummary(result, _export.Markers, MarkerShapes.Kdenlive, _notes).Select(marker => new KdenliveGuide(
                marker.Record.Start, OwnText.Of(marker.Text, marker, OwnText.Place(marker.Record.Start, 1)), int.Parse(marker.Color, CultureInfo.InvariantCulture), 0)));
        }

        return KdenliveGuide.OneAFrame(guides);
    }

    /// <summary>The frame of a marker; neither editor knows time before the first.</summary>
    private long? FrameOf(Marker marker)
    {
        if (OtioRates.Frame(marker.MarkedRange.StartTime, _rate) is not { } frame)
            return null;
        if (frame >= 0)
            return frame;
        _remarks.Add($"the marker '{RecordMarkers.TextOf(marker)}' lies before the first frame and was left out");
        return null;
    }

    private void AddShotcutMarkers(XElement main, Timeline timeline)
    {
        var markers = new List<(string Text, long Start, long Length, string Color)>();
        foreach (var marker in RecordMarkers.Of(timeline, _rate))
        {
            if (FrameOf(marker) is { } frame)
                markers.Add((RecordMarkers.TextOf(marker), frame, OtioRates.Frame(marker.MarkedRange.Duration, _rate) ?? 0, marker.Color));
        }

        if (_export.Result is { } result)
            markers.AddRange(ShotcutPatch.Own(result, _export.Markers, _notes));
        if (markers.Count == 0)
            return;
        var holder = new XElement("properties", new XAttribute("name", ShotcutMarkers.Name));
        foreach (var (index, marker) in markers.OrderBy(marker => marker.Start).Select((marker, index) => (index, marker)))
            holder.Add(ShotcutMarkers.Element(index, marker.Text, marker.Start, marker.Length, marker.Color, _rate));
        main.Elements("property").Last().AddAfterSelf(holder);
    }

    private static string Next(string kind, ref int number) => string.Create(CultureInfo.InvariantCulture, $"{kind}{number++}");
}
