namespace ScreenTime.Tests.EndToEnd;

/// <summary>The system stops what runs: batch systems, containers, a shutdown.</summary>
public sealed class StoppingTests(ShortFilmFixture film) : IDisposable
{
    private const int Terminate = 15;

    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-stopping-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task An_analysis_that_the_system_stops_twice_says_so_once_and_goes_on_later()
    {
        var cache = new Dictionary<string, string?> { ["SCREENTIME_CACHE"] = Path.Combine(_folder, "cache") };
        string[] words = ["analyze", film.Cut, "--cast", film.Cast, "--out", Path.Combine(_folder, "out")];
        using var run = Command.Start(cache, [.. Command.ScreenTimeWords, .. words]);
        var error = "";
        while (await run.StandardError.ReadLineAsync() is { } line)
        {
            if (error.Length == 0)
            {
                Assert.Equal(0, Command.Signal(run, Terminate));
                // It may have ended by now.
                _ = Command.Signal(run, Terminate);
            }

            error += line + "\n";
        }

        await run.WaitForExitAsync();
        Assert.True(run.ExitCode == 75, $"exit code {run.ExitCode}\n{error}");
        Assert.Single(error.Split('\n'), line => line.Contains("stopped by the system (SIGTERM)", StringComparison.Ordinal));
        Assert.DoesNotContain("Unhandled", error, StringComparison.Ordinal);
        Assert.DoesNotContain("ended without a word", (await Command.ScreenTimeAsync(cache, words)).Succeeded().Error, StringComparison.Ordinal);
    }
}
