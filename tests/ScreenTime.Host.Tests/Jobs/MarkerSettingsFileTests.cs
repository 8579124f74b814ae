using ScreenTime.Host.Jobs;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Jobs;

public sealed class MarkerSettingsFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-markers-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public void A_house_says_what_it_wants_and_what_differs_in_one_format()
    {
        var settings = Load("""
            {
              "markers": "appearance",
              "comment": "{name} in {clip}",
              "minimumSeconds": 0.5,
              "colors": { "tom": "red" },
              "formats": { "avid": { "markers": "first", "avidTrack": "TC1" } }
            }
            """);
        Assert.Equal((MarkerUnit.Appearance, "{name}", "{name} in {clip}", 0.5m, "V1"), (settings.Unit, settings.Name, settings.Comment, settings.MinimumSeconds, settings.AvidTrack));
        Assert.Equal("RED", settings.Colors["tom"]);
        Assert.Equal((MarkerUnit.First, "{name} in {clip}", "TC1"), (settings.For("avid").Unit, settings.For("avid").Comment, settings.For("avid").AvidTrack));
        Assert.Same(settings, settings.For("otio"));
    }

    [Theory]
    [InlineData("{\n \"markers\": \"scene\"\n}", "line 2: markers must be shot, appearance or first")]
    [InlineData("{\n\n \"comment\": \"{actor}\"\n}", "line 3: {actor} is nothing that comment can hold; there are {name}")]
    [InlineData("{ \"wording\": 1 }", "\"wording\" is no marker setting")]
    [InlineData("{ \"colors\": { \"tom\": \"TEAL\" } }", "\"TEAL\" is no marker colour")]
    [InlineData("{ \"minimumSeconds\": -1 }", "from 0 to 3600")]
    [InlineData("{ \"minimumSeconds\": 99999999999999999999999999999999999999 }", "from 0 to 3600")]
    [InlineData("{ \"minimumSeconds\": -99999999999999999990000009999.5 }", "is no JSON")]
    [InlineData("{ \"avidTrack\": \"X9\" }", "avidTrack must be a track")]
    [InlineData("{ \"formats\": { \"avid\": 1 } }", "formats.avid must be an object")]
    [InlineData("{ \"name\": ", "is no JSON")]
    public void What_cannot_be_is_named_with_its_line(string json, string message) =>
        Assert.Contains(message, Assert.Throws<UserException>(() => Load(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_command_line_comes_before_the_file()
    {
        var settings = Load("""{ "markers": "appearance", "formats": { "avid": { "markers": "first" } } }""");
        var changed = MarkerSettingsFile.With(settings, "shot", "A2");
        Assert.Equal([MarkerUnit.Shot, MarkerUnit.Shot], new[] { changed.Unit!.Value, changed.For("avid").Unit!.Value });
        Assert.Equal("A2", changed.For("avid").AvidTrack);
        Assert.Equal(ExitCode.Usage, Assert.Throws<UserException>(() => MarkerSettingsFile.With(settings, "scene", null)).ExitCode);
        Assert.Equal(ExitCode.InputMissing, Assert.Throws<UserException>(() => MarkerSettingsFile.Load(Path.Combine(_folder, "none.json"))).ExitCode);
    }

    private MarkerSettings Load(string json)
    {
        var path = Path.Combine(_folder, "markers.json");
        File.WriteAllText(path, json);
        return MarkerSettingsFile.Load(path);
    }
}
