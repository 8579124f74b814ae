using System.Xml.Linq;

namespace ScreenTime.Host.Tests;

/// <summary>The arrows of docs/design.md: read from the project files, so that a wrong reference fails here before it becomes a habit.</summary>
public sealed class ReferencesPointOneWayTests
{
    public static TheoryData<string, string[]> Arrows => new()
    {
        { "Exporters/OTIO.NET/OTIO.NET.csproj", [] },
        { "Plugin/ScreenTime.Sdk/ScreenTime.Sdk.csproj", ["OTIO.NET"] },
        { "Exporters/ScreenTime.Exporters/ScreenTime.Exporters.csproj", ["OTIO.NET", "ScreenTime.Sdk"] },
        { "Plugin/ScreenTime.Recognition/ScreenTime.Recognition.csproj", ["OTIO.NET", "ScreenTime.Sdk"] },
        { "examples/cue-sheet-plugin/CueSheetPlugin.csproj", ["OTIO.NET", "ScreenTime.Sdk"] },
        { "Host/ScreenTime.Host/ScreenTime.Host.csproj", ["ScreenTime.Sdk"] },
        { "Host/ScreenTime.Cli/ScreenTime.Cli.csproj", ["ModelConverter", "ScreenTime.Host", "ScreenTime.Review", "ScreenTime.Scripting"] },
        { "Host/ScreenTime.Scripting/ScreenTime.Scripting.csproj", ["ScreenTime.Host"] },
        { "Host/ScreenTime.Review/ScreenTime.Review.csproj", ["ScreenTime.Host"] },
        { "Plugin/models/converter/ModelConverter.csproj", ["OTIO.NET"] },
    };

    [Theory]
    [MemberData(nameof(Arrows))]
    public void A_project_refers_to_nothing_but(string project, string[] allowed)
    {
        var references = XDocument.Load(Path.Combine(SharedData.Root, project))
            .Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(((string)reference.Attribute("Include")!).Replace('\\', '/')));

        Assert.Empty(references.Where(reference => !reference.StartsWith('@')).Except(allowed));
    }

    [Fact]
    public void Only_tests_refer_to_plugins()
    {
        var referrers = Directory.EnumerateFiles(SharedData.Root, "*.csproj", SearchOption.AllDirectories)
            .Where(path => !Path.GetRelativePath(SharedData.Root, path).Replace('\\', '/').StartsWith("tests/", StringComparison.Ordinal))
            .Where(path => XDocument.Load(path).Descendants("ProjectReference").Any(reference =>
                ((string)reference.Attribute("Include")!).Contains("ScreenTime.Recognition", StringComparison.Ordinal)
                || ((string)reference.Attribute("Include")!).Contains("ScreenTime.Exporters", StringComparison.Ordinal)))
            .Select(Path.GetFileName);

        Assert.Empty(referrers);
    }
}
