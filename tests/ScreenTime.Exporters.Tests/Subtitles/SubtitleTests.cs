using ScreenTime.Exporters.Avid;
using ScreenTime.Exporters.Subtitles;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Tests.Subtitles;

public class SubtitleTests
{
    private static readonly Cast s_hostile = new("c", [new Character("x", "<b>A&B</b> {\\an8}\t--> \n2\r\n00:00:00,000 --> 9", "PURPLE")]);

    [Fact]
    public void A_name_cannot_break_WebVTT()
    {
        var lines = Example.Text(Example.Write(new WebVttWriter(), Hostile())).Split('\n');

        Assert.Equal(["WEBVTT", "", "00:00:00.400 --> 00:00:01.200", @"&lt;b&gt;A&amp;B&lt;/b&gt; {\an8} --&gt;  2  00:00:00,000 --&gt; 9 0.80 s", ""], lines);
    }

    [Fact]
    public void A_name_cannot_break_SubRip()
    {
        var lines = Example.Text(Example.Write(new SrtWriter(), Hostile())).Split("\r\n");

        Assert.Equal(["1", "00:00:00,400 --> 00:00:01,200", @"＜b＞A&B＜/b＞ ｛\an8｝ --＞  2  00:00:00,000 --＞ 9 0.80 s", "", ""], lines);
    }

    [Fact]
    public void A_name_cannot_break_Avids_columns()
    {
        var lines = Example.Text(Example.Write(new AvidMarkerWriter(), Example.Document(), Hostile())).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.All(lines, line => Assert.Equal(6, line.Split('\t').Length));
        Assert.Equal(["ScreenTime", "10:00:00:10", "V1", "magenta"], lines[^1].Split('\t')[..4]);
        Assert.Equal("20", lines[^1].Split('\t')[5]);
    }

    [Fact]
    public void Cues_are_in_the_order_of_their_starts_and_two_may_be_seen_at_once()
    {
        var document = Example.Document();
        var result = Example.Result(document, Example.Cast, ("tom", 50, 100), ("jerry", 25, 75), ("jerry", 50, 60));

        Assert.Equal(
            ["00:00:01.000 --> 00:00:03.000", "00:00:02.000 --> 00:00:04.000", "00:00:02.000 --> 00:00:02.400"],
            Example.Text(Example.Write(new WebVttWriter(), result)).Split('\n').Where(line => line.Contains("-->", StringComparison.Ordinal)));
    }

    private static AnalysisResult Hostile() => Example.Result(Example.Document(), s_hostile, ("x", 10, 30));
}
