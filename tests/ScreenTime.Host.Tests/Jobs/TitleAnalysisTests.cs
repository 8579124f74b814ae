using OpenTimelineIO;
using ScreenTime.Host.Jobs;
using ScreenTime.Host.Tests.Timelines;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Jobs;

public sealed class TitleAnalysisTests
{
    private static readonly FrameRate Rate = Cuts.Film;

    [Fact]
    public void Shots_of_a_media_file_begin_and_end_where_clips_of_it_do()
    {
        var search = Search(new FrameRange(0, 60), Cuts.Clip("A", 10, 20, Rate), Cuts.Clip("B", 0, 15, Rate), Cuts.Clip("A", 60, 20, Rate));

        Assert.Equal([10, 60], Frames(search.Starts));
        Assert.Equal([29, 79], Frames(search.Ends));
    }

    [Fact]
    public void A_gap_ends_a_shot_and_so_does_the_end_of_the_programme()
    {
        var search = Search(new FrameRange(5, 40), Cuts.Clip("A", 10, 20, Rate), Cuts.Gap(5, Rate), Cuts.Clip("A", 60, 20, Rate));

        Assert.Equal([15, 60], Frames(search.Starts));
        Assert.Equal([29, 74], Frames(search.Ends));
    }

    [Fact]
    public void A_clip_that_runs_backwards_ends_where_its_last_frame_of_media_lies()
    {
        var clip = Cuts.Clip("A", 10, 20, Rate);
        clip.Effects.Add(new LinearTimeWarp { TimeScalar = -1 });

        var search = Search(new FrameRange(0, 20), clip);

        Assert.Equal([10], Frames(search.Starts));
        Assert.Equal([29], Frames(search.Ends));
    }

    private static IEnumerable<long> Frames(IEnumerable<MediaTime> times) => times.Select(time => time.FloorToFrame(Rate));

    private static ShotSearch Search(FrameRange programme, params Composable[] children)
    {
        var media = Cuts.Media("A.mov", Rate, 100);
        var map = Cuts.Map(Cuts.Document(Rate, Cuts.Track(children)), media, Cuts.Media("B.mov", Rate, 100));
        return TitleAnalysis.SearchesOf(map, programme, Rate)[media.Id];
    }
}
