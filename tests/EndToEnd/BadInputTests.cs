using Newtonsoft.Json;

namespace ScreenTime.Tests.EndToEnd;

/// <summary>Bad input, each with one clear sentence and its documented exit code (docs/exit-codes.md), and no partial output.</summary>
public sealed class BadInputTests(ShortFilmFixture film) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-bad-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Out => Path.Combine(_folder, "out");

    [Fact]
    public async Task A_missing_file() =>
        await FailsAsync(3, "nowhere.otio", "nowhere.otio");

    [Fact]
    public async Task A_truncated_film()
    {
        var path = Path.Combine(_folder, "truncated.mp4");
        var whole = await File.ReadAllBytesAsync(film.Film);
        await File.WriteAllBytesAsync(path, whole[..(whole.Length / 2)]);
        await FailsAsync(5, path, "truncated.mp4");
    }

    [Fact]
    public async Task A_truncated_film_whose_index_stands_in_front()
    {
        var (whole, path) = (Path.Combine(_folder, "whole.mp4"), Path.Combine(_folder, "in-front.mp4"));
        await Ffmpeg.RunAsync("-i", film.Film, "-c", "copy", "-movflags", "+faststart", whole);
        var bytes = await File.ReadAllBytesAsync(whole);
        await File.WriteAllBytesAsync(path, bytes[..(bytes.Length / 2)]);
        await FailsAsync(5, path, "in-front.mp4", "is cut off: it says that it lasts 30 s");
        (await Command.ScreenTimeAsync("frames", path, "--out", Out)).FailedWith(5, "is cut off");
        AssertNothingWritten();
    }

    [Fact]
    public async Task An_option_that_there_is_not() => await FailsAsync(2, film.Cut, ["--bogus"], "Unrecognized option '--bogus'", "screentime analyze --help");

    [Fact]
    public async Task A_job_file_that_names_what_is_not_there()
    {
        string Job(string timeline) => Write("job.json", $$"""{"apiVersion": 1, "jobs": [{"timeline": {{JsonConvert.ToString(film.Cut)}}, "cast": {{JsonConvert.ToString(film.Cast)}}, "out": "one"}, {"timeline": "{{timeline}}", "cast": {{JsonConvert.ToString(film.Cast)}}, "out": "two"}]}""");

        (await Command.ScreenTimeAsync("run", Job("nope.otio"), "--check")).FailedWith(3, $"there is no {Path.Combine(_folder, "nope.otio")}: check the paths");
        // The first job will have written it.
        (await Command.ScreenTimeAsync("run", Job("one/cut.otio"), "--check")).Succeeded();
    }

    [Fact]
    public async Task An_audio_only_file()
    {
        var path = Path.Combine(_folder, "sound.wav");
        await Ffmpeg.RunAsync("-f", "lavfi", "-i", "sine=duration=1", path);
        await FailsAsync(5, path, "sound.wav");
    }

    [Fact]
    public async Task An_otio_of_a_newer_schema()
    {
        var path = Write("newer.otio", """{"OTIO_SCHEMA":"Timeline.99","metadata":{},"name":"x","global_start_time":null,"tracks":{"OTIO_SCHEMA":"Stack.1","metadata":{},"name":"tracks","source_range":null,"effects":[],"markers":[],"enabled":true,"children":[]}}""");
        await FailsAsync(4, path, "newer.otio", "Timeline.99");
    }

    [Fact]
    public async Task A_timeline_without_a_clip()
    {
        var path = Write("empty.otio", """{"OTIO_SCHEMA":"Timeline.1","metadata":{},"name":"x","global_start_time":{"OTIO_SCHEMA":"RationalTime.1","rate":24.0,"value":0.0},"tracks":{"OTIO_SCHEMA":"Stack.1","metadata":{},"name":"tracks","source_range":null,"effects":[],"markers":[],"enabled":true,"children":[{"OTIO_SCHEMA":"Track.1","metadata":{},"name":"V1","kind":"Video","source_range":null,"effects":[],"markers":[],"enabled":true,"children":[]}]}}""");
        await FailsAsync(4, path, "empty.otio is empty");
    }

    [Fact]
    public async Task An_otio_nested_ten_thousand_deep()
    {
        var path = Write("deep.otio", string.Concat(Enumerable.Repeat("{\"a\":", 10_000)) + "1" + new string('}', 10_000));
        await FailsAsync(4, path, "deep.otio");
    }

    [Fact]
    public async Task An_otio_of_two_gigabytes()
    {
        var path = Path.Combine(_folder, "huge.otio");
        await using (var file = File.Create(path))
        {
            await file.WriteAsync("{\"OTIO_SCHEMA\":\"Timeline.1\",\"name\":\""u8.ToArray());
            file.SetLength(2L << 30);
        }

        await FailsAsync(4, path, "huge.otio");
    }

    [Fact]
    public async Task An_edl_with_an_impossible_timecode()
    {
        var path = Write("bad.edl", "TITLE: BAD\n\n001  AX       V     C        01:00:00:00 01:00:02:00 10:00:00:00 10:00:02:77\n");
        await FailsAsync(4, path, ["--rate", "24"], "bad.edl", "line 3");
    }

    [Fact]
    public async Task An_edl_without_a_rate_is_asked_for_it()
    {
        var path = Write("norate.edl", "TITLE: X\n\n001  AX       V     C        01:00:00:00 01:00:02:00 10:00:00:00 10:00:02:00\n");
        await FailsAsync(2, path, "--rate");
    }

    [Fact]
    public async Task A_cast_without_labels()
    {
        var cast = Path.Combine(_folder, "empty-cast");
        (await Command.ScreenTimeAsync("cast", "create", cast, "--name", "tom")).Succeeded();
        (await Command.ScreenTimeAsync("cast", "train", cast)).FailedWith(6, "cast label");
        (await Command.ScreenTimeAsync("analyze", film.Cut, "--cast", cast, "--out", Out)).FailedWith(6, "cast train");
        AssertNothingWritten();
    }

    [Fact]
    public async Task A_label_for_an_unknown_character()
    {
        var cast = Path.Combine(_folder, "cast");
        (await Command.ScreenTimeAsync("cast", "create", cast, "--name", "tom")).Succeeded();
        var labels = Write("labels.csv", "image,tom,spike\na.png,1,0\n");
        (await Command.ScreenTimeAsync("cast", "label", cast, "--labels", labels, "--images", _folder)).FailedWith(6, "spike");
    }

    [Fact]
    public async Task An_output_folder_that_cannot_be_written()
    {
        var file = Write("a-file", "");
        (await Command.ScreenTimeAsync("analyze", film.Cut, "--cast", film.Cast, "--out", Path.Combine(file, "out"))).FailedWith(7, "a-file");
    }

    [Fact]
    public async Task No_ffmpeg()
    {
        var environment = new Dictionary<string, string?> { ["SCREENTIME_FFMPEG"] = Path.Combine(_folder, "nothing") };
        (await Command.ScreenTimeAsync(environment, "analyze", film.Cut, "--cast", film.Cast, "--out", Out)).FailedWith(8, "ffmpeg");
        AssertNothingWritten();
    }

    [Fact]
    public async Task No_model()
    {
        var environment = new Dictionary<string, string?> { ["SCREENTIME_MODELS"] = Path.Combine(_folder, "nothing") };
        (await Command.ScreenTimeAsync(environment, "analyze", film.Cut, "--cast", film.Cast, "--out", Out)).FailedWith(8, "models prepare");
        AssertNothingWritten();
    }

    [Fact]
    public async Task An_option_that_does_not_exist() =>
        Assert.Equal(2, (await Command.ScreenTimeAsync("analyze", "--colour", "blue")).ExitCode);

    private Task FailsAsync(int exitCode, string timeline, params string[] words) => FailsAsync(exitCode, timeline, [], words);

    private async Task FailsAsync(int exitCode, string timeline, string[] options, params string[] words)
    {
        (await Command.ScreenTimeAsync(["analyze", timeline, "--cast", film.Cast, "--out", Out, .. options])).FailedWith(exitCode, words);
        AssertNothingWritten();
    }

    private void AssertNothingWritten() =>
        Assert.True(!Directory.Exists(Out) || Directory.GetFileSystemEntries(Out).Length == 0, "something was written");

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
