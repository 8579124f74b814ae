using System.Diagnostics;

namespace ScreenTime.Tests.Reliability;

/// <summary>Disks that are full or cannot be written: small file systems in memory, which only root may mount.</summary>
public sealed class DiskTests : IDisposable
{
    private readonly Studio _studio = new();
    private readonly List<string> _mounts = [];

    public void Dispose()
    {
        foreach (var mount in _mounts)
            Run("umount", mount);
        _studio.Dispose();
    }

    [Fact]
    public async Task A_full_disk_under_the_results_leaves_nothing_and_the_next_run_goes_on()
    {
        var disk = Mount("results", "64k");
        var film = await FilmAsync();
        await File.WriteAllBytesAsync(Path.Combine(disk, "filler"), new byte[52 * 1024]);
        (await _studio.AnalyzeAsync(film, "results/out")).FailedWith(7, "No space left on device");
        Assert.Equal(["filler"], Directory.EnumerateFileSystemEntries(disk).Select(Path.GetFileName));

        File.Delete(Path.Combine(disk, "filler"));
        Run("mount", "-o", "remount,size=4m", disk);
        var second = (await _studio.AnalyzeAsync(film, "results/out")).Succeeded();
        Assert.Contains("known from earlier runs", second.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_disk_under_the_cache_stops_the_run_with_a_sentence_and_keeps_what_was_written()
    {
        var disk = Mount("cache", "64k");
        var film = await FilmAsync();
        await FillAsync(Path.Combine(disk, "filler"));
        (await _studio.AnalyzeAsync(film, "out")).FailedWith(7, "the cache in", "cannot be written", "SCREENTIME_CACHE");
        Assert.False(Directory.Exists(_studio.Path("out")));

        File.Delete(Path.Combine(disk, "filler"));
        (await _studio.AnalyzeAsync(film, "out")).Succeeded();
    }

    [Fact]
    public async Task A_folder_that_can_only_be_read_takes_no_results_and_serves_as_a_cache()
    {
        var film = await FilmAsync();
        var (cache, results) = (Mount("cache", "4m"), Mount("results", "4m"));
        (await _studio.AnalyzeAsync(film, "first")).Succeeded();
        Run("mount", "-o", "remount,ro", cache);
        Run("mount", "-o", "remount,ro", results);

        (await _studio.AnalyzeAsync(film, "results")).FailedWith(7, "Read-only file system", "--out");
        (await _studio.AnalyzeAsync(film, "second")).Succeeded();
        Assert.Equal(_studio.Files("first"), _studio.Files("second"));
    }

    private Task<string> FilmAsync() => _studio.FilmAsync("film.mp4", "24", ("gray", 30), ("red", 47), ("blue", 41));

    private string Mount(string name, string size)
    {
        var folder = Directory.CreateDirectory(_studio.Path(name)).FullName;
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root" || Run("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", folder) != 0)
            Assert.Skip("needs to mount a small file system, which only root may, and not in every container");
        _mounts.Add(folder);
        return folder;
    }

    // To the last page.
    private static async Task FillAsync(string path)
    {
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 0);
        try
        {
            while (true)
                await file.WriteAsync(new byte[4096]);
        }
        catch (IOException)
        {
        }
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode;
    }
}
