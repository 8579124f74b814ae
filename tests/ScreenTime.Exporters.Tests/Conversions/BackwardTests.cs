using OpenTimelineIO;
using ScreenTime.Exporters.Edl;
using ScreenTime.Exporters.Fcpxml;
using ScreenTime.Exporters.Kdenlive;
using ScreenTime.Exporters.Mlt;
using ScreenTime.Exporters.Xmeml;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Tests.Conversions;

/// <summary>Clips that play backwards show the same frames in every format, whichever way its lists and files say where they begin.</summary>
public class BackwardTests
{
    // Frames 100 to 147 of the media, the last first; at half and double speed 24 and 96 of them.
    public static TheoryData<string, double> Formats => new()
    {
        { "edl", -1 }, { "edl", -0.5 }, { "edl", -2 }, { "xmeml", -1 }, { "xmeml", -0.5 }, { "xmeml", -2 }, { "fcpxml", -1 }, { "fcpxml", -0.5 }, { "fcpxml", -2 },
        { "mlt", -1 }, { "mlt", -0.5 }, { "mlt", -2 }, { "kdenlive", -1 }, { "kdenlive", -0.5 },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public void Keep_the_media_that_they_use(string format, double speed)
    {
        var clip = Reread(format, Cut(speed)).Timeline.FindClips().ElementAt(1);
        Assert.Equal(new TimeRange(100, 48, 25), clip.SourceRange);
        Assert.Equal(speed, Assert.IsType<LinearTimeWarp>(Assert.Single(clip.Effects)).TimeScalar);
    }

    /// <summary>Premiere's way: the whole stretch, lowest timecode first. Hand-counted: 48 frames at -1 from 4 s on are 00:00:04:00 to 00:00:05:23.</summary>
    [Theory]
    [InlineData(-1, "00:00:04:00 00:00:05:23", "-025.0")]
    [InlineData(-0.5, "00:00:04:00 00:00:04:24", "-012.5")]
    [InlineData(-2, "00:00:04:00 00:00:07:21", "-050.0")]
    public void Are_written_into_a_list_as_the_stretch_that_they_use(double speed, string source, string m2)
    {
        var lines = Example.Text(Example.Write(new EdlWriter(), Cut(speed), null)).Split("\r\n");
        Assert.Contains(lines, line => line.StartsWith("002  a        V     C        " + source, StringComparison.Ordinal));
        Assert.Contains($"M2   a             {m2}                00:00:04:00", lines);
    }

    /// <summary>
    /// Avid's way: one frame, the one that shows first. Played backwards from 00:00:05:00, frame 120 of 24 a second, for 24 frames: 120 down to 97. The reference adapter has the range begin with
    /// the source in; what is written of it must use frames 97 to 120.
    /// </summary>
    [Theory]
    [InlineData("xmeml", "-024.0", 97)]
    [InlineData("fcpxml", "-024.0", 97)]
    // A list names the one frame again.
    [InlineData("edl", "-024.0", 120)]
    [InlineData("xmeml", "-048.0", 73)]
    [InlineData("fcpxml", "-012.0", 109)]
    public void Begin_with_the_one_frame_that_Avid_names(string format, string m2, double first)
    {
        var list = TempFile.ReadEdl($"001  A  V  C  00:00:05:00 00:00:05:01 01:00:00:00 01:00:01:00\nM2   A   {m2}   00:00:05:00\n");
        Assert.Equal(120, list.Timeline.FindClips().Single().SourceRange!.Value.StartTime.Value);
        var carried = list with { FormatId = "otio" };
        Assert.Equal(new TimeRange(first, 24, 24), Reread(format, carried).Timeline.FindClips().Single().SourceRange);
    }

    [Fact]
    public void What_a_later_event_leaves_of_one_uses_what_it_shows()
    {
        // 48 frames, 96 to 143 backwards; the later event takes the second half, so that 143 to 120 are left.
        var list = TempFile.ReadEdl("001  A  V  C  00:00:04:00 00:00:06:00 01:00:00:00 01:00:02:00\nM2   A   -024.0   00:00:04:00\n002  B  V  C  00:00:01:00 00:00:02:00 01:00:01:00 01:00:02:00\n");
        Assert.Equal(new TimeRange(120, 24, 24), list.Timeline.FindClips().First().SourceRange);
    }

    private static TimelineDocument Reread(string format, TimelineDocument document)
    {
        (ITimelineWriter writer, ITimelineReader reader) = format switch
        {
            "edl" => ((ITimelineWriter)new EdlWriter(), (ITimelineReader)new EdlReader()),
            "xmeml" => (new XmemlWriter(), new XmemlReader()),
            "fcpxml" => (new FcpxmlWriter(), new FcpxmlReader()),
            "mlt" => (new MltWriter(), new MltReader()),
            _ => (new KdenliveWriter(), new KdenliveReader()),
        };
        using var file = new TempFile("cut" + writer.Suffix, Example.Write(writer, document, null));
        return reader.Read(file.Path, format == "edl" ? new TimelineReadOptions(document.Rate) : new TimelineReadOptions());
    }

    private static TimelineDocument Cut(double speed)
    {
        var timeline = new Timeline("cut") { GlobalStartTime = new RationalTime(0, 25) };
        var track = new Track("V1", Track.KindVideo);
        foreach (var (name, start, scalar) in ((string, double, double)[])[("before", 10, 1), ("back", 100, speed), ("after", 20, 1)])
        {
            var clip = new Clip(name, new ExternalReference { TargetUrl = "/m/a.mov", AvailableRange = new TimeRange(0, 1000, 25) }, new TimeRange(start, 48, 25));
            if (scalar != 1)
                clip.Effects.Add(new LinearTimeWarp { TimeScalar = scalar });
            track.Children.Add(clip);
        }

        timeline.Tracks.Children.Add(track);
        return new TimelineDocument(timeline, "otio", "/none", new FrameRate(25, 1), false, 0, []);
    }
}
