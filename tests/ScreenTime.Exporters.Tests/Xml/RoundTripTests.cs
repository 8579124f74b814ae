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
