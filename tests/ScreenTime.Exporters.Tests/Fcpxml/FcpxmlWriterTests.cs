using System.Xml.Linq;
using OpenTimelineIO;
using ScreenTime.Exporters.Fcpxml;
using ScreenTime.Exporters.Tests.Xmeml;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Tests.Fcpxml;

public class FcpxmlWriterTests
{
    private static readonly FcpxmlWriter s_writer = new();

    private static readonly string s_cut = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<!DOCTYPE fcpxml>\r\n" + FcpxmlReaderTests.Project(
        "\r\n    <asset-clip ref=\"a\" offset=\"3600s\" name=\"one\" start=\"20s\" duration=\"4s\" />\r\n    <asset-clip ref=\"a\" offset=\"3604s\" name=\"two\" start=\"30s\" duration=\"4s\">\r\n"
        + "      <marker start=\"31s\" duration=\"1/25s\" value=\"theirs\"/>\r\n      <filter-video ref=\"e\" name=\"Look &amp; feel\"/>\r\n    </asset-clip>\r\n", "tcStart=\"3600s\" tcFormat=\"NDF\"");

    [Fact]
    public void Markers_and_keywords_go_to_the_clips_and_taking_them_out_gives_the_originals_bytes()
    {
        using var file = new TempFile("cut.fcpxml", s_cut);
        var document = Read(file);
        var marked = Example.Text(Example.Write(s_writer, document, Example.Result(document, Example.Cast, ("tom", 50, 150), ("jerry", 110, 120))));
        var clips = XDocument.Parse(marked).Descendants("asset-clip").ToList();
        Assert.Equal(
            ["marker SCREEN TIME 20s 1/25s", "marker TOM 22s 1/25s", "keyword TOM 22s 2s"],
            clips[0].Elements().Select(Described));
        // Final Cut Pro wants markers before filters; a keyword is cut where the clip is.
        Assert.Equal(
            ["marker theirs 31s 1/25s", "keyword TOM 30s 2s", "marker JERRY 152/5s 1/25s", "keyword JERRY 152/5s 2/5s", "filter-video"],
            clips[1].Elements().Select(Described));
        using var again = new TempFile("cut.fcpxml", marked);
        Assert.Equal(s_cut, Example.Text(Example.Write(s_writer, Read(again), null)));

        var second = XDocument.Parse(Example.Text(Example.Write(s_writer, Read(again), Example.Result(document, Example.Cast, ("tom", 60, 70)))));
        Assert.Equal(["theirs", "SCREEN TIME", "TOM"], second.Descendants("marker").OrderBy(marker => (string)marker.Attribute("value")! != "theirs").Select(marker => (string)marker.Attribute("value")!));
    }

    /// <summary>What OTIO has no place for stays in the document: captions, filters, roles, and the files of a bundle beside it.</summary>
    [Theory]
    [InlineData("/>")]
    [InlineData("></asset-clip>")]
    [InlineData(">\n            \n        </asset-clip>")]
    [InlineData(">   </asset-clip>")]
    public void A_clip_without_anything_in_it_is_as_it_was_when_markers_are_taken_out(string end)
    {
        var text = FcpxmlReaderTests.Project($"\n        <asset-clip ref=\"a\" offset=\"0s\" name=\"one\" start=\"20s\" duration=\"4s\"{end}\n");
        using var file = new TempFile("cut.fcpxml", text);
        var document = Read(file);
        var marked = Example.Write(s_writer, document, Example.Result(document, Example.Cast, ("tom", 10, 35), ("jerry", 20, 30)));
        Assert.Equal(3, XDocument.Parse(Example.Text(marked)).Descendants("asset-clip").Single().Elements("marker").Count());
        using var again = new TempFile("cut.fcpxml", marked);
        Assert.Equal(text, Example.Text(Example.Write(s_writer, Read(again), null)));
    }

    [Fact]
    public void Markers_go_behind_what_a_clip_tracks()
    {
        var text = FcpxmlReaderTests.Project(
            "\n<asset-clip ref=\"a\" offset=\"0s\" name=\"one\" start=\"20s\" duration=\"4s\">\n<object-tracker>\n<tracking-shape id=\"s1\" name=\"Object\"/>\n</object-tracker>\n<filter-video ref=\"e\" name=\"Look\"/>\n</asset-clip>\n");
        using var file = new TempFile("cut.fcpxml", text);
        var document = Read(file);
        var marked = Example.Write(s_writer, document, Example.Result(document, Example.Cast, ("tom", 10, 35)));
        // The document type's order; Final Cut Pro refuses the file in another.
        Assert.Equal(
            ["object-tracker", "marker", "marker", "keyword", "filter-video"],
            XDocument.Parse(Example.Text(marked)).Descendants("asset-clip").Single().Elements().Select(element => element.Name.LocalName));
        using var again = new TempFile("cut.fcpxml", marked);
        Assert.Equal(text, Example.Text(Example.Write(s_writer, Read(again), null)));
    }

    [Fact]
    public void Captions_and_filters_of_a_bundle_survive_being_tagged_and_cleaned()
    {
        string[] kept =
        [
            "<caption name=\"Hi\" lane=\"1\" offset=\"21s\" start=\"3600s\" duration=\"1s\" role=\"iTT?captionFormat=ITT.en\"><text placement=\"bottom\"><text-style ref=\"ts\">Grüße &amp; \u65e5\u672c</text-style></text></caption>",
            "<filter-video ref=\"e\" name=\"Blur\"><param name=\"Amount\" key=\"1\" value=\"12\"/></filter-video>",
            "<audio-channel-source srcCh=\"1, 2\" role=\"dialogue.ann\"/>",
        ];
        var text = FcpxmlReaderTests.Project("\n<asset-clip ref=\"a\" offset=\"0s\" name=\"one\" start=\"20s\" duration=\"4s\">\n" + string.Join('\n', kept) + "\n</asset-clip>\n");
        using var file = new TempFile("other", "");
        var bundle = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(file.Path)!, "cut.fcpxmld")).FullName;
        File.WriteAllText(Path.Combine(bundle, "Info.fcpxml"), text);
        File.WriteAllText(Path.Combine(bundle, "CurrentVersion.plist"), "theirs");
        var document = new FcpxmlReader().Read(bundle, new TimelineReadOptions());
        Assert.Contains(document.Assumptions, sentence => sentence.StartsWith("captions are not read", StringComparison.Ordinal));

        var marked = Example.Text(Example.Write(s_writer, document, Example.Result(document, Example.Cast, ("tom", 10, 30))));
        Assert.All(kept, element => Assert.Contains(element, marked, StringComparison.Ordinal));
        Assert.Contains("value=\"TOM\"", marked, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(bundle, "Info.fcpxml"), marked);
        Assert.Equal(text, Example.Text(Example.Write(s_writer, new FcpxmlReader().Read(bundle, new TimelineReadOptions()), null)));
        Assert.Equal("theirs", File.ReadAllText(Path.Combine(bundle, "CurrentVersion.plist")));
    }

    [Fact]
    public void An_image_has_no_length_and_is_shown_as_Final_Cut_Pro_shows_one()
    {
        var document = Example.Document();
        document.Timeline.FindClips().First().MediaReference = new ExternalReference { TargetUrl = "file:///m/card.png" };
        var written = XDocument.Parse(Example.Text(Example.Write(s_writer, document, null)));
        var video = written.Descendants("video").Single();
        var asset = written.Descendants("asset").Single(asset => (string)asset.Attribute("id")! == (string)video.Attribute("ref")!);
        var format = written.Descendants("format").Single(format => (string)format.Attribute("id")! == (string)asset.Attribute("format")!);
        Assert.Equal(("house", "0s", "FFVideoFormatRateUndefined"), ((string)video.Attribute("name")!, (string)asset.Attribute("duration")!, (string)format.Attribute("name")!));
        using var file = new TempFile("cut.fcpxml", written.ToString());
        Assert.Equal(new TimeRange(25, 50, 25), Read(file).Timeline.FindClips().Single(clip => clip.Name == "house" && clip.Effects.Count == 0).SourceRange);
    }

    [Fact]
    public void In_a_clip_that_is_conformed_markers_count_in_its_medias_time()
    {
        using var file = new TempFile("cut.fcpxml", FcpxmlReaderTests.Project(
            "<asset-clip ref=\"b\" offset=\"0s\" name=\"x\" start=\"684/30s\" duration=\"4s\"><conform-rate srcFrameRate=\"30\"/></asset-clip>",
            resources: "<format id=\"f30\" frameDuration=\"1/30s\"/><asset id=\"b\" start=\"0s\" duration=\"60s\" hasVideo=\"1\" format=\"f30\"/>"));
        var document = Read(file);
        var marked = Example.Write(s_writer, document, Example.Result(document, Example.Cast, ("tom", 10, 35)));
        // Frame 694 of 30 a second, and 25 frames of it.
        var clip = XDocument.Parse(Example.Text(marked)).Descendants("asset-clip").Single();
        Assert.Equal("347/15s", (string)clip.Elements("marker").Single(marker => (string)marker.Attribute("value")! == "TOM").Attribute("start")!);
        Assert.Equal(("347/15s", "5/6s"), ((string)clip.Element("keyword")!.Attribute("start")!, (string)clip.Element("keyword")!.Attribute("duration")!));
        using var again = new TempFile("cut.fcpxml", marked);
        var read = Read(again).Timeline.FindClips().Single();
        Assert.Equal(10, (read.Markers.Single(marker => marker.Name == "TOM").MarkedRange.StartTime - read.SourceRange!.Value.StartTime).ToSeconds() * 25, 6);
    }

    [Fact]
    public void A_marker_that_a_person_moved_stays_and_is_named()
    {
        using var file = new TempFile("cut.fcpxml", s_cut);
        var document = Read(file);
        var result = Example.Result(document, Example.Cast, ("tom", 50, 60));
        var marked = Example.Text(Example.Write(s_writer, document, result));
        using var edited = new TempFile("cut.fcpxml", marked.Replace("<marker start=\"22s\"", "<marker start=\"23s\"", StringComparison.Ordinal));
        var cleaned = Example.Text(Example.Write(s_writer, Example.Export(Read(edited), null), out var notes));
        Assert.Contains("kept the marker \"TOM\" in line", Assert.Single(notes), StringComparison.Ordinal);
        Assert.Contains("<marker start=\"23s\"", cleaned, StringComparison.Ordinal);
        Assert.DoesNotContain("<keyword", cleaned, StringComparison.Ordinal);
        // It stands for its appearance, wherever it is: marked again, there is one of it, and the range of keywords.
        var again = XDocument.Parse(Example.Text(Example.Write(s_writer, Read(edited), result)));
        Assert.Equal("23s", (string)Assert.Single(again.Descendants("marker"), marker => (string)marker.Attribute("value")! == "TOM").Attribute("start")!);
        Assert.Single(again.Descendants("keyword"));
    }

    [Theory]
    [InlineData("29.97d.fcpxml")]
    [InlineData("FCPXML_1_9.fcpxml")]
    [InlineData("CompoundClipSample.fcpxml")]
    [InlineData("TimelineSample.fcpxml")]
    public void A_real_document_comes_back_to_the_byte(string name)
    {
        var document = new FcpxmlReader().Read(SharedData.Path("timelines", name), new TimelineReadOptions());
        Assert.Equal(File.ReadAllBytes(document.Path), Example.Write(s_writer, new TimelineExport(document, null, null) { KeepOwnMarkers = true }, out _));
        using var marked = new TempFile("cut.fcpxml", Example.Write(s_writer, document, Example.Result(document, Example.Cast, ("tom", 0, 300), ("jerry", 100, 700))));
        Assert.Equal(File.ReadAllBytes(document.Path), Example.Write(s_writer, Read(marked), null));
        Assert.NotEqual(File.ReadAllBytes(document.Path).Length, new FileInfo(marked.Path).Length);
    }

    [Fact]
    public void What_the_example_loses_is_said_and_nothing_else_is_lost()
    {
        var document = Example.Document();
        // Kept apart: the one marker of the timeline goes to a clip, and loses its colour.
        document.Timeline.Tracks.Markers.Clear();
        document.Timeline.FindClips().First().Markers.Add(new Marker { Name = "check", Comment = "dark", Color = "PURPLE", MarkedRange = new TimeRange(30, 1, 25) });
        var written = Example.Write(s_writer, new TimelineExport(document, null, null) { KeepOwnMarkers = true }, out var notes);
        Assert.Equal(["how long a medium is was stated as far as it is used, for nothing says it"], notes);
        var read = Readers.Read("fcpxml", written);
        Assert.Equal((document.Rate, document.StartFrame, document.Timeline.Name), (read.Rate, read.StartFrame, read.Timeline.Name));
        Assert.Equal(Shape.Of(document.Timeline), Shape.Of(read.Timeline));
    }

    [Fact]
    public void Markers_alone_lie_on_a_gap_of_the_same_length()
    {
        var document = XmemlWriterTests.Empty(23.976, 240);
        var root = XDocument.Parse(Example.Text(Example.Write(s_writer, document, Example.Result(document, Example.Cast, ("tom", 24, 48))))).Root!;
        var gap = Assert.Single(root.Descendants("spine").Single().Elements());
        Assert.Equal(("gap", "1001/100s"), (gap.Name.LocalName, (string)gap.Attribute("duration")!));
        Assert.Equal("1001/1000s", (string)gap.Elements("marker").Single(marker => (string)marker.Attribute("value")! == "TOM").Attribute("start")!);
        Assert.Equal("1001/1000s", (string)gap.Elements("keyword").Single().Attribute("duration")!);
    }

    private static string Described(XElement element) => string.Join(' ', new[] { element.Name.LocalName }
        .Concat(element.Name.LocalName is "marker" or "keyword" ? [(string)element.Attribute("value")!, (string)element.Attribute("start")!, (string)element.Attribute("duration")!] : []));

    private static TimelineDocument Read(TempFile file) => new FcpxmlReader().Read(file.Path, new TimelineReadOptions());
}
