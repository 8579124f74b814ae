using Newtonsoft.Json.Linq;
using ScreenTime.Host.Files;
using ScreenTime.Host.Timelines;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Files;

/// <summary>Addresses of other machines, on a machine without drives. The map is found by an environment variable, so these tests run one after another.</summary>
public sealed class PathMapTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-map-").FullName;

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("SCREENTIME_PATHMAP", null);
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(@"P:\show\ep1\a.mov", "show/ep1/a.mov")]
    [InlineData(@"p:/SHOW/ep1/a.mov", "show/ep1/a.mov")]
    [InlineData(@"\\nas\show\ep1\a.mov", "show/ep1/a.mov")]
    [InlineData("//nas/show/ep1/a.mov", "show/ep1/a.mov")]
    [InlineData("/Volumes/show/ep1/a.mov", "show/ep1/a.mov")]
    [InlineData(@"P:\show", "show")]
    [InlineData(@"P:\show\rushes\b.mov", "rushes/b.mov")]
    public void A_path_of_another_machine_is_this_ones(string path, string mine)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the paths of this machine are those of systems without drives");
        Assert.Equal(Path.Combine(_folder, mine), Map().Map(path));
    }

    [Theory]
    [InlineData(@"P:\shows\a.mov")]
    [InlineData("/Volumes/showreel/a.mov")]
    [InlineData("/volumes/show/a.mov")]
    [InlineData("show/a.mov")]
    public void What_the_map_does_not_name_stays_as_it_is(string path)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the paths of this machine are those of systems without drives");
        Assert.Equal(path, Map().Map(path));
    }

    [Theory]
    [InlineData("file:///P:/show/tom%20and%20jerry.mov", "show/tom and jerry.mov")]
    [InlineData("file://P:/show/a.mov", "show/a.mov")]
    [InlineData("file://nas/show/a.mov", "show/a.mov")]
    [InlineData("file:////nas/show/a.mov", "show/a.mov")]
    [InlineData(@"\\NAS\show\a.mov", "show/a.mov")]
    [InlineData("file:///Volumes/show/100%25.mov", "show/100%.mov")]
    public void A_timelines_address_goes_through_the_map(string url, string mine)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the paths of this machine are those of systems without drives");
        Map();
        Environment.SetEnvironmentVariable("SCREENTIME_PATHMAP", Path.Combine(_folder, "pathmap.json"));

        Assert.Equal(Path.Combine(_folder, mine), MediaUrl.ToPath(url, "/elsewhere", []));
        Assert.False(MediaUrl.IsNetwork(url));
    }

    [Theory]
    [InlineData("http://nas/show/a.mov")]
    [InlineData("file://other/show/a.mov")]
    [InlineData(@"\\nas\other\a.mov")]
    public void A_network_that_the_map_does_not_name_is_never_opened(string url)
    {
        Map();
        Environment.SetEnvironmentVariable("SCREENTIME_PATHMAP", Path.Combine(_folder, "pathmap.json"));

        Assert.Null(MediaUrl.ToPath(url, "/elsewhere", []));
        Assert.True(MediaUrl.IsNetwork(url));
    }

    [Theory]
    [InlineData("{", "cannot be used")]
    [InlineData("""{"same": 5}""", "a list of lists")]
    [InlineData("""{"same": [["show", "/mnt/show"]]}""", "no whole path")]
    [InlineData("""{"sames": []}""", "no setting")]
    public void A_map_that_cannot_be_is_refused_in_a_sentence(string json, string words)
    {
        var file = Path.Combine(_folder, "bad.json");
        File.WriteAllText(file, json);

        var exception = Assert.Throws<UserException>(() => PathMap.Read(file));
        Assert.Equal(ExitCode.InputInvalid, exception.ExitCode);
        Assert.Contains(words, exception.Message, StringComparison.Ordinal);
    }

    private PathMap Map()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "show"));
        Directory.CreateDirectory(Path.Combine(_folder, "rushes"));
        var file = Path.Combine(_folder, "pathmap.json");
        File.WriteAllText(file, new JObject
        {
            ["same"] = new JArray(
                new JArray(@"P:\show", @"\\nas\show", "/Volumes/show", Path.Combine(_folder, "show")),
                new JArray(@"P:\show\rushes", Path.Combine(_folder, "rushes"))),
        }.ToString());
        return PathMap.Read(file);
    }
}
