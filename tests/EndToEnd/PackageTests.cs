using System.IO.Compression;
using System.Xml.Linq;

namespace ScreenTime.Tests.EndToEnd;

/// <summary>The NuGet packages of OTIO.NET and the Sdk, as somebody else would get them.</summary>
public sealed class PackageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("otio-package-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_package_carries_its_README_documentation_and_licence_and_depends_on_Newtonsoft_alone()
    {
        var project = Path.Combine(SharedData.Root, "Exporters", "OTIO.NET");
        (await Command.DotnetAsync("pack", project, "--no-build", "--output", _folder, "--nologo")).Succeeded();
        using var package = ZipFile.OpenRead(Assert.Single(Directory.GetFiles(_folder, "OTIO.NET.*.nupkg")));
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(project, "README.md")), await TextAsync(package, "README.md"));

        var specification = XDocument.Parse(await TextAsync(package, "OTIO.NET.nuspec")).Root!.Elements().Single();
        Assert.Equal("Apache-2.0", Assert.Single(specification.Elements(), element => element.Name.LocalName == "license").Value);
        Assert.Equal("README.md", Assert.Single(specification.Elements(), element => element.Name.LocalName == "readme").Value);
        Assert.Equal(["Newtonsoft.Json"], specification.Descendants().Where(element => element.Name.LocalName == "dependency").Select(element => element.Attribute("id")!.Value));

        Assert.NotNull(package.GetEntry("lib/net10.0/OTIO.NET.dll"));
        var documentation = XDocument.Parse(await TextAsync(package, "lib/net10.0/OTIO.NET.xml"));
        Assert.Contains(documentation.Descendants("member"), member => member.Attribute("name")!.Value == "T:OpenTimelineIO.Timeline");
        Assert.Empty(package.Entries.Where(entry => entry.FullName.StartsWith("lib/", StringComparison.Ordinal)).Select(entry => entry.Name).Except(["OTIO.NET.dll", "OTIO.NET.xml"]));
    }

    [Fact]
    public async Task A_plugin_is_made_from_the_packages_of_the_Sdk_alone_as_its_page_says()
    {
        foreach (var packed in (string[])["Exporters/OTIO.NET", "Plugin/ScreenTime.Sdk"])
            (await Command.DotnetAsync("pack", Path.Combine(SharedData.Root, packed), "--no-build", "--output", In("packages"), "--nologo")).Succeeded();
        Directory.CreateDirectory(In("cue-sheet"));
        foreach (var source in (string[])["CueSheetPlugin.cs", "plugin.json"])
            File.Copy(Path.Combine(SharedData.Root, "examples", "cue-sheet-plugin", source), Path.Combine(In("cue-sheet"), source));
        var page = await File.ReadAllTextAsync(Path.Combine(SharedData.Root, "docs", "plugins.md"));
        var start = page.IndexOf("<Project", StringComparison.Ordinal);
        await File.WriteAllTextAsync(In("cue-sheet/CueSheetPlugin.csproj"), page[start..(page.IndexOf("</Project>", start, StringComparison.Ordinal) + "</Project>".Length)]);

        // What the Sdk depends on was restored with this project; the Sdk itself must come from the package that was just made.
        var known = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } folder
            ? folder : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        (await Command.DotnetAsync("publish", In("cue-sheet"), "--output", In("plugins/cue-sheet"), "--nologo",
            $"-p:RestoreSources={In("packages")}", $"-p:RestorePackagesPath={In("restored")}", $"-p:RestoreFallbackFolders={known}")).Succeeded();
        Assert.Equal(
            ["CueSheetPlugin.deps.json", "CueSheetPlugin.dll", "CueSheetPlugin.pdb", "CueSheetPlugin.runtimeconfig.json", "plugin.json"],
            Directory.GetFiles(In("plugins/cue-sheet")).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        var plugins = (await Command.ScreenTimeAsync(new Dictionary<string, string?> { ["SCREENTIME_PLUGINS"] = In("plugins") }, "plugins")).Succeeded();
        Assert.Contains("cue-sheet 1.0.0  [ok]  writes cue-sheet", plugins.Output, StringComparison.Ordinal);
    }

    private string In(string name) => Path.Combine(_folder, name);

    private static async Task<string> TextAsync(ZipArchive package, string name)
    {
        using var reader = new StreamReader(package.GetEntry(name)!.Open());
        return await reader.ReadToEndAsync();
    }
}
