using CsCheck;
using OpenTimelineIO;
using ScreenTime.Exporters.Fcpxml;
using ScreenTime.Exporters.Xmeml;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Tests.Xml;

/// <summary>Random timelines come back from each format with all that it can carry.</summary>
public class RoundTripTests
{
    private static readonly FrameRate[] s_rates = [new(24000, 1001), new(24, 1), new(25, 1), new(30000, 1001), new(50, 1), new(60000, 1001)];

    [Fact]
    public void Timelines_come_back_from_xmeml() => AssertComesBack("xmeml", new XmemlWriter());

    [Fact]
    public void Timelines_come_back_from_fcpxml() => AssertComesBack("fcpxml", new FcpxmlWriter());

    [Theory]
    [InlineData("/Volumes/My Disk/50% done #2.mov", "file://{0}/Volumes/My%20Disk/50%25%20done%20%232.mov", null)]
    [InlineData("/m/Käse?.png", "file://{0}/m/K%C3%A4se%3F.png", null)]
    [InlineData(@"C:\media\my clip #1.mov", "file://{0}/C:/media/my%20clip%20%231.mov", "C:/media/my clip #1.mov")]
    [InlineData("d:/a b.mov", "file://{0}/d:/a%20b.mov", null)]
    [InlineData(@"\\server\share\a b.mov", "file://server/share/a%20b.mov", "//server/share/a b.mov")]
    [InlineData("//server/share/a b.mov", "file://server/share/a%20b.mov", null)]
    [InlineData("file:///m/a%20b.mov", "file:///m/a%20b.mov", "/m/a b.mov")]
    [InlineData("https://example.com/a b.mov", "https://example.com/a b.mov", null)]
    [InlineData("media/a b.mov", "media/a b.mov", null)]
    public void A_path_is_written_as_the_URL_that_editors_want_and_is_the_same_media(string address, string url, string? path)
    {
        var timeline = new Timeline("cut") { GlobalStartTime = new RationalTime(0, 25) };
        timeline.Tracks.Children.Add(new OpenTimelineIO.Track("V1", OpenTimelineIO.Track.KindVideo) { Children = { new Clip("a", new ExternalReference { TargetUrl = address }, new TimeRange(0, 50, 25)) } });
        var document = new TimelineDocument(timeline, "otio", "/none", new FrameRate(25, 1), false, 0, []);
        foreach (var (format, writer, host) in new (string, ITimelineWriter, string)[] { ("xmeml", new XmemlWriter(), "localhost"), ("fcpxml", new FcpxmlWriter(), "") })
        {
            var written = Example.Write(writer, document, null);
            var root = System.Xml.Linq.XDocument.Parse(Example.Text(written)).Root!;
            Assert.Equal(string.Format(System.Globalization.CultureInfo.InvariantCulture, url, host), format == "xmeml" ? root.Descendants("pathurl").Single().Value : (string)root.Descendants("media-rep").Single().Attribute("src")!);
            var read = ((ExternalReference)Readers.Read(format, written).Timeline.FindClips().Single().MediaReference!).TargetUrl;
            Assert.Equal(path ?? address, MediaUrl.TryGetPath(read, out var found) ? found : read);
        }
    }

    private static void AssertComesBack(string format, ITimelineWriter writer) =>
        Gen.Select(Gen.Int[0, s_rates.Length - 1], Gen.Int[0, 500_000], Gen.Int[0, 1_000_000]).Sample((rate, start, seed) =>
        {
            var document = new TimelineDocument(Random(new Random(seed), s_rates[rate], format), "otio", "/none", s_rates[rate], false, start, []);
            var written = Example.Write(writer, new TimelineExport(document, null, null) { KeepOwnMarkers = true }, out _);
            var read = Readers.Read(format, written);
            Assert.Equal((document.Rate, document.StartFrame), (read.Rate, read.StartFrame));
            Assert.Equal(Shape.Of(document.Timeline), Shape.Of(read.Timeline));
            // And once more: what was read is written to the same bytes.
            Assert.Equal(Example.Text(written), Example.Text(Example.Write(writer, new TimelineExport(document, null, null) { KeepOwnMarkers = true }, out _)));
        }, iter: 300);

    private static Timeline Random(Random random, FrameRate rate, string format)
    {
        var timeline = new Timeline("random");
        for (var i = random.Next(1, 3); i > 0; i--)
            timeline.Tracks.Children.Add(Track(random, rate.Value, format, OpenTimelineIO.Track.KindVideo, 0));
        if (random.Next(2) == 0)
            timeline.Tracks.Children.Add(Track(random, rate.Value, format, OpenTimelineIO.Track.KindAudio, 0));
        if (format == "xmeml")
            timeline.Tracks.Markers.Add(Marker(random, rate.Value, random.Next(100), format));
        return timeline;
    }

    private static Track Track(Random random, double rate, string format, string kind, int depth)
    {
        var track = new Track("", kind);
        Item? before = null;
        for (var i = random.Next(1, 6); i > 0; i--)
        {
            var length = random.Next(20, 90);
            Item item = random.Next(6) switch
            {
                0 when before is not (null or Gap) && i > 1 => new Gap(new RationalTime(length, rate)),
                1 when depth < 2 && kind == OpenTimelineIO.Track.KindVideo => new Stack
                {
                    Name = $"nested {i}",
                    SourceRange = new TimeRange(0, length, rate),
                    Children = { new Track { Children = { new Clip("inner", Media(random, rate), new TimeRange(1000, 400, rate)) } } },
                },
                _ => new Clip($"clip {i} <&>", Media(random, rate), new TimeRange(1000 + (random.Next(300) * 4), length, rate)),
            };
            if (before is Clip && item is Clip && random.Next(3) == 0)
                track.Children.Add(new Transition { Name = "Cross Dissolve", TransitionType = Transition.SmpteDissolve, InOffset = new RationalTime(random.Next(0, 9), rate), OutOffset = new RationalTime(random.Next(1, 9), rate) });
            if (item is not Gap)
            {
                var speed = random.Next(6) switch { 0 => 2, 1 => 0.5, 2 => -1, 3 => 0, _ => 1.0 };
                if (speed == 0)
                    item.Effects.Add(new FreezeFrame());
                else if (speed != 1)
                    item.Effects.Add(new LinearTimeWarp { TimeScalar = speed });
                if (random.Next(3) == 0)
                    item.Markers.Add(Marker(random, rate, (int)item.SourceRange!.Value.StartTime.Value + random.Next(length), format));
                item.Enabled = random.Next(8) != 0;
            }

            track.Children.Add(item);
            before = item;
        }

        return track;
    }

    private static ExternalReference Media(Random random, double rate) => new($"file:///media/{random.Next(3)}%20a.mov", new TimeRange(1000, 40_000, rate)) { Name = "media" };

    private static Marker Marker(Random random, double rate, int at, string format) => new()
    {
        Name = $"m{random.Next(9)}",
        Comment = "a \"note\" & more",
        Color = format == "xmeml" ? new[] { "RED", "GREEN", "BLUE", "YELLOW", "WHITE", "CYAN" }[random.Next(6)] : "PURPLE",
        MarkedRange = new TimeRange(at, random.Next(1, 9), rate),
    };
}
