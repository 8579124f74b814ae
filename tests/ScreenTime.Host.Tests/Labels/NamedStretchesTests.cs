using OpenTimelineIO;
using ScreenTime.Host.Labels;
using ScreenTime.Host.Tests.Timelines;
using ScreenTime.Sdk;
using static ScreenTime.Host.Tests.Timelines.Cuts;

namespace ScreenTime.Host.Tests.Labels;

public sealed class NamedStretchesTests
{
    private static readonly Cast s_cast = new("cast", [new Character("tom", "TOM", "BLUE"), new Character("jerry_mouse", "Jerry Mouse", "RED"), new Character("cat", "Tom Cat", "GREEN")]);

    [Theory]
    [InlineData("TOM", "tom")]
    [InlineData("S01_tom-and.friends", "tom")]
    [InlineData("Tom & Jerry Mouse", "tom,jerry_mouse")]
    [InlineData("sc12/jerry_mouse.mov", "jerry_mouse")]
    [InlineData("tom cat", "tom,cat")]
    [InlineData("Custom catalogue", "")]
    [InlineData("tomcat", "")]
    [InlineData("jerry", "")]
    [InlineData("", "")]
    public void A_name_names_whom_its_words_name(string name, string expected) =>
        Assert.Equal(expected, string.Join(',', Find(Document(Film, Track(Clip(name, 0, 24, Film)))).Select(item => item.CharacterId)));

    [Fact]
    public void A_clip_counts_over_the_record_that_shows_it()
    {
        var document = Document(Film, Track(Clip("tom", 0, 48, Film), Clip("x", 0, 24, Film)), Track(Gap(24, Film), Clip("y", 0, 24, Film)));

        Assert.Equal([("tom", new FrameRange(0, 24))], Find(document));
    }

    [Fact]
    public void Markers_of_the_timeline_count_in_record_time_and_one_of_no_length_is_a_frame()
    {
        var document = Document(Film, Track(Clip("x", 100, 48, Film)));
        Mark(document.Timeline.Tracks, "Tom", 10, 5);
        Mark(document.Timeline.Tracks, "note", 30, 0, "here is Jerry Mouse");
        Mark(document.Timeline.Tracks, "Tom", 40, 100);
        Mark(document.Timeline.Tracks, "Tom", -10, 5);

        Assert.Equal([("tom", new FrameRange(10, 15)), ("jerry_mouse", new FrameRange(30, 31)), ("tom", new FrameRange(40, 48))], Find(document));
    }

    [Fact]
    public void A_trimmed_timeline_counts_from_where_it_is_trimmed_to()
    {
        var document = Document(Film, Track(Clip("x", 0, 96, Film)));
        document.Timeline.Tracks.SourceRange = Range(24, 48, Film);
        Mark(document.Timeline.Tracks, "Tom", 30, 6);
        Mark((Item)document.Timeline.Tracks.Children[0], "Jerry Mouse", 30, 6);

        Assert.Equal([("tom", new FrameRange(6, 12)), ("jerry_mouse", new FrameRange(6, 12))], Find(document));
    }

    [Fact]
    public void Markers_of_a_clip_count_in_the_clips_own_time_where_the_clip_shows()
    {
        var clip = Clip("x", 100, 48, Film);
        Mark(clip, "Tom", 110, 6);
        Mark(clip, "Tom", 90, 20);
        Mark(clip, "Jerry Mouse", 50, 10);
        Mark(clip, "Jerry Mouse", 148, 10);
        var hidden = Clip("below", 0, 72, Film);
        Mark(hidden, "Jerry Mouse", 20, 10);
        var document = Document(Film, Track(hidden), Track(Gap(24, Film), clip));

        Assert.Equal([("jerry_mouse", new FrameRange(20, 24)), ("tom", new FrameRange(34, 40)), ("tom", new FrameRange(24, 34))], Find(document));
    }

    [Fact]
    public void Markers_within_a_change_of_speed_say_nothing_for_certain()
    {
        var clip = Clip("x", 0, 48, Film);
        clip.Effects.Add(new LinearTimeWarp { TimeScalar = 2 });
        Mark(clip, "Tom", 10, 6);

        Assert.Empty(Find(Document(Film, Track(clip))));
    }

    [Theory]
    [InlineData("""{"Resolve_OTIO":{"Keywords":["day","Tom"]}}""", "tom")]
    [InlineData("""{"Resolve_OTIO":{"Keywords":["tom","Jerry Mouse"]}}""", "tom,jerry_mouse")]
    [InlineData("""{"fcpx":{"clip":{"keywords":"Tom, day"}}}""", "tom")]
    [InlineData("""{"keyword":[{"value":"tom","start":"0s"}]}""", "tom")]
    [InlineData("""{"fcpxml":{"keyword":{"@value":"tom"}}}""", "tom")]
    [InlineData("""{"keyword":{"@note":"tom"}}""", "")]
    [InlineData("""{"a":{"b":{"c":{"keywords":"tom"}}}}""", "")]
    [InlineData("""{"keywords":["tomorrow", 7, null, ["tom"]], "notes":"tom"}""", "")]
    public void Keywords_of_clips_and_markers_count(string metadata, string expected)
    {
        Metadata Read() => OtioJson.Read<Marker>(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(
            """{"OTIO_SCHEMA":"Marker.2","name":"","color":"RED","marked_range":{"OTIO_SCHEMA":"TimeRange.1","start_time":{"OTIO_SCHEMA":"RationalTime.1","rate":24,"value":0},"duration":{"OTIO_SCHEMA":"RationalTime.1","rate":24,"value":0}},"metadata":"""
            + metadata + "}"))).Metadata;

        var clip = Clip("x", 100, 48, Film);
        foreach (var (key, value) in Read())
            clip.Metadata[key] = value;
        var plain = Clip("y", 0, 24, Film);
        var marker = Mark(plain, "", 6, 4);
        foreach (var (key, value) in Read())
            marker.Metadata[key] = value;

        var found = Find(Document(Film, Track(plain, clip)));

        var ids = expected.Split(',', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(ids.Select(id => (id, new FrameRange(6, 10))).Concat(ids.Select(id => (id, new FrameRange(24, 72)))), found);
    }

    [Fact]
    public void A_keyword_of_a_part_of_a_clip_counts_over_that_part()
    {
        var clip = Clip("x", 96, 48, Film);
        clip.Metadata["fcpxml"] = new Metadata
        {
            ["keyword"] = new MetadataList
            {
                new Metadata { ["@start"] = "5s", ["@duration"] = "1/2s", ["@value"] = "day, Tom" },
                new Metadata { ["@start"] = "0s", ["@duration"] = "10s", ["@value"] = "Jerry Mouse" },
                new Metadata { ["@start"] = "100s", ["@duration"] = "10s", ["@value"] = "Tom" },
            },
        };

        Assert.Equal([("tom", new FrameRange(34, 46)), ("jerry_mouse", new FrameRange(10, 58))], Find(Document(Film, Track(Gap(10, Film), clip))));
    }

    [Fact]
    public void Answers_of_the_machine_teach_nothing()
    {
        var document = Document(Film, Track(Clip("x", 0, 48, Film)));
        Mark(document.Timeline.Tracks, "TOM", 10, 5).Metadata["screentime"] = new Metadata { ["character"] = "tom" };

        Assert.Empty(Find(document));
    }

    [Theory]
    [InlineData(1e300)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_marker_beyond_all_time_is_named(double start)
    {
        var document = Document(Film, Track(Clip("x", 0, 48, Film)));
        Mark(document.Timeline.Tracks, "Tom far out", start, 5);

        var exception = Assert.Throws<UserException>(() => Find(document));

        Assert.Equal((ExitCode.InputInvalid, "cut.otio: the marker \"Tom far out\" has a time that is out of bounds"), (exception.ExitCode, exception.Message));
    }

    private static Marker Mark(Item item, string name, double start, double length, string comment = "")
    {
        var marker = new Marker { Name = name, Comment = comment, MarkedRange = Range(start, length, Film) };
        item.Markers.Add(marker);
        return marker;
    }

    private static IReadOnlyList<(string CharacterId, FrameRange Record)> Find(TimelineDocument document) =>
        NamedStretches.Find(document, Map(document, [.. document.Timeline.FindClips().Select(clip => Cuts.Media(clip.Name + ".mov", Film, 1000))]), s_cast);
}
