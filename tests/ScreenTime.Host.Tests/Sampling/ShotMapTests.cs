using OpenTimelineIO;
using ScreenTime.Host.Media;
using ScreenTime.Host.Sampling;
using ScreenTime.Host.Tests.Timelines;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Sampling;

public sealed class ShotMapTests
{
    private static readonly FrameRate Rate = Cuts.Film;

    [Fact]
    public void A_shot_begins_where_another_clip_does() => Assert.Equal(
        [(new FrameRange(0, 10), "A"), (new FrameRange(10, 15), ""), (new FrameRange(15, 30), "B")],
        Shots([], Cuts.Clip("A", 0, 10, Rate), Cuts.Gap(5, Rate), Cuts.Clip("B", 0, 15, Rate)).Select(shot => (shot.Record, shot.ClipName)));

    [Fact]
    public void The_same_media_cut_to_another_place_is_another_shot() =>
        Assert.Equal([0L, 10], Starts([], Cuts.Clip("A", 0, 10, Rate), Cuts.Clip("A", 40, 10, Rate)));

    [Theory]
    [InlineData(1.0, 20, 10)]
    [InlineData(2.0, 20, 5)]
    [InlineData(0.5, 15, 10)]
    [InlineData(-1.0, 20, 20)]
    [InlineData(-1.0, 15, 25)]
    public void A_cut_inside_the_media_begins_a_shot_at_the_first_frame_that_shows_the_other_picture(double scalar, int cut, long record)
    {
        var clip = Cuts.Clip("A", 10, 30, Rate);
        if (scalar != 1)
            clip.Effects.Add(new LinearTimeWarp { TimeScalar = scalar });
        Assert.Equal([0, record], Starts([Cut(cut)], clip));
    }

    [Fact]
    public void A_dissolve_inside_the_media_cuts_half_way() =>
        Assert.Equal([0L, 25], Starts([new ShotChange(MediaTime.FromFrames(20, Rate), MediaTime.FromFrames(30, Rate))], Cuts.Clip("A", 0, 40, Rate)));

    [Fact]
    public void Shots_are_clear_where_no_dissolve_mixes_them() => Assert.Equal(
        [new FrameRange(0, 20), new FrameRange(30, 40)],
        Shots([new ShotChange(MediaTime.FromFrames(20, Rate), MediaTime.FromFrames(30, Rate))], Cuts.Clip("A", 0, 40, Rate)).Select(shot => shot.Clear));

    [Theory]
    [InlineData(0, 22, 0, 20)]
    [InlineData(28, 12, 2, 12)]
    public void A_clip_that_begins_or_ends_in_a_dissolve_is_clear_outside_it(long first, long length, long clearStart, long clearEnd) => Assert.Equal(
        [new FrameRange(clearStart, clearEnd)],
        Shots([new ShotChange(MediaTime.FromFrames(20, Rate), MediaTime.FromFrames(30, Rate))], Cuts.Clip("A", first, length, Rate)).Select(shot => shot.Clear));

    [Fact]
    public void A_dissolve_played_backwards_is_as_unclear()
    {
        var clip = Cuts.Clip("A", 10, 30, Rate);
        clip.Effects.Add(new LinearTimeWarp { TimeScalar = -1 });
        var shots = Shots([new ShotChange(MediaTime.FromFrames(20, Rate), MediaTime.FromFrames(30, Rate))], clip);
        Assert.Equal([new FrameRange(0, 10), new FrameRange(20, 30)], shots.Select(shot => shot.Clear));
    }

    [Fact]
    public void A_cut_leaves_shots_clear() =>
        Assert.All(Shots([Cut(20)], Cuts.Clip("A", 0, 40, Rate)), shot => Assert.Equal(shot.Record, shot.Clear));

    [Fact]
    public void Cuts_that_the_clip_does_not_show_are_none() =>
        Assert.Equal([0L], Starts([Cut(9), Cut(10), Cut(40), Cut(90)], Cuts.Clip("A", 10, 30, Rate)));

    [Fact]
    public void A_freeze_frame_has_no_cuts()
    {
        var clip = Cuts.Clip("A", 10, 30, Rate);
        clip.Effects.Add(new FreezeFrame());
        Assert.Equal([0L], Starts([Cut(20)], clip));
    }

    [Fact]
    public void A_title_that_comes_with_a_cut_inside_the_media_hides_it_not()
    {
        var media = Cuts.Media("A.mov", Rate, 100);
        var map = Cuts.Map(
            Cuts.Document(Rate, Cuts.Track(Cuts.Clip("A", 0, 40, Rate)), Cuts.Track(Cuts.Gap(20, Rate), Cuts.Overlay("title", 10, Rate))), media);
        var changes = new Dictionary<string, IReadOnlyList<ShotChange>> { [media.Id] = [Cut(20), Cut(25), Cut(30)] };
        Assert.Equal([0L, 20, 25, 30], ShotMap.Build(map, new FrameRange(0, 40), Rate, changes).Select(shot => shot.Record.Start));
    }

    [Fact]
    public void Shots_divide_the_programme_only()
    {
        var map = Cuts.Map(Cuts.Document(Rate, Cuts.Track(Cuts.Clip("A", 0, 10, Rate), Cuts.Clip("B", 0, 20, Rate))), Cuts.Media("A.mov", Rate, 100), Cuts.Media("B.mov", Rate, 100));
        Assert.Equal(
            [("A", new FrameRange(4, 10), 9L), ("B", new FrameRange(10, 12), 1L)],
            ShotMap.Build(map, new FrameRange(4, 12), Rate, new Dictionary<string, IReadOnlyList<ShotChange>>()).Select(shot => (shot.ClipName, shot.Record, HalfFrames(shot.Footage!.Start))));
    }

    [Theory]
    [InlineData(1.0, 20, 41)]
    [InlineData(3.0, 20, 45)]
    [InlineData(-1.0, 20, 39)]
    [InlineData(0.0, 60, 20)]
    public void A_shot_says_which_footage_it_shows_at_which_speed(double scalar, int cut, long halfFrames)
    {
        var clip = Cuts.Clip("A", 10, 30, Rate);
        if (scalar != 1)
            clip.Effects.Add(new LinearTimeWarp { TimeScalar = scalar });

        var footage = Shots([Cut(cut)], Cuts.Gap(5, Rate), clip)[^1].Footage!;

        Assert.Equal(("id of A.mov", new MediaTime((long)scalar, 1), halfFrames), (footage.MediaId, footage.Speed, HalfFrames(footage.Start)));
    }

    [Fact]
    public void A_shot_without_media_that_could_be_read_shows_no_footage() =>
        Assert.All(Shots([], Cuts.Gap(5, Rate), Cuts.Clip("offline", 0, 10, Rate)), shot => Assert.Null(shot.Footage));

    [Fact]
    public void Media_of_another_rate_cuts_at_the_frame_that_shows_the_new_picture()
    {
        var media = Cuts.Media("A.mov", Cuts.Pal, 100);
        var map = Cuts.Map(Cuts.Document(Rate, Cuts.Track(Cuts.Clip("A", 0, 48, Rate))), media);
        var cut = MediaTime.FromFrames(20, Cuts.Pal);
        var changes = new Dictionary<string, IReadOnlyList<ShotChange>> { [media.Id] = [new ShotChange(cut, cut)] };
        var start = ShotMap.Build(map, new FrameRange(0, 48), Rate, changes)[1].Record.Start;
        var frames = Cuts.Frames(map, Rate);
        Assert.Equal(("A@19", "A@20"), (frames[(int)start - 1], frames[(int)start]));
    }

    private static ShotChange Cut(long frame) => new(MediaTime.FromFrames(frame, Rate), MediaTime.FromFrames(frame, Rate));

    private static long HalfFrames(MediaTime time) => time.Scale(2, 1).FloorToFrame(Rate);

    private static IEnumerable<long> Starts(ShotChange[] changes, params Composable[] children) => Shots(changes, children).Select(shot => shot.Record.Start);

    private static IReadOnlyList<Shot> Shots(ShotChange[] changes, params Composable[] children)
    {
        var media = Cuts.Media("A.mov", Rate, 100);
        var map = Cuts.Map(Cuts.Document(Rate, Cuts.Track(children)), media, Cuts.Media("B.mov", Rate, 100));
        return ShotMap.Build(map, new FrameRange(0, map.FrameCount), Rate, new Dictionary<string, IReadOnlyList<ShotChange>> { [media.Id] = changes });
    }
}
