using System.Security.Cryptography;
using System.Text;
using Newtonsoft.Json.Linq;

namespace ScreenTime.Tests.EndToEnd;

/// <summary>A season on several machines: plan, work, status, merge. Each "machine" has a cache of its own.</summary>
public sealed class FarmTests(ShortFilmFixture film) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-farm-").FullName;

    private string Job => Path.Combine(_folder, "it's a \"job\" $(x) ; %1");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Shards_of_a_season_merge_to_the_very_bytes_of_single_runs()
    {
        (await Command.ScreenTimeAsync("plan", film.Cut, film.Film, "--cast", film.Cast, "--out", Job, "--shards", "5")).Succeeded();
        Assert.Equal((5, 5), Shards());
        var schema = await NJsonSchema.JsonSchema.FromFileAsync(Path.Combine(SharedData.Root, "docs", "schemas", "plan.schema.json"));
        Assert.Empty(schema.Validate(await File.ReadAllTextAsync(Path.Combine(Job, "plan.json"))));
        Assert.NotEmpty(schema.Validate((await File.ReadAllTextAsync(Path.Combine(Job, "plan.json"))).Replace("\"look\"", "\"see\"", StringComparison.Ordinal)));

        (await WorkAsync("6", "north")).FailedWith(75, "shard 6 finds edges in cut", "shards 1 to 3 must be done first");
        Assert.Equal(1, Opened((await WorkAsync("1-3", "north")).Succeeded()));
        var status = (await Command.ScreenTimeAsync("status", Job)).Succeeded().Output;
        Assert.Contains("cut: all 3 shards looked at; 0 of 3 shards refined, missing shards 6 to 8; not merged.", status, StringComparison.Ordinal);
        Assert.Contains("3 of 10 shards are done, 0 of 2 titles merged.", status, StringComparison.Ordinal);
        (await Command.ScreenTimeAsync("merge", Job)).FailedWith(75, "shards 4 to 10 are not done yet");
        Assert.False(Directory.Exists(Path.Combine(Job, "cut")));

        (await WorkAsync("4-5", "south")).Succeeded();
        // Of one title, then of the other.
        Assert.Equal(2, Opened((await WorkAsync("6-10", "south")).Succeeded()));
        (await Command.ScreenTimeAsync("merge", Job)).Succeeded();

        Same(film.Result, Path.Combine(Job, "cut"));
        Same(await film.FilmResultAsync(), Path.Combine(Job, "film"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task However_many_shards_there_are_the_result_is_the_same(int shards)
    {
        (await Command.ScreenTimeAsync("plan", film.Cut, "--cast", film.Cast, "--out", Job, "--shards", $"{shards}")).Succeeded();
        // Where the frames are known: what differs is how the work is cut.
        (await Command.ScreenTimeAsync("work", Job, "--shard", $"1-{2 * shards}")).Succeeded();
        (await Command.ScreenTimeAsync("merge", Job)).Succeeded();

        Same(film.Result, Path.Combine(Job, "cut"));
        Assert.Contains($"{2 * shards} of {2 * shards} shards are done, 1 of 1 titles merged.", (await Command.ScreenTimeAsync("status", Job)).Output, StringComparison.Ordinal);
        (await Command.ScreenTimeAsync("plan", film.Cut, "--cast", film.Cast, "--out", Job, "--shards", "2")).Succeeded();
        Assert.Contains("0 of 4 shards are done, 0 of 1 titles merged.", (await Command.ScreenTimeAsync("status", Job)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_damaged_or_mixed_is_told_and_nothing_is_merged_from_it_silently()
    {
        (await Command.ScreenTimeAsync("plan", film.Cut, "--cast", film.Cast, "--out", Job, "--shards", "2")).Succeeded();
        (await Command.ScreenTimeAsync("work", Job, "--shard", "1-4")).Succeeded();

        // Half of a file, as a full disk leaves it.
        var damaged = Assert.Single(Directory.GetFiles(Path.Combine(Job, "shards"), "00004.*"));
        var whole = await File.ReadAllTextAsync(damaged);
        await File.WriteAllTextAsync(damaged, whole[..(whole.Length / 2)]);
        (await Command.ScreenTimeAsync("merge", Job)).FailedWith(75, "shard 4 is not done yet");

        // Another processor's, under its own name.
        var other = Encoding.UTF8.GetBytes(whole.Replace("\"cpuFeatures\":\"", "\"cpuFeatures\":\"other ", StringComparison.Ordinal));
        await File.WriteAllBytesAsync(
            Path.Combine(Job, "shards", string.Join('.', [.. Path.GetFileName(damaged).Split('.')[..2], Convert.ToHexStringLower(SHA256.HashData(other)), "json"])), other);
        (await Command.ScreenTimeAsync("merge", Job)).FailedWith(4, "shard 4 with", "other x64", "--allow-mixed", "--again");
        Assert.False(Directory.Exists(Path.Combine(Job, "cut")));

        (await Command.ScreenTimeAsync("merge", Job, "--allow-mixed")).Succeeded();
        var provenance = JObject.Parse(await File.ReadAllTextAsync(Path.Combine(Job, "cut", "result.json")))["result"]!["provenance"]!;
        Assert.StartsWith("shard 4 with ", (string?)Assert.Single(provenance["mixed"]!), StringComparison.Ordinal);
        (await Command.ScreenTimeAsync("report", Path.Combine(Job, "cut"), "--out", Path.Combine(_folder, "report"), "--format", "html")).Succeeded();
        Assert.Contains("Parts were looked at with something else", await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(Path.Combine(_folder, "report"), "*.html"))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shard_that_the_system_takes_back_says_so_and_goes_on_later()
    {
        (await Command.ScreenTimeAsync("plan", film.Cut, "--cast", film.Cast, "--out", Job, "--shards", "1")).Succeeded();
        using var worker = Command.Start(Cache("taken"), [.. Command.ScreenTimeWords, "work", Job, "--shard", "1"]);
        var error = "";
        while (await worker.StandardError.ReadLineAsync() is { } line)
        {
            error += line + "\n";
            if (line == "Looking at frames")
                Assert.Equal(0, Command.Signal(worker, 15));
        }

        await worker.WaitForExitAsync();
        Assert.True(worker.ExitCode == 75, $"exit code {worker.ExitCode}\n{error}");
        Assert.Contains("stopped by the system (SIGTERM)", error, StringComparison.Ordinal);
        Assert.DoesNotContain("failed", (await Command.ScreenTimeAsync("status", Job)).Output, StringComparison.Ordinal);
        (await WorkAsync("1", "taken")).Succeeded();
    }

    [Fact]
    public async Task Trying_again_does_not_mend_a_changed_cast_and_the_status_says_why()
    {
        var cast = Path.Combine(_folder, "cast");
        Copy(film.Cast, cast);
        (await Command.ScreenTimeAsync("plan", film.Cut, "--cast", cast, "--out", Job, "--shards", "1")).Succeeded();
        (await Command.ScreenTimeAsync("cast", "restore", cast, "1")).Succeeded();
        await File.AppendAllTextAsync(Directory.GetFiles(Path.Combine(cast, "models", "0002"), "*.onnx")[0], "x");

        (await WorkAsync("1", "here")).FailedWith(4, "has changed since the job was planned");
        Assert.Contains("Shard 1 failed: the cast", (await Command.ScreenTimeAsync("status", Job)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_does_not_depend_on_where_things_lie_and_heeds_the_umask()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no umask");
        var moved = Path.Combine(_folder, "moved");
        Copy(Path.GetDirectoryName(film.Cut)!, Path.Combine(moved, "film"));
        Copy(film.Cast, Path.Combine(moved, "cast"));
        (await Command.ScreenTimeAsync("plan", film.Cut, "--cast", film.Cast, "--out", Job, "--shards", "3")).Succeeded();
        var there = Path.Combine(moved, "job");
        (await Command.ProgramAsync(
            Cache("moved"),
            ["/bin/sh", "-c", "umask 027; exec \"$@\"", "sh", .. Command.ScreenTimeWords, "plan", Path.Combine(moved, "film", "cut.otio"), "--cast", Path.Combine(moved, "cast"), "--out", there, "--shards", "3"])).Succeeded();

        Assert.Equal(Plan(Job)["hash"], Plan(there)["hash"]);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(Path.Combine(there, "plan.json")));
    }

    [Fact]
    public async Task Another_user_works_with_an_installation_that_they_may_only_read()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.UserName != "root", "needs root, to run as somebody else");
        var become = Command.Require("setpriv", "util-linux");
        if (OperatingSystem.IsWindows())
            return;
        const UnixFileMode Everybody = (UnixFileMode)0b111_111_111, Readers = (UnixFileMode)0b111_101_101;
        var show = Path.Combine(_folder, "show");
        Copy(Path.GetDirectoryName(film.Cut)!, Path.Combine(show, "film"));
        Copy(film.Cast, Path.Combine(show, "cast"));
        foreach (var folder in Directory.GetDirectories(_folder, "*", SearchOption.AllDirectories).Append(_folder))
            File.SetUnixFileMode(folder, Readers);
        foreach (var file in Directory.GetFiles(show, "*", SearchOption.AllDirectories))
            File.SetUnixFileMode(file, Readers);
        // What they may write is theirs; their home does not exist, as that of a farm's user may not.
        foreach (var folder in (string[])["out", "cache", "settings"])
            File.SetUnixFileMode(Directory.CreateDirectory(Path.Combine(_folder, folder)).FullName, Everybody);
        var environment = new Dictionary<string, string?>
        {
            ["HOME"] = "/nonexistent",
            ["SCREENTIME_CACHE"] = Path.Combine(_folder, "cache"),
            ["SCREENTIME_SETTINGS"] = Path.Combine(_folder, "settings"),
        };
        Task<Command.Outcome> Run(params string[] arguments) => Command.ProgramAsync(
            environment, [become, "--reuid=65534", "--regid=65534", "--clear-groups", .. Command.ScreenTimeWords, .. arguments]);
        var installation = Path.GetDirectoryName(Command.ScreenTimeWords[1])!;
        List<(string, DateTime)> Files() => [.. Directory.GetFileSystemEntries(installation, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(path => (path, File.GetLastWriteTimeUtc(path)))];
        var before = Files();
        (await Run("doctor")).Succeeded();
        (await Run("analyze", Path.Combine(show, "film", "cut.otio"), "--cast", Path.Combine(show, "cast"), "--out", Path.Combine(_folder, "out", "single"))).Succeeded();

        Assert.Equal(before, Files());
        Assert.True(File.ReadAllBytes(Path.Combine(film.Result, "result.json")).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(_folder, "out", "single", "result.json"))));

        environment["SCREENTIME_CACHE"] = null;
        environment["XDG_CACHE_HOME"] = null;
        (await Run("analyze", Path.Combine(show, "film", "cut.otio"), "--cast", Path.Combine(show, "cast"), "--out", Path.Combine(_folder, "out", "homeless"))).FailedWith(7, "/nonexistent/.cache/screentime", "SCREENTIME_CACHE");
    }

    private (int Looking, int Refining) Shards()
    {
        var phases = Plan(Job)["what"]!["shards"]!.Select(shard => (string?)shard["phase"]).ToList();
        return (phases.Count(phase => phase == "look"), phases.Count(phase => phase == "refine"));
    }

    private static int Opened(Command.Outcome work) => work.Error.Split('\n').Count(line => line == "Opening the recogniser");

    private static JObject Plan(string job) => JObject.Parse(File.ReadAllText(Path.Combine(job, "plan.json")));

    private Task<Command.Outcome> WorkAsync(string shards, string machine) => Command.ScreenTimeAsync(Cache(machine), "work", Job, "--shard", shards);

    private Dictionary<string, string?> Cache(string machine) => new() { ["SCREENTIME_CACHE"] = Path.Combine(_folder, "cache-" + machine) };

    /// <summary>The folders hold the same files, byte for byte.</summary>
    internal static void Same(string single, string merged)
    {
        Assert.Equal(Directory.GetFiles(single).Select(Path.GetFileName).Order(StringComparer.Ordinal), Directory.GetFiles(merged).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        foreach (var path in Directory.GetFiles(single))
            Assert.True(File.ReadAllBytes(path).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(merged, Path.GetFileName(path)))), $"{Path.GetFileName(path)} differs");
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var path in Directory.GetFiles(from))
            File.Copy(path, Path.Combine(to, Path.GetFileName(path)));
        foreach (var folder in Directory.GetDirectories(from))
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
    }
}
