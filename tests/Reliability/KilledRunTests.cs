using System.Globalization;

namespace ScreenTime.Tests.Reliability;

/// <summary>A run that is killed outright, at moments that a seed chooses, is gone on with; what comes out in the end is what an undisturbed run gives.</summary>
public sealed class KilledRunTests(ITestOutputHelper output) : IDisposable
{
    private readonly Studio _studio = new();

    public void Dispose() => _studio.Dispose();

    /// <summary><c>SCREENTIME_KILLS</c> and <c>SCREENTIME_SEED</c> make a longer run of it (docs/reliability.md).</summary>
    [Fact]
    public async Task Killed_at_random_moments_a_run_goes_on_and_its_results_are_the_same_to_the_byte()
    {
        var kills = Number("SCREENTIME_KILLS", 5);
        var random = new Random(Number("SCREENTIME_SEED", 9));
        var film = await _studio.FilmAsync("film.mp4", "24", [.. Enumerable.Range(0, 24).Select(i => (new[] { "gray", "red", "green", "blue" }[i * 7 % 4], 40 + (i * 13 % 30)))]);
        var undisturbed = _studio.Path("undisturbed");
        _studio.Environment["SCREENTIME_CACHE"] = _studio.Path("cache-undisturbed");
        _studio.Environment["COLOUR_PLUGIN_DELAY"] = "30";
        var clock = System.Diagnostics.Stopwatch.StartNew();
        (await _studio.AnalyzeAsync(film, "undisturbed")).Succeeded();
        var whole = clock.Elapsed;

        _studio.Environment["SCREENTIME_CACHE"] = _studio.Path("cache");
        var (ended, goneOn) = (0, 0);
        for (var kill = 0; kill < kills; kill++)
        {
            using var process = _studio.Start("analyze", film, "--cast", _studio.Cast, "--out", _studio.Path("disturbed"));
            _ = process.StandardOutput.ReadToEndAsync();
            var words = process.StandardError.ReadToEndAsync();
            using var moment = new CancellationTokenSource(whole * random.NextDouble());
            try
            {
                await process.WaitForExitAsync(moment.Token);
                // It went on from earlier ones and was done before its time: the next begins with an empty cache.
                Assert.True(process.ExitCode == 0, await words);
                ended++;
                Directory.Delete(_studio.Path("cache"), recursive: true);
                Same(undisturbed);
                Directory.Delete(_studio.Path("disturbed"), recursive: true);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
                await process.WaitForExitAsync();
                goneOn += (await words).Contains("known from earlier runs", StringComparison.Ordinal) ? 1 : 0;
                // Whatever is there is whole.
                foreach (var (name, hash) in Directory.Exists(_studio.Path("disturbed")) ? Visible("disturbed") : [])
                    Assert.Equal(_studio.Files("undisturbed")[name], hash);
            }
        }

        (await _studio.AnalyzeAsync(film, "disturbed")).Succeeded();
        Same(undisturbed);
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(_studio.Path("disturbed")), path => Path.GetFileName(path).StartsWith('.'));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kills} runs of {whole.TotalSeconds:0.0} s undisturbed: {kills - ended} killed, {ended} done before their moment, {goneOn} began from what an earlier one had done; all results the same to the byte"));
    }

    private void Same(string folder) => Assert.Equal(_studio.Files(Path.GetFileName(folder)), _studio.Files("disturbed"));

    // What a killed run was writing lies in a hidden folder, which the next one clears away.
    private IEnumerable<KeyValuePair<string, string>> Visible(string folder) => _studio.Files(folder).Where(file => !file.Key.StartsWith('.'));

    private static int Number(string variable, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : usual;
}
