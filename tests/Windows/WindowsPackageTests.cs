using ScreenTime.Tests.EndToEnd;

namespace ScreenTime.Tests.Windows;

/// <summary>The Windows package does under wine what the Linux build does.</summary>
public sealed class WindowsPackageTests(WineFixture wine) : IClassFixture<WineFixture>
{
    [Fact]
    public async Task Doctor_finds_everything_in_its_place()
    {
        var outcome = (await wine.ScreenTimeAsync("doctor")).Succeeded();
        Assert.Contains("on Microsoft Windows", outcome.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("MEND", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("recogniser characters, people", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_is_the_same_as_on_Linux()
    {
        var windows = (await wine.ScreenTimeAsync("--help")).Succeeded();
        Assert.Equal((await Command.ScreenTimeAsync("--help")).Succeeded().Output, windows.Output);
    }

    [Fact]
    public async Task Training_and_analysis_give_the_bytes_that_Linux_gives()
    {
        var folder = wine.NewFolder("Schnitt 1 – ülke 映画");
        var cast = Path.Combine(folder, "cast");
        await wine.TeachAsync(cast, wine.ScreenTimeAsync, WineFixture.ToWindows);
        AssertSameFiles(wine.Cast, cast);

        var (windows, linux) = (Path.Combine(folder, "windows"), Path.Combine(folder, "linux"));
        var cut = Path.Combine(wine.Film, "cut.otio");
        (await wine.ScreenTimeAsync("analyze", WineFixture.ToWindows(cut), "--cast", WineFixture.ToWindows(cast), "--out", WineFixture.ToWindows(windows))).Succeeded();
        (await Command.ScreenTimeAsync(WineFixture.LinuxAsWine, "analyze", cut, "--cast", cast, "--out", linux)).Succeeded();
        // The one file that names folders of this machine.
        var sources = Path.Combine(windows, "sources.json");
        await File.WriteAllTextAsync(sources, (await File.ReadAllTextAsync(sources)).Replace("Z:", "", StringComparison.Ordinal).Replace(@"\\", "/", StringComparison.Ordinal));
        AssertSameFiles(linux, windows);
    }

    [Fact]
    public async Task DirectML_steps_down_to_the_processor_and_says_why()
    {
        var results = Path.Combine(wine.NewFolder(), "out");
        var outcome = (await wine.ScreenTimeAsync(
            "analyze", WineFixture.ToWindows(Path.Combine(wine.Film, "cut.otio")), "--cast", WineFixture.ToWindows(wine.Cast), "--out", WineFixture.ToWindows(results), "--device", "directml")).Succeeded();
        Assert.Contains("the processor runs instead: directml:0", outcome.Output + outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_somebody_has_open_for_a_moment_is_replaced_or_moved_all_the_same()
    {
        var folder = wine.NewFolder();
        var (script, file) = (Path.Combine(wine.NewFolder(), "replace.csx"), Path.Combine(folder, "cue.txt"));
        await File.WriteAllTextAsync(file, "before\n");
        await File.WriteAllTextAsync(script, """
            using ScreenTime.Host.Jobs;
            var file = Arg(0, "the file");
            async Task WhileOpenAsync(Action write)
            {
                var reader = System.IO.File.Open(file, System.IO.FileMode.Open, System.IO.FileAccess.Read, System.IO.FileShare.Read);
                var closed = Task.Run(async () => { await Task.Delay(100); reader.Dispose(); });
                write();
                await closed;
            }
            await WhileOpenAsync(() => WriteLines(file, new[] { "after" }));
            Print(System.IO.File.ReadAllText(file).Trim());
            await WhileOpenAsync(() =>
            {
                using var results = OutputFolder.Open(System.IO.Path.GetDirectoryName(file));
                results.Write("cue.txt", stream => stream.Write("results"u8));
                results.Keep();
            });
            var (folder, moved) = (System.IO.Path.GetDirectoryName(file), Arg(1, "where its folder goes"));
            var home = System.IO.Directory.GetCurrentDirectory();
            System.IO.Directory.SetCurrentDirectory(folder);
            var left = Task.Run(async () => { await Task.Delay(100); System.IO.Directory.SetCurrentDirectory(home); });
            Renaming.MoveFolder(folder, moved);
            await left;
            """);
        var moved = folder + "-moved";
        var outcome = (await wine.ScreenTimeAsync("script", WineFixture.ToWindows(script), WineFixture.ToWindows(file), WineFixture.ToWindows(moved))).Succeeded();
        Assert.StartsWith("after", outcome.Output, StringComparison.Ordinal);
        Assert.Equal("results", await File.ReadAllTextAsync(Path.Combine(moved, "cue.txt")));
    }

    [Fact]
    public async Task Media_is_found_by_drive_and_url_with_a_long_name_in_any_script()
    {
        var folder = wine.NewFolder(string.Join('/', Enumerable.Repeat("Überlänge – 長い名前 и ещё", 12)));
        Assert.True(folder.Length > 260);
        var media = Path.Combine(folder, "film 1.mp4");
        File.Copy(Path.Combine(wine.Film, "film.mp4"), media);
        var images = Path.Combine(wine.NewFolder(), "images");
        (await wine.ScreenTimeAsync("frames", WineFixture.ToWindows(media), "--sample-rate", "0.1", "--out", WineFixture.ToWindows(images))).Succeeded();
        Assert.Equal(3, Directory.GetFiles(images, "*.png").Length + Directory.GetFiles(images, "*.jpg").Length);

        // A url with a drive is the file on it, not a host's.
        var timeline = Path.Combine(folder, "cut.otio");
        var url = "file:///" + Uri.EscapeDataString(WineFixture.ToWindows(media)).Replace("%5C", "/", StringComparison.Ordinal).Replace("%3A", ":", StringComparison.Ordinal);
        await File.WriteAllTextAsync(timeline, OneClip(url));
        var estimate = await wine.ScreenTimeAsync("analyze", WineFixture.ToWindows(timeline), "--cast", WineFixture.ToWindows(wine.Cast), "--out", WineFixture.ToWindows(images + "-out"), "--sample-rate", "0.2");
        Assert.DoesNotContain("offline", estimate.Succeeded().Output, StringComparison.Ordinal);
        Assert.Contains("\"found\"", await File.ReadAllTextAsync(Path.Combine(images + "-out", "result.json")), StringComparison.Ordinal);
    }

    private static string OneClip(string url) => $$$"""
        {"OTIO_SCHEMA": "Timeline.1", "name": "cut", "global_start_time": {"OTIO_SCHEMA": "RationalTime.1", "rate": 24, "value": 0}, "tracks": {"OTIO_SCHEMA": "Stack.1", "children": [{"OTIO_SCHEMA": "Track.1", "kind": "Video", "children": [{"OTIO_SCHEMA": "Clip.2", "name": "a",
          "source_range": {"OTIO_SCHEMA": "TimeRange.1", "start_time": {"OTIO_SCHEMA": "RationalTime.1", "rate": 24, "value": 0}, "duration": {"OTIO_SCHEMA": "RationalTime.1", "rate": 24, "value": 48}},
          "media_references": {"DEFAULT_MEDIA": {"OTIO_SCHEMA": "ExternalReference.1", "target_url": "{{{url}}}"}}, "active_media_reference_key": "DEFAULT_MEDIA"}]}]}}
        """;

    private static void AssertSameFiles(string expected, string actual)
    {
        static IEnumerable<string> Names(string folder) =>
            Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file)).Order(StringComparer.Ordinal);
        Assert.Equal(Names(expected), Names(actual));
        Assert.NotEmpty(Names(expected));
        Assert.All(Names(expected), name => Assert.True(
            File.ReadAllBytes(Path.Combine(expected, name)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(actual, name))), $"{name} differs"));
    }
}
