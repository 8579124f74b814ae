using CsCheck;

namespace OpenTimelineIO.Tests.Time;

public class TimeStringTests
{
    [Theory]
    [InlineData(0, "00:00:00.0")]
    [InlineData(3661.5, "01:01:01.5")]
    [InlineData(-1.25, "-00:00:01.25")]
    [InlineData(0.041666666666666664, "00:00:00.041666")]
    [InlineData(86400, "00:00:00.0")]
    [InlineData(0.00001, "00:00:00.00001")]
    public void Seconds_are_written_as_clock_time(double seconds, string text) => Assert.Equal(text, RationalTime.FromSeconds(seconds).ToTimeString());

    [Theory]
    [InlineData("01:01:01.5", 3661.5)]
    [InlineData("2:03", 123)]
    [InlineData("90", 90)]
    [InlineData("-00:00:01.25", -1.25)]
    [InlineData(".5", 0.5)]
    [InlineData("5.", 5)]
    [InlineData("", 0)]
    public void Clock_time_is_read(string text, double seconds) => Assert.Equal(seconds, RationalTime.FromTimeString(text, 24).ToSeconds(), 1e-9);

    [Theory]
    [InlineData("1:2:3:4")]
    [InlineData("1:60")]
    [InlineData("1:-2")]
    [InlineData("abc")]
    [InlineData("1e3")]
    [InlineData("--1")]
    [InlineData("-")]
    [InlineData(":")]
    [InlineData("1:")]
    [InlineData("::5")]
    [InlineData(" 1")]
    [InlineData("+1")]
    [InlineData("1.5.2")]
    public void What_is_no_clock_time_is_refused(string text) =>
        Assert.Equal(OtioError.InvalidTime, Assert.Throws<OtioException>(() => RationalTime.FromTimeString(text, 24)).Error);

    [Fact]
    public void Clock_time_comes_back_within_a_microsecond() => Gen.Double[-86399, 86399].Sample(seconds =>
        Assert.True(Math.Abs(RationalTime.FromTimeString(RationalTime.FromSeconds(seconds).ToTimeString(), 24).ToSeconds() - seconds) < 2e-6));
}
