using OpenTimelineIO;
using ScreenTime.Exporters.Kdenlive;
using ScreenTime.Exporters.Mlt;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Tests.Mlt;

public class MltWriterTests
{
    public static TheoryData<string> Formats => new("mlt", "kdenlive");

    [Theory]
    [MemberData(nameof(Formats))]
    public void What_is_written_is_read_again(string format)
    {
        var document = Example.Document();
        using var file = new TempFile("cut." + format, Example.Write(Writer(format), document, null));
        var read = Reader(format).Read(file.Path, new TimelineReadOptions());
        var (before, after) = (document.Timeline.VideoTracks().First(), read.Timeline.VideoTracks().First());
        Assert.Equal(before.Children.OfType<Item>().Select(item => (item.SchemaName, item.Name, item.SourceRange!.Value.Duration.Value)), after.Children.OfType<Item>().Select(item => (item.SchemaName, item.Name, item.SourceRange!.Value.Duration.Value)));
        Assert.Equal(before.FindClips().Select(clip => clip.SourceRange), after.FindClips().Select(clip => clip.SourceRange));
        Assert.Equal((5.0, 7.0), after.Children.OfType<Transition>().Select(transition => (transition.InOffset.Value, transition.OutOffset.Value)).Single());
        Assert.Equal([2.0], after.FindClips().SelectMany(clip => clip.Effects.OfType<LinearTimeWarp>()).Where(effect => effect is not FreezeFrame).Select(effect => effect.TimeScalar));
        Assert.IsType<FreezeFrame>(Assert.Single(after.FindClips().Last().Effects));
        Assert.Equal(["V1", "V2", "A1"], read.Timeline.Tracks.Children.Select(track => track.Name));
        Assert.Equal(30, Assert.Single(read.Timeline.Tracks.Markers).MarkedRange.StartTime.Value);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Cleaning_a_tagged_document_leaves_the_markers_of_others(string format)
    {
        var document = Example.Document();
        using var file = new TempFile("cut." + format, Example.Write(Writer(format), document, Example.Result(document)));
        var read = Reader(format).Read(file.Path, new TimelineReadOptions());
        Assert.True(read.Timeline.Tracks.Markers.Count > 3);
        using var clean = new TempFile("clean." + format, Example.Write(Writer(format), read, null));
        Assert.Equal(30, Assert.Single(Reader(format).Read(clean.Path, new TimelineReadOptions()).Timeline.Tracks.Markers).MarkedRange.StartTime.Value);
    }

    [Fact]
    public void Shotcuts_document_is_patched_and_cleaned_to_the_byte()
    {
        const string Markers = "<properties name=\"shotcut:markers\">\n      <properties name=\"0\"><property name=\"text\">mine</property><property name=\"start\">00:00:01.000</property><property name=\"end\">00:00:01.000</property></properties>\n    </properties>";
        foreach (var markers in (string[])["", Markers])
        {
            using var file = new TempFile("cut.mlt", MltReaderTests.Shotcut("""<entry producer="c0" in="10" out="99"/>""", markers));
            var document = new MltReader().Read(file.Path, new TimelineReadOptions());
            var written = Example.Write(new MltWriter(), document, Example.Result(document, Example.Cast, ("tom", 3, 9), ("jerry", 3, 5)));
            using var tagged = new TempFile("cut.mlt", written);
            var read = new MltReader().Read(tagged.Path, new TimelineReadOptions());
            Assert.Equal([(0, 1), (3, 6), (3, 2)], read.Timeline.Tracks.Markers.Where(marker => marker.Name != "mine").Select(marker => ((int)marker.MarkedRange.StartTime.Value, (int)marker.MarkedRange.Duration.Value)));
            Assert.Equal(File.ReadAllText(file.Path), Example.Text(Example.Write(new MltWriter(), read, null)));
        }
    }

    /// <summary>A film's decoder shows an image for one frame; what shows images needs to know for how long.</summary>
    [Theory]
    [MemberData(nameof(Formats))]
    public void Images_and_sequences_of_them_are_written_for_the_reader_of_images(string format)
    {
        var timeline = new Timeline("cut") { GlobalStartTime = new RationalTime(0, 25) };
        timeline.Tracks.Children.Add(new Track("V1", Track.KindVideo)
        {
            Children =
            {
                new Clip("still", new ExternalReference { TargetUrl = "/m/a card.PNG", AvailableRange = new TimeRange(0, 1, 25) }, new TimeRange(90000, 50, 25)),
                new Clip("seq", new ImageSequenceReference { TargetUrlBase = "file:///m/seq", NamePrefix = "f.", NameSuffix = ".exr", StartFrame = 1001, FrameZeroPadding = 4, Rate = 12.5, AvailableRange = new TimeRange(0, 100, 12.5) }, new TimeRange(20, 60, 25)),
            },
        });
        using var file = new TempFile("cut." + format, Example.Write(Writer(format), new TimelineDocument(timeline, "otio", "/none", new FrameRate(25, 1), false, 0, []), null));
        var producers = System.Xml.Linq.XDocument.Load(file.Path).Descendants("producer").Where(producer => Value(producer, "mlt_service") != "color").ToList();
        Assert.All(producers, producer => Assert.Equal("qimage", Value(producer, "mlt_service")));
        Assert.Contains(producers, producer => (Value(producer, "resource"), Value(producer, "ttl")) == ("/m/a card.PNG", "1") && int.Parse(Value(producer, "length")!, System.Globalization.CultureInfo.InvariantCulture) > 90050);
        Assert.Contains(producers, producer => (Value(producer, "resource"), Value(producer, "ttl"), Value(producer, "length")) == ("/m/seq/f.%04d.exr?begin=1001", "2", "200"));
        var clips = Reader(format).Read(file.Path, new TimelineReadOptions()).Timeline.FindClips().ToList();
        Assert.Equal([new TimeRange(90000, 50, 25), new TimeRange(20, 60, 25)], clips.Select(clip => clip.SourceRange!.Value));
        Assert.Equal((1001, 12.5, 100), (((ImageSequenceReference)clips[1].MediaReference!).StartFrame, ((ImageSequenceReference)clips[1].MediaReference!).Rate, ((ImageSequenceReference)clips[1].MediaReference!).NumberOfImages()));

        static string? Value(System.Xml.Linq.XElement producer, string name) => producer.Elements("property").FirstOrDefault(property => (string?)property.Attribute("name") == name)?.Value;
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_nested_sequence_under_a_transition_stays_one(string format)
    {
        var timeline = new Timeline("cut") { GlobalStartTime = new RationalTime(0, 25) };
        Stack Nested(string name) => new()
        {
            Name = name,
            SourceRange = new TimeRange(20, 50, 25),
            Children = { new Track("V1", Track.KindVideo) { Children = { new Clip(name + " inside", new ExternalReference { TargetUrl = "/m/a.mov", AvailableRange = new TimeRange(0, 1000, 25) }, new TimeRange(0, 100, 25)) } } },
        };
        var mix = new Transition { TransitionType = Transition.SmpteDissolve, InOffset = new RationalTime(5, 25), OutOffset = new RationalTime(5, 25) };
        timeline.Tracks.Children.Add(new Track("V1", Track.KindVideo) { Children = { Nested("one"), mix, Nested("two") } });
        using var file = new TempFile("cut." + format, Example.Write(Writer(format), new TimelineDocument(timeline, "otio", "/none", new FrameRate(25, 1), false, 0, []), null));
        var track = Reader(format).Read(file.Path, new TimelineReadOptions()).Timeline.VideoTracks().Single();
        Assert.Equal([new TimeRange(20, 50, 25), new TimeRange(20, 50, 25)], track.Children.OfType<Stack>().Select(stack => stack.SourceRange!.Value));
        Assert.Equal((5.0, 5.0), track.Children.OfType<Transition>().Select(transition => (transition.InOffset.Value, transition.OutOffset.Value)).Single());
    }

    /// <summary>Looked through from its beginning for each clip, this took minutes.</summary>
    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Formats))]
    public async Task A_cut_of_twenty_thousand_clips_and_dissolves_is_written_and_read(string format)
    {
        var track = new Track("V1", Track.KindVideo);
        for (var i = 0; i < 20_000; i++)
        {
            if (i > 0)
                track.Children.Add(new Transition { TransitionType = Transition.SmpteDissolve, InOffset = new RationalTime(2, 25), OutOffset = new RationalTime(3, 25) });
            track.Children.Add(new Clip($"c{i}", new ExternalReference { TargetUrl = $"/m/a{i}.mov", AvailableRange = new TimeRange(0, 1000, 25) }, new TimeRange(100, 20, 25)));
        }

        var timeline = new Timeline("cut") { GlobalStartTime = new RationalTime(0, 25), Tracks = { Children = { track } } };
        var read = await Task.Run(
            () =>
            {
                using var file = new TempFile("cut." + format, Example.Write(Writer(format), new TimelineDocument(timeline, "otio", "/none", new FrameRate(25, 1), false, 0, []), null));
                return Reader(format).Read(file.Path, new TimelineReadOptions()).Timeline;
            },
            TestContext.Current.CancellationToken);
        Assert.Equal(20_000, read.FindClips().Count(clip => clip.SourceRange == new TimeRange(100, 20, 25)));
        Assert.Equal(19_999, read.VideoTracks().Single().Children.OfType<Transition>().Count(transition => (transition.InOffset.Value, transition.OutOffset.Value) == (2, 3)));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_clip_that_begins_before_its_media_counts_from_the_medias_first_frame(string format)
    {
        var timeline = new Timeline("cut") { GlobalStartTime = new RationalTime(0, 25) };
        timeline.Tracks.Children.Add(new Track("V1", Track.KindVideo) { Children = { new Clip("a", new ExternalReference { TargetUrl = "/m/a.mov", AvailableRange = new TimeRange(90000, 1000, 25) }, new TimeRange(100, 50, 25)) } });
        using var file = new TempFile("cut." + format, Example.Write(Writer(format), new TimelineDocument(timeline, "otio", "/none", new FrameRate(25, 1), false, 0, []), null));
        Assert.Equal(new TimeRange(100, 50, 25), Reader(format).Read(file.Path, new TimelineReadOptions()).Timeline.FindClips().Single().SourceRange);
    }

    /// <summary>The framework itself plays what was written: as many frames as the timeline has, at its rate.</summary>
    [Theory]
    [StartsPrograms]
    [InlineData("mlt", "25")]
    [InlineData("kdenlive", "25")]
    [InlineData("mlt", "29.97")]
    [InlineData("kdenlive", "23.976")]
    public async Task Melt_plays_what_was_written(string format, string rateText)
    {
        Assert.True(FrameRate.TryParse(rateText, out var rate));
        var timeline = new Timeline("cut") { GlobalStartTime = new RationalTime(0, rate.Value) };
        var track = new Track("V1", Track.KindVideo);
        track.Children.Add(Black("a", 40, rate));
        track.Children.Add(new Transition { Name = "x", TransitionType = Transition.SmpteDissolve, InOffset = new RationalTime(5, rate.Value), OutOffset = new RationalTime(7, rate.Value) });
        track.Children.Add(Black("b", 50, rate));
        track.Children.Add(new Gap(new RationalTime(10, rate.Value)));
        track.Children.Add(Black("c", 25, rate));
        timeline.Tracks.Children.Add(track);
        var document = new TimelineDocument(timeline, "otio", "/none", rate, false, 0, []);
        using var file = new TempFile("cut." + format, Example.Write(Writer(format), document, Example.Result(document, Example.Cast, ("tom", 3, 9))));

        var read = await Melt.ReadAsync(file.Path, TestContext.Current.CancellationToken);
        Assert.Equal((rate.Numerator, rate.Denominator), ((int)read.Element("profile")!.Attribute("frame_rate_num")!, (int)read.Element("profile")!.Attribute("frame_rate_den")!));
        Assert.Equal(125, Melt.Frames(read));
    }

    private static Clip Black(string name, long frames, FrameRate rate) =>
        new(name, new GeneratorReference { GeneratorKind = "black", AvailableRange = new TimeRange(0, 1000, rate.Value) }, new TimeRange(100, frames, rate.Value));

    private static ITimelineWriter Writer(string format) => format == "mlt" ? new MltWriter() : new KdenliveWriter();

    private static ITimelineReader Reader(string format) => format == "mlt" ? new MltReader() : new KdenliveReader();
}
