using Microsoft.Extensions.Logging.Abstractions;
using ScreenTime.Host.Plugins;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Plugins;

public sealed class PluginCatalogTests : IDisposable
{
    private static readonly string CueSheet = Path.Combine(AppContext.BaseDirectory, "plugins-under-test", "cue-sheet");
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-plugins-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_plugin_built_against_the_Sdk_alone_is_loaded_and_writes()
    {
        var catalog = Load(Path.GetDirectoryName(CueSheet)!);

        var entry = Assert.Single(catalog.Entries);
        Assert.Equal(("cue-sheet", PluginStatus.Loaded, "writes cue-sheet"), (entry.Id, entry.Status, entry.Detail));
        using var output = new MemoryStream();
        Assert.Single(catalog.Reports).Write(Result(), output);
        Assert.Equal("Cut 1\n10:00:02:00  TOM for 1.5 s\n", System.Text.Encoding.UTF8.GetString(output.ToArray()));
    }

    [Fact]
    public void The_plugin_brings_neither_Sdk_nor_OTIO_along()
    {
        var files = Directory.GetFiles(CueSheet).Select(Path.GetFileName).ToList();

        Assert.Contains("CueSheetPlugin.dll", files);
        Assert.DoesNotContain("ScreenTime.Sdk.dll", files);
        Assert.DoesNotContain("OTIO.NET.dll", files);
    }

    [Theory]
    [InlineData("""{"id":"x","version":"1","assembly":"x.dll","apiVersion":"9.0"}""", PluginStatus.TooNew, "built for plugin interface 9.0")]
    [InlineData("""{"id":"x","version":"1","assembly":"x.dll","apiVersion":"0.99"}""", PluginStatus.TooNew, "built for plugin interface 0.99")]
    [InlineData("""{"id":"x","version":"1","assembly":"x.dll","apiVersion":"0.1"}""", PluginStatus.Broken, "x.dll is missing")]
    [InlineData("""{"id":"x","version":"1","assembly":"../x.dll","apiVersion":"0.1"}""", PluginStatus.Broken, "must be the name of a .dll")]
    [InlineData("""{"id":"x","version":"1","assembly":"x.dll","apiVersion":"one"}""", PluginStatus.Broken, "must have the form 1.2")]
    [InlineData("""{"version":"1"}""", PluginStatus.Broken, "no \"id\"")]
    [InlineData("""{"id":""", PluginStatus.Broken, "not valid JSON")]
    [InlineData("", PluginStatus.Broken, "not valid JSON")]
    public void A_plugin_that_cannot_load_is_listed_with_what_is_wrong_and_the_others_load(string manifest, PluginStatus status, string detail)
    {
        Add("a-bad-one", manifest);
        CopyCueSheet("good");

        var catalog = Load(_folder);

        Assert.Equal(status, catalog.Entries[0].Status);
        Assert.Contains(detail, catalog.Entries[0].Detail, StringComparison.Ordinal);
        Assert.Equal(PluginStatus.Loaded, catalog.Entries[1].Status);
        Assert.Single(catalog.Reports);
    }

    [Fact]
    public void An_assembly_that_is_not_one_is_reported()
    {
        Add("broken", """{"id":"broken","version":"1","assembly":"broken.dll","apiVersion":"0.1"}""");
        File.WriteAllText(Path.Combine(_folder, "broken", "broken.dll"), "not an assembly");

        var entry = Assert.Single(Load(_folder).Entries);

        Assert.Equal(PluginStatus.Broken, entry.Status);
        Assert.DoesNotContain("\n", entry.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_two_plugins_with_one_id_the_second_is_reported()
    {
        CopyCueSheet("first");
        CopyCueSheet("second");

        var catalog = Load(_folder);

        Assert.Equal([PluginStatus.Loaded, PluginStatus.Broken], catalog.Entries.Select(entry => entry.Status));
        Assert.Single(catalog.Reports);
    }

    [Fact]
    public void A_plugin_can_be_left_out()
    {
        CopyCueSheet("cue-sheet");

        var catalog = PluginCatalog.Load([_folder], new HashSet<string> { "cue-sheet" }, NullLoggerFactory.Instance);

        Assert.Equal(PluginStatus.LeftOut, Assert.Single(catalog.Entries).Status);
        Assert.Empty(catalog.Reports);
    }

    private static PluginCatalog Load(string folder) => PluginCatalog.Load([folder], new HashSet<string>(), NullLoggerFactory.Instance);

    private void Add(string name, string manifest)
    {
        Directory.CreateDirectory(Path.Combine(_folder, name));
        File.WriteAllText(Path.Combine(_folder, name, "plugin.json"), manifest);
    }

    private void CopyCueSheet(string name)
    {
        var target = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        foreach (var file in Directory.GetFiles(CueSheet))
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
    }

    private static AnalysisResult Result() => new(
        "Cut 1",
        new FrameRate(24, 1),
        DropFrame: false,
        StartFrame: 864_000,
        FrameCount: 240,
        new FrameRange(0, 240),
        new Cast("cast", [new Character("tom", "TOM", "BLUE")]),
        [],
        [],
        [new Appearance("tom", new FrameRange(48, 84), 0.9, "clip", "", "", 50)],
        [],
        [],
        [],
        new Provenance("", "", "", "", "", "", new DeviceReport("cpu", "cpu", "", "", "fp32", null), "", new Dictionary<string, string>(), new Dictionary<string, string>()),
        []);
}
