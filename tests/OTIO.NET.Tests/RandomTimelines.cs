namespace OpenTimelineIO.Tests;

/// <summary>Timelines of every kind of object, nested, at mixed rates, from a seed.</summary>
/// <param name="seed">The seed.</param>
/// <param name="knownOnly">Nothing that OpenTimelineIO itself cannot read: no unknown schema where a known one is due, no double of many digits.</param>
internal sealed class RandomTimelines(int seed, bool knownOnly = false)
{
    private static readonly double[] s_rates = [24, 25, 30000.0 / 1001, 24000.0 / 1001, 48000];
    private readonly Random _random = new(seed);

    public Timeline Next()
    {
        var timeline = new Timeline(Text()) { GlobalStartTime = _random.Next(2) == 0 ? null : Time(100_000) };
        Decorate(timeline.Tracks);
        Fill(timeline.Metadata, 3);
        for (var i = _random.Next(1, 4); i > 0; i--)
            timeline.Tracks.Children.Add(NewTrack(3));
        return timeline;
    }

    public int Below(int limit) => _random.Next(limit);

    public Item NewItem(int depth) => _random.Next(depth > 0 ? 8 : 6) switch
    {
        0 => new Gap(Time(50)),
        6 => NewTrack(depth - 1),
        7 => NewStack(depth - 1),
        _ => NewClip(),
    };

    public RationalTime Time(int below) => new(_random.Next(1, below), s_rates[_random.Next(10) < 7 ? 0 : _random.Next(s_rates.Length)]);

    public TimeRange Range() => new(Time(1000), Time(200));

    private Track NewTrack(int depth)
    {
        var track = new Track(Text(), _random.Next(3) == 0 ? Track.KindAudio : Track.KindVideo);
        Decorate(track);
        for (var i = _random.Next(7); i > 0; i--)
        {
            if (_random.Next(5) == 0 && (track.Children.Count == 0 || track.Children[^1] is not Transition))
                track.Children.Add(new Transition { Name = Text(), InOffset = Time(5), OutOffset = Time(5), TransitionType = Transition.SmpteDissolve });
            track.Children.Add(NewItem(depth));
        }
        return track;
    }

    private Stack NewStack(int depth)
    {
        var stack = new Stack { Name = Text() };
        Decorate(stack);
        for (var i = _random.Next(4); i > 0; i--)
            stack.Children.Add(NewItem(depth));
        return stack;
    }

    private Clip NewClip()
    {
        var clip = new Clip(Text(), Media());
        Decorate(clip);
        if (_random.Next(3) == 0)
            clip.MediaReferences["proxy"] = Media();
        if (_random.Next(4) == 0 && clip.MediaReferences.ContainsKey("proxy"))
            clip.ActiveMediaReferenceKey = "proxy";
        return clip;
    }

    private MediaReference Media()
    {
        MediaReference media = _random.Next(4) switch
        {
            0 => new GeneratorReference { GeneratorKind = "bars", Parameters = new() { ["a"] = 1 } },
            1 => new ImageSequenceReference { TargetUrlBase = "/a", NamePrefix = Text(), Rate = 24, MissingFramePolicy = MissingFramePolicy.Hold },
            _ => new ExternalReference("media/" + Text()),
        };
        media.AvailableRange = Range();
        Fill(media.Metadata, 1);
        return media;
    }

    private void Decorate(Item item)
    {
        item.SourceRange = _random.Next(2) == 0 ? null : Range();
        item.Enabled = _random.Next(5) > 0;
        item.Color = _random.Next(4) == 0 ? new Color(Number(), 0, 1) : null;
        Fill(item.Metadata, 2);
        for (var i = _random.Next(3); i > 0; i--)
            item.Markers.Add(new Marker { Name = Text(), MarkedRange = Range(), Comment = Text() });
        if (_random.Next(4) == 0)
            item.Effects.Add(new LinearTimeWarp { TimeScalar = Number() * 4 - 2 });
        if (_random.Next(8) == 0 && !knownOnly)
            item.Effects.Add(new UnknownEffect(new("Glow", 3, new() { ["radius"] = 2.5 })));
    }

    private void Fill(Metadata metadata, int depth)
    {
        for (var i = _random.Next(3); i > 0; i--)
            metadata[Text()] = Value(depth);
    }

    private MetadataValue Value(int depth)
    {
        switch (_random.Next(depth > 0 ? 12 : 9))
        {
            case 0: return MetadataValue.Null;
            case 1: return _random.Next(2) == 0;
            case 2: return _random.NextInt64(long.MinValue, long.MaxValue);
            case 3: return knownOnly ? Number() : BitConverter.Int64BitsToDouble(_random.NextInt64());
            case 4: return Time(1000);
            case 5: return Range();
            case 6: return new TimeTransform(Time(10), 2, 24);
            case 7: return new Box2d(new(0, 0), new(Number(), 9));
            case 8: return Text();
            case 9:
                var map = new Metadata();
                Fill(map, depth - 1);
                return map;
            case 10: return new MetadataList([Value(depth - 1), Value(depth - 1)]);
            default: return NewItem(0);
        }
    }

    // The reference reads doubles of 17 digits up to a unit in the last place wrong: eighths say more of it.
    private double Number() => knownOnly ? _random.Next(80) / 8.0 : _random.NextDouble();

    private string Text()
    {
        const string Letters = "abcXYZ019 ./\\\"\n\té\u2028ß漢\uE000";
        var text = string.Concat(Enumerable.Range(0, _random.Next(1, 8)).Select(_ => Letters[_random.Next(Letters.Length)]));
        return _random.Next(6) == 0 ? text + "😀" : text;
    }
}
