using System.Security.Cryptography;
using Newtonsoft.Json.Linq;
using OpenTimelineIO;

namespace ScreenTime.Tests.EndToEnd;

/// <summary>A timeline in, markers and screen time out, as a user runs it.</summary>
public sealed class MainJobTests(ShortFilmFixture film) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-job-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_export_is_there()
    {
        var names = Directory.GetFiles(film.Result).Select(Path.GetFileName).Order(StringComparer.Ordinal);

        Assert.Equal(["cut.csv", "cut.edl", "cut.json", "cut.otio", "cut.resolve.edl", "result.json", "sources.json"], names);
    }

    [Fact]
    public async Task A_second_run_gives_the_same_bytes()
    {
        var again = Path.Combine(_folder, "again");
        (await Command.ScreenTimeAsync("analyze", film.Cut, "--cast", film.Cast, "--out", again)).Succeeded();

        foreach (var path in Directory.GetFiles(film.Result))
            Assert.Equal(await File.ReadAllBytesAsync(path), await File.ReadAllBytesAsync(Path.Combine(again, Path.GetFileName(path))));
    }

    [Fact]
    public async Task The_last_lines_state_the_screen_time()
    {
        var outcome = (await Command.ScreenTimeAsync("analyze", film.Cut, "--cast", film.Cast, "--out", Path.Combine(_folder, "out"))).Succeeded();

        var lines = outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^3..];
        Assert.Matches(@"^The screen time of MOMO is \d+\.\d s \(0:\d\d:\d\d:\d\d, \d+\.\d %\)$", lines[0]);
        Assert.StartsWith("The screen time of BOLT is ", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void The_OTIO_has_one_marker_an_appearance_on_the_exact_frame_and_keeps_the_cut()
    {
        var result = JObject.Parse(File.ReadAllText(Path.Combine(film.Result, "result.json")))["result"]!;
        var before = OtioFile.Read<Timeline>(film.Cut);
        var after = OtioFile.Read<Timeline>(Path.Combine(film.Result, "cut.otio"));

        var expected = result["appearances"]!.Select(item => ((double)item["record"]![0]!, (double)item["record"]![1]! - (double)item["record"]![0]!, (string)item["characterId"]!));
        var written = after.Tracks.Markers
            .Where(marker => marker.Metadata.TryGetValue("screentime", out var own) && own.TryGetMap(out var map) && map.ContainsKey("character"))
            .Select(marker =>
            {
                marker.Metadata["screentime"].TryGetMap(out var map);
                map!["character"].TryGetString(out var character);
                return (marker.MarkedRange.StartTime.Value, marker.MarkedRange.Duration.Value, character!);
            });
        Assert.Equal(expected.Order(), written.Order());
        Assert.Equal(before.FindClips().Select(clip => (clip.Name, clip.SourceRange)), after.FindClips().Select(clip => (clip.Name, clip.SourceRange)));
    }

    [Fact]
    public async Task A_second_run_on_its_own_output_replaces_its_markers()
    {
        var tagged = Path.Combine(_folder, "tagged.otio");
        File.Copy(Path.Combine(film.Result, "cut.otio"), tagged);
        var out2 = Path.Combine(_folder, "out2");
        (await Command.ScreenTimeAsync("analyze", tagged, "--cast", film.Cast, "--out", out2, "--media-root", Path.GetDirectoryName(film.Film)!, "--export", "otio")).Succeeded();

        Assert.Equal(
            OtioFile.Read<Timeline>(tagged).Tracks.Markers.Count,
            OtioFile.Read<Timeline>(Path.Combine(out2, "cut.otio")).Tracks.Markers.Count);
    }

    [Fact]
    public async Task Clean_gives_the_timeline_back_byte_for_byte()
    {
        var cleaned = Path.Combine(_folder, "clean.otio");
        (await Command.ScreenTimeAsync("clean", Path.Combine(film.Result, "cut.otio"), "--out", cleaned)).Succeeded();

        Assert.Equal(await File.ReadAllBytesAsync(film.Cut), await File.ReadAllBytesAsync(cleaned));
    }

    [Fact]
    public async Task The_EDL_of_the_same_cut_has_the_same_screen_time()
    {
        var outEdl = Path.Combine(_folder, "edl");
        (await Command.ScreenTimeAsync("analyze", film.CutEdl, "--rate", "24", "--cast", film.Cast, "--out", outEdl, "--export", "edl,csv")).Succeeded();

        Assert.Equal(Totals(film.Result), Totals(outEdl));

        static IEnumerable<string> Totals(string folder) =>
            JObject.Parse(File.ReadAllText(Path.Combine(folder, "result.json")))["result"]!["totals"]!
                .Where(total => (string)total["ruleId"]! == "visible-v1").Select(total => $"{total["characterId"]} {total["frames"]}");
    }

    [Fact]
    public async Task Only_one_character_is_reported_with_the_seconds_of_the_whole_cast()
    {
        var folder = Path.Combine(_folder, "only");
        (await Command.ScreenTimeAsync("analyze", film.Cut, "--cast", film.Cast, "--out", folder, "--only", "pip")).Succeeded();

        var whole = Of(film.Result);
        var only = Of(folder);
        foreach (var list in new[] { "totals", "appearances" })
        {
            Assert.Equal(whole[list]!.Where(item => (string)item["characterId"]! == "pip"), only[list]!, JToken.EqualityComparer);
            Assert.NotEmpty(only[list]!);
        }

        Assert.All(only["samples"]!, sample => Assert.True(sample["probabilities"] is not JArray all || all.Count == 1));

        static JToken Of(string folder) => JObject.Parse(File.ReadAllText(Path.Combine(folder, "result.json")))["result"]!;
    }

    [Fact]
    public async Task A_bare_film_is_a_timeline()
    {
        var bare = Path.Combine(_folder, "bare");
        var outcome = (await Command.ScreenTimeAsync("analyze", film.Film, "--cast", film.Cast, "--out", bare, "--sample-rate", "1")).Succeeded();

        Assert.Contains("The screen time of PIP is", outcome.Output, StringComparison.Ordinal);
        // Film and timeline are one file: whichever of them it is taken for, its hash is that of its bytes.
        var hash = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(film.Film)));
        var result = JObject.Parse(await File.ReadAllTextAsync(Path.Combine(bare, "result.json")))["result"]!;
        Assert.Equal(hash, (string?)result["provenance"]!["timelineHash"]);
        Assert.Equal([hash], result["media"]!.Select(media => (string?)media["id"]));
    }

    [Fact]
    public async Task Offline_media_is_unknown_time_and_never_absence()
    {
        var lonely = Path.Combine(_folder, "lonely.otio");
        File.Copy(film.Cut, lonely);
        var outcome = (await Command.ScreenTimeAsync("analyze", lonely, "--cast", film.Cast, "--out", Path.Combine(_folder, "lost"))).Succeeded();

        Assert.Contains("Unknown time:", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("offline", outcome.Output, StringComparison.Ordinal);
        var scored = (await Command.ScreenTimeAsync("evaluate", Path.Combine(_folder, "lost"), "--truth", film.CutTruth)).Succeeded();
        Assert.Matches(@"\d+ of the \d+ scored moments lie in time that could not be looked at", scored.Output);
    }

    [Fact]
    public async Task In_and_out_points_choose_the_programme()
    {
        var outcome = (await Command.ScreenTimeAsync(
            "analyze", film.Cut, "--cast", film.Cast, "--out", Path.Combine(_folder, "part"), "--in", "10:00:02:00", "--out", "10:00:05:00")).Succeeded();

        var programme = JObject.Parse(await File.ReadAllTextAsync(Path.Combine(_folder, "part", "result.json")))["result"]!["programme"]!;
        Assert.Equal([48, 120], programme.Select(frame => (int)frame));
        Assert.NotNull(outcome);
    }

    [Fact]
    public async Task Explain_says_who_is_marked_and_why()
    {
        var outcome = (await Command.ScreenTimeAsync("explain", film.Result, "10:00:02:00")).Succeeded();

        Assert.Contains("probability", outcome.Output, StringComparison.Ordinal);
        Assert.Equal(3, outcome.Output.Split('\n').Count(line => line.Contains(" marked", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Labels_by_time_teach_as_labels_by_image_do()
    {
        var cast = Path.Combine(_folder, "cast");
        (await Command.ScreenTimeAsync("cast", "create", cast, "--name", "momo", "--name", "pip", "--name", "bolt")).Succeeded();
        (await Command.ScreenTimeAsync("cast", "label", cast, "--labels", film.LabelsByTime, "--media", film.Film)).Succeeded();

        var shown = (await Command.ScreenTimeAsync("cast", "show", cast)).Succeeded();

        Assert.Contains($"{File.ReadAllLines(film.Labels).Length - 1} labelled frames", shown.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Images_are_judged_one_by_one()
    {
        var judged = Path.Combine(_folder, "images");
        (await Command.ScreenTimeAsync("analyze", film.Frames, "--list", film.Labels, "--cast", film.Cast, "--out", judged)).Succeeded();
        var scored = (await Command.ScreenTimeAsync("evaluate", judged, "--truth", film.Labels)).Succeeded();

        Assert.Equal("image,class,momo,pip,bolt", File.ReadLines(Path.Combine(judged, "predictions.csv")).First());
        Assert.Contains("images scored", scored.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_tutorial_s_CSV_is_scored_in_one_table_of_train_validation_and_test_with_the_confusion_matrix()
    {
        var truth = Path.Combine(_folder, "test.csv");
        // One class a picture, as the tutorial has it.
        var rows = File.ReadLines(film.Labels).Skip(1).Select(line => line.Split(',')).Where(row => row[1..].Count(cell => cell == "1") < 2).ToList();
        await File.WriteAllLinesAsync(truth, ["Image_ID,Class", .. rows.Select(row => $"{row[0]},{Array.IndexOf(row, "1", 1) switch { -1 => 0, var column => column }}")]);
        var judged = Path.Combine(_folder, "judged");
        (await Command.ScreenTimeAsync("analyze", film.Frames, "--list", truth, "--cast", film.Cast, "--out", judged)).Succeeded();

        var scored = (await Command.ScreenTimeAsync("evaluate", judged, "--truth", truth, "--classes", "0=nobody,1=momo,2=pip,3=bolt")).Succeeded();

        Assert.Matches(@"(?m)^  train +\d+ +\d+ +[01]\.\d\d\d$", scored.Output);
        Assert.Matches(@"(?m)^  validation +\d+ +\d+ +[01]\.\d\d\d$", scored.Output);
        Assert.Matches($@"(?m)^  test +{rows.Count} +\d+ +[01]\.\d\d\d$", scored.Output);
        Assert.Matches(@"(?m)^ +nobody +momo +pip +bolt$", scored.Output);
        // They taught the cast, and that is said.
        Assert.Contains($"{rows.Count} of the test's {rows.Count} images are labelled frames of the cast: that flatters.", scored.Output, StringComparison.Ordinal);
        Assert.Equal(rows.Count, JObject.Parse(await File.ReadAllTextAsync(Path.Combine(judged, "predictions.json")))["images"]!.Count(image => (bool)image["labelled"]!));
    }

    [Fact]
    public async Task A_part_of_the_cast_is_scored_by_the_truth_of_all()
    {
        var folder = Path.Combine(_folder, "part-of-cast");
        (await Command.ScreenTimeAsync("analyze", film.Cut, "--cast", film.Cast, "--out", folder, "--only", "pip", "--export", "json")).Succeeded();

        var whole = (await Command.ScreenTimeAsync("evaluate", film.Result, "--truth", film.CutTruth)).Succeeded();
        var part = (await Command.ScreenTimeAsync("evaluate", folder, "--truth", film.CutTruth)).Succeeded();

        Assert.Equal(Words(whole.Output), Words(part.Output));
        Assert.DoesNotContain("momo", part.Output, StringComparison.Ordinal);

        static string[] Words(string output) => output.Split('\n').Single(line => line.StartsWith("pip", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    [Fact]
    public async Task Frames_to_label_are_taken_once_a_second()
    {
        var frames = Path.Combine(_folder, "frames");
        var outcome = (await Command.ScreenTimeAsync("frames", film.Film, "--sample-rate", "1", "--out", frames, "--sheet", Path.Combine(_folder, "sheet.png"))).Succeeded();

        Assert.Equal(30, Directory.GetFiles(frames, "frame*.jpg").Length);
        Assert.True(File.Exists(Path.Combine(_folder, "sheet.png")));
        Assert.Contains("30 images", outcome.Output, StringComparison.Ordinal);
    }
}
