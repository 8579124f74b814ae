using System.Globalization;
using System.Text;
using System.Xml.Linq;
using OpenTimelineIO;
using ScreenTime.Exporters.Xmeml;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Tests.Xmeml;

public class XmemlWriterTests
{
    private static readonly XmemlWriter s_writer = new();

    private const string Cut = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<!DOCTYPE xmeml>\r\n<xmeml version=\"5\">\r\n  <!-- kept -->\r\n  <sequence id=\"s\">\r\n    <name>cut</name>\r\n    <rate><timebase>25</timebase><ntsc>FALSE</ntsc></rate>\r\n"
        + "    <timecode><frame>90000</frame></timecode>\r\n    <media><video><track><clipitem id=\"1\" Secret=\"x&amp;y\"><name>a</name><start>0</start><end>100</end><in>0</in><out>100</out><vendor><![CDATA[<raw>]]></vendor></clipitem></track></video></media>\r\n"
        + "    <marker>\r\n      <name>theirs</name>\r\n      <comment>mine [st:nobody</comment>\r\n      <in>5</in>\r\n      <out>-1</out>\r\n    </marker>\r\n    <labels/>\r\n  </sequence>\r\n</xmeml>";

    [Fact]
    public void A_start_that_no_reader_would_take_is_not_written()
    {
        Assert.Equal("10000000000", XmemlGeneration.TimecodeOf(10_000_000_000, new FrameRate(25, 1), false).Element("frame")!.Value);
        var refusal = Assert.Throws<UserException>(() => XmemlGeneration.TimecodeOf(10_000_000_001, new FrameRate(25, 1), false));
        Assert.Equal((ExitCode.InputInvalid, "a start timecode of 10,000,000,001 frames cannot be written as XML, which is read to 10,000,000,000: it must be damaged"), (refusal.ExitCode, refusal.Message));
    }

    [Fact]
    public void Markers_go_into_the_original_and_taking_them_out_gives_its_bytes()
    {
        using var file = new TempFile("cut.xml", Cut);
        var document = Read(file);
        var marked = Example.Text(Example.Write(s_writer, document, Result(document, ("tom", 10, 30), ("jerry", 40, 60))));
        Assert.Equal(["theirs", "SCREEN TIME", "TOM", "JERRY"], Markers(marked).Select(marker => (string)marker.Element("name")!));
        Assert.Equal((10, 30), (In(Markers(marked)[2]), (int)Markers(marked)[2].Element("out")!));
        Assert.StartsWith("TOM 0.80 s, confidence 97 % [st:tom] ", (string)Markers(marked)[2].Element("comment")!, StringComparison.Ordinal);
        // All that was there stands there still, in its order.
        var ours = marked.IndexOf("\r\n    <marker>\r\n      <name>SCREEN TIME", StringComparison.Ordinal);
        Assert.Equal(Cut, string.Concat(marked.AsSpan(0, ours), marked.AsSpan(marked.IndexOf("\r\n    <labels/>", StringComparison.Ordinal))));

        using var again = new TempFile("cut.xml", marked);
        Assert.Equal(Cut, Example.Text(Example.Write(s_writer, Read(again), null)));
    }

    [Fact]
    public void A_second_run_replaces_its_own_markers_and_nobody_elses()
    {
        using var file = new TempFile("cut.xml", Cut);
        var document = Read(file);
        using var first = new TempFile("cut.xml", Example.Write(s_writer, document, Result(document, ("tom", 10, 30), ("jerry", 40, 60))));
        var second = Example.Text(Example.Write(s_writer, Read(first), Result(document, ("tom", 12, 30))));
        Assert.Equal(["theirs 5", "SCREEN TIME 0", "TOM 12"], Markers(second).Select(marker => $"{(string)marker.Element("name")!} {In(marker)}"));

        // Of another cast, with characters of other names, the first one's markers stay; a summary is one for the timeline.
        var other = new Cast("other", [new Character("spike", "SPIKE", "RED")]);
        var both = Example.Text(Example.Write(s_writer, Read(first), Example.Result(document, other, ("spike", 50, 51))));
        Assert.Equal(["theirs", "TOM", "JERRY", "SCREEN TIME", "SPIKE"], Markers(both).Select(marker => (string)marker.Element("name")!));
    }

    [Theory]
    [InlineData("<in>10</in>", "<in>11</in>", "TOM")]
    [InlineData("<name>TOM</name>", "<name>TOM (check)</name>", "TOM (check)")]
    [InlineData("confidence 97 %", "really", "TOM")]
    public void A_marker_that_a_person_edited_stays_and_is_named(string from, string to, string name)
    {
        using var file = new TempFile("cut.xml", Cut);
        var document = Read(file);
        var result = Result(document, ("tom", 10, 30));
        var marked = Example.Text(Example.Write(s_writer, document, result));
        using var edited = new TempFile("cut.xml", marked.Replace(from, to, StringComparison.Ordinal));
        var cleaned = Example.Write(s_writer, Example.Export(Read(edited), null), out var notes);
        Assert.Contains(notes, note => note.Contains($"kept the marker \"{name}\" in line ", StringComparison.Ordinal));
        Assert.Contains(Markers(Example.Text(cleaned)), marker => (string)marker.Element("name")! == name);
        // It stands for its appearance, wherever it is: marked again, there is one of it.
        var again = Markers(Example.Text(Example.Write(s_writer, Read(edited), result)));
        Assert.Single(again, marker => ((string)marker.Element("comment")!).Contains("[st:tom]", StringComparison.Ordinal));
    }

    [Fact]
    public void A_conversion_of_the_same_format_is_the_same_file()
    {
        foreach (var name in (string[])["Final Cut Pro XMEML.xml", "Final Cut Pro XMEML 2.xml", "premiere_example.xml"])
        {
            var document = new XmemlReader().Read(SharedData.Path("timelines", name), new TimelineReadOptions());
            Assert.Equal(File.ReadAllBytes(document.Path), Example.Write(s_writer, new TimelineExport(document, null, null) { KeepOwnMarkers = true }, out _));
            var result = Example.Result(document);
            using var marked = new TempFile("cut.xml", Example.Write(s_writer, document, result));
            Assert.Equal(File.ReadAllBytes(document.Path), Example.Write(s_writer, new XmemlReader().Read(marked.Path, new TimelineReadOptions()), null));
        }
    }

    [Theory]
    [InlineData("utf-8", true)]
    [InlineData("utf-16", true)]
    [InlineData("iso-8859-1", false)]
    public void The_encoding_stays(string encoding, bool mark)
    {
        var text = Cut.Replace("UTF-8", encoding, StringComparison.Ordinal).Replace("theirs", "Käse", StringComparison.Ordinal);
        var by = Encoding.GetEncoding(encoding);
        byte[] bytes = [.. mark ? by.Preamble : [], .. by.GetBytes(text)];
        using var file = new TempFile("cut.xml", bytes);
        var document = Read(file);
        var cast = new Cast("c", [new Character("noel", "NOËL ☃", "RED")]);
        var marked = Example.Write(s_writer, document, Example.Result(document, cast, ("noel", 1, 2)));
        using var again = new TempFile("cut.xml", marked);
        Assert.Contains(Read(again).Timeline.Tracks.Markers, marker => marker.Name == "NOËL ☃");
        Assert.Equal(bytes, Example.Write(s_writer, Read(again), null));
    }

    [Fact]
    public void In_the_encoding_of_Windows_every_byte_is_what_it_says_and_comes_back()
    {
        var text = Cut.Replace("UTF-8", "windows-1252", StringComparison.Ordinal);
        var name = text.IndexOf("theirs", StringComparison.Ordinal);
        byte[] bytes = [.. Encoding.ASCII.GetBytes(text[..name]), 0x80, 0x92, 0x96, .. Enumerable.Range(0x80, 0x80).Select(value => (byte)value), .. Encoding.ASCII.GetBytes(text[name..])];
        using var file = new TempFile("cut.xml", bytes);
        var document = Read(file);
        Assert.StartsWith("\u20ac\u2019\u2013", document.Timeline.Tracks.Markers.Single().Name, StringComparison.Ordinal);
        var marked = Example.Write(s_writer, document, Example.Result(document, new Cast("c", [new Character("noel", "NOËL \u20ac ☃", "RED")]), ("noel", 1, 2)));
        using var again = new TempFile("cut.xml", marked);
        Assert.Contains(Read(again).Timeline.Tracks.Markers, marker => marker.Name == "NOËL \u20ac ☃");
        Assert.Equal(bytes, Example.Write(s_writer, Read(again), null));
    }

    [Fact]
    public void What_the_example_loses_is_said_and_nothing_else_is_lost()
    {
        var document = Example.Document();
        var written = Example.Write(s_writer, new TimelineExport(document, null, null) { KeepOwnMarkers = true }, out var notes);
        Assert.Equal(["a transition lies unevenly over its cut, which only Premiere reads from this file; others centre it"], notes);
        var read = Readers.Read("xmeml", written);
        Assert.Equal((document.Rate, document.StartFrame, document.Timeline.Name), (read.Rate, read.StartFrame, read.Timeline.Name));
        Assert.Equal(Shape.Of(document.Timeline), Shape.Of(read.Timeline));
    }

    [Fact]
    public void Markers_alone_lie_on_an_empty_sequence_of_the_same_length()
    {
        var document = Empty(29.97, 125);
        var root = XDocument.Parse(Example.Text(Example.Write(s_writer, document, Example.Result(document, Example.Cast, ("tom", 7, 9))))).Root!;
        Assert.Equal("125", (string)root.Element("sequence")!.Element("duration")!);
        Assert.Empty(root.Descendants("clipitem"));
        Assert.Equal([7], root.Descendants("marker").Where(marker => (string)marker.Element("name")! == "TOM").Select(In));
        Assert.Equal(125, Readers.Read("xmeml", root.ToString()).Timeline.Duration().Value);
    }

    internal static TimelineDocument Empty(double rate, double frames)
    {
        var exact = FrameRate.FromDouble(rate);
        var timeline = new Timeline("cut") { Tracks = { Children = { new Track("V1") { Children = { new Gap(new RationalTime(frames, exact.Value)) } } } } };
        return new TimelineDocument(timeline, "markers-only", "/none", exact, false, 1000, []);
    }

    private static TimelineDocument Read(TempFile file) => new XmemlReader().Read(file.Path, new TimelineReadOptions());

    private static AnalysisResult Result(TimelineDocument document, params (string, long, long)[] appearances) => Example.Result(document, Example.Cast, appearances);

    private static List<XElement> Markers(string text) => [.. XDocument.Parse(text.TrimStart('\uFEFF')).Root!.Element("sequence")!.Elements("marker")];

    private static int In(XElement marker) => int.Parse((string)marker.Element("in")!, CultureInfo.InvariantCulture);
}
