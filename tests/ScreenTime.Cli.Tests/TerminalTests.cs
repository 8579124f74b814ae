using ScreenTime.Host.Jobs;

namespace ScreenTime.Cli.Tests;

public sealed class TerminalTests : IDisposable
{
    private readonly StringWriter _error = new() { NewLine = "\n" };
    private readonly Clock _clock = new();

    [Fact]
    public void A_log_gets_a_line_every_ten_seconds_at_most()
    {
        var terminal = new Terminal(_error, false, _clock);
        terminal.Stage("Looking at frames");
        for (var done = 1; done <= 100; done++)
        {
            _clock.Advance(TimeSpan.FromSeconds(0.5));
            terminal.Done(done, 100, new TimeLeft(2, TimeSpan.FromSeconds((100 - done) / 2.0)));
        }

        Assert.Equal(
            [
                "Looking at frames",
                "Looking at frames: 20 of 100 (20 %), 2.0 a second, 40 s left",
                "Looking at frames: 40 of 100 (40 %), 2.0 a second, 30 s left",
                "Looking at frames: 60 of 100 (60 %), 2.0 a second, 20 s left",
                "Looking at frames: 80 of 100 (80 %), 2.0 a second, 10 s left",
                "Looking at frames: 100 of 100 (100 %)",
            ],
            Lines());
    }

    [Fact]
    public void A_short_stage_is_one_line_in_a_log()
    {
        var terminal = new Terminal(_error, false, _clock);
        terminal.Stage("Finding the edges");
        terminal.Done(8, 8, null);
        terminal.Stage("Finding the edges");
        terminal.Done(4, 4, null);

        Assert.Equal(["Finding the edges"], Lines());
    }

    [Fact]
    public void A_person_sees_one_line_that_is_rewritten_whole()
    {
        var terminal = new Terminal(_error, true, _clock);
        terminal.Stage("Looking at frames");
        _clock.Advance(TimeSpan.FromSeconds(3));
        terminal.Done(9, 10, new TimeLeft(3.25, TimeSpan.FromSeconds(75)));
        terminal.Done(9, 10, null);
        _clock.Advance(TimeSpan.FromSeconds(1));
        terminal.Done(10, 10, null);
        terminal.Message("Done.");

        const string first = "Looking at frames: 9 of 10 (90 %), 3.3 a second, 1 min left";
        Assert.Equal($"\r{first}\r{"Looking at frames: 10 of 10 (100 %)".PadRight(first.Length)}\nDone.\n", _error.ToString());
    }

    [Fact]
    public void The_end_of_a_stage_is_drawn_however_fast_it_comes()
    {
        var terminal = new Terminal(_error, true, _clock);
        terminal.Stage("Training");
        terminal.Done(1, 2, null);
        terminal.Done(2, 2, null);
        terminal.Finish();

        Assert.Equal("\rTraining: 2 of 2 (100 %)\n", _error.ToString());
    }

    public void Dispose() => _error.Dispose();

    private string[] Lines() => _error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private sealed class Clock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Advance(TimeSpan time) => _now += time.Ticks;
    }
}
