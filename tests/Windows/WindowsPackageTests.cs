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
