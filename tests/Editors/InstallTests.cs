using Newtonsoft.Json.Linq;

namespace ScreenTime.Tests.Editors;

/// <summary>Putting scripts into editors, and taking them away.</summary>
[Collection(UsesColourFilm.Name)]
public sealed class InstallTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("screentime-home-").FullName;
    private readonly ColourFilm _film;
    private readonly Dictionary<string, string?> _environment;

    public InstallTests(ColourFilm film)
    {
        _film = film;
        _environment = film.Environment;
        _environment["HOME"] = _home;
        foreach (var variable in (string[])["SCREENTIME_SETTINGS", "XDG_CONFIG_HOME", "XDG_DATA_HOME"])
            _environment[variable] = null;
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Fact]
    public async Task Resolve_gets_its_scripts_where_it_looks_and_loses_them_without_a_trace()
    {
        OnLinux();
        var scripts = Path.Combine(_home, ".local", "share", "DaVinciResolve", "Fusion", "Scripts", "Utility");
        Directory.CreateDirectory(scripts);
        await File.WriteAllTextAsync(Path.Combine(scripts, "theirs.lua"), "-- theirs");
        (await RunAsync("install", "resolve", "--cast", _film.Cast)).Succeeded();
        (await RunAsync("install", "resolve")).Succeeded();

        Assert.Equal(["ScreenTime (render first).lua", "ScreenTime.lua", "theirs.lua"], Directory.GetFiles(scripts).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var settings = JObject.Parse(await File.ReadAllTextAsync(Path.Combine(_home, ".config", "screentime", "editors.json")));
        Assert.Equal(_film.Cast, (string?)settings["cast"]);
        Assert.EndsWith("screentime.dll", (string?)settings["command"]!.Last, StringComparison.Ordinal);

        (await RunAsync("install", "resolve", "--uninstall")).Succeeded();
        Assert.Equal(["theirs.lua"], Directory.GetFiles(scripts).Select(Path.GetFileName));
        Assert.Empty(Directory.GetFiles(Path.Combine(_home, ".config", "screentime")));
        Assert.Contains("not installed", (await RunAsync("install", "resolve", "--uninstall")).Succeeded().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_ours_is_neither_overwritten_nor_removed()
    {
        OnLinux();
        var script = Path.Combine(_home, ".local", "share", "DaVinciResolve", "Fusion", "Scripts", "Utility", "ScreenTime.lua");
        Directory.CreateDirectory(Path.GetDirectoryName(script)!);
        await File.WriteAllTextAsync(script, "-- somebody else's");
        var refused = await RunAsync("install", "resolve");
        Assert.Equal(7, refused.ExitCode);
        Assert.Contains(script, refused.Error, StringComparison.Ordinal);
        Assert.Equal("-- somebody else's", await File.ReadAllTextAsync(script));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(script)!));

        File.Delete(script);
        (await RunAsync("install", "resolve")).Succeeded();
        await File.AppendAllTextAsync(script, "-- edited\n");
        Assert.Equal(7, (await RunAsync("install", "resolve")).ExitCode);
        var removed = (await RunAsync("install", "resolve", "--uninstall")).Succeeded();
        Assert.Contains($"Kept {script}", removed.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(script));
    }

    [Fact]
    public async Task Blender_loads_the_installed_add_on()
    {
        OnLinux();
        var blender = Tool.Require("blender", "blender");
        var never = await RunAsync("install", "blender");
        Assert.Equal(3, never.ExitCode);
        Assert.Contains("start it once", never.Error, StringComparison.Ordinal);

        var version = (await Tool.RunAsync(_environment, [blender, "--version"])).Output.Split(' ', '\n')[1];
        var addons = Path.Combine(_home, ".config", "blender", version[..version.LastIndexOf('.')], "scripts", "addons");
        Directory.CreateDirectory(Path.Combine(addons, "..", "..", "config"));
        (await RunAsync("install", "blender", "--cast", _film.Cast)).Succeeded();
        var script = Path.Combine(_home, "check.py");
        await File.WriteAllTextAsync(script, "import bpy, screentime\nprint('COMMAND', *screentime.door.command())\nprint('PANEL', bpy.types.SCREENTIME_PT_panel.bl_label)\n");
        var run = (await Tool.RunAsync(_environment, [blender, "-b", "--factory-startup", "--addons", "screentime", "--python-exit-code", "1", "--python", script])).Succeeded();

        Assert.Contains("screentime.dll", run.Output, StringComparison.Ordinal);
        Assert.Contains("PANEL ScreenTime", run.Output, StringComparison.Ordinal);
        (await RunAsync("install", "blender", "--uninstall")).Succeeded();
        Assert.Empty(Directory.GetFileSystemEntries(addons));
    }

    [Fact]
    public async Task A_cast_that_is_none_and_an_editor_that_is_unknown_are_said()
    {
        var cast = await RunAsync("install", "resolve", "--cast", Path.Combine(_home, "nowhere"));
        Assert.Equal(3, cast.ExitCode);
        var editor = await RunAsync("install", "lightworks");
        Assert.Equal(2, editor.ExitCode);
        Assert.Contains("resolve, blender", editor.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_home, ".config")));
    }

    [Fact]
    public async Task Doctor_names_the_editors()
    {
        Tool.Require("blender", "blender");
        Assert.Matches("(?m)^ok   editor +Blender: .*screentime install blender", (await RunAsync("doctor")).Output);
    }

    private static void OnLinux()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("checks the places where editors look on Linux");
    }

    private Task<Tool.Outcome> RunAsync(params string[] words) => Tool.RunAsync(_environment, [.. Tool.ScreenTime, .. words]);
}
