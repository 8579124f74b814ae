using ScreenTime.Exporters.Markers;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Tests.Markers;

public sealed class ScreenTimeSummaryTests
{
    /// <summary>As on the command line, the count in brackets is of real time: it never seems to contradict the seconds beside it.</summary>
    [Theory]
    [InlineData("29.97", 107_892, "3600.0 s (1:00:00:00, 50.0 %)")]
    [InlineData("29.97", 1800, "60.1 s (0:01:00:02, 0.8 %)")]
    [InlineData("23.976", 86_314, "3600.0 s (1:00:00:00, 40.0 %)")]
    [InlineData("25", 1625, "65.0 s (0:01:05:00, 0.8 %)")]
    public void The_clock_says_what_the_seconds_say(string rateText, long frames, string expected)
    {
        Assert.True(FrameRate.TryParse(rateText, out var rate));
        var document = Example.Document() with { Rate = rate };
        var result = Example.Result(document, Example.Cast) with { Programme = new FrameRange(0, 215_784) };
        var total = new ScreenTimeTotal("tom", "visible-v1", frames, MediaTime.FromFrames(frames, rate), 1, MediaTime.Zero);

        Assert.Equal(expected, ScreenTimeSummary.Of(result, Example.Cast.Characters[0], total).ToString());
        Assert.Equal(expected, ScreenTimeSummary.Of(result with { DropFrame = rate.HasDropFrame }, Example.Cast.Characters[0], total).ToString());
    }
}
