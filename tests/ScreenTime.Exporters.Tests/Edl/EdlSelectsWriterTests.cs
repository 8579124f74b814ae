using ScreenTime.Exporters.Edl;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Tests.Edl;

public class EdlSelectsWriterTests
{
    private static readonly ITimelineWriter s_writer = new EdlSelectsWriter();

    [Fact]
    public void One_event_an_appearance_with_the_source_of_what_is_seen()
    {
        // "house" shows source 00:00:01:00 to 00:00:03:00, the cut to "garden" (double speed, from 00:00:40:00) moves to frame 45 with its dissolve.
        var reels = Write(0, ("tom", 10, 30), ("jerry", 40, 60));
        Assert.Equal(["_tom.selects.edl", "_jerry.selects.edl"], reels.Keys);
        Assert.Equal(
            ["001  A001_house V     C        00:00:01:00 00:00:01:20 10:00:00:00 10:00:00:20"],
            Events(reels["_tom.selects.edl"]));
        Assert.Contains("* TOM 10:00:00:10 - 10:00:01:05\r\n", reels["_tom.selects.edl"], StringComparison.Ordinal);
        // Over the cut, one event a clip, end to end in the reel.
        Assert.Equal(["10:00:00:00 10:00:00:05", "10:00:00:05 10:00:00:20"], Events(reels["_jerry.selects.edl"]).Select(line => line[^23..]));
    }

    [Fact]
    public void Handles_are_source_before_and_after()
    {
        var line = Assert.Single(Events(Write(12, ("tom", 10, 30))["_tom.selects.edl"]));
        Assert.Equal("00:00:00:13 00:00:02:07 10:00:00:00 10:00:01:19", line[^47..]);
    }

    [Fact]
    public void Who_never_appears_has_no_reel_and_is_named()
    {
        var document = Example.Document();
        var files = new ExportedFiles();
        var notes = s_writer.Write(Example.Export(document, Example.Result(document, Example.Cast, ("tom", 10, 30))), files);
        Assert.Equal(["_tom.selects.edl"], files.Texts.Keys);
        Assert.Contains("JERRY never appears, so there is no selects reel of them", notes);
    }

    private static IReadOnlyDictionary<string, string> Write(int handles, params (string, long, long)[] appearances)
    {
        var document = Example.Document();
        var files = new ExportedFiles();
        s_writer.Write(Example.Export(document, Example.Result(document, Example.Cast, appearances)) with { HandleFrames = handles }, files);
        return files.Texts;
    }

    private static IEnumerable<string> Events(string list) =>
        list.Split("\r\n").Where(line => line.Length > 0 && char.IsAsciiDigit(line[0])).Select(line => System.Text.RegularExpressions.Regex.Replace(line, "(?<=[A-Za-z_]) +(?=V )", " "));
}
