using System.Globalization;
using Newtonsoft.Json.Linq;
using ScreenTime.Sdk;

namespace ScreenTime.Tests.Editors;

/// <summary>
/// The menu script for DaVinci Resolve, run by Lua 5.1 against a stand-in of Resolve's scripting interface that behaves as its documentation says. No Resolve was at hand.
/// </summary>
public sealed class ResolveTests(ColourFilm film) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-resolve-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(24000, 1001, "23.976", "01:00:00:00", 86400)]
    [InlineData(25, 1, "25", "10:00:00:00", 900000)]
    [InlineData(30000, 1001, "29.97 DF", "01:00:00;00", 107892)]
    [InlineData(60000, 1001, "59.94", "00:59:50:00", 215400)]
    public async Task Markers_are_on_the_exact_frames(int numerator, int denominator, string setting, string start, long startFrame)
    {
        var rate = new FrameRate(numerator, denominator);
        var after = await RunAsync(rate, startFrame, $"settings = {{ timelineFrameRate = '{setting}' }}, start = '{start}'");

        Assert.Equal(ColourFilm.Truth().Select(stretch => (stretch.Start, stretch.Frames, stretch.Character.ToUpperInvariant())), after.Markers.Select(marker => (marker.Frame, marker.Duration, marker.Name)));
        Assert.Equal(["Red", "Green", "Blue", "Red"], after.Markers.Select(marker => marker.Colour));
        Assert.All(after.Markers, marker => Assert.Equal("screentime", (string?)JObject.Parse(marker.Data)["tool"]));
        var result = JObject.Parse(await File.ReadAllTextAsync(Directory.GetFiles(_folder, "response.json", SearchOption.AllDirectories).Single()))["result"]!;
        Assert.Equal(startFrame, (long)result["timeline"]!["startFrame"]!);
        Assert.Equal(setting.EndsWith("DF", StringComparison.Ordinal), (bool)result["timeline"]!["dropFrame"]!);
    }

    /// <summary>A folder a timeline, whatever project and timeline are called: nothing of a name reaches the shell, or leaves the folder.</summary>
    [Theory]
    [InlineData("it's \\\"a\\\" 100% %s $(touch pwned) `id`;|&")]
    [InlineData("-rf\\nsecond line")]
    [InlineData("../../up")]
    [InlineData("Käse – 日本 😀")]
    [InlineData("a name that goes on and on, a name that goes on and on, a name that goes on and on, a name that goes on and on, a name that goes on and on, a name that goes on and on, a name that goes on and on, a name that goes on and on, a name that goes on and on")]
    public async Task Names_of_any_kind_are_names(string name)
    {
        var after = await RunAsync(new FrameRate(25, 1), 0, $"project = \"{name}\", timeline = \"{name}\", settings = {{ timelineFrameRate = '25' }}, start = '00:00:00:00'");
        Assert.Equal(ColourFilm.Truth().Select(stretch => stretch.Start), after.Markers.Select(marker => marker.Frame));
        var response = Assert.Single(Directory.GetFiles(_folder, "response.json", SearchOption.AllDirectories));
        Assert.StartsWith(Path.Combine(_folder, "ScreenTime") + "/", response, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder, "pwned", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_second_run_replaces_its_own_and_leaves_the_users()
    {
        // Between the runs the user renames one of ours, moves another onto a free frame, and the rest are as they were.
        var after = await RunAsync(new FrameRate(24, 1), 86400, """
            settings = { timelineFrameRate = '24' }, start = '01:00:00:00', runs = 2,
            markers = { [5] = { color = 'Sky', name = 'mine', note = '', duration = 1, customData = '' }, [161] = { color = 'Sky', name = 'in the way', note = '', duration = 1, customData = 'theirs' } },
            between = function(timeline)
              timeline.markers[30].name = 'RED ENTERS'
              timeline.markers[80] = timeline.markers[77]
              timeline.markers[77] = nil
            end
            """);

        Assert.Equal(
            [(5, "mine"), (30, "RED ENTERS"), (80, "GREEN"), (161, "in the way"), (238, "RED")],
            after.Markers.Select(marker => ((int)marker.Frame, marker.Name)));
        Assert.Contains("Kept, since you changed them: ", after.Output, StringComparison.Ordinal);
        Assert.Contains("01:00:06:17 BLUE", after.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Characters_who_enter_together_share_a_marker()
    {
        // Two markers on one frame are what the answer holds; Resolve takes one.
        var response = new JObject
        {
            ["apiVersion"] = 1,
            ["status"] = "done",
            ["exitCode"] = 0,
            ["result"] = new JObject
            {
                ["timeline"] = new JObject { ["name"] = "Cut", ["rate"] = "24/1", ["dropFrame"] = false, ["startFrame"] = 86400, ["frameCount"] = 291 },
                ["cast"] = "show",
                ["run"] = "1",
                ["characters"] = new JArray(),
                ["markers"] = new JArray(Marker("tom", "TOM \"é\"", "RED", 10, 20), Marker("jerry", "JERRY", "ORANGE", 10, 35)),
                ["unknowns"] = new JArray(),
                ["files"] = new JArray(),
                ["messages"] = new JArray(),
            },
        };
        var after = await RunAsync(new FrameRate(24, 1), 86400, "settings = { timelineFrameRate = '24' }, start = '01:00:00:00', runs = 2", Answering(response.ToString()));

        var marker = Assert.Single(after.Markers);
        Assert.Equal((10L, "Red", "TOM \"é\" + JERRY", 35L), (marker.Frame, marker.Colour, marker.Name, marker.Duration));
        var page = await File.ReadAllTextAsync(Directory.GetFiles(_folder, "summary.html", SearchOption.AllDirectories).Single());
        Assert.Contains("<td>TOM &quot;é&quot;</td>", page, StringComparison.Ordinal);
        Assert.Equal(["tom", "jerry"], JObject.Parse(marker.Data)["characters"]!.Select(id => (string?)id));

        static JObject Marker(string id, string name, string colour, int start, int frames) => new()
        {
            ["character"] = id,
            ["name"] = name,
            ["color"] = colour,
            ["start"] = start,
            ["frames"] = frames,
            ["timecode"] = "01:00:00:10",
            ["confidence"] = 0.97,
        };
    }

    /// <summary>The house's words for Resolve's markers stand on Resolve's markers; where two share one, each has a line.</summary>
    [Fact]
    public async Task The_houses_words_are_on_the_markers()
    {
        var settings = Directory.CreateDirectory(Path.Combine(_folder, "settings")).FullName;
        await File.WriteAllTextAsync(Path.Combine(settings, "markers.json"), """{ "formats": { "resolve-edl": { "markers": "first", "name": "{id}!", "comment": "{name} at {start}", "colors": { "red": "PINK" } } } }""");
        var after = await RunAsync(new FrameRate(24, 1), 86400, "settings = { timelineFrameRate = '24' }, start = '01:00:00:00', runs = 2", [.. Tool.ScreenTime]);

        // Red comes back at 238, and has one marker all the same.
        Assert.Equal([(30L, "red!", "Pink"), (77, "green!", "Green"), (161, "blue!", "Blue")], after.Markers.Select(marker => (marker.Frame, marker.Name, marker.Colour)).Order());
        Assert.Contains("RED at 01:00:01:06", (string?)JObject.Parse(after.Markers.Single(marker => marker.Frame == 30).Data)["note"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"apiVersion\": 2}", "of a version that this script does not know")]
    [InlineData("{\"apiVersion\": 1, \"status\": \"done\", \"result\": {\"timeline\": {\"frameCount\": 291}, \"cast\": \"c\", \"run\": \"r\", \"markers\": [{\"start\": -4}]}}", "damaged")]
    [InlineData("{\"apiVersion\": 1, \"status\": \"failed\", \"message\": \"the disk is full\"}", "the disk is full")]
    [InlineData("{\"apiVersion\": 1, \"status\": \"done\", \"result\"", "")]
    public async Task A_bad_answer_leaves_the_timeline_as_it_was(string response, string words)
    {
        var after = await RunAsync(
            new FrameRate(24, 1),
            86400,
            """
            settings = { timelineFrameRate = '24' }, start = '01:00:00:00',
            markers = { [5] = { color = 'Red', name = 'ours', note = '', duration = 1, customData = '{"tool":"screentime","cast":"c","characters":["red"],"frame":5,"color":"Red","name":"ours","note":"","duration":1}' } }
            """,
            Answering(response));

        Assert.Equal("ours", Assert.Single(after.Markers).Name);
        Assert.Contains("ScreenTime: ", after.Output, StringComparison.Ordinal);
        Assert.Contains(words, after.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("should not have happened", after.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("failExport = true", 24)]
    [InlineData("noH264 = false", 24)]
    public async Task The_render_route_gives_the_same_and_puts_everything_back(string fact, int rate)
    {
        var route = Path.Combine(_folder, "route.lua");
        await File.WriteAllTextAsync(route, "SCREENTIME_ROUTE = \"picture\"\n" + await File.ReadAllTextAsync(Script));
        var picture = await film.AtAsync(new FrameRate(rate, 1));
        var after = await RunAsync(
            new FrameRate(rate, 1), 0, $"settings = {{ timelineFrameRate = '24', timelineResolutionWidth = '1920', timelineResolutionHeight = '1080' }}, start = '00:00:00:00', picture = '{picture}', {fact}",
            script: route);

        Assert.Equal(ColourFilm.Truth().Select(stretch => stretch.Start), after.Markers.Select(marker => marker.Frame));
        Assert.Contains("render 960x540", after.Calls);
        // Format, codec, mode, settings, presets, jobs, page: as the user had them.
        Assert.Equal("exr RGBHalf 0 the user's own 0 0 edit", after.State);
    }

    [Theory]
    [InlineData("failRender = true", "the render did not end well")]
    [InlineData("failPreset = true", "cannot be kept")]
    public async Task A_render_that_fails_puts_everything_back(string fact, string words)
    {
        var after = await RunAsync(new FrameRate(24, 1), 0, $"settings = {{ timelineFrameRate = '24' }}, start = '00:00:00:00', failExport = true, {fact}");

        Assert.Empty(after.Markers);
        Assert.Contains(words, after.Output, StringComparison.Ordinal);
        Assert.Equal("exr RGBHalf 0 the user's own 0 0 edit", after.State);
    }

    private static string Script => Path.Combine(SharedData.Root, "Plugin", "editors", "DaVinciResolve", "ScreenTime.lua");

    /// <summary>A command that answers every request alike.</summary>
    private string[] Answering(string response)
    {
        var answer = Path.Combine(_folder, "answer.json");
        File.WriteAllText(answer, response);
        var host = Path.Combine(_folder, "host.sh");
        File.WriteAllText(host, $"#!/bin/sh\ncp '{answer}' \"$(dirname \"$3\")/response.json\"\n");
        return ["/bin/sh", host];
    }

    private async Task<After> RunAsync(FrameRate rate, long startFrame, string facts, string[]? command = null, string? script = null)
    {
        var lua = Tool.Require("lua5.1", "lua5.1");
        var project = Path.Combine(_folder, "project.lua");
        await File.WriteAllTextAsync(project, FormattableString.Invariant(
            $"return {{ project = 'Größe', timeline = 'Cut \"1\"', otio = '{await film.TimelineAsync(rate, startFrame)}', startFrame = {startFrame}, frames = {ColourFilm.Frames}, {facts} }}\n"));
        var environment = film.Environment;
        environment["HOME"] = _folder;
        environment["DISPLAY"] = null;
        environment["WAYLAND_DISPLAY"] = null;
        if (command is not null)
        {
            environment["SCREENTIME_SETTINGS"] = Path.Combine(_folder, "settings");
            Directory.CreateDirectory(Path.Combine(_folder, "settings"));
            await File.WriteAllTextAsync(Path.Combine(_folder, "settings", "editors.json"), Newtonsoft.Json.JsonConvert.SerializeObject(new { command, cast = film.Cast }));
        }

        var dump = Path.Combine(_folder, "dump.txt");
        var standIn = Path.Combine(SharedData.Root, "tests", "Editors", "resolve", "stand-in.lua");
        var run = (await Tool.RunAsync(environment, [lua, standIn, script ?? Script, project, dump])).Succeeded();
        var lines = (await File.ReadAllLinesAsync(dump)).Select(line => line.Split('\t')).ToList();
        return new After(
            [.. lines.Where(line => line[0] == "marker").Select(line => new Marker(
                long.Parse(line[1], CultureInfo.InvariantCulture), line[2], line[3], long.Parse(line[4], CultureInfo.InvariantCulture), line[6]))],
            [.. lines.Where(line => line[0] == "call").Select(line => line[1])],
            lines.Single(line => line[0] == "state")[1],
            run.Output);
    }

    private sealed record Marker(long Frame, string Colour, string Name, long Duration, string Data);

    private sealed record After(IReadOnlyList<Marker> Markers, IReadOnlyList<string> Calls, string State, string Output);
}
