using Newtonsoft.Json.Linq;

namespace ScreenTime.Tests.EndToEnd;

/// <summary>People in real footage, from photographs to screen time and to being forgotten.</summary>
public sealed class PeopleJobTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-people-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Somebody_known_from_photographs_is_found_and_can_be_forgotten()
    {
        var clip = SharedData.Path("media", "intel_recurring_composite.mp4");
        var models = Environment.GetEnvironmentVariable("SCREENTIME_MODELS") is { Length: > 0 } chosen ? chosen : Path.Combine(SharedData.Root, "build", "models");
        if (!File.Exists(Path.Combine(models, "face-dlib", "model.json")))
            Assert.Skip("needs the face models (run 'screentime models prepare')");
        string In(string name) => Path.Combine(_folder, name);
        var environment = new Dictionary<string, string?> { ["SCREENTIME_CACHE"] = In("cache") };
        Task<Command.Outcome> Run(params string[] arguments) => Command.ScreenTimeAsync(environment, arguments);
        foreach (var (name, second) in ((string, string)[])[("a", "4.5"), ("b", "6.5")])
            await Ffmpeg.RunAsync("-ss", second, "-i", clip, "-frames:v", "1", In($"{name}.png"));

        (await Run("cast", "create", In("cast"), "--person", "man")).FailedWith(2, "MAN is a person", "--consent", "--until");
        (await Run("cast", "create", In("cast"), "--person", "man", "--consent", "test", "--until", "2099-12-31")).Succeeded();
        (await Run("cast", "enroll", In("cast"), "man", "--photo", In("a.png"), "--photo", In("b.png"))).Succeeded();
        Assert.Contains("gallery of 2 faces", (await Run("cast", "train", In("cast"))).Succeeded().Output, StringComparison.Ordinal);

        (await Run("cast", "play", In("cast"), "man", "--performer", "Kim Example", "--character", "The clerk")).Succeeded();

        // The man's first frames, then both of them: he is in all of it, the woman beside him is a stranger.
        var analysis = (await Run("analyze", clip, "--cast", In("cast"), "--out", In("out"), "--in", "00:00:07:00", "--out", "00:00:11:00", "--sample-rate", "1", "--export", "csv")).Succeeded();
        Assert.Contains("s of it with the face visible", analysis.Output, StringComparison.Ordinal);
        var result = JObject.Parse(await File.ReadAllTextAsync(In("out/result.json")));
        var totals = result["result"]!["totals"]!.ToDictionary(total => (string)total["ruleId"]!, total => (long?)total["frames"]);
        Assert.InRange(totals["visible-v1"]!.Value, 96, 100);
        Assert.InRange(totals["face-visible-v1"]!.Value, 75, totals["visible-v1"]!.Value);
        Assert.True(Directory.Exists(In("out/faces")));
        Assert.False(Directory.Exists(In("cache/features")), "faces must not lie in the shared cache");

        await InShardsAsync(Run, clip, In("cast"), In("season"), In("out"));
        await ReportAsync(Run, In("out"));

        (await Run("close", In("out"))).Succeeded();
        Assert.False(Directory.Exists(In("out/faces")));
        Assert.True(File.Exists(In("out/result.json")));

        var forgotten = (await Run("cast", "forget", In("cast"), "man")).Succeeded().Output;
        Assert.Contains("2 labelled pictures that show man", forgotten, StringComparison.Ordinal);
        Assert.Contains($"{In("out")}: reports and markers that name man", forgotten, StringComparison.Ordinal);
        (await Run("analyze", clip, "--cast", In("cast"), "--out", In("again"))).FailedWith(3, "is no cast");
    }

    /// <summary>Several machines that know people by whole shots give the very bytes of one, and leave no faces behind when the job is closed.</summary>
    private static async Task InShardsAsync(Func<string[], Task<Command.Outcome>> run, string clip, string cast, string job, string single)
    {
        var season = new JObject
        {
            ["apiVersion"] = 1,
            ["job"] = new JObject { ["timeline"] = clip, ["cast"] = cast, ["out"] = "unused", ["in"] = "00:00:07:00", ["outPoint"] = "00:00:11:00", ["sampleRate"] = 1, ["export"] = "csv" },
        };
        await File.WriteAllTextAsync(job + ".json", season.ToString());
        (await run(["plan", job + ".json", "--out", job, "--shards", "2"])).Succeeded();
        foreach (var shard in (string[])["1-2", "3-4"])
            (await run(["work", job, "--shard", shard])).Succeeded();
        (await run(["merge", job])).Succeeded();
        FarmTests.Same(single, Path.Combine(job, Path.GetFileNameWithoutExtension(clip)));

        var faces = Path.Combine(job, Path.GetFileNameWithoutExtension(clip), "faces");
        Assert.True(Directory.Exists(faces));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(faces));
        (await run(["close", Path.GetDirectoryName(faces)!])).Succeeded();
        Assert.False(Directory.Exists(faces));
    }

    /// <summary>The report says of the man how long his face can be seen and who plays with it, shows him, and nobody of the woman beside him.</summary>
    private static async Task ReportAsync(Func<string[], Task<Command.Outcome>> run, string folder)
    {
        (await run(["report", folder, "--rule", "visible-v1", "--rule", "face-v1", "--evidence", "subject"])).Succeeded();
        var path = Directory.GetFiles(folder, "*.report.json").Single();
        var json = JObject.Parse(await File.ReadAllTextAsync(path));
        var totals = JObject.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "result.json")))["result"]!["totals"]!.ToDictionary(total => (string)total["ruleId"]!, total => (long?)total["frames"]);
        var (visible, face) = (json["rules"]![0]!, json["rules"]![1]!);
        Assert.Equal(totals["face-visible-v1"], (long?)visible["counts_of"]![0]!["face_frames"]);
        Assert.Equal(totals["face-visible-v1"], (long?)face["counts_of"]![0]!["time"]!["frames"]);
        Assert.Equal(["Kim Example", "The clerk"], visible["roles"]!.Select(role => (string)role["name"]!));
        Assert.All(visible["roles"]!, role => Assert.Equal(totals["visible-v1"], (long?)role["time"]!["frames"]));
        var text = Tool.PdfText(path.Replace(".json", ".pdf", StringComparison.Ordinal));
        Assert.Contains("Kim Example as The clerk", text, StringComparison.Ordinal);
        Assert.Contains("data:image/jpeg;base64,", await File.ReadAllTextAsync(path.Replace(".json", ".html", StringComparison.Ordinal)), StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("SCREENTIME_KEEP_REPORTS") is { Length: > 0 } keep)
            File.Copy(path.Replace(".json", ".pdf", StringComparison.Ordinal), Path.Combine(keep, "real-people.pdf"), overwrite: true);
    }
}
