using ScreenTime.Host.Jobs;

namespace ScreenTime.Host.Tests.Jobs;

public sealed class ProgressCounterTests
{
    private readonly SteppedClock _clock = new();
    private readonly RecordedProgress _progress = new();

    [Fact]
    public void Frames_that_were_known_neither_take_time_nor_speed_up_the_rest()
    {
        var counter = new ProgressCounter(1100, 1000, _clock);
        counter.AddKnown(500, _progress);
        Assert.Equal((500, 1100, null), _progress.Last);

        _clock.Advance(5);
        counter.AddNew(10, _progress);

        Assert.Equal((510, 1100, new TimeLeft(2, TimeSpan.FromSeconds(45))), _progress.Last);
    }

    [Fact]
    public void Nothing_is_said_of_the_time_left_before_there_is_something_to_go_by()
    {
        var counter = new ProgressCounter(100, 0, _clock);
        _clock.Advance(1);
        counter.AddNew(8, _progress);
        Assert.Null(_progress.Last.Left);

        _clock.Advance(1);
        counter.AddNew(8, _progress);
        Assert.Equal(new TimeLeft(8, TimeSpan.FromSeconds(10.5)), _progress.Last.Left);
    }

    [Fact]
    public void The_estimate_follows_the_last_minute()
    {
        var counter = new ProgressCounter(100_000, 0, _clock);
        for (var second = 0; second < 600; second++)
        {
            _clock.Advance(1);
            counter.AddNew(1, _progress);
        }

        Assert.Equal(1, _progress.Last.Left!.Value.PerSecond, 1e-9);
        for (var second = 0; second < 61; second++)
        {
            _clock.Advance(1);
            counter.AddNew(10, _progress);
        }

        Assert.Equal(10, _progress.Last.Left!.Value.PerSecond, 1e-9);
        Assert.Equal(TimeSpan.FromSeconds(661), counter.Elapsed);
        Assert.Equal(1210, counter.New);
    }

    [Fact]
    public void Where_nobody_knew_what_is_known_no_time_is_asked_for_what_is_done()
    {
        var counter = new ProgressCounter(100, 0, _clock);
        counter.AddKnown(60, _progress);
        _clock.Advance(10);
        counter.AddNew(20, _progress);

        Assert.Equal(new TimeLeft(2, TimeSpan.FromSeconds(10)), _progress.Last.Left);
    }
}
