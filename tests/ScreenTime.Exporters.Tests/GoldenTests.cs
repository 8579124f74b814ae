using ScreenTime.Exporters.Avid;
using ScreenTime.Exporters.Edl;
using ScreenTime.Exporters.Fcpxml;
using ScreenTime.Exporters.Kdenlive;
using ScreenTime.Exporters.Mlt;
using ScreenTime.Exporters.Otio;
using ScreenTime.Exporters.Report;
using ScreenTime.Exporters.Resolve;
using ScreenTime.Exporters.Subtitles;
using ScreenTime.Exporters.Xmeml;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Tests;

public class GoldenTests
{
    private static readonly ITimelineWriter[] s_writers =
    [
        new OtioWriter(), new OtioWriter(OtioTarget.Resolve), new OtioWriter(OtioTarget.Kdenlive), new OtioWriter(OtioTarget.Clip1),
        new EdlWriter(), new ResolveMarkerEdlWriter(), new AvidMarkerWriter(), new KdenliveWriter(), new MltWriter(), new XmemlWriter(), new FcpxmlWriter(),
    ];

    private static readonly IReportWriter[] s_reports = [new CsvReportWriter(), new JsonReportWriter(), new WebVttWriter(), new SrtWriter()];

    [Theory]
    [InlineData("otio")]
    [InlineData("edl")]
    [InlineData("otio-resolve")]
    [InlineData("otio-kdenlive")]
    [InlineData("otio-clip1")]
    [InlineData("resolve-edl")]
    [InlineData("avid")]
    [InlineData("xmeml")]
    [InlineData("fcpxml")]
    [InlineData("kdenlive")]
    [InlineData("mlt")]
    public void Writes_the_example_timeline(string format)
    {
        var writer = s_writers.Single(candidate => candidate.FormatId == format);
        var document = Example.Document();
        var written = Example.Write(writer, document, Example.Result(document));
        Assert.Equal(written, Example.Write(writer, document, Example.Result(document)));
        Golden.AssertSame("example" + writer.Suffix, written);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("json")]
    [InlineData("vtt")]
    [InlineData("srt")]
    public void Writes_the_example_report(string format)
    {
        var writer = s_reports.Single(candidate => candidate.FormatId == format);
        Golden.AssertSame("example.report" + writer.Suffix, Example.Write(writer, Example.Result(Example.Document())));
    }

    [Fact]
    public void Patches_the_example_list()
    {
        using var file = new TempFile("cut.edl", PatchedList);
        var document = new EdlReader().Read(file.Path, TempFile.Options("29.97"));
        var result = Example.Result(document, Example.Cast, ("tom", 0, 30), ("jerry", 20, 70), ("tom", 100, 130));
        Golden.AssertSame("patched.edl", Example.Write(new EdlWriter(), document, result));
    }

    private const string PatchedList = """
        TITLE: PATCHED
        FCM: DROP FRAME

        001  A001     V     C        00:00:10:00 00:00:11:00 00:59:59;00 01:00:00;00
        * FROM CLIP NAME: ONE
        * LOC: 00:59:59;10 RED     MINE

        002  A001     V     C        00:00:11:00 00:00:11:00 01:00:00;00 01:00:00;00
        002  A002     V     D    012 00:00:20:00 00:00:23:00 01:00:00;00 01:00:03;00
        * FROM CLIP NAME: ONE
        * TO CLIP NAME: TWO
        => FOOTER
        """;
}
