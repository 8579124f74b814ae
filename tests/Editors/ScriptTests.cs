using OpenTimelineIO;
using ScreenTime.Sdk;

namespace ScreenTime.Tests.Editors;

/// <summary>C# scripts with the engine at hand, and the worked examples in examples/scripts.</summary>
public sealed class ScriptTests(ColourFilm film) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-script-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Faults_are_named_by_line()
    {
        var compiled = await RunAsync("Print(\"never\");\n\nint number = \"text\";\nNobody();\n");
        Assert.Equal(4, compiled.ExitCode);
        Assert.Contains("screentime: script.csx, line 3, column 14: Cannot implicitly convert type 'string' to 'int' (CS0029) (and 1 more)", compiled.Error, StringComparison.Ordinal);
        Assert.Contains("script.csx, line 4, column 1: The name 'Nobody' does not exist in the current context (CS0103)", compiled.Error, StringComparison.Ordinal);
        Assert.Empty(compiled.Output);

        var thrown = await RunAsync("Print(Args.Count);\nvoid Deep() =>\n  throw new InvalidOperationException(\"on purpose\");\nDeep();\n", "a", "b");
        Assert.Equal((4, "2"), (thrown.ExitCode, thrown.Output.Trim()));
        Assert.Contains("screentime: script.csx, line 3: InvalidOperationException: on purpose", thrown.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", thrown.Error, StringComparison.Ordinal);

        var sentence = await RunAsync("throw Stop(\"there is no timeline\");");
        Assert.Equal((2, "screentime: there is no timeline"), (sentence.ExitCode, sentence.Error.Trim()));
        Assert.Equal(7, (await RunAsync("return 7;")).ExitCode);
        Assert.Equal(3, (await Tool.RunAsync(film.Environment, [.. Tool.ScreenTime, "script", Path.Combine(_folder, "nowhere.csx")])).ExitCode);
    }

    [Fact]
    public async Task Ctrl_C_stops_even_a_script_that_never_looks_up()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("sends a Unix signal");
        var script = Path.Combine(_folder, "endless.csx");
        await File.WriteAllTextAsync(script, "Print(\"started\");\nSystem.Threading.Thread.Sleep(-1);\n");
        using var process = Tool.Start(film.Environment, Tool.Hearing([.. Tool.ScreenTime, "script", script]));
        Assert.Equal("started", await process.StandardOutput.ReadLineAsync());
        Tool.Interrupt(process);
        await process.WaitForExitAsync();
        Assert.Equal(130, process.ExitCode);
    }

    [Fact]
    public async Task Batch_tag_does_a_folder_and_survives_a_bad_file()
    {
        var timelines = Directory.CreateDirectory(Path.Combine(_folder, "cuts")).FullName;
        File.Copy(await film.TimelineAsync(new FrameRate(25, 1), 0), Path.Combine(timelines, "b.otio"));
        await File.WriteAllTextAsync(Path.Combine(timelines, "a.otio"), "{ this is none");
        await File.WriteAllTextAsync(Path.Combine(timelines, "notes.txt"), "no timeline");
        var outcome = await ExampleAsync("batch-tag.csx", timelines, film.Cast, Path.Combine(_folder, "out"));

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("b.otio\tred\t4.0 s\n", outcome.Output, StringComparison.Ordinal);
        Assert.EndsWith("1 of 2 timelines tagged\n", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("a.otio: ", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(["b.otio"], Directory.GetDirectories(Path.Combine(_folder, "out")).Select(Path.GetFileName));
    }

    /// <summary>An EDL says neither its rate nor where its media are: the examples take the first from their user or the result, and what could not be looked at is no absence.</summary>
    [Fact]
    public async Task The_examples_take_a_list()
    {
        var cuts = Directory.CreateDirectory(Path.Combine(_folder, "cuts")).FullName;
        var list = Path.Combine(cuts, "cut.EDL");
        await File.WriteAllTextAsync(list, $"""
            TITLE: Cut
            FCM: NON-DROP FRAME
            001  FILM     V     C        00:00:00:00 00:00:05:00 10:00:00:00 10:00:05:00
            * FROM CLIP NAME: {Path.GetFileName(await film.AtAsync(new FrameRate(25, 1)))}
            002  GONE     V     C        00:00:00:00 00:00:02:00 10:00:05:00 10:00:07:00
            * FROM CLIP NAME: gone.mov
            """);
        Assert.Contains("does not say its frame rate", (await ExampleAsync("batch-tag.csx", cuts, film.Cast, Path.Combine(_folder, "never"))).Error, StringComparison.Ordinal);
        Assert.Contains("fast is no frame rate", (await ExampleAsync("batch-tag.csx", cuts, film.Cast, Path.Combine(_folder, "never"), "fast")).Error, StringComparison.Ordinal);
        File.Copy(await film.AtAsync(new FrameRate(25, 1)), Path.Combine(cuts, Path.GetFileName(await film.AtAsync(new FrameRate(25, 1)))));
        var outcome = await ExampleAsync("batch-tag.csx", cuts, film.Cast, Path.Combine(_folder, "out"), "25");
        Assert.Contains("cut.EDL\tred\t1.9 s, 2.0 s unknown\n", outcome.Output, StringComparison.Ordinal);

        var result = Path.Combine(_folder, "out", "cut.EDL");
        (await ExampleAsync("three-houses.csx", result, list, Path.Combine(_folder, "houses"))).Succeeded();
        Assert.Contains("10:00:01:05", await File.ReadAllTextAsync(Path.Combine(_folder, "houses", "picture", "Cut.avid.txt")), StringComparison.Ordinal);
        (await ExampleAsync("colours-and-selects.csx", result, list, "red", Path.Combine(_folder, "selects"))).Succeeded();
    }

    [Fact]
    public async Task Colours_and_selects_gives_each_a_colour_and_one_a_timeline()
    {
        var (timeline, result) = await AnalyzedAsync(new FrameRate(24, 1));
        var output = Path.Combine(_folder, "out");
        (await ExampleAsync("colours-and-selects.csx", result, timeline, "red", output)).Succeeded();

        var markers = OtioFile.Read<Timeline>(Path.Combine(output, "Cut.otio")).Tracks.Markers;
        Assert.Equal([("BLUE", "RED"), ("GREEN", "GREEN"), ("RED", "BLUE")],
            markers.Where(marker => marker.Name is "RED" or "GREEN" or "BLUE").Select(marker => (marker.Color, marker.Name)).Distinct().OrderBy(pair => pair.Color, StringComparer.Ordinal));
        var selects = OtioFile.Read<Timeline>(Path.Combine(output, "red.selects.otio")).FindClips().ToList();
        Assert.Equal(
            ColourFilm.Truth().Where(stretch => stretch.Character == "red").Select(stretch => ((double)stretch.Start, (double)stretch.Frames)),
            selects.Select(clip => (clip.SourceRange!.Value.StartTime.Value, clip.SourceRange.Value.Duration.Value)));
    }

    [Fact]
    public async Task Compare_cuts_says_who_gained_and_who_lost()
    {
        var (timeline, whole) = await AnalyzedAsync(new FrameRate(24, 1));
        var part = Path.Combine(_folder, "part");
        (await Tool.RunAsync(film.Environment, [.. Tool.ScreenTime, "analyze", timeline, "--cast", film.Cast, "--out", part, "--export", "csv", "--out", "00:00:09:22"])).Succeeded();
        var table = Path.Combine(_folder, "table.csv");
        var outcome = (await ExampleAsync("compare-cuts.csx", whole, part, table)).Succeeded();

        // Without its last 53 frames.
        Assert.Equal("RED: 4.2 s, now 2.0 s: lost 2.2 s\nBLUE: 3.2 s, now 3.2 s: the same\nGREEN: 2.5 s, now 2.5 s: the same\n", outcome.Output);
        Assert.Contains("RED,4.167,1.958,-2.208", await File.ReadAllTextAsync(table), StringComparison.Ordinal);
        Assert.Contains("RED: 2.0 s, now 4.2 s: gained 2.2 s", (await ExampleAsync("compare-cuts.csx", part, whole)).Succeeded().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Three_houses_each_get_their_own()
    {
        var (timeline, result) = await AnalyzedAsync(new FrameRate(24, 1));
        var output = Path.Combine(_folder, "out");
        (await ExampleAsync("three-houses.csx", result, timeline, output)).Succeeded();

        Assert.Equal(["colour", "legal", "picture"], Directory.GetDirectories(output).Select(Path.GetFileName).Order());
        var avid = await File.ReadAllLinesAsync(Path.Combine(output, "picture", "Cut.avid.txt"));
        Assert.Contains(avid, line => line.Contains("\tV2\t", StringComparison.Ordinal) && line.Contains("GREEN", StringComparison.Ordinal));
        Assert.True(File.Exists(Path.Combine(output, "colour", "Cut.resolve.edl")));
        Assert.True(File.Exists(Path.Combine(output, "legal", "Cut.vtt")));
    }

    [Fact]
    public async Task A_counting_rule_of_ones_own()
    {
        var (_, result) = await AnalyzedAsync(new FrameRate(24, 1));
        // Red is there for 47 and for 53 frames, 161 frames apart: 6.7 s.
        Assert.Contains("red\t100 frames\t4.167 s\t2 runs\n", (await ExampleAsync("counting-rule.csx", result)).Succeeded().Output, StringComparison.Ordinal);
        Assert.Contains("red\t53 frames\t2.208 s\t1 runs\n", (await ExampleAsync("counting-rule.csx", result, "1", "50")).Succeeded().Output, StringComparison.Ordinal);
        Assert.Contains("red\t261 frames\t10.875 s\t1 runs\n", (await ExampleAsync("counting-rule.csx", result, "6.75")).Succeeded().Output, StringComparison.Ordinal);
    }

    private async Task<(string Timeline, string Result)> AnalyzedAsync(FrameRate rate)
    {
        var timeline = await film.TimelineAsync(rate, 0);
        var result = Path.Combine(_folder, "result");
        (await Tool.RunAsync(film.Environment, [.. Tool.ScreenTime, "analyze", timeline, "--cast", film.Cast, "--out", result, "--export", "csv"])).Succeeded();
        return (timeline, result);
    }

    private Task<Tool.Outcome> ExampleAsync(string script, params string[] arguments) =>
        Tool.RunAsync(film.Environment, [.. Tool.ScreenTime, "script", Path.Combine(SharedData.Root, "examples", "scripts", script), .. arguments]);

    private async Task<Tool.Outcome> RunAsync(string code, params string[] arguments)
    {
        var script = Path.Combine(_folder, "script.csx");
        await File.WriteAllTextAsync(script, code);
        return await Tool.RunAsync(film.Environment, [.. Tool.ScreenTime, "script", script, .. arguments]);
    }
}
