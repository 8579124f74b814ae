namespace ScreenTime.Tests.Reliability;

/// <summary>A recogniser that throws, blocks, exits or crashes in the middle of a run: one sentence that names it, nothing written, and the next run goes on.</summary>
public sealed class PluginTests : IDisposable
{
    private readonly Studio _studio = new();

    public void Dispose() => _studio.Dispose();

    [Theory]
    [InlineData("throw", "the plugin colour 1.0.0 failed while looking at frames (InvalidOperationException: as asked)")]
    [InlineData("block", "the plugin colour 1.0.0 did not come back within 2 s while looking at frames")]
    [InlineData("exit", "the plugin colour 1.0.0 ended the program while looking at frames")]
    public async Task It_is_named_and_what_was_done_is_kept(string fault, string words)
    {
        var film = await FilmAsync();
        _studio.Environment["COLOUR_PLUGIN_FAULT"] = fault;
        _studio.Environment["SCREENTIME_PLUGIN_PATIENCE"] = "2";
        (await _studio.AnalyzeAsync(film, "out")).FailedWith(1, words, "--without colour");
        Assert.Empty(Directory.Exists(_studio.Path("out")) ? Directory.EnumerateFileSystemEntries(_studio.Path("out")) : []);

        await GoesOnAsync(film, kept: fault != "exit");
    }

    [Fact]
    public async Task One_that_crashes_the_process_is_named_by_the_next_run()
    {
        var film = await FilmAsync();
        _studio.Environment["COLOUR_PLUGIN_FAULT"] = "crash";
        var crashed = await _studio.AnalyzeAsync(film, "out");
        Assert.NotEqual(0, crashed.ExitCode);

        var next = await GoesOnAsync(film, kept: false);
        Assert.Contains("An earlier run ended without a word while the plugin colour 1.0.0 was looking at frames", next.Error, StringComparison.Ordinal);
        Assert.Contains("--without colour", next.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("An earlier run", (await _studio.AnalyzeAsync(film, "out")).Succeeded().Error, StringComparison.Ordinal);
    }

    private Task<string> FilmAsync() => _studio.FilmAsync("film.mp4", "24", [.. Enumerable.Range(0, 40).Select(i => (i % 2 == 0 ? "red" : "blue", 48))]);

    private async Task<Outcome> GoesOnAsync(string film, bool kept)
    {
        _studio.Environment.Remove("COLOUR_PLUGIN_FAULT");
        var next = (await _studio.AnalyzeAsync(film, "out")).Succeeded();
        if (kept)
            Assert.Contains("known from earlier runs", next.Error, StringComparison.Ordinal);
        Assert.Equal(20 * 48, new Result(_studio.Path("out")).Frames("red"));
        return next;
    }
}
