using ScreenTime.Host.Jobs;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Jobs;

public sealed class RunEstimateTests
{
    private const long Gibibyte = 1L << 30;

    private static readonly Pace s_pace = new(5, 70_000);

    [Fact]
    public void It_says_frames_time_and_disk()
    {
        var estimate = new RunEstimate(14_400, 2_400, s_pace, true, "/cache", 53 * Gibibyte);

        Assert.Equal("14400 frames to look at, 2400 of them known from earlier runs: about 40 min at 5 a second; about 801 MiB of features, 53.0 GiB are free.", estimate.ToString());
    }

    [Fact]
    public void A_pace_that_was_measured_without_decoding_says_so() =>
        Assert.Equal(
            "100 frames to look at: at least 20 s at 5 a second, decoding not counted; about 7 MiB of features.",
            new RunEstimate(100, 0, s_pace, false, "/cache", null).ToString());

    [Fact]
    public void A_run_that_was_done_before_takes_nothing()
    {
        var estimate = new RunEstimate(100, 100, null, true, "/cache", 0);

        Assert.Equal("100 frames to look at, known from earlier runs.", estimate.ToString());
        estimate.RefuseWithoutRoom();
    }

    [Fact]
    public void What_nobody_knows_is_not_made_up() =>
        Assert.Equal("1 frame to look at.", new RunEstimate(1, 0, null, false, "/cache", 1).ToString());

    [Fact]
    public void A_run_that_would_fill_the_disk_is_refused_in_a_sentence()
    {
        // 1000 frames need 70 MB and a quarter more.
        new RunEstimate(1000, 0, s_pace, true, "/cache", 87_500_000).RefuseWithoutRoom();
        var exception = Assert.Throws<UserException>(() => new RunEstimate(1000, 0, s_pace, true, "/cache", 87_499_999).RefuseWithoutRoom());

        Assert.Equal(ExitCode.OutputUnwritable, exception.ExitCode);
        Assert.Equal(
            "the features of 1000 new frames need about 83 MiB, and /cache has 83 MiB free: make room there, or set SCREENTIME_CACHE to a folder with more", exception.Message);
    }

    [Fact]
    public void Frames_that_are_known_need_no_room() => new RunEstimate(1000, 999, s_pace, true, "/cache", 87_500).RefuseWithoutRoom();

    [Fact]
    public void Numbers_beyond_all_reason_stay_numbers()
    {
        var estimate = new RunEstimate(long.MaxValue, 0, new Pace(1e-300, long.MaxValue), true, "/cache", 1);

        Assert.True(estimate.Time > TimeSpan.FromDays(1000));
        Assert.Throws<UserException>(estimate.RefuseWithoutRoom);
    }

    [Theory]
    [InlineData(0.2, "1 s")]
    [InlineData(59.4, "59 s")]
    [InlineData(60, "1 min")]
    [InlineData(3570, "1 h")]
    [InlineData(4800, "1 h 20 min")]
    [InlineData(250000, "3 days")]
    public void Times_are_said_as_people_say_them(double seconds, string said) => Assert.Equal(said, Quantity.Of(TimeSpan.FromSeconds(seconds)));
}
