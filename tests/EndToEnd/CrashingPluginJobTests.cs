namespace ScreenTime.Tests.EndToEnd;

/// <summary>A plugin that crashes: one sentence that names it, the documented exit code, and nothing written.</summary>
public sealed class CrashingPluginJobTests(ShortFilmFixture film) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-crash-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_writer_that_crashes_leaves_nothing_behind()
    {
        var results = Path.Combine(_folder, "out");
        (await RunAsync("write", "analyze", film.Cut, "--cast", film.Cast, "--out", results, "--export", "otio,csv,crash"))
            .FailedWith(1, "the plugin crashing 3.2.1 failed while writing crash", "written badly", "--without crashing");
        Assert.False(Directory.Exists(results));
        (await RunAsync("write", "analyze", film.Cut, "--cast", film.Cast, "--out", results, "--export", "csv")).Succeeded();
    }

    [Fact]
    public async Task The_others_are_listed()
    {
        var listed = (await RunAsync("constructor", "plugins")).Succeeded();
        Assert.Contains("crashing 3.2.1  [broken]  it could not be loaded: constructed badly\n", listed.Output, StringComparison.Ordinal);
        Assert.Contains("recognises characters", listed.Output, StringComparison.Ordinal);
    }

    private Task<Command.Outcome> RunAsync(string where, params string[] arguments)
    {
        var plugin = Directory.CreateDirectory(Path.Combine(_folder, "plugins", "crashing")).FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "crashing-plugins", "crashing")))
            File.Copy(file, Path.Combine(plugin, Path.GetFileName(file)), overwrite: true);
        File.WriteAllText(Path.Combine(plugin, "crash.txt"), where);
        return Command.ScreenTimeAsync(new Dictionary<string, string?> { ["SCREENTIME_PLUGINS"] = Path.Combine(_folder, "plugins") }, arguments);
    }
}
