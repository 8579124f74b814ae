using System.Globalization;
using Newtonsoft.Json.Linq;
using ScreenTime.Sdk;
using ScreenTime.Tests.EndToEnd;

namespace ScreenTime.Tests.Editors;

/// <summary>The add-on in the real Blender: its markers are where Blender's own renders say that somebody is on screen, to the frame.</summary>
public sealed class BlenderTests(ColourFilm film) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-blender-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("scene-23", 24000, 1001)]
    [InlineData("scene-25", 25, 1)]
    [InlineData("scene-29", 30000, 1001)]
    [InlineData("scene-59", 60000, 1001)]
    public async Task Markers_are_on_the_frames_that_Blender_shows(string scene, int numerator, int denominator)
    {
        var blender = Tool.Require("blender", "blender");
        await FilmsAsync(new FrameRate(numerator, denominator));
        var environment = film.Environment;
        environment["SCREENTIME_FILMS"] = _folder;
        environment["SCREENTIME_ADDON"] = Path.Combine(SharedData.Root, "Plugin", "editors", "Blender");
        environment["PYTHONDONTWRITEBYTECODE"] = "1";
        var run = (await Tool.RunAsync(environment, [blender, "-b", "--factory-startup", "--python-exit-code", "1", "--python", Script("run.py"), "--", Script(scene + ".py"), _folder])).Succeeded();

        var outcome = JObject.Parse(await File.ReadAllTextAsync(Path.Combine(_folder, "markers.json")));
        var first = (long)outcome["first"]!;
        var states = outcome["states"]!.ToArray();
        var truth = await RenderedAsync(first);
        Assert.True(truth.Count > 7, run.Output);
        var response = Directory.GetFiles(_folder, "response.json", SearchOption.AllDirectories).Single();
        Assert.Equal([.. truth.Select(stretch => (stretch.Start, stretch.Character))], Ours(states[0]));
        Assert.Contains(states[0], marker => (string?)marker[1] == "mine");

        // The second run replaces its own: all but the one that was moved, which stays alone.
        var moved = truth[1];
        Assert.Equal([.. truth.Select(stretch => (stretch == moved ? stretch.Start + 2 : stretch.Start, stretch.Character)).Order()], Ours(states[1]).Order());
        Assert.Contains("recogniser", (string?)states[2][0], StringComparison.Ordinal);
        Assert.Equal(states[1], states[3], JToken.EqualityComparer);
        Assert.Equal(["mine", "moved"], states[4].Select(marker => (string?)marker[1] == "mine" ? "mine" : "moved").Order());
        Assert.Equal("failed", (string?)JObject.Parse(await File.ReadAllTextAsync(response))["status"]);
    }

    /// <summary>What the response of an analysis with a start timecode says is the editor's timecode.</summary>
    [Fact]
    public async Task A_start_timecode_in_drop_frame_reaches_the_report()
    {
        var blender = Tool.Require("blender", "blender");
        await FilmsAsync(new FrameRate(30000, 1001));
        var scene = Path.Combine(_folder, "scene.py");
        await File.WriteAllTextAsync(scene, """
            scene.render.fps, scene.render.fps_base = 30, 1.001
            for i in range(7):
                strips.new_movie("m", path("film.mp4"), 1, 1 + 291 * i)
            scene.screentime.start = "00:00:00;00"
            scene.frame_start, scene.frame_end = 1, 2037
            bpy.ops.wm.save_as_mainfile(filepath=os.path.join(work, "project.blend"))
            bpy.ops.screentime.analyze()
            sys.exit(0)
            """);
        var environment = film.Environment;
        environment["SCREENTIME_FILMS"] = _folder;
        environment["SCREENTIME_ADDON"] = Path.Combine(SharedData.Root, "Plugin", "editors", "Blender");
        environment["PYTHONDONTWRITEBYTECODE"] = "1";
        (await Tool.RunAsync(environment, [blender, "-b", "--factory-startup", "--python-exit-code", "1", "--python", Script("run.py"), "--", scene, _folder])).Succeeded();

        var result = JObject.Parse(await File.ReadAllTextAsync(Directory.GetFiles(_folder, "response.json", SearchOption.AllDirectories).Single()))["result"]!;
        Assert.True((bool)result["timeline"]!["dropFrame"]!);
        // Frame 1984 = 6 × 291 + 238: the first second after a minute skips two numbers.
        var late = result["markers"]!.Last!;
        Assert.Equal(1984, (long)late["start"]!);
        Assert.Equal("00:01:06;06", (string?)late["timecode"]);
    }

    /// <summary>A project, a scene and a strip that are called so that a shell, a format or a path would take them for something else.</summary>
    [Fact]
    public async Task Names_of_any_kind_are_names()
    {
        var blender = Tool.Require("blender", "blender");
        await FilmsAsync(new FrameRate(25, 1));
        var odd = Directory.CreateDirectory(Path.Combine(_folder, "-it's \"odd\" 100% %s $(touch pwned) Käse 日本 😀")).FullName;
        File.Copy(Path.Combine(_folder, "film.mp4"), Path.Combine(odd, "-film #1%20 'x'.mp4"));
        var scene = Path.Combine(_folder, "scene.py");
        await File.WriteAllTextAsync(scene, """
            scene.render.fps, scene.render.fps_base = 25, 1.0
            scene.name = "-rf \"%s\" /../ 日本"
            odd = next(name for name in os.listdir(work) if name.startswith("-it"))
            strips.new_movie("a\"b' \\ % /", os.path.join(work, odd, "-film #1%20 'x'.mp4"), 1, 1)
            scene.frame_start, scene.frame_end = 1, 291
            bpy.ops.wm.save_as_mainfile(filepath=os.path.join(work, odd, "-p %d \"'.blend"))
            bpy.ops.screentime.analyze()
            sys.exit(0)
            """);
        var environment = film.Environment;
        environment["SCREENTIME_FILMS"] = _folder;
        environment["SCREENTIME_ADDON"] = Path.Combine(SharedData.Root, "Plugin", "editors", "Blender");
        environment["PYTHONDONTWRITEBYTECODE"] = "1";
        (await Tool.RunAsync(environment, [blender, "-b", "--factory-startup", "--python-exit-code", "1", "--python", Script("run.py"), "--", scene, _folder])).Succeeded();

        var response = Assert.Single(Directory.GetFiles(_folder, "response.json", SearchOption.AllDirectories));
        Assert.StartsWith(odd + "/", response, StringComparison.Ordinal);
        var result = JObject.Parse(await File.ReadAllTextAsync(response))["result"]!;
        Assert.Empty(result["unknowns"]!);
        Assert.Equal(ColourFilm.Truth().Select(stretch => stretch.Start), result["markers"]!.Select(marker => (long)marker["start"]!));
        Assert.Empty(Directory.GetFiles(_folder, "pwned", SearchOption.AllDirectories));
    }

    /// <summary>The button in a window, as a person presses it: the window stays alive, says how far it is, and Escape stops the run, the command with it, and leaves the markers as they were.</summary>
    [Fact]
    public async Task In_a_window_the_button_runs_beside_the_user_and_Escape_stops_it()
    {
        var blender = Tool.Require("blender", "blender");
        var screen = Tool.Require("xvfb-run", "xvfb");
        Tool.Require("xauth", "xauth");
        await FilmsAsync(new FrameRate(25, 1));
        var environment = film.Environment;
        environment["SCREENTIME_ADDON"] = Path.Combine(SharedData.Root, "Plugin", "editors", "Blender");
        environment["PYTHONDONTWRITEBYTECODE"] = "1";
        var run = await Tool.RunAsync(environment, [screen, "-a", "-s", "-screen 0 1280x720x24", blender, "--factory-startup", "--enable-event-simulate", "--python", Script("window.py"), "--", Path.Combine(_folder, "film.mp4"), _folder]);
        var path = Path.Combine(_folder, "window.json");
        Assert.True(File.Exists(path), $"{run.Output}\n{run.Error}");
        var outcome = JObject.Parse(await File.ReadAllTextAsync(path));

        Assert.False(outcome.ContainsKey("patience"), outcome.ToString());
        Assert.Equal(["RUNNING_MODAL"], outcome["pressed"]!.Select(word => (string?)word));
        Assert.Equal(0, (int)outcome["firstExit"]!);
        // Blender's first frame is 1; the user's own marker is on 5.
        Assert.Equal([5L, .. ColourFilm.Truth(at: 1).Select(stretch => stretch.Start)], outcome["first"]!.Select(marker => (long)marker[0]!));
        Assert.Contains("RED: 4.0 s", (string?)outcome["totals"], StringComparison.Ordinal);

        Assert.Contains("%", (string?)outcome["progressAgain"], StringComparison.Ordinal);
        Assert.Equal(-9, (int)outcome["secondExit"]!);
        Assert.False((bool)outcome["answer"]!);
        Assert.Equal(outcome["first"], outcome["second"], JToken.EqualityComparer);
        Assert.Equal((string?)outcome["totals"], (string?)outcome["totalsAgain"]);
    }

    private static string Script(string name) => Path.Combine(SharedData.Root, "tests", "Editors", "blender", name);

    private static List<(long Frame, string Character)> Ours(JToken state) =>
        [.. state.Where(marker => ((string)marker[2]!).Length > 0).Select(marker => ((long)marker[0]!, (string)marker[2]!))];

    private async Task FilmsAsync(FrameRate rate)
    {
        File.Copy(await film.AtAsync(rate), Path.Combine(_folder, "film.mp4"));
        File.Copy(await film.AtAsync(new FrameRate(24, 1)), Path.Combine(_folder, "film24.mp4"));
        Directory.CreateDirectory(Path.Combine(_folder, "images"));
        await Ffmpeg.RunAsync("-i", Path.Combine(_folder, "film24.mp4"), "-start_number", "1001", Path.Combine(_folder, "images", "shot.%04d.png"));
        await Ffmpeg.RunAsync("-f", "lavfi", "-i", "color=c=blue:s=64x36", "-frames:v", "1", Path.Combine(_folder, "still.png"));
    }

    /// <summary>Who is on screen in Blender's renders, by start, then as the cast has them.</summary>
    private async Task<List<(long Start, long Frames, string Character)>> RenderedAsync(long first)
    {
        var raw = Path.Combine(_folder, "frames.rgb");
        await Ffmpeg.RunAsync(
            "-start_number", first.ToString(CultureInfo.InvariantCulture), "-i", Path.Combine(_folder, "frame%04d.png"),
            "-vf", "crop=iw:2:0:ih/2-1,scale=16:1:flags=area,format=rgb24", "-f", "rawvideo", raw);
        var pixels = await File.ReadAllBytesAsync(raw);
        var stretches = new List<(long Start, long Frames, string Character)>();
        foreach (var character in (string[])["red", "green", "blue"])
        {
            long? since = null;
            for (var frame = 0L; frame <= pixels.Length / 48; frame++)
            {
                var shows = frame < pixels.Length / 48 && Enumerable.Range(0, 16).Count(i => Colour(pixels.AsSpan((int)(frame * 48) + (i * 3), 3)) == character) >= 4;
                if (shows && since is null)
                    since = frame;
                if (!shows && since is { } start)
                {
                    stretches.Add((first + start, frame - start, character));
                    since = null;
                }
            }
        }

        string[] order = ["red", "green", "blue"];
        return [.. stretches.OrderBy(stretch => stretch.Start).ThenBy(stretch => Array.IndexOf(order, stretch.Character))];
    }

    private static string? Colour(ReadOnlySpan<byte> pixel) => (pixel[0], pixel[1], pixel[2]) switch
    {
        ( > 128, < 90, < 90) => "red",
        ( < 90, > 90, < 90) => "green",
        ( < 90, < 90, > 128) => "blue",
        _ => null,
    };
}
