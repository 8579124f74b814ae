using OpenTimelineIO;
using ScreenTime.Exporters.Edl;
using ScreenTime.Host.Casts;
using ScreenTime.Host.Jobs;
using ScreenTime.Host.Tests.Timelines;
using ScreenTime.Host.Timelines;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Jobs;

public sealed class TitleAnalysisTests : IDisposable
{
    private static readonly FrameRate Rate = Cuts.Film;

    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-title-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_result_names_the_timeline_that_was_read_whatever_the_file_holds_since()
    {
        var path = Path.Combine(_folder, "cut.edl");
        File.WriteAllText(path, "TITLE: T\n001  A        V     C        00:00:00:00 00:00:01:00 01:00:00:00 01:00:01:00\n");
        var document = TimelineLoader.Read(new EdlReader(), path, new TimelineReadOptions(Rate));
        var read = TimelineContent.HashOf(path);
        var analysis = Analysis(document, null);
        foreach (var happens in (Action[])[() => File.WriteAllText(path, "TITLE: U\n"), () => File.Delete(path)])
        {
            happens();
            Assert.Equal(read, Result(analysis).Provenance.TimelineHash);
        }
    }

    [Fact]
    public void A_look_up_table_that_changes_while_frames_are_looked_at_gives_no_result()
    {
        var lut = Path.Combine(_folder, "log.cube");
        File.WriteAllText(lut, "LUT_3D_SIZE 2\n");
        var document = Cuts.Document(Rate, Cuts.Track(Cuts.Clip("A", 0, 20, Rate))) with { Hashes = ["a hash"] };
        var analysis = Analysis(document, lut);
        Assert.True(Result(analysis).Provenance.Settings.ContainsKey("lut-sha256"));
        File.WriteAllText(lut, "LUT_3D_SIZE 3\n");

        Assert.Equal(ExitCode.Retry, Assert.Throws<UserException>(() => Result(analysis)).ExitCode);
    }

    private TitleAnalysis Analysis(TimelineDocument document, string? lut)
    {
        var links = document.Timeline.FindClips().ToDictionary(clip => clip, clip => new MediaLink(null, clip.Name, "offline", "no file"));
        var map = RecordMap.Build(document, links, []);
        return new TitleAnalysis(
            new AnalysisSettings(document.Path, "cast", "out") { Lut = lut },
            CastFolder.Create(Path.Combine(_folder, "cast"), ["tom"]),
            new OpenedTimeline(document, links, map, map, null, new FrameRange(0, map.FrameCount)),
            null);
    }

    private static AnalysisResult Result(TitleAnalysis analysis) => analysis.Result(
        new Looking(null!, TimeProvider.System, new RecordedProgress()), new LookingEnvironment("", "", null, "", new DeviceReport("", "", "", "", "", null), ""));

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
