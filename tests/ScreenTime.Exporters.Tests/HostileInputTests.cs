using System.Text;
using CsCheck;
using OpenTimelineIO;
using ScreenTime.Exporters.Avid;
using ScreenTime.Exporters.Edl;
using ScreenTime.Exporters.Fcpxml;
using ScreenTime.Exporters.Kdenlive;
using ScreenTime.Exporters.Mlt;
using ScreenTime.Exporters.Otio;
using ScreenTime.Exporters.Resolve;
using ScreenTime.Exporters.Xmeml;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Tests;

/// <summary>Damaged files either read or are refused in one sentence; what reads can be written in every format.</summary>
public class HostileInputTests
{
    private static readonly ITimelineWriter[] s_writers = [new OtioWriter(), new EdlWriter(), new ResolveMarkerEdlWriter(), new AvidMarkerWriter(), new KdenliveWriter(), new MltWriter(), new XmemlWriter(), new FcpxmlWriter()];

    private static readonly string[] s_fragments =
    [
        "\0", "\r", "\n", "999999999", "-1", "1e308", "NaN", "\u2028", "[st:tom]", "M2 ", "* LOC: ", "V", "NONE", "C", "D 999999", "W001 ", "K O ", ":", ";", "\"", "{", "}", "[",
        "\uD83D\uDE00", "|D:", "23:59:59:23", "24:00:00:00", "FCM: DROP FRAME\n", "TITLE:", ">>> SOURCE a -> ", "null", "Gap.1", "Stack.1", "-Infinity",
        "<", ">", "/>", "</", "&", "&#0;", "&lol;", "<!DOCTYPE x [<!ENTITY lol SYSTEM \"file:///etc/passwd\">]>", "<![CDATA[", "<!--", "1/0s", "-5/25s", "9223372036854775807/3s", "id=\"sequence-1\"", "lane=\"1\"",
    ];

    private const string List = """
        TITLE: HOSTILE
        FCM: NON-DROP FRAME
        001  A001     V     C        00:00:10:00 00:00:11:00 01:00:00:00 01:00:01:00
        * FROM CLIP NAME: ONE
        * LOC: 01:00:00:10 RED     MINE
        002  A001     V     C        00:00:11:00 00:00:11:00 01:00:01:00 01:00:01:00
        002  A002     V     D    012 00:00:20:00 00:00:23:00 01:00:01:00 01:00:04:00
        M2   A002     048.0                      00:00:20:00
        003  BL       B     C        00:00:00:00 00:00:01:00 01:00:05:00 01:00:06:00
        *ASC_SOP (1 1 1)(0 0 0)(1 1 1)
        """;

    [Fact]
    public void A_damaged_list_is_read_or_refused() => AssertSurvives(List, "cut.edl", path => new EdlReader().Read(path, TempFile.Options("24")));

    [Theory]
    [InlineData("edl")]
    [InlineData("resolve-edl")]
    [InlineData("avid")]
    public void A_list_of_names_without_end_can_be_read_again(string format)
    {
        var (writer, reader) = format switch { "edl" => (new EdlWriter(), new EdlReader()), "avid" => (new ScreenTime.Exporters.Avid.AvidMarkerWriter(), new ScreenTime.Exporters.Avid.AvidMarkerReader()), _ => ((ITimelineWriter)new ScreenTime.Exporters.Resolve.ResolveMarkerEdlWriter(), (ITimelineReader)new EdlReader()) };
        var document = Example.Document();
        var name = new string('x', 40_000);
        document.Timeline.Name = name;
        document.Timeline.FindClips().First().Name = name;
        document.Timeline.Tracks.Markers.Add(new OpenTimelineIO.Marker { Name = name, Comment = name + "y", MarkedRange = new OpenTimelineIO.TimeRange(40, 1, 25) });
        using var file = new TempFile("cut" + writer.Suffix, Example.Write(writer, new TimelineExport(document, null, null) { KeepOwnMarkers = true }, out _));
        Assert.Equal(2, reader.Read(file.Path, TempFile.Options("25")).Timeline.Tracks.Markers.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_damaged_xmeml_is_read_or_refused(bool lenient) => AssertSurvives(
        Example.Text(Example.Write(new XmemlWriter(), Example.Document(), Example.Result(Example.Document()))), "cut.xml", path => new XmemlReader().Read(path, new TimelineReadOptions(Lenient: lenient)));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_damaged_fcpxml_is_read_or_refused(bool lenient) => AssertSurvives(
        Example.Text(Example.Write(new FcpxmlWriter(), Example.Document(), Example.Result(Example.Document()))), "cut.fcpxml", path => new FcpxmlReader().Read(path, new TimelineReadOptions(Lenient: lenient)));

    [Fact]
    public void A_damaged_otio_is_read_or_refused() =>
        AssertSurvives(
            OtioJson.Write(Example.Document().Timeline, new OtioWriteOptions { Indent = 0 }), "cut.otio",
            path => new OtioReader().Read(path, TempFile.Options("25", start: "01:00:00:00")));

    [Fact]
    public void A_damaged_project_of_Kdenlive_is_read_or_refused() => AssertSurvives(
        Kdenlive.KdenliveReaderTests.Project("<property name=\"kdenlive:docproperties.guides\">[{\"pos\": 12, \"comment\": \"a + TOM [st:tom] 1a2b3c\", \"type\": 3}]</property>", ""),
        "cut.kdenlive", path => new KdenliveReader().Read(path, new TimelineReadOptions()), 300);

    [Fact]
    public void A_damaged_document_of_MLTs_is_read_or_refused() => AssertSurvives(
        Mlt.MltReaderTests.Shotcut("""<entry producer="c0" in="10" out="49"/><entry producer="x0" in="0" out="9"/><entry producer="w0" in="0" out="69"/>"""),
        "cut.mlt", path => new MltReader().Read(path, new TimelineReadOptions()), 300);

    [Fact]
    public void A_damaged_list_of_Avids_markers_is_read_or_refused() => AssertSurvives(
        "A\t01:00:00:00\tV1\tred\tTOM [st:tom] 1a2b3c\t12\r\nB\t01:00:01:00\tTC1\tgreen\tx\t1\t\tForest\r\n",
        "cut.avid.txt", path => new AvidMarkerReader().Read(path, TempFile.Options("25")), 300);

    [Fact]
    public void A_damaged_list_of_Resolves_markers_is_read_or_refused() => AssertSurvives(
        "TITLE: a\n\n001  001      V     C        01:00:18:06 01:00:18:07 01:00:18:06 01:00:18:07  \nTOM [st:tom] 1a2b3c |C:ResolveColorYellow |M:TOM |D:7\n",
        "cut.edl", path => new EdlReader().Read(path, TempFile.Options("24")), 300);

    /// <summary>What a hostile document tries, in each format that is XML.</summary>
    [Theory]
    [InlineData("xml", "xmeml")]
    [InlineData("fcpxml", "fcpxml")]
    [InlineData("kdenlive", "mlt")]
    [InlineData("mlt", "mlt")]
    public void Entities_depth_and_other_encodings_are_refused_in_a_sentence(string ending, string root)
    {
        var million = string.Concat(Enumerable.Repeat("<a>", 1_000_000));
        var laughs = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\">" + string.Concat(Enumerable.Range(1, 9).Select(i => $"<!ENTITY {(char)('a' + i)} \"{string.Concat(Enumerable.Repeat($"&{(char)('a' + i - 1)};", 10))}\">")) + "]>";
        string[] documents =
        [
            $"<{root}>{million}", $"{laughs}<{root}><name>&j;</name></{root}>", $"<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><{root}>&e;</{root}>",
            $"<?xml version=\"1.0\" encoding=\"utf-7\"?><{root}/>", $"<{root}", "", "\0\0\0\0", $"<{root}/><{root}/>", $"<other xmlns=\"{root}\"/>",
        ];
        foreach (var document in documents)
        {
            using var file = new TempFile("cut." + ending, document);
            var watch = System.Diagnostics.Stopwatch.StartNew();
            var refusal = Assert.Throws<UserException>(() => ReaderOf(ending).Read(file.Path, new TimelineReadOptions(new FrameRate(25, 1))));
            Assert.DoesNotContain("root:", refusal.Message, StringComparison.Ordinal);
            Assert.True(refusal.Message.Length < 400 && !refusal.Message.Contains('\n', StringComparison.Ordinal));
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20));
        }
    }

    /// <summary>Numbers beyond what a timeline has, and sequences that hold themselves.</summary>
    [Theory]
    [InlineData("xml", "<xmeml version=\"4\"><sequence id=\"s\"><name>a</name><rate><timebase>25</timebase><ntsc>FALSE</ntsc></rate><timecode><frame>0</frame></timecode><media><video><track><clipitem><name>x</name><start>0</start><end>9223372036854775807</end><in>0</in><out>9223372036854775807</out></clipitem></track></video></media></sequence></xmeml>")]
    [InlineData("xml", "<xmeml version=\"4\"><sequence id=\"s\"><name>a</name><rate><timebase>25</timebase><ntsc>FALSE</ntsc></rate><timecode><frame>0</frame></timecode><media><video><track><clipitem><name>x</name><start>0</start><end>5</end><in>0</in><out>5</out><sequence id=\"s\"/></clipitem></track></video></media></sequence></xmeml>")]
    [InlineData("xml", "<xmeml version=\"4\"><sequence id=\"s\"><name>a</name><rate><timebase>NaN</timebase><ntsc>FALSE</ntsc></rate><media><video><track/></video></media></sequence></xmeml>")]
    [InlineData("fcpxml", "<fcpxml version=\"1.9\"><resources><format id=\"r1\" frameDuration=\"1/25s\"/></resources><project name=\"p\"><sequence format=\"r1\" tcStart=\"0s\"><spine><gap duration=\"-5s\"/></spine></sequence></project></fcpxml>")]
    [InlineData("fcpxml", "<fcpxml version=\"1.9\"><resources><format id=\"r1\" frameDuration=\"0/25s\"/></resources><project name=\"p\"><sequence format=\"r1\" tcStart=\"0s\"><spine><gap duration=\"5s\"/></spine></sequence></project></fcpxml>")]
    [InlineData("fcpxml", "<fcpxml version=\"1.9\"><resources><format id=\"r1\" frameDuration=\"1/25s\"/><media id=\"r2\"><sequence format=\"r1\" duration=\"5s\"><spine><ref-clip ref=\"r2\" duration=\"5s\"/></spine></sequence></media></resources><project name=\"p\"><sequence format=\"r1\" tcStart=\"0s\"><spine><ref-clip ref=\"r2\" duration=\"5s\"/></spine></sequence></project></fcpxml>")]
    [InlineData("mlt", "<mlt><profile frame_rate_num=\"25\" frame_rate_den=\"0\"/><playlist id=\"p\"/></mlt>")]
    [InlineData("mlt", "<mlt><profile frame_rate_num=\"25\" frame_rate_den=\"1\"/><producer id=\"c\" in=\"0\" out=\"9223372036854775807\"/><playlist id=\"p\"><entry producer=\"c\"/></playlist></mlt>")]
    [InlineData("mlt", "<mlt><profile frame_rate_num=\"25\" frame_rate_den=\"1\"/><playlist id=\"p\"><entry producer=\"q\" in=\"0\" out=\"5\"/></playlist><playlist id=\"q\"><entry producer=\"p\" in=\"0\" out=\"5\"/></playlist></mlt>")]
    [InlineData("edl", "001  A V C 00:00:00:00 00:00:01:00 99999999999999999999:00:00:00 01:00:01:00\n")]
    [InlineData("edl", "001  A V C 00:00:01:00 00:00:00:00 01:00:05:00 01:00:01:00\n")]
    public void Impossible_numbers_and_cycles_are_refused_in_a_sentence(string ending, string content)
    {
        using var file = new TempFile("cut." + ending, content);
        var refusal = Assert.Throws<UserException>(() => ReaderOf(ending).Read(file.Path, new TimelineReadOptions(ending == "edl" ? new FrameRate(25, 1) : null)));
        Assert.Contains("cut." + ending, refusal.Message, StringComparison.Ordinal);
        Assert.NotEqual(ExitCode.InternalError, refusal.ExitCode);
    }

    /// <summary>Names that a shell, a list or a page would take for something else come through as they are.</summary>
    [Theory]
    [InlineData("-rf * %s %n")]
    [InlineData("\"quoted\" 'single' `back` $(x)")]
    [InlineData("line\nbreak\ttab")]
    [InlineData("../../etc/passwd")]
    [InlineData("=1+1<b>&amp;]]>")]
    public void Names_of_any_kind_survive_every_format(string name)
    {
        var document = Example.Document();
        document.Timeline.Name = name;
        document.Timeline.FindClips().First().Name = name;
        document.Timeline.Tracks.Markers[0].Name = name;
        var oneLine = MarkerPlan.OneLine(name);
        foreach (var (ending, writer) in new (string, ITimelineWriter)[] { ("xml", new XmemlWriter()), ("fcpxml", new FcpxmlWriter()), ("kdenlive", new KdenliveWriter()), ("mlt", new MltWriter()), ("edl", new EdlWriter()) })
        {
            using var file = new TempFile("cut." + ending, Example.Write(writer, new TimelineExport(document, null, null) { KeepOwnMarkers = true }, out _));
            var again = ReaderOf(ending).Read(file.Path, new TimelineReadOptions(document.Rate));
            Assert.Contains(again.Timeline.FindClips(), clip => MarkerPlan.OneLine(clip.Name) == oneLine);
        }
    }

    private static ITimelineReader ReaderOf(string ending) => ending switch
    {
        "xml" => new XmemlReader(),
        "fcpxml" => new FcpxmlReader(),
        "kdenlive" => new KdenliveReader(),
        "mlt" => new MltReader(),
        _ => new EdlReader(),
    };

    private static void AssertSurvives(string text, string name, Func<string, TimelineDocument> read, int inputs = 800)
    {
        var damage = Gen.Select(Gen.Int[0, text.Length - 1], Gen.Int[0, 12], Gen.Int[0, s_fragments.Length - 1], Gen.Int[0, text.Length - 1]);
        damage.Array[1, 4].Sample(damages =>
        {
            var damaged = text;
            foreach (var (at, cut, fragment, from) in damages)
            {
                var begin = Math.Min(at, damaged.Length);
                var inserted = fragment % 3 == 0 ? damaged.Substring(Math.Min(from, damaged.Length), Math.Min(30, damaged.Length - Math.Min(from, damaged.Length))) : s_fragments[fragment];
                damaged = string.Concat(damaged.AsSpan(0, begin), inserted, damaged.AsSpan(Math.Min(damaged.Length, begin + cut)));
            }

            using var file = new TempFile(name, Encoding.UTF8.GetBytes(damaged));
            try
            {
                var document = read(file.Path);
                foreach (var writer in s_writers)
                    WriteOrRefuse(writer, document);
            }
            catch (UserException exception)
            {
                Assert.DoesNotContain('\n', exception.Message);
            }
        }, iter: inputs);
    }

    private static void WriteOrRefuse(ITimelineWriter writer, TimelineDocument document)
    {
        try
        {
            var result = Example.Result(document with { Timeline = Example.Document().Timeline }, Example.Cast, ("tom", 0, 5), ("jerry", 3, 60));
            Example.Write(writer, document, result);
            Example.Write(writer, document, null);
        }
        catch (UserException exception)
        {
            Assert.NotEqual(ExitCode.InternalError, exception.ExitCode);
        }
    }
}
