using System.Text.Json;
using System.Xml.Linq;
using OpenTimelineIO;
using ScreenTime.Exporters.Kdenlive;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Tests.Kdenlive;

public class KdenliveWriterTests
{
    private static readonly KdenliveWriter s_writer = new();

    [Fact]
    public void Guides_go_into_the_original_and_come_out_again_to_the_byte()
    {
        var path = SharedData.Path("timelines", "kdenlive_mixes_markers.kdenlive");
        var original = File.ReadAllBytes(path);
        var document = new KdenliveReader().Read(path, new TimelineReadOptions());
        var written = Example.Write(s_writer, document, Example.Result(document, Example.Cast, ("tom", 10, 40), ("jerry", 10, 20), ("tom", 100, 130)));
        Assert.Equal([(10, "TOM + JERRY 1.2 + 0.40 s"), (100, "TOM 1.2 s")], Guides(written).Skip(1).Select(guide => (guide.Position, guide.Text)));
        var text = Example.Text(written);
        // Nothing but the one property differs.
        Assert.Equal(Without(Example.Text(original)), Without(text));
        using var file = new TempFile("cut.kdenlive", written);
        var again = new KdenliveReader().Read(file.Path, new TimelineReadOptions());
        Assert.Equal(original, Example.Write(s_writer, again, null));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<property name=\"kdenlive:docproperties.guides\"/>")]
    [InlineData("<property name=\"kdenlive:docproperties.guides\">[\n    {\n        \"comment\": \"A &amp; B\",\n        \"extra\": [1],\n        \"pos\": 12,\n        \"type\": 3\n    }\n]\n</property>")]
    public void A_second_run_replaces_its_own_and_no_one_elses(string guides)
    {
        using var file = new TempFile("cut.kdenlive", KdenliveReaderTests.Project(guides, ""));
        var document = new KdenliveReader().Read(file.Path, new TimelineReadOptions());
        var others = document.Timeline.Tracks.Markers.Select(marker => marker.Comment).ToList();
        var first = Example.Write(s_writer, document, Example.Result(document, Example.Cast, ("tom", 3, 9)));
        using var tagged = new TempFile("cut.kdenlive", first);
        var again = new KdenliveReader().Read(tagged.Path, new TimelineReadOptions());
        var second = Example.Write(s_writer, Example.Export(again, Example.Result(again, Example.Cast, ("tom", 5, 9))), out var notes);
        Assert.Equal([0, 5, .. others.Select(_ => 12)], Guides(second).Select(guide => guide.Position).Order());
        Assert.Equal(others.Count > 0, Example.Text(second).Contains("\"extra\": [", StringComparison.Ordinal));
        Assert.Empty(notes);
    }

    [Fact]
    public void A_marker_on_somebody_elses_guide_goes_behind_its_text_and_comes_off_again()
    {
        using var file = new TempFile("cut.kdenlive", KdenliveReaderTests.Project("<property name=\"kdenlive:docproperties.guides\">[{\"pos\": 12, \"comment\": \"A + B\", \"type\": 3}]</property>", ""));
        var document = new KdenliveReader().Read(file.Path, new TimelineReadOptions());
        var written = Example.Write(s_writer, document, Example.Result(document, Example.Cast, ("tom", 12, 20)));
        Assert.Contains((12, "A + B + TOM 0.32 s"), Guides(written).Select(guide => (guide.Position, guide.Text)));
        using var tagged = new TempFile("cut.kdenlive", written);
        var again = new KdenliveReader().Read(tagged.Path, new TimelineReadOptions());
        Assert.Equal(["A + B", "TOM"], again.Timeline.Tracks.Markers.Skip(1).Select(marker => marker.Comment.Split(" 0.")[0]));
        Assert.Equal([(12, "A + B")], Guides(Example.Write(s_writer, again, null)).Select(guide => (guide.Position, guide.Text)));
    }

    /// <summary>Kdenlive writes guides in the order in which they were made; other tools have other spaces, line ends and escapes.</summary>
    [Theory]
    [InlineData("[\n    {\n        \"comment\": \"later\",\n        \"pos\": 60,\n        \"type\": 3\n    },\n    {\n        \"comment\": \"first\",\n        \"pos\": 12,\n        \"type\": 0\n    }\n]\n")]
    [InlineData("[{\"pos\":60,\"comment\":\"Caf\\u00e9 \\\"x\\\" \ud83d\ude00\",\"type\":3,\"extra\":[1]},{\"pos\":12,\"comment\":\"a\\n\\ud83d\\ude00\"}]")]
    [InlineData("[{&quot;pos&quot;:12,&quot;comment&quot;:&quot;a &amp;amp; b &lt;c&gt;&quot;,&quot;type&quot;:3}]")]
    [InlineData("[\r\n  {\r\n \"comment\": \"x\", \"pos\": 3}, {\"pos\": 70, \"comment\": \"y\"},\r\n]\r\n")]
    [InlineData("[]")]
    [InlineData("[\n]\n")]
    public void A_list_of_guides_in_any_order_and_spelling_comes_back_to_the_byte(string guides)
    {
        var project = KdenliveReaderTests.Project($"<property name=\"kdenlive:docproperties.version\">1.04</property><property name=\"kdenlive:docproperties.guides\">{guides}</property>", "");
        using var file = new TempFile("cut.kdenlive", project);
        var document = new KdenliveReader().Read(file.Path, new TimelineReadOptions());
        Assert.Equal(project, Example.Text(Example.Write(s_writer, new TimelineExport(document, null, null) { KeepOwnMarkers = true }, out _)));

        var result = Example.Result(document, Example.Cast, ("tom", 3, 9), ("jerry", 12, 15), ("tom", 12, 20), ("tom", 60, 70));
        using var tagged = new TempFile("cut.kdenlive", Example.Write(s_writer, document, result));
        var again = new KdenliveReader().Read(tagged.Path, new TimelineReadOptions());
        Assert.Equal(4, again.Timeline.Tracks.Markers.Count(marker => marker.Metadata.ContainsKey("screentime")));
        Assert.Equal(File.ReadAllBytes(tagged.Path), Example.Write(s_writer, again, result));
        Assert.Equal(project, Example.Text(Example.Write(s_writer, again, null)));
    }

    [Fact]
    public void A_guide_that_a_person_moved_is_kept_and_stands_for_its_marker()
    {
        using var file = new TempFile("cut.kdenlive", KdenliveReaderTests.Project("", ""));
        var document = new KdenliveReader().Read(file.Path, new TimelineReadOptions());
        var result = Example.Result(document, Example.Cast, ("tom", 3, 9));
        var moved = Example.Text(Example.Write(s_writer, document, result)).Replace("\"pos\": 3", "\"pos\": 4", StringComparison.Ordinal);
        using var tagged = new TempFile("cut.kdenlive", moved);
        var again = new KdenliveReader().Read(tagged.Path, new TimelineReadOptions());
        var second = Example.Write(s_writer, Example.Export(again, result), out var notes);
        Assert.Equal([0, 4], Guides(second).Select(guide => guide.Position));
        Assert.Contains("a person edited it", Assert.Single(notes), StringComparison.Ordinal);
    }

    /// <summary>The sound and the picture of one clip carry the same markers.</summary>
    [Fact]
    public void Markers_of_a_clip_that_share_a_frame_become_one_that_says_what_all_say()
    {
        Clip Clip() => new("a", new ExternalReference { TargetUrl = "/m/a.mov", AvailableRange = new TimeRange(0, 500, 25) }, new TimeRange(100, 50, 25))
        {
            Markers = { Marker("one", 110), Marker("two", 110), Marker("last", 120) },
        };
        static Marker Marker(string name, double at) => new() { Name = name, MarkedRange = new TimeRange(at, 0, 25) };
        var timeline = new Timeline("cut") { GlobalStartTime = new RationalTime(0, 25), Tracks = { Children = { new Track("V1") { Children = { Clip() } }, new Track("A1", Track.KindAudio) { Children = { Clip() } } } } };
        using var file = new TempFile("cut.kdenlive", Example.Write(s_writer, new TimelineExport(new TimelineDocument(timeline, "otio", "/none", new FrameRate(25, 1), false, 0, []), null, null) { KeepOwnMarkers = true }, out _));
        var clip = new KdenliveReader().Read(file.Path, new TimelineReadOptions()).Timeline.VideoTracks().SelectMany(track => track.FindClips()).Single();
        Assert.Equal([(110.0, "one + two"), (120.0, "last")], clip.Markers.Select(marker => (marker.MarkedRange.StartTime.Value, marker.Comment)));
    }

    internal static IEnumerable<(int Position, string Text)> Guides(byte[] project)
    {
        using var stream = new MemoryStream(project);
        var property = XDocument.Load(stream).Descendants("property").Single(property => ((string?)property.Attribute("name"))!.EndsWith("properties.guides", StringComparison.Ordinal));
        using var json = JsonDocument.Parse(property.Value);
        return [.. json.RootElement.EnumerateArray().Select(guide => (guide.GetProperty("pos").GetInt32(), guide.GetProperty("comment").GetString()!.Split(" [st")[0]))];
    }

    private static string Without(string project)
    {
        const string Begin = "kdenlive:docproperties.guides\">";
        var start = project.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        return project.Remove(start, project.IndexOf("</property>", start, StringComparison.Ordinal) - start);
    }
}
