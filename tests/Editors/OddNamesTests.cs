using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using OpenTimelineIO;
using ScreenTime.Sdk;

namespace ScreenTime.Tests.Editors;

/// <summary>Projects and files whose names hold what shells, formats and paths take for something else, through every door.</summary>
public sealed class OddNamesTests(ColourFilm film) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-names-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string> Names() => new(
        "it's a \"cut\" 100% %s {0} $(touch pwned) `id`;|&",
        "-rf\nsecond line\ttab",
        "  Käse – 日本 😀  ",
        new string('n', 240));

    /// <summary>A job file, a watched folder, a script and the host door, each with the timeline called so and in a file that is called so.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_door_takes_it(string name)
    {
        var cuts = Directory.CreateDirectory(Path.Combine(_folder, "cuts")).FullName;
        var file = name + ".otio";
        var timeline = OtioFile.Read<Timeline>(await film.TimelineAsync(new FrameRate(25, 1), 0));
        timeline.Name = name;
        timeline.FindClips().Single().Name = name;
        OtioFile.Write(Path.Combine(cuts, file), timeline);

        var job = Path.Combine(_folder, "job.json");
        await File.WriteAllTextAsync(job, JsonConvert.SerializeObject(new { apiVersion = 1, job = new { timeline = "cuts/" + file, cast = film.Cast, @out = "by job", export = new[] { "otio", "edl", "xmeml", "fcpxml", "kdenlive", "mlt", "avid", "resolve-edl", "csv" } } }));
        (await Tool.RunAsync(film.Environment, [.. Tool.ScreenTime, "run", job])).Succeeded();
        Assert.Equal(11, Directory.GetFiles(Path.Combine(_folder, "by job")).Length);
        Assert.Equal(name, OtioFile.Read<Timeline>(Directory.GetFiles(Path.Combine(_folder, "by job"), "*.otio").Single()).Name);

        var request = Path.Combine(_folder, "request.json");
        await File.WriteAllTextAsync(request, JsonConvert.SerializeObject(new { apiVersion = 1, job = new { timeline = Path.Combine(cuts, file), cast = film.Cast, @out = Path.Combine(_folder, "by door") } }));
        var door = (await Tool.RunAsync(film.Environment, [.. Tool.ScreenTime, "host", "--request", request])).Succeeded();
        Assert.All(door.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => JObject.Parse(line));
        Assert.Equal(name, (string?)JObject.Parse(await File.ReadAllTextAsync(Path.Combine(_folder, "response.json")))["result"]!["timeline"]!["name"]);

        (await Tool.RunAsync(film.Environment, [.. Tool.ScreenTime, "watch", cuts, Path.Combine(_folder, "by watch"), "--cast", film.Cast, "--export", "otio", "--once", "--every", "0.1", "--settle", "0.1"])).Succeeded();
        Assert.True(File.Exists(Path.Combine(Assert.Single(Directory.GetDirectories(Path.Combine(_folder, "by watch"))), "result.json")));

        var script = (await Tool.RunAsync(film.Environment, [.. Tool.ScreenTime, "script", Path.Combine(SharedData.Root, "examples", "scripts", "batch-tag.csx"), cuts, film.Cast, Path.Combine(_folder, "by script")])).Succeeded();
        Assert.EndsWith("1 of 1 timelines tagged\n", script.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder, "pwned", SearchOption.AllDirectories));
    }
}
