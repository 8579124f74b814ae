using System.IO.Compression;
using System.Xml.Linq;

namespace ScreenTime.Tests.EndToEnd;

/// <summary>The NuGet package of OTIO.NET, as somebody else would get it.</summary>
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

    private static async Task<string> TextAsync(ZipArchive package, string name)
    {
        using var reader = new StreamReader(package.GetEntry(name)!.Open());
        return await reader.ReadToEndAsync();
    }
}
