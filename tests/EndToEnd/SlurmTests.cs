using System.Globalization;
using System.Text.RegularExpressions;

namespace ScreenTime.Tests.EndToEnd;

/// <summary>A season of two episodes on a real Slurm, with a worker killed in the middle.</summary>
public sealed partial class SlurmTests(ShortFilmFixture film) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-farm-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_season_on_Slurm_is_byte_identical_though_a_worker_is_killed()
    {
        // Indices below 3: the three shards that look become two tasks.
        await using var cluster = await SlurmCluster.StartAsync(maxArraySize: 3);
        var job = Path.Combine(_folder, "season 1; touch pwned $(touch pwned) `touch pwned` 'x' \"%A\"");
        cluster.Environment["SCREENTIME_CACHE"] = Path.Combine(_folder, "node");
        (await Command.ScreenTimeAsync("plan", film.Cut, film.Film, "--cast", film.Cast, "--out", job, "--shards", "3")).Succeeded();
        var submitted = (await Command.ScreenTimeAsync(cluster.Environment, "submit", job, "--farm", "slurm", "--throttle", "2", "--partition", "farm", "--mem", "100", "--time", "10")).Succeeded().Output;
        Assert.Contains("2 tasks of 2 shards", submitted, StringComparison.Ordinal);
        var ids = JobId().Matches(submitted).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(3, ids.Count);

        // The first worker that decodes is killed as the system kills: without a word.
        var killed = 0;
        await cluster.WaitAsync("a worker that decodes", TimeSpan.FromMinutes(3), () => Task.FromResult((killed = Decoding(job)) > 0));
        using (var worker = System.Diagnostics.Process.GetProcessById(killed))
            worker.Kill();

        await cluster.WaitAsync("the end of the merge", TimeSpan.FromMinutes(8), async () => await StateAsync(cluster, ids[2]) is not ("PENDING" or "RUNNING" or "COMPLETING"));
        var logs = string.Join('\n', Directory.GetFiles(Path.Combine(job, "farm", "logs")).Order(StringComparer.Ordinal).Select(path => $"{Path.GetFileName(path)}:\n{File.ReadAllText(path)}"));
        Assert.True(await StateAsync(cluster, ids[2]) == "COMPLETED", logs);
        Assert.Contains("ended with 137: queued again", logs, StringComparison.Ordinal);

        FarmTests.Same(film.Result, Path.Combine(job, "cut"));
        FarmTests.Same(await film.FilmResultAsync(), Path.Combine(job, "film"));
        Assert.Contains("6 of 6 shards are done, 2 of 2 titles merged.", (await Command.ScreenTimeAsync("status", job)).Output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder, "pwned", SearchOption.AllDirectories));
    }

    private static async Task<string> StateAsync(SlurmCluster cluster, string id) =>
        JobState().Match((await cluster.RunAsync("scontrol", "show", "job", id)).Output).Groups[1].Value;

    /// <summary>The id of a process that works on the job and has a child that decodes; 0 while there is none.</summary>
    private static int Decoding(string job)
    {
        var processes = Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)).ToList();
        var workers = processes.Where(id => Read(id!, "cmdline").Split('\0') is var words && words.Contains("work") && words.Contains(job) && words.Contains("--shard") && words.Any(word => word.EndsWith("screentime.dll", StringComparison.Ordinal)) && words[0] != "/bin/sh").ToHashSet();
        foreach (var id in processes.Where(id => Read(id!, "comm").Trim() == "ffmpeg"))
            if (ParentId().Match(Read(id!, "status")).Groups[1].Value is { Length: > 0 } parent && workers.Contains(parent))
                return int.Parse(parent, CultureInfo.InvariantCulture);
        return 0;
    }

    private static string Read(string id, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine("/proc", id, file));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    [GeneratedRegex(@"job (\d+)")]
    private static partial Regex JobId();

    [GeneratedRegex(@"JobState=(\w+)")]
    private static partial Regex JobState();

    [GeneratedRegex(@"^PPid:\s*(\d+)", RegexOptions.Multiline)]
    private static partial Regex ParentId();
}
