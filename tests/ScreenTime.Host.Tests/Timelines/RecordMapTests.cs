using OpenTimelineIO;
using ScreenTime.Host.Timelines;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Timelines;

public sealed class RecordMapTests
{
    private static readonly FrameRate Rate = Cuts.Film;

    [Theory]
    [InlineData(2.0, "A@10 A@12 A@14 A@16")]
    [InlineData(0.5, "A@10 A@10 A@11 A@11")]
    [InlineData(1.5, "A@10 A@12 A@13 A@15")]
    [InlineData(-1.0, "A@13 A@12 A@11 A@10")]
    [InlineData(-2.0, "A@17 A@15 A@13 A@11")]
    [InlineData(0.0, "A@10 A@10 A@10 A@10")]
    public void A_time_warp_begins_with_the_first_frame_of_its_source_range_and_backwards_with_the_last(double scalar, string frames)
    {
        var clip = Cuts.Clip("A", 10, 4, Rate);
        clip.Effects.Add(new LinearTimeWarp { TimeScalar = scalar });
        Assert.Equal(frames.Split(' '), Frames(clip));
    }

    [Fact]
    public void A_freeze_frame_holds_its_first_frame()
    {
        var clip = Cuts.Clip("A", 10, 3, Rate);
        clip.Effects.Add(new FreezeFrame());
        Assert.Equal(["A@10", "A@10", "A@10"], Frames(clip));
    }

    [Fact]
    public void Media_of_another_rate_runs_in_seconds()
    {
        var map = Cuts.Map(Cuts.Document(Rate, Cuts.Track(Cuts.Clip("A", 0, 48, Rate))), Cuts.Media("A.mov", Cuts.Pal, 100));
        var frames = Cuts.Frames(map, Rate);
        Assert.Equal("A@0", frames[0]);
        Assert.Equal("A@25", frames[24]);
        Assert.Equal("A@49", frames[47]);
        // One frame of the 25 is left out each second.
        Assert.Equal(24, frames.Take(24).Distinct().Count());
    }

    [Fact]
    public void Sixty_in_thirty_shows_every_other_frame_from_the_first()
    {
        var map = Cuts.Map(
            Cuts.Document(Cuts.Ntsc, Cuts.Track(Cuts.Clip("A", 0, 3, Cuts.Ntsc))), Cuts.Media("A.mov", new FrameRate(60000, 1001), 100));
        Assert.Equal(["A@0", "A@2", "A@4"], Cuts.Frames(map, Cuts.Ntsc));
    }

    [Fact]
    public void No_frame_is_off_by_one_in_two_hours_of_23_976()
    {
        const int Length = 172_800;
        var map = Cuts.Map(
            Cuts.Document(Cuts.FilmNtsc, Cuts.Track(Cuts.Clip("A", 86_400, Length, Cuts.FilmNtsc))), Cuts.Media("A.mov", Cuts.FilmNtsc, Length, start: 86_400));
        var layer = Assert.Single(Assert.Single(map.Segments).Layers);
        for (var frame = 0L; frame < Length; frame++)
            Assert.Equal(frame, layer.SourceTimeAt(frame, Cuts.FilmNtsc).FloorToFrame(Cuts.FilmNtsc));
    }

    [Fact]
    public void A_dissolve_changes_pictures_half_way()
    {
        var map = Cuts.Map(
            Cuts.Document(Rate, Cuts.Track(
                Cuts.Clip("A", 0, 10, Rate),
                new Transition { InOffset = Cuts.Time(4, Rate), OutOffset = Cuts.Time(8, Rate) },
                Cuts.Clip("B", 20, 10, Rate))),
            Cuts.Media("A.mov", Rate, 100),
            Cuts.Media("B.mov", Rate, 100));
        Assert.Equal([new FrameRange(0, 12), new FrameRange(12, 20)], map.Segments.Select(segment => segment.Record));
        var frames = Cuts.Frames(map, Rate);
        Assert.Equal("A@11", frames[11]);
        Assert.Equal("B@22", frames[12]);
    }

    [Fact]
    public void A_disabled_clip_leaves_its_time_empty_and_shows_what_lies_below()
    {
        var off = Cuts.Clip("B", 0, 4, Rate);
        off.Enabled = false;
        var map = Cuts.Map(
            Cuts.Document(Rate, Cuts.Track(Cuts.Clip("A", 0, 10, Rate)), Cuts.Track(Cuts.Gap(2, Rate), off, Cuts.Clip("B", 30, 2, Rate))),
            Cuts.Media("A.mov", Rate, 100),
            Cuts.Media("B.mov", Rate, 100));
        Assert.Equal(["A@0", "A@1", "A@2", "A@3", "A@4", "A@5", "B@30", "B@31", "A@8", "A@9"], Cuts.Frames(map, Rate));
    }

    [Fact]
    public void A_trimmed_and_sped_up_nest_shows_its_part()
    {
        var nest = Cuts.Stack(Cuts.Track(Cuts.Clip("A", 0, 10, Rate), Cuts.Clip("B", 50, 10, Rate)));
        nest.SourceRange = Cuts.Range(6, 4, Rate);
        nest.Effects.Add(new LinearTimeWarp { TimeScalar = 2 });
        var map = Cuts.Map(Cuts.Document(Rate, Cuts.Track(Cuts.Gap(1, Rate), nest)), Cuts.Media("A.mov", Rate, 100), Cuts.Media("B.mov", Rate, 100));
        Assert.Equal(["", "A@6", "A@8", "B@50", "B@52"], Cuts.Frames(map, Rate));
    }

    [Theory]
    [InlineData(-86_243, 10, "A@0 A@1 A@2 A@3 A@4 A@5 A@6 A@7 A@8 A@9")]
    [InlineData(3, 4, "A@3 A@4 A@5 A@6")]
    [InlineData(-2, 4, "  A@0 A@1")]
    [InlineData(20, 3, "  ")]
    public void A_track_shows_its_source_range_unless_that_is_its_record_timecode(double start, double length, string frames)
    {
        var track = Cuts.Track(Cuts.Clip("A", 0, 10, Rate));
        track.SourceRange = Cuts.Range(start, length, Rate);
        Assert.Equal(frames.Split(' '), Cuts.Frames(Cuts.Map(Cuts.Document(Rate, track), Cuts.Media("A.mov", Rate, 100)), Rate));
    }

    [Fact]
    public void The_root_stacks_source_range_trims_the_record()
    {
        var document = Cuts.Document(Rate, Cuts.Track(Cuts.Clip("A", 0, 10, Rate)));
        document.Timeline.Tracks.SourceRange = Cuts.Range(3, 4, Rate);
        Assert.Equal(["A@3", "A@4", "A@5", "A@6"], Cuts.Frames(Cuts.Map(document, Cuts.Media("A.mov", Rate, 100)), Rate));
    }

    [Fact]
    public void Only_the_tracks_that_were_asked_for_are_looked_at()
    {
        var document = Cuts.Document(Rate, Cuts.Track(Cuts.Clip("A", 0, 4, Rate)), new Track { Kind = Track.KindAudio }, Cuts.Track(Cuts.Clip("B", 0, 4, Rate)));
        var links = document.Timeline.FindClips().ToDictionary(
            clip => clip, clip => new MediaLink(Cuts.Media(clip.Name + ".mov", Rate, 100), clip.Name, "found", ""), (IEqualityComparer<Clip>)ReferenceEqualityComparer.Instance);
        Assert.Equal("A", RecordMap.Build(document, links, [1]).At(0).Main!.ClipName);
        Assert.Equal("B", RecordMap.Build(document, links, [2]).At(0).Main!.ClipName);
        var failure = Assert.Throws<UserException>(() => RecordMap.Build(document, links, [3]));
        Assert.Equal(ExitCode.Usage, failure.ExitCode);
        Assert.Contains("2 video tracks", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_length_that_cannot_be_known_is_asked_for()
    {
        var document = Cuts.Document(Rate, Cuts.Track(new Clip("lost.mov")));
        var failure = Assert.Throws<UserException>(() => Cuts.Map(document));
        Assert.Equal(ExitCode.InputInvalid, failure.ExitCode);
        Assert.Contains("\"lost.mov\"", failure.Message, StringComparison.Ordinal);
        Assert.Contains("--media-root", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.NaN, 24)]
    [InlineData(1e300, 24)]
    [InlineData(1e11, 24)]
    [InlineData(-5, 24)]
    [InlineData(10, 0)]
    [InlineData(10, double.PositiveInfinity)]
    public void Damaged_times_are_refused_in_one_sentence(double length, double rate)
    {
        var clip = new Clip("A", null, new TimeRange(new RationalTime(0, 24), new RationalTime(length, rate)));
        var failure = Assert.Throws<UserException>(() => Cuts.Map(Cuts.Document(Rate, Cuts.Track(clip)), Cuts.Media("A.mov", Rate, 100)));
        Assert.Equal(ExitCode.InputInvalid, failure.ExitCode);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public void Compositions_nested_beyond_bounds_are_refused()
    {
        Composable nested = Cuts.Track(Cuts.Clip("A", 0, 4, Rate));
        for (var i = 0; i < 200; i++)
            nested = Cuts.Stack(nested);
        var failure = Assert.Throws<UserException>(() => Cuts.Map(Cuts.Document(Rate, nested), Cuts.Media("A.mov", Rate, 100)));
        Assert.Equal(ExitCode.InputInvalid, failure.ExitCode);
        Assert.Contains("nests", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_speed_that_is_none_makes_the_clip_unknown_and_says_so()
    {
        var clip = Cuts.Clip("A", 0, 4, Rate);
        clip.Effects.Add(new LinearTimeWarp { TimeScalar = double.NaN });
        var layer = Assert.Single(Cuts.Map(Cuts.Document(Rate, Cuts.Track(clip)), Cuts.Media("A.mov", Rate, 100)).At(0).Layers);
        Assert.Null(layer.Media);
        Assert.Contains("\"A\"", layer.MissingReason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reference_render_gives_the_pixels_and_the_timeline_the_names()
    {
        var document = Cuts.Document(Rate, Cuts.Track(Cuts.Clip("A", 5, 10, Rate), Cuts.Clip("B", 0, 10, Rate)));
        var map = Cuts.Map(document, Cuts.Media("A.mov", Rate, 100)).WithPicture(Cuts.Media("render.mov", Rate, 20, start: 0), document);
        Assert.Equal([.. Enumerable.Range(0, 20).Select(frame => $"{(frame < 10 ? "A" : "B")}@{frame}")], Cuts.Frames(map, Rate));
        Assert.All(map.Segments, segment => Assert.Equal("render.mov", segment.Layers[0].Media!.Name));
        Assert.Contains(map.Assumptions, sentence => sentence.Contains("render.mov", StringComparison.Ordinal));
    }

    [Fact]
    public void The_start_of_a_reference_render_at_another_rate_is_compared_by_its_label()
    {
        var document = Cuts.Document(Rate, Cuts.Track(Cuts.Clip("A", 5, 24, Rate))) with { StartFrame = 86_400 };
        var map = Cuts.Map(document, Cuts.Media("A.mov", Rate, 100));
        Assert.Equal("A@0", Cuts.Frames(map.WithPicture(Cuts.Media("render.mov", Cuts.Pal, 25, start: 90_000), document), Rate)[0]);
        Assert.Throws<UserException>(() => map.WithPicture(Cuts.Media("render.mov", Cuts.Pal, 25, start: 86_400), document));
    }

    [Theory]
    [InlineData(25, 0, "25 frames long")]
    [InlineData(20, 86400, "starts at 01:00:00:00")]
    public void A_reference_render_of_another_cut_is_refused(long frames, long start, string reason)
    {
        var document = Cuts.Document(Rate, Cuts.Track(Cuts.Clip("A", 5, 20, Rate)));
        var failure = Assert.Throws<UserException>(
            () => Cuts.Map(document, Cuts.Media("A.mov", Rate, 100)).WithPicture(Cuts.Media("render.mov", Rate, frames, start), document));
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Frames(Clip clip) => Cuts.Frames(Cuts.Map(Cuts.Document(Rate, Cuts.Track(clip)), Cuts.Media("A.mov", Rate, 100)), Rate);
}
