using OpenTimelineIO;
using ScreenTime.Host.Sampling;
using ScreenTime.Host.Timelines;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Timelines;

/// <summary>What lies above a picture and hides nobody.</summary>
public sealed class OverlayTests
{
    private static readonly FrameRate Rate = Cuts.Film;

    public static TheoryData<string> Kinds => [
        "title", "adjustment", "matte", "solid colour", "black", "bars", "adjustment without media", "nameless adjustment", "gap with effects",
        "title without media", "EDL title on AX", "offline matte", "title in a nest", "numbered matte", "numbered title", "title of any text on a track of titles",
        "lost matte", "matte with media", "clip on a matte track", "title template"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Changes_no_frame_of_the_picture_below(string kind)
    {
        var without = Cuts.Map(Cuts.Document(Rate, Base()), Media());
        var with = Cuts.Map(Cuts.Document(Rate, Base(), On(kind, Cuts.Gap(10, Rate), Above(kind), Cuts.Gap(30, Rate))), Media());
        Assert.Equal(Cuts.Frames(without, Rate), Cuts.Frames(with, Rate));
        Assert.All(with.Segments, segment => Assert.Equal(
            segment.Layers.Count > 0 && !segment.Record.Intersect(new FrameRange(10, 60)).IsEmpty, segment.Composited));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Moves_no_cut(string kind)
    {
        var none = new Dictionary<string, IReadOnlyList<Host.Media.ShotChange>>();
        var without = Cuts.Map(Cuts.Document(Rate, Base()), Media());
        var with = Cuts.Map(Cuts.Document(Rate, Base(), On(kind, Cuts.Gap(10, Rate), Above(kind))), Media());
        Assert.Equal(ShotMap.Build(without, new FrameRange(0, 90), Rate, none), ShotMap.Build(with, new FrameRange(0, 90), Rate, none));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Moves_no_sample(string kind)
    {
        IEnumerable<(long, FrameRange, string)> Samples(params Track[] above) =>
            new Sampler(Cuts.Map(Cuts.Document(Rate, [Base(), .. above]), Media()), Rate).Grid(new FrameRange(0, 90), new FrameRate(2, 1))
                .Select(sample => (sample.RecordFrame, sample.Record, sample.Layer.ClipName));

        Assert.Equal(Samples(), Samples(On(kind, Cuts.Gap(10, Rate), Above(kind)), On(kind, Cuts.Gap(17, Rate), Above(kind))));
    }

    [Fact]
    public void A_picture_with_alpha_moves_no_sample_and_has_one_however_short_it_is()
    {
        var media = Media().Append(Cuts.Media("logo.mov", Rate, 100, alpha: true)).ToArray();
        IReadOnlyList<PlannedSample> Samples(params Track[] above) =>
            new Sampler(Cuts.Map(Cuts.Document(Rate, [Base(), .. above]), media), Rate).Grid(new FrameRange(0, 90), new FrameRate(2, 1));
        var without = Samples();
        var longer = Samples(Cuts.Track(Cuts.Gap(7, Rate), Cuts.Clip("logo", 0, 26, Rate)));
        Assert.Equal(without.Select(sample => sample.RecordFrame), longer.Select(sample => sample.RecordFrame).Distinct());
        Assert.Contains(longer, sample => sample.Layer.ClipName == "logo");

        var start = without[0].RecordFrame + 1;
        var shorter = Samples(Cuts.Track(Cuts.Gap(start, Rate), Cuts.Clip("logo", 0, 2, Rate)));
        Assert.Equal([start + 1, start + 1], shorter.Where(sample => sample.RecordFrame is var frame && frame >= start && frame < start + 2).Select(sample => sample.RecordFrame));
    }

    [Fact]
    public void Samples_below_a_title_are_marked_composited()
    {
        var map = Cuts.Map(Cuts.Document(Rate, Base(), Cuts.Track(Cuts.Overlay("title", 40, Rate))), Media());
        var samples = new Sampler(map, Rate).Grid(new FrameRange(0, 90), new FrameRate(2, 1));
        Assert.NotEmpty(samples);
        Assert.All(samples, sample => Assert.Equal(sample.RecordFrame < 40, sample.Composited));
    }

    [Fact]
    public void Over_nothing_shows_no_picture()
    {
        var map = Cuts.Map(Cuts.Document(Rate, Cuts.Track(Cuts.Overlay("title", 40, Rate))), Media());
        Assert.Equal([new FrameRange(0, 40)], map.Segments.Select(segment => segment.Record));
        Assert.Empty(map.Segments[0].Layers);
        Assert.False(map.Segments[0].Composited);
        Assert.Null(map.Segments[0].Main);
    }

    [Fact]
    public void Offline_footage_is_no_overlay_whatever_its_effects()
    {
        var lost = new Clip("sh020_v004.mov", new MissingReference(), Cuts.Range(0, 50, Rate));
        lost.Effects.Add(new Effect { EffectName = "Blur" });
        var bare = new Clip("sh030", new MissingReference(), Cuts.Range(0, 40, Rate));
        var map = Cuts.Map(Cuts.Document(Rate, Cuts.Track(lost, bare)), Media());
        Assert.Equal(["sh020_v004.mov", "sh030"], map.Segments.SelectMany(segment => segment.Layers).Select(layer => layer.ClipName));
        Assert.All(map.Segments.SelectMany(segment => segment.Layers), layer => Assert.Contains("offline", layer.MissingReason, StringComparison.Ordinal));
    }

    [Fact]
    public void A_clip_that_is_taken_for_a_title_is_named_as_an_assumption()
    {
        var map = Cuts.Map(Cuts.Document(Rate, Base(), Cuts.Track(Above("title without media"))), Media());
        Assert.Contains(map.Assumptions, sentence => sentence.Contains("\"Main Title 3\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Media_named_as_a_matte_is_a_picture_only_where_it_has_the_only_track()
    {
        var alone = Cuts.Map(Cuts.Document(Rate, Cuts.Track(Cuts.Clip("hero_matte", 0, 50, Rate))), [Cuts.Media("hero_matte.mov", Rate, 100)]);
        Assert.Equal(["hero_matte"], alone.At(10).Layers.Select(layer => layer.ClipName));
        var map = Cuts.Map(Cuts.Document(Rate, Base(), Cuts.Track(Cuts.Clip("hero_matte", 0, 50, Rate))), [.. Media(), Cuts.Media("hero_matte.mov", Rate, 100)]);
        Assert.Equal(["A"], map.At(10).Layers.Select(layer => layer.ClipName));
        Assert.True(map.At(10).Composited);
        Assert.Contains(map.Assumptions, sentence => sentence.Contains("\"hero_matte\" is taken for a matte", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Untitled 3")]
    [InlineData("Context")]
    [InlineData("Matthew")]
    [InlineData("Entitled")]
    public void A_name_that_only_contains_such_a_word_is_footage(string name)
    {
        var map = Cuts.Map(Cuts.Document(Rate, Base(), Cuts.Track(new Clip(name, new MissingReference(), Cuts.Range(0, 40, Rate)))), Media());
        Assert.Contains("offline", map.At(10).Layers[0].MissingReason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_with_alpha_shows_what_lies_below_and_moves_no_cut()
    {
        var media = Media().Append(Cuts.Media("logo.mov", Rate, 100, alpha: true)).ToArray();
        var map = Cuts.Map(Cuts.Document(Rate, Base(), Cuts.Track(Cuts.Gap(10, Rate), Cuts.Clip("logo", 0, 20, Rate))), media);
        var segment = map.At(15);
        Assert.Equal(["logo", "A"], segment.Layers.Select(layer => layer.ClipName));
        Assert.True(segment.Composited);
        Assert.Equal("A", segment.Main!.ClipName);
        var shots = ShotMap.Build(map, new FrameRange(0, 90), Rate, new Dictionary<string, IReadOnlyList<Host.Media.ShotChange>>());
        Assert.Equal([(new FrameRange(0, 40), "A"), (new FrameRange(40, 50), ""), (new FrameRange(50, 90), "B")], shots.Select(shot => (shot.Record, shot.ClipName)));
    }

    [Fact]
    public void A_full_frame_clip_above_hides_the_picture()
    {
        var map = Cuts.Map(Cuts.Document(Rate, Base(), Cuts.Track(Cuts.Gap(10, Rate), Cuts.Clip("B", 0, 20, Rate))), Media());
        Assert.Equal(["B"], map.At(15).Layers.Select(layer => layer.ClipName));
        Assert.False(map.At(15).Composited);
        Assert.Equal(["A"], map.At(9).Layers.Select(layer => layer.ClipName));
        Assert.Equal(["A"], map.At(30).Layers.Select(layer => layer.ClipName));
    }

    [Fact]
    public void An_effect_lets_the_picture_below_through_while_it_is_on()
    {
        RecordMap With(Effect effect)
        {
            var above = Cuts.Clip("B", 0, 40, Rate);
            above.Effects.Add(effect);
            return Cuts.Map(Cuts.Document(Rate, Base(), Cuts.Track(above)), Media());
        }

        Assert.Equal(2, With(new Effect { EffectName = "Opacity" }).At(5).Layers.Count);
        Assert.True(With(new Effect { EffectName = "Opacity" }).At(5).Composited);
        Assert.Single(With(new Effect { EffectName = "Opacity", Enabled = false }).At(5).Layers);
        Assert.Single(With(new LinearTimeWarp { TimeScalar = 2 }).At(5).Layers);
        Assert.Single(With(new FreezeFrame()).At(5).Layers);
    }

    [Theory]
    [InlineData("""{"Effect Name":"Composite","Enabled":true,"Parameters":[]}""", false)]
    [InlineData("""{"Effect Name":"Dynamic Zoom","Enabled":false,"Parameters":[{"Default Parameter Value":1.0,"Parameter Value":0.5}]}""", false)]
    [InlineData("""{"Effect Name":"Transform","Enabled":true,"Parameters":[{"Default Parameter Value":1.0,"Parameter Value":1.0,"Key Frames":{}}]}""", false)]
    [InlineData("""{"Effect Name":"Transform","Enabled":true,"Parameters":[{"Default Parameter Value":1.0,"Parameter Value":1.0,"Key Frames":{"0":{"Value":1.0}}}]}""", false)]
    [InlineData("""{"Effect Name":"Transform","Enabled":true,"Parameters":[{"Default Parameter Value":1.0,"Parameter Value":0.5}]}""", true)]
    [InlineData("""{"Effect Name":"Composite","Enabled":true,"Parameters":[{"Default Parameter Value":100.0,"Parameter Value":100.0,"Key Frames":{"9":{"Value":0.0}}}]}""", true)]
    [InlineData("""{"Effect Name":"ResolveFX Mosaic","Enabled":true,"Parameters":[]}""", true)]
    public void Resolve_writes_its_attributes_for_every_clip_and_only_those_that_were_changed_count(string resolve, bool lets)
    {
        var json = """{"OTIO_SCHEMA":"Effect.1","effect_name":"Resolve Effect","name":"","metadata":{"Resolve_OTIO":""" + resolve + "}}";
        var above = Cuts.Clip("B", 0, 40, Rate);
        above.Effects.Add(OtioJson.Read<Effect>(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json))));
        var map = Cuts.Map(Cuts.Document(Rate, Base(), Cuts.Track(above)), Media());
        Assert.Equal(lets ? 2 : 1, map.At(5).Layers.Count);
    }

    [Fact]
    public void What_is_opaque_inside_a_faded_nest_hides_what_is_below_it_inside_only()
    {
        var nest = Cuts.Stack(Cuts.Track(Cuts.Clip("A", 0, 40, Rate)), Cuts.Track(Cuts.Clip("B", 0, 40, Rate)));
        nest.Effects.Add(new Effect { EffectName = "Opacity" });
        var map = Cuts.Map(
            Cuts.Document(Rate, Cuts.Track(Cuts.Clip("C", 0, 40, Rate)), Cuts.Track(nest)), [.. Media(), Cuts.Media("C.mov", Rate, 100)]);
        Assert.Equal(["B", "C"], map.At(5).Layers.Select(layer => layer.ClipName));
        Assert.True(map.At(5).Composited);
    }

    private static Track Base()
    {
        var second = Cuts.Clip("B", 10, 40, Rate);
        return Cuts.Track(Cuts.Clip("A", 0, 40, Rate), Cuts.Gap(10, Rate), second);
    }

    private static Host.Media.MediaFile[] Media() => [Cuts.Media("A.mov", Rate, 200), Cuts.Media("B.mov", Rate, 200), Cuts.Media("A_matte.mov", Rate, 200)];

    private static Track On(string kind, params Item[] items)
    {
        var track = Cuts.Track(items);
        track.Name = kind switch { "title of any text on a track of titles" => "V2 Titles", "clip on a matte track" => "Mattes", _ => "V2" };
        return track;
    }

    private static Item Above(string kind)
    {
        Clip Without(string name, Metadata? columns = null)
        {
            var clip = new Clip(name, new MissingReference(), Cuts.Range(0, 50, Rate));
            if (columns is not null)
                clip.Metadata["cmx_3600"] = columns;
            return clip;
        }

        T Affected<T>(T item) where T : Item
        {
            item.Effects.Add(new Effect { EffectName = "Colour" });
            return item;
        }

        return kind switch
        {
            "adjustment without media" => Affected(Without("Adjustment Layer")),
            "nameless adjustment" => Affected(Without("")),
            "gap with effects" => Affected(Cuts.Gap(50, Rate)),
            "title without media" => Without("Main Title 3"),
            "EDL title on AX" => Without("Title 01", new Metadata { ["event"] = "003", ["reel"] = "AX", ["source_in"] = "00:00:00:00", ["source_out"] = "00:00:02:02" }),
            "offline matte" => Without("Matte"),
            "title in a nest" => Cuts.Stack(Cuts.Track(Cuts.Overlay("title", 50, Rate))),
            "title of any text on a track of titles" => Without("Chapter One"),
            "clip on a matte track" => Cuts.Clip("B", 100, 50, Rate),
            "numbered matte" => Without("matte_01"),
            "numbered title" => Without("TITLE_CARD_02"),
            "lost matte" => Cuts.Clip("nowhere_matte", 0, 50, Rate),
            "matte with media" => Cuts.Clip("A_matte", 0, 50, Rate),
            "title template" => new Clip("Title 04", new ExternalReference { TargetUrl = "Title 04.prtl" }, Cuts.Range(0, 50, Rate)),
            _ => Cuts.Overlay(kind, 50, Rate),
        };
    }
}
