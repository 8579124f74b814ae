using ScreenTime.Sdk;

namespace ScreenTime.Tests.Editors;

/// <summary>A folder into which timelines are dropped, and job files.</summary>
public sealed class WatchTests(ColourFilm film) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-watch-").FullName;

    private string In => Path.Combine(_folder, "in");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_timeline_comes_out_tagged_and_a_bad_one_does_not_stop_the_others()
    {
        Directory.CreateDirectory(In);
        File.Copy(await film.TimelineAsync(new FrameRate(25, 1), 0), Path.Combine(In, "good.otio"));
        await File.WriteAllTextAsync(Path.Combine(In, "bad.otio"), "{ this is none");
        await File.WriteAllTextAsync(Path.Combine(In, ".copying.otio"), "{ not there yet");
        await File.WriteAllTextAsync(Path.Combine(In, "notes.txt"), "no timeline");
        // Into the watched folder itself: what comes out must not go in again.
        var first = await OnceAsync();

        Assert.Equal(4, first.ExitCode);
        Assert.Contains("bad.otio: ", first.Error, StringComparison.Ordinal);
        Assert.Equal(["bad.otio.tagged", "good.otio.tagged"], Directory.GetDirectories(In).Select(Path.GetFileName).Order());
        Assert.True(File.Exists(Path.Combine(In, "good.otio.tagged", "Cut.otio")));
        Assert.Equal(["watched.json"], Directory.GetFiles(Path.Combine(In, "bad.otio.tagged")).Select(Path.GetFileName));

        // What was done is not done again; what failed is tried again, and here mended.
        var written = File.GetLastWriteTimeUtc(Path.Combine(In, "good.otio.tagged", "Cut.otio"));
        File.Copy(await film.TimelineAsync(new FrameRate(24, 1), 0), Path.Combine(In, "bad.otio"), overwrite: true);
        var second = (await OnceAsync()).Succeeded();
        Assert.Equal(written, File.GetLastWriteTimeUtc(Path.Combine(In, "good.otio.tagged", "Cut.otio")));
        Assert.DoesNotContain("good.otio", second.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(In, "bad.otio.tagged", "Cut.otio")));
    }

    [Fact]
    public async Task A_file_is_read_when_it_has_stopped_growing_and_Ctrl_C_ends_the_watch()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("sends a Unix signal");
        Directory.CreateDirectory(In);
        var output = Path.Combine(_folder, "out");
        using var watch = Tool.Start(
            film.Environment, Tool.Hearing([.. Tool.ScreenTime, "watch", In, output, "--cast", film.Cast, "--export", "csv", "--every", "0.2", "--settle", "2"]));
        var error = watch.StandardError.ReadToEndAsync();
        var content = await File.ReadAllBytesAsync(await film.TimelineAsync(new FrameRate(25, 1), 0));
        // It grows for longer than it must be still; read too early it would be malformed.
        await using (var file = File.Create(Path.Combine(In, "slow.otio")))
        {
            for (var part = 0; part < 8; part++)
            {
                await file.WriteAsync(content.AsMemory(part * content.Length / 8, ((part + 1) * content.Length / 8) - (part * content.Length / 8)));
                await file.FlushAsync();
                await Task.Delay(500);
            }
        }

        while (await watch.StandardOutput.ReadLineAsync() is { } line && line != $"{Path.Combine(In, "slow.otio")}:")
        {
            // What the plugin prints.
        }

        _ = watch.StandardOutput.ReadToEndAsync();
        Tool.Interrupt(watch);
        await watch.WaitForExitAsync();
        Assert.Equal(130, watch.ExitCode);
        Assert.Contains("stopped watching", await error, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(output, "slow.otio.tagged", "result.json")));
    }

    [Fact]
    public async Task A_job_file_does_its_jobs_and_tells_which_failed()
    {
        var timeline = await film.TimelineAsync(new FrameRate(25, 1), 0);
        File.Copy(timeline, Path.Combine(_folder, "cut.otio"));
        var file = Path.Combine(_folder, "job.json");
        await File.WriteAllTextAsync(file, $$"""
            {
             "apiVersion": 1,
             "jobs": [
              {"timeline": "cut.otio", "cast": "{{film.Cast}}", "out": "one", "export": "csv", "sampleRate": 1, "only": ["blue"]},
              {"timeline": "nowhere.otio", "cast": "{{film.Cast}}", "out": "two"},
              {"timeline": "cut.otio", "cast": "{{film.Cast}}", "out": "three", "export": ["otio"], "in": "00:00:01:00", "outPoint": "00:00:03:00"}
             ]
            }
            """);
        await HostDoorTests.KeepsSchemaAsync("job", await File.ReadAllTextAsync(file));
        var outcome = await Tool.RunAsync(film.Environment, [.. Tool.ScreenTime, "run", file]);

        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains("nowhere.otio: there is no file", outcome.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_folder, "one", "Cut.csv")));
        Assert.False(File.Exists(Path.Combine(_folder, "one", "Cut.otio")));
        Assert.Contains("The screen time of BLUE is 3.1 s (0:00:03:02, 26.5 %)", outcome.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder, "two")));
        Assert.True(File.Exists(Path.Combine(_folder, "three", "Cut.otio")));
    }

    private Task<Tool.Outcome> OnceAsync() => Tool.RunAsync(
        film.Environment, [.. Tool.ScreenTime, "watch", In, In, "--cast", film.Cast, "--export", "otio", "--once", "--every", "0.1", "--settle", "0.2"]);
}
