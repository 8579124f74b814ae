using System.Security.Cryptography;
using ScreenTime.Host.Jobs;
using ScreenTime.Scripting;
using ScreenTime.Sdk;

namespace ScreenTime.Cli.Tests;

public sealed class FolderWatchTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-watch-").FullName;
    private readonly Clock _clock = new();
    private readonly StringWriter _error = new();

    public FolderWatchTests() => Directory.CreateDirectory(In);

    private string In => Path.Combine(_folder, "in");

    private string Out => Path.Combine(_folder, "out");

    private string Cut => Path.Combine(In, "cut.edl");

    public void Dispose()
    {
        _error.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_file_that_another_program_holds_is_waited_for()
    {
        await File.WriteAllTextAsync(Cut, "TITLE: T");
        // Known as done, so that all there is to do is to read it.
        var known = Directory.CreateDirectory(Path.Combine(Out, "cut.edl.tagged")).FullName;
        await File.WriteAllTextAsync(Path.Combine(known, "watched.json"), $"{{\"sha256\": \"{Convert.ToHexStringLower(SHA256.HashData("TITLE: T"u8))}\", \"exitCode\": 0}}");
        await using var holder = Hold();
        _clock.At(20, holder.Dispose);

        Assert.Equal(ExitCode.Success, await Watch(once: true).RunAsync(Unexpected, CancellationToken.None));

        Assert.InRange(_clock.Seconds, 20, 30);
    }

    [Fact]
    public async Task A_file_that_is_held_for_too_long_is_told_and_the_next_run_may_do_it()
    {
        await File.WriteAllTextAsync(Cut, "TITLE: T");
        await using var holder = Hold();
        var outcomes = new List<JobOutcome>();

        Assert.Equal(ExitCode.Retry, await Watch(once: true).RunAsync(outcomes.Add, CancellationToken.None));

        Assert.StartsWith($"{Cut} cannot be read (", Assert.Single(outcomes).Failure!.Sentence, StringComparison.Ordinal);
        Assert.InRange(_clock.Seconds, 60, 75);
        Assert.False(Directory.Exists(Out));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_listed_is_no_empty_one()
    {
        Directory.Delete(In);
        foreach (var once in (bool[])[true, false])
        {
            var exception = await Assert.ThrowsAsync<UserException>(() => Watch(once).RunAsync(Unexpected, CancellationToken.None));
            Assert.Equal(ExitCode.InputMissing, exception.ExitCode);
            Assert.StartsWith($"the folder {In} cannot be listed (", exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_watch_outlives_a_share_that_goes()
    {
        using var stop = new CancellationTokenSource();
        _clock.At(10, () => Directory.Delete(In));
        _clock.At(20, stop.Cancel);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Watch(once: false).RunAsync(Unexpected, stop.Token));

        Assert.InRange(_clock.Seconds, 20, 30);
    }

    private FileStream Hold() => new(Cut, FileMode.Open, FileAccess.ReadWrite, FileShare.None);

    private FolderWatch Watch(bool once) => new(
        new WatchSettings(In, Out, new AnalysisSettings("", "cast", ""), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3), once), [".edl"], new JobRun(new Terminal(_error, false, _clock)), _clock);

    private static void Unexpected(JobOutcome outcome) => Assert.Fail(outcome.Failure?.Sentence);

    /// <summary>A clock that goes on while somebody waits, and then at once.</summary>
    private sealed class Clock : TimeProvider
    {
        private readonly List<(double Seconds, Action Act)> _planned = [];
        private long _now;

        public double Seconds => TimeSpan.FromTicks(_now).TotalSeconds;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void At(double seconds, Action act) => _planned.Add((seconds, act));

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _now += dueTime.Ticks;
            foreach (var due in _planned.Where(plan => plan.Seconds <= Seconds).ToList())
            {
                _planned.Remove(due);
                due.Act();
            }

            callback(state);
            return new Rung();
        }

        private sealed class Rung : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => false;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
