using System.Text;
using OpenTimelineIO;
using ScreenTime.Exporters.Otio;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Tests.Otio;

public class OtioReaderTests
{
    [Fact]
    public void Takes_rate_and_start_from_global_start_time()
    {
        var document = Read(Timeline(start: new RationalTime(86400, 24)));
        Assert.Equal(("24", 86400, false), (document.Rate.ToString(), document.StartFrame, document.DropFrame));
        Assert.Empty(document.Assumptions);
    }

    [Theory]
    [InlineData(107892, true, "01:00:00;00")]
    [InlineData(108000, false, "01:00:00:00")]
    [InlineData(0, false, "00:00:00:00")]
    public void Knows_drop_frame_by_the_start_that_is_a_whole_second(long start, bool drop, string timecode)
    {
        var document = Read(Timeline(start: new RationalTime(start, 30000.0 / 1001)));
        Assert.Equal((drop, timecode), (document.DropFrame, document.TimecodeOf(0)));
        Assert.Contains(document.Assumptions, sentence => sentence.Contains("--drop", StringComparison.Ordinal));
        Assert.True(Read(Timeline(start: new RationalTime(start, 30000.0 / 1001)), new(DropFrame: true)).DropFrame);
    }

    [Fact]
    public void Takes_the_rate_of_the_first_clip_and_says_so()
    {
        var document = Read(Timeline(start: null, rate: 25), new(StartTimecode: "10:00:00:00"));
        Assert.Equal(("25", 900000), (document.Rate.ToString(), document.StartFrame));
        Assert.Contains(document.Assumptions, sentence => sentence.Contains("25", StringComparison.Ordinal));
    }

    [Fact]
    public void A_rate_that_the_start_and_the_clips_disagree_about_is_the_users_to_tell()
    {
        var timeline = Timeline(start: new RationalTime(86400, 24), rate: 25);

        Assert.Equal("24", Read(timeline, new()).Rate.ToString());
        Assert.Equal("25", Read(timeline, new(Rate: new FrameRate(25, 1))).Rate.ToString());
    }

    [Fact]
    public void Asks_for_what_is_missing()
    {
        AssertAsks(Timeline(start: null), new(), "--start");
        AssertAsks(new Timeline("empty"), new(), "--rate");
        AssertAsks(Timeline(start: new RationalTime(0, 25), rate: 25), new(DropFrame: true), "--drop");
        AssertAsks(Timeline(start: null), new(StartTimecode: "01:00:00:24"), "--start");
        AssertAsks(Timeline(start: new RationalTime(86400, 24), rate: 24), new(Rate: new FrameRate(25, 1)), "--rate 25 contradicts");

        static void AssertAsks(Timeline timeline, TimelineReadOptions options, string option)
        {
            var exception = Assert.Throws<UserException>(() => Read(timeline, options));
            Assert.Equal(ExitCode.Usage, exception.ExitCode);
            Assert.Contains(option, exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Refuses_bad_files_with_their_place()
    {
        AssertRefused("{", "line");
        AssertRefused("""{"OTIO_SCHEMA": "Timeline.9", "tracks": null}""", "Timeline");
        AssertRefused("""{"OTIO_SCHEMA": "Clip.2", "media_references": {}, "active_media_reference_key": "x"}""", "Clip");
        AssertRefused("[]", "OTIO");
        AssertRefused(string.Concat(Enumerable.Repeat("[", 10_000)), "");
        AssertRefused("{\"OTIO_SCHEMA\": \"Timeline.1\", \"tracks\": " + string.Concat(Enumerable.Repeat("{\"OTIO_SCHEMA\": \"Stack.1\", \"children\": [", 10_000)), "");
        AssertRefused("\0\0\0\0", "");
        Assert.Equal(ExitCode.InputMissing, Assert.Throws<UserException>(() => new OtioReader().Read("/nowhere/cut.otio", new())).ExitCode);

        static void AssertRefused(string content, string what)
        {
            using var file = new TempFile("cut.otio", content);
            var exception = Assert.Throws<UserException>(() => new OtioReader().Read(file.Path, new()));
            Assert.Equal(ExitCode.InputInvalid, exception.ExitCode);
            Assert.StartsWith("cut.otio ", exception.Message, StringComparison.Ordinal);
            Assert.Contains(what, exception.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', exception.Message);
        }
    }

    [Fact]
    public void Refuses_two_gigabytes_without_reading_them()
    {
        using var file = new TempFile("huge.otio", "");
        using (var stream = new FileStream(file.Path, FileMode.Open))
            stream.SetLength(2L << 30);
        var exception = Assert.Throws<UserException>(() => new OtioReader().Read(file.Path, new()));
        Assert.Equal(ExitCode.InputInvalid, exception.ExitCode);
    }

    [Theory]
    [InlineData("otio.otio")]
    [InlineData("Chimera_3840x2160_2997fps_10bit_422.otio")]
    [InlineData("Meridian_UHD4k5994_HDR_P3PQ.otio")]
    public void Reads_real_files_that_lack_a_start(string name)
    {
        var path = SharedData.Path("timelines", name);
        Assert.Contains("--start", Assert.Throws<UserException>(() => new OtioReader().Read(path, new())).Message, StringComparison.Ordinal);
        var document = new OtioReader().Read(path, new(StartTimecode: "00:00:00:00"));
        Assert.NotEmpty(document.Timeline.FindClips());
    }

    private static Timeline Timeline(RationalTime? start, double rate = 24)
    {
        var timeline = new Timeline("cut") { GlobalStartTime = start };
        var track = new Track("V1", Track.KindVideo);
        track.Children.Add(new Clip("one", null, new TimeRange(0, 48, rate)));
        timeline.Tracks.Children.Add(track);
        return timeline;
    }

    private static TimelineDocument Read(Timeline timeline, TimelineReadOptions? options = null)
    {
        using var file = new TempFile("cut.otio", Encoding.UTF8.GetBytes(OtioJson.Write(timeline)));
        return new OtioReader().Read(file.Path, options ?? new());
    }
}
