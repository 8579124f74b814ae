using CsCheck;
using ScreenTime.Exporters.Mlt;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Tests.Mlt;

public class MltTimeTests
{
    private static readonly FrameRate[] s_rates = [.. new[] { "23.976", "24", "25", "29.97", "30", "48", "50", "59.94", "60", "120" }.Select(text => FrameRate.TryParse(text, out var rate) ? rate : default)];

    [Fact]
    public void A_clock_gives_back_its_frame_at_every_rate() =>
        Gen.Select(Gen.Int[0, s_rates.Length - 1], Gen.Long[0, int.MaxValue]).Sample((rate, frame) => MltTime.Frames(MltTime.Clock(frame, s_rates[rate]), s_rates[rate]) == frame);

    /// <summary>From a project of Kdenlive's: entry and transition times beside the frame numbers in its groups.</summary>
    [Theory]
    [InlineData("00:00:22.600", 565)]
    [InlineData("00:02:07.120", 3178)]
    [InlineData("00:22:19.320", 33483)]
    [InlineData("351", 351)]
    [InlineData("00:00:01:05", 30)]
    [InlineData("01:02", 27)]
    [InlineData("00:00:01,040", 26)]
    public void Reads_what_editors_write(string text, long frames) => Assert.Equal(frames, MltTime.Frames(text, new FrameRate(25, 1)));

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("1:2:3:4:5")]
    [InlineData("00:00:nan.0")]
    [InlineData("99999999999999999999")]
    public void Refuses_what_is_no_time(string text) => Assert.Null(MltTime.Frames(text, new FrameRate(25, 1)));

    [Fact]
    public void A_time_beyond_what_the_framework_counts_is_not_written() =>
        Assert.Equal(ExitCode.InputInvalid, Assert.Throws<UserException>(() => MltTime.Clock((long)int.MaxValue + 1, new FrameRate(25, 1))).ExitCode);
}
