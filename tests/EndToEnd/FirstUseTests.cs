namespace ScreenTime.Tests.EndToEnd;

/// <summary>What a person meets who uses the commands for the first time, and wrongly.</summary>
public sealed class FirstUseTests(ShortFilmFixture film) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-first-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    [Fact]
    public async Task The_bare_command_shows_the_help()
    {
        var outcome = await Command.ScreenTimeAsync();

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("analyze", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_that_is_missing_is_said_at_once_with_the_help_that_tells_more()
    {
        (await Command.ScreenTimeAsync("evaluate")).FailedWith(2, "--truth", "DIR", "run 'screentime evaluate --help'");
        (await Command.ScreenTimeAsync("cast", "create", In("cast"))).FailedWith(2, "--name", "run 'screentime cast create --help'");
        (await Command.ScreenTimeAsync("analyze", film.Cut, "--cast", film.Cast, "--out", In("o"), "--without", "nobodys-plugin")).FailedWith(2, "nobodys-plugin", "recognition");
    }

    [Fact]
    public async Task Nothing_is_gathered_for_others()
    {
        Directory.CreateDirectory(In("home"));
        var environment = new Dictionary<string, string?> { ["HOME"] = In("home"), ["XDG_CACHE_HOME"] = null, ["SCREENTIME_CACHE"] = In("cache"), ["ORT_DISABLE_TELEMETRY"] = null };
        await Command.ScreenTimeAsync(environment, "doctor");
        (await Command.ScreenTimeAsync(environment, "analyze", film.Cut, "--cast", film.Cast, "--out", In("out"), "--in", "10:00:00:00", "--out", "10:00:01:00")).Succeeded();

        // ONNX Runtime keeps what it means to send to Microsoft in .cache/Microsoft/DeveloperTools.
        Assert.DoesNotContain(Directory.GetFileSystemEntries(In("home"), "*", SearchOption.AllDirectories), path => path.Contains("Microsoft", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_run_says_how_many_frames_it_looks_at_before_it_begins()
    {
        var environment = new Dictionary<string, string?> { ["SCREENTIME_CACHE"] = In("cache") };
        var first = (await Command.ScreenTimeAsync(environment, "analyze", film.Cut, "--cast", film.Cast, "--out", In("first"), "--in", "10:00:00:00", "--out", "10:00:04:00")).Succeeded();
        var second = (await Command.ScreenTimeAsync(environment, "analyze", film.Cut, "--cast", film.Cast, "--out", In("second"), "--in", "10:00:00:00", "--out", "10:00:04:00")).Succeeded();

        Assert.Matches(@"\n\d+ frames to look at\.\n", first.Error);
        Assert.Matches(@"\n\d+ frames to look at, known from earlier runs\.\n", second.Error);
    }

    [Fact]
    public async Task What_is_wrong_with_the_timeline_is_said_before_what_is_wrong_with_the_recogniser()
    {
        Directory.CreateDirectory(In("models"));
        var environment = new Dictionary<string, string?> { ["SCREENTIME_MODELS"] = In("models") };

        (await Command.ScreenTimeAsync(environment, "analyze", film.Cut, "--cast", film.Cast, "--out", In("out"))).FailedWith(8, "models prepare");
        (await Command.ScreenTimeAsync(environment, "analyze", film.Cut, "--cast", film.Cast, "--out", In("out"), "--in", "09:00:00:00")).FailedWith(2, "--in 09:00:00:00");
    }

    [Fact]
    public async Task A_cache_that_cannot_be_written_is_found_before_the_work()
    {
        File.WriteAllText(In("file"), "");
        var environment = new Dictionary<string, string?> { ["SCREENTIME_CACHE"] = Path.Combine(In("file"), "cache") };

        var outcome = await Command.ScreenTimeAsync(environment, "analyze", film.Cut, "--cast", film.Cast, "--out", In("out"));

        outcome.FailedWith(7, "SCREENTIME_CACHE");
        Assert.DoesNotContain("Looking at frames", outcome.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(In("out")));
    }

    [Fact]
    public async Task A_folder_with_a_slash_at_its_end_is_a_folder()
    {
        var cast = In("cast") + "/";
        (await Command.ScreenTimeAsync("cast", "create", cast, "--name", "momo", "--name", "pip", "--name", "bolt")).Succeeded();
        (await Command.ScreenTimeAsync("cast", "label", cast, "--labels", film.Labels, "--images", film.Frames + "/")).Succeeded();
        var again = (await Command.ScreenTimeAsync("cast", "label", cast, "--labels", film.Labels, "--images", film.Frames + "/")).Succeeded();
        Assert.Contains("were pictures that it had already", again.Output, StringComparison.Ordinal);

        (await Command.ScreenTimeAsync("analyze", film.Frames + "/", "--list", film.Labels, "--cast", film.Cast, "--out", In("images") + "/")).Succeeded();
        (await Command.ScreenTimeAsync("analyze", film.Frames, "--cast", film.Cast, "--out", In("images"), "--only", "pip")).FailedWith(2, "--only goes with a timeline");
    }

    [Fact]
    public async Task Ways_of_labelling_that_exclude_each_other_are_refused()
    {
        (await Command.ScreenTimeAsync("cast", "label", film.Cast, "--from-markers", film.Cut, "--labels", film.Labels)).FailedWith(2, "--from-markers goes without");
        (await Command.ScreenTimeAsync("cast", "label", film.Cast, "--labels", film.Labels)).FailedWith(2, "--images", "--media");
        (await Command.ScreenTimeAsync("cast", "label", film.Cast)).FailedWith(2, "--labels", "--from-markers");
    }

    [Fact]
    public async Task A_sheet_is_never_written_over_the_film()
    {
        var before = await File.ReadAllBytesAsync(film.Film);
        (await Command.ScreenTimeAsync("frames", film.Film, "--out", In("frames"), "--sheet", film.Film)).FailedWith(2, "--sheet", ".png");

        Assert.Equal(before, await File.ReadAllBytesAsync(film.Film));
        Assert.False(Directory.Exists(In("frames")));
    }

    [Fact]
    public async Task Clean_says_what_it_cannot_do_and_needs_no_ffmpeg()
    {
        var tagged = Path.Combine(film.Result, "cut.otio");
        (await Command.ScreenTimeAsync("clean", film.Film, "--out", In("x.otio"))).FailedWith(2, "carries no markers");
        (await Command.ScreenTimeAsync("clean", Path.Combine(film.Result, "cut.csv"))).FailedWith(2, "carries no markers");
        (await Command.ScreenTimeAsync("clean", tagged, "--out", In("x.edl"))).FailedWith(2, ".otio");
        (await Command.ScreenTimeAsync("clean", tagged, "--out", tagged)).FailedWith(7, "never overwritten");
        (await Command.ScreenTimeAsync("clean", tagged, "--out", Path.Combine(In("nowhere"), "x.otio"))).FailedWith(7, "nowhere");
        Assert.Empty(Directory.GetFileSystemEntries(_folder));

        var environment = new Dictionary<string, string?> { ["SCREENTIME_FFMPEG"] = In("nothing") };
        (await Command.ScreenTimeAsync(environment, "clean", tagged, "--out", In("clean.otio"))).Succeeded();
        var nothing = (await Command.ScreenTimeAsync("clean", film.Cut, "--out", In("same.otio"))).Succeeded();
        Assert.Contains("There were no markers of ScreenTime's", nothing.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_names_all_that_is_wrong_and_how_to_mend_it()
    {
        Directory.CreateDirectory(In("models/broken"));
        File.WriteAllText(In("models/broken/model.json"), "{");
        File.WriteAllText(In("file"), "");
        var outcome = await Command.ScreenTimeAsync(
            new Dictionary<string, string?>
            {
                ["SCREENTIME_FFMPEG"] = In("nothing"),
                ["SCREENTIME_MODELS"] = In("models"),
                ["SCREENTIME_PLUGINS"] = In("plugins"),
                ["SCREENTIME_CACHE"] = In("file/cache"),
            },
            "doctor");

        Assert.Equal(8, outcome.ExitCode);
        Assert.Empty(outcome.Error);
        Assert.Equal(
            ["cache", "ffmpeg", "models", "plugins"],
            outcome.Output.Split('\n').Where(line => line.StartsWith("MEND ", StringComparison.Ordinal)).Select(line => line.Split(' ')[1]).Order(StringComparer.Ordinal));
        (await Command.ScreenTimeAsync("doctor")).Succeeded();
    }

    [Fact]
    public async Task Doctor_finds_a_model_that_is_damaged_or_missing_and_says_what_to_do()
    {
        Directory.CreateDirectory(In("models/own"));
        await File.WriteAllTextAsync(In("models/own/model.onnx"), "half of a mod");
        await File.WriteAllTextAsync(In("models/own/model.json"), """{"file": "model.onnx", "sha256": "00"}""");
        var outcome = await Command.ScreenTimeAsync(new Dictionary<string, string?> { ["SCREENTIME_MODELS"] = In("models") }, "doctor");

        Assert.Equal(8, outcome.ExitCode);
        var faults = outcome.Output.Split('\n').Where(line => line.StartsWith("MEND ", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, faults.Count);
        Assert.Contains($"inception-v3-resnet-18, face-blaze, face-dlib are not in {In("models")}: run 'screentime models prepare'", faults[0], StringComparison.Ordinal);
        Assert.Contains($"own is damaged or was exchanged (model.onnx has another SHA-256 than its description): delete {In("models/own")} and run 'screentime models prepare'", faults[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_says_the_same_as_JSON_for_support()
    {
        var lines = (await Command.ScreenTimeAsync("doctor")).Succeeded().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var report = Newtonsoft.Json.Linq.JObject.Parse((await Command.ScreenTimeAsync("doctor", "--json")).Succeeded().Output);

        Assert.True((bool)report["sound"]!);
        // The room on the disk changes meanwhile.
        bool IsSteady(string line) => !line.StartsWith("ok   cache ", StringComparison.Ordinal);
        Assert.Equal(lines.Skip(1).Where(IsSteady), report["findings"]!.Select(finding => $"ok   {(string)finding["what"]!,-10} {(string)finding["detail"]!}").Where(IsSteady));
        Assert.Contains(report["findings"]!, finding => (string)finding["what"]! == "GPU");
        Assert.All(["screentime", "system", "runtime", "processors", "processorFeatures"], name => Assert.NotEmpty(report[name]!.ToString()));
    }

    [Fact]
    public async Task A_cast_whose_training_record_is_damaged_can_still_be_shown()
    {
        var cast = In("cast");
        (await Command.ScreenTimeAsync("cast", "create", cast, "--name", "tom")).Succeeded();
        Directory.CreateDirectory(Path.Combine(cast, "models", "0001"));
        File.WriteAllText(Path.Combine(cast, "models", "0001", "training.json"), "{\"Characters\":[null]}");

        var shown = (await Command.ScreenTimeAsync("cast", "show", cast)).Succeeded();

        Assert.Contains("training.json is missing or damaged", shown.Output, StringComparison.Ordinal);
        Assert.Contains("no labelled frames yet", shown.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_says_which_timecodes_there_are()
    {
        (await Command.ScreenTimeAsync("explain", film.Result, "20")).FailedWith(2, "HH:MM:SS:FF");
        (await Command.ScreenTimeAsync("explain", film.Result, "09:59:59:23")).FailedWith(2, "was not analysed", "10:00:00:00");
        (await Command.ScreenTimeAsync("explain", _folder, "10:00:00:00")).FailedWith(3, "screentime analyze");
    }

    [Fact]
    public async Task A_truth_that_speaks_of_something_else_scores_nothing()
    {
        (await Command.ScreenTimeAsync("evaluate", film.Result, "--truth", film.LabelsByTime)).FailedWith(4, "says nothing of what was analysed");
        (await Command.ScreenTimeAsync("evaluate", film.Result, "--truth", film.Labels)).FailedWith(4, "labels images");
        (await Command.ScreenTimeAsync("evaluate", film.Result, "--truth", In("nowhere.csv"))).FailedWith(3, "nowhere.csv");
    }
}
