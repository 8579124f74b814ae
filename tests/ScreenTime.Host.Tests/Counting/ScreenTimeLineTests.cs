using System.Globalization;
using System.Text.RegularExpressions;
using CsCheck;
using ScreenTime.Host.Counting;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Counting;

public sealed partial class ScreenTimeLineTests
{
    private static readonly FrameRate[] Rates =
        [new(24000, 1001), new(24, 1), new(25, 1), new(30000, 1001), new(30, 1), new(50, 1), new(60000, 1001), new(60, 1), new(25, 2)];

    [Theory]
    [InlineData(24, 1, 1560, 4457, "65.0 s (0:01:05:00, 35.0 %)")]
    [InlineData(25, 1, 1, 3, "0.0 s (0:00:00:01, 33.3 %)")]
    [InlineData(25, 1, 90_000, 90_000, "3600.0 s (1:00:00:00, 100.0 %)")]
    [InlineData(25, 1, 0, 100, "0.0 s (0:00:00:00, 0.0 %)")]
    [InlineData(25, 1, 0, 0, "0.0 s (0:00:00:00, 0.0 %)")]
    [InlineData(30000, 1001, 1800, 3600, "60.1 s (0:01:00:02, 50.0 %)")]
    // 21.98 s: the nearest frame of that second is the first of the next.
    [InlineData(24000, 1001, 527, 1000, "22.0 s (0:00:22:00, 52.7 %)")]
    [InlineData(20, 1, 1, 2000, "0.1 s (0:00:00:01, 0.1 %)")]
    public void A_total_reads_as_seconds_time_and_share(int numerator, int denominator, long frames, long programme, string said) =>
        Assert.Equal($"The screen time of JERRY is {said}", Line(new FrameRate(numerator, denominator), frames, programme));

    [Fact]
    public void Seconds_and_time_never_disagree_and_no_second_has_more_frames_than_the_rate() =>
        Gen.Select(Gen.Int[0, Rates.Length - 1], Gen.Long[0, 2_000_000]).Sample(
            (which, frames) =>
            {
                var rate = Rates[which];
                var match = Shape().Match(Line(rate, frames, 2_000_000));
                Assert.True(match.Success);
                var numbers = match.Groups.Values.Skip(1).Select(group => double.Parse(group.Value, CultureInfo.InvariantCulture)).ToList();
                var real = (double)frames * rate.Denominator / rate.Numerator;
                Assert.Equal(real, numbers[0], 0.0501);
                Assert.InRange(numbers[2], 0, 59);
                Assert.InRange(numbers[3], 0, 59);
                Assert.InRange(numbers[4], 0, rate.Nominal - 1);
                Assert.Equal(real, (numbers[1] * 3600) + (numbers[2] * 60) + numbers[3] + (numbers[4] / rate.Value), 0.5001 / rate.Value);
                Assert.Equal(frames / 20_000.0, numbers[5], 0.0501);
            },
            iter: 20_000);

    private static string Line(FrameRate rate, long frames, long programme)
    {
        var total = new ScreenTimeTotal("jerry", CountingRules.Visible, frames, MediaTime.FromFrames(frames, rate), 1, MediaTime.Zero);
        return ScreenTimeLine.Format(
            new AnalysisResult(
                "cut", rate, DropFrame: false, 0, programme, new FrameRange(0, programme), new Cast("cast", [new Character("jerry", "JERRY", "YELLOW")]), [], [], [], [], [total], [],
                new Provenance(
                    "run", "0.1", "t", "c", "m", "5.1", new DeviceReport("auto", "cpu", "why", "1.31", "fp32", null), "avx2",
                    new Dictionary<string, string>(), new Dictionary<string, string>()),
                []),
            total);
    }

    [GeneratedRegex(@"is (\d+\.\d) s \((\d+):(\d\d):(\d\d):(\d\d), (\d+\.\d) %\)$")]
    private static partial Regex Shape();
}
