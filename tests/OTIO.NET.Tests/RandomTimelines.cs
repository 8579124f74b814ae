namespace OpenTimelineIO.Tests;

/// <summary>Timelines of every kind of object, nested, at mixed rates, from a seed.</summary>
/// <param name="seed">The seed.</param>
/// <param name="knownOnly">Nothing that OpenTimelineIO itself cannot read: no unknown schema where a known one is due, no double of many digits.</param>
/// <param name="lost">Here and there clips of unknown length.</param>
internal sealed class RandomTimelines(int seed, bool knownOnly = false, bool lost = false)
{
    private static readonly string[] s_colors =
    [
        MarkerColor.Pink, MarkerColor.Red, MarkerColor.Orange, MarkerColor.Yellow, MarkerColor.Green, MarkerColor.Cyan, MarkerColor.Blue, MarkerColor.Purple,
        MarkerColor.Magenta, MarkerColor.Black, MarkerColor.White, "", "teal",
    ];
    private static readonly double[] s_rates = [24, 25, 30000.0 / 1001, 24000.0 / 1001, 48000];
    private readonly Random _random = new(seed);
    private readonly bool _lost = lost && seed % 3 == 0;

    public Timeline Next()
    {
        var timeline = new Timeline(Text()) { GlobalStartTime = _random.Next(2) == 0 ? null : Time(100_000) };
        Decorate(timeline.Tracks);
        Describe(timeline, 3);
        for (var i = _random.Next(1, 4); i > 0; i--)
            timeline.Tracks.Children.Add(NewTrack(3));
        return timeline;
    }

    /// <summary>A document of any kind: a timeline, a bin of several things, or one thing alone.</summary>
    public SerializableObject NextDocument() => _random.Next(8) switch
    {
        0 or 1 => Bin(2),
        2 => NewItem(2),
        3 => Anything(),
        _ => Next(),
    };

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
        if (_lost && _random.Next(5) == 0)
        {
            clip.SourceRange = null;
            clip.MediaReference = _random.Next(2) == 0 ? null : new ExternalReference(Text());
        }
        if (_random.Next(3) == 0)
            clip.MediaReferences["proxy"] = Media();
        if (_random.Next(4) == 0 && clip.MediaReferences.ContainsKey("proxy"))
            clip.ActiveMediaReferenceKey = "proxy";
        return clip;
    }

    private MediaReference Media()
    {
        MediaReference media = _random.Next(6) switch
        {
            0 => new GeneratorReference { GeneratorKind = "bars", Parameters = new() { ["a"] = 1, [Text()] = Value(1) } },
            1 => new ImageSequenceReference
            {
                TargetUrlBase = "/a",
                NamePrefix = Text(),
                NameSuffix = ".exr",
                StartFrame = _random.Next(-5, 100_000),
                FrameStep = _random.Next(1, 3),
                Rate = s_rates[_random.Next(s_rates.Length)],
                FrameZeroPadding = _random.Next(6),
                MissingFramePolicy = (MissingFramePolicy)_random.Next(3),
            },
            2 => new MissingReference(),
            _ => new ExternalReference("media/" + Text()),
        };
        media.AvailableRange = Range();
        media.AvailableImageBounds = _random.Next(3) == 0 ? new(new(Number(), 0), new(16, Number() + 9)) : null;
        Describe(media, 1);
        return media;
    }

    private SerializableCollection Bin(int depth)
    {
        var bin = new SerializableCollection();
        Describe(bin, 1);
        for (var i = _random.Next(5); i > 0; i--)
            bin.Children.Add(depth > 0 && _random.Next(3) == 0 ? Bin(depth - 1) : _random.Next(3) == 0 ? NewItem(1) : Anything());
        return bin;
    }

    // The reference's base classes are schemas like the others.
    private SerializableObject Anything() => _random.Next(14) switch
    {
        0 => NewMarker(),
        1 => NewEffect(),
        2 => Media(),
        3 => new Transition { InOffset = Time(5), OutOffset = Time(5), TransitionType = Transition.CustomTransition, Name = Text() },
        4 => new Timeline(Text()),
        5 => new SerializableObject(),
        6 => new SerializableObjectWithMetadata { Name = Text(), Metadata = { [Text()] = Value(1) } },
        7 => new Composable { Name = Text() },
        8 => new Item { SourceRange = Range() },
        9 => new Composition { Children = { NewItem(0) } },
        10 => new MediaReference { AvailableRange = Range() },
        11 => new Track(Text(), "Subtitle"),
        _ => Unknown(),
    };

    private UnknownSchema Unknown() => new("New" + _random.Next(3), _random.Next(1, 9), new() { [Text()] = Value(1), ["when"] = Time(9), ["in"] = Range(), ["clip"] = NewItem(0) });

    private Marker NewMarker()
    {
        var marker = new Marker { MarkedRange = _random.Next(3) == 0 ? new(Time(99), new(0, 24)) : Range(), Comment = Text(), Color = s_colors[_random.Next(s_colors.Length)] };
        Describe(marker, 1);
        return marker;
    }

    private Effect NewEffect()
    {
        Effect effect = _random.Next(4) switch
        {
            0 => new Effect { EffectName = Text() },
            1 => new TimeEffect { EffectName = Text() },
            2 => new FreezeFrame(),
            _ => new LinearTimeWarp { TimeScalar = Number() * 4 - 2 },
        };
        effect.Enabled = _random.Next(4) > 0;
        Describe(effect, 1);
        return effect;
    }

    private void Describe(SerializableObjectWithMetadata value, int depth)
    {
        if (value.Name.Length == 0 && _random.Next(4) > 0)
            value.Name = Text();
        Fill(value.Metadata, depth);
        if (_random.Next(12) == 0)
            value.ExtraFields["x" + Text()] = _random.Next(3) == 0 ? Unknown() : Value(1);
    }

    private void Decorate(Item item)
    {
        item.SourceRange = _random.Next(2) == 0 ? null : Range();
        item.Enabled = _random.Next(5) > 0;
        item.Color = _random.Next(4) == 0 ? new Color(Number(), 0, 1, _random.Next(2), _random.Next(2) == 0 ? "" : Text()) : null;
        Describe(item, 2);
        for (var i = _random.Next(3); i > 0; i--)
            item.Markers.Add(NewMarker());
        for (var i = _random.Next(6); i > 4; i--)
            item.Effects.Add(NewEffect());
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
        switch (_random.Next(depth > 0 ? 15 : 12))
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
            case 9: return Pick(double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0.0, 5e-324, double.MaxValue, 1e21, 1e-7);
            case 10: return Pick(long.MinValue, long.MaxValue, 0L, -1L, 1L << 53);
            case 11: return _random.Next(2) == 0 ? new Color(Number(), 0, 1, 1, Text()) : new V2d(Number(), -1);
            case 12:
                var map = new Metadata();
                Fill(map, depth - 1);
                return map;
            case 13: return new MetadataList([Value(depth - 1), Value(depth - 1)]);
            default: return _random.Next(3) switch { 0 => NewItem(0), 1 => Bin(0), _ => Anything() };
        }
    }

    private T Pick<T>(params T[] values) => values[_random.Next(values.Length)];

    // The reference reads doubles of 17 digits up to a unit in the last place wrong: eighths say more of it.
    private double Number() => knownOnly ? _random.Next(80) / 8.0 : _random.NextDouble();

    private string Text()
    {
        const string Letters = "abcXYZ019 ./\\\"\n\té\u2028ß漢\uE000";
        var text = string.Concat(Enumerable.Range(0, _random.Next(1, 8)).Select(_ => Letters[_random.Next(Letters.Length)]));
        return _random.Next(6) == 0 ? text + "😀" : text;
    }
}
