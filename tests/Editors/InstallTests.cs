using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;

namespace ScreenTime.Tests.Editors;

/// <summary>Putting scripts into editors, and taking them away.</summary>
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

    /// <summary>Homes as people have them, and as they hardly do: the menu entry starts the script that lies there, and nothing stays when it is taken away.</summary>
    [Theory]
    [InlineData("Größe 日本 %f 100%")]
    [InlineData("it's \"quoted\" $HOME `id` \\back\\ ")]
    [InlineData("two\nlines\tand a tab")]
    [InlineData("-dash; && | <x>")]
    public async Task Paths_of_any_kind_are_installed_to_twice_and_uninstalled_from(string name)
    {
        OnLinux();
        var python = Tool.Require("python3", "python3");
        var home = Directory.CreateDirectory(Path.Combine(_home, name)).FullName;
        _environment["HOME"] = home;
        (await RunAsync("install", "kdenlive", "--cast", _film.Cast)).Succeeded();
        (await RunAsync("install", "kdenlive")).Succeeded();
        var data = Path.Combine(home, ".local", "share");
        var script = Path.Combine(data, "screentime", "kdenlive", "screentime_kdenlive.py");
        Assert.True(File.Exists(script));

        // As a desktop reads it: the value's escapes, then what a shell does within double quotes, then its own field codes.
        var entry = await File.ReadAllLinesAsync(Path.Combine(data, "kio", "servicemenus", "screentime-kdenlive.desktop"));
        var command = Regex.Replace(entry.Single(line => line.StartsWith("Exec=", StringComparison.Ordinal))["Exec=".Length..], @"\\(.)", match => match.Groups[1].Value switch { "n" => "\n", "t" => "\t", "r" => "\r", var other => other });
        Assert.EndsWith(" %f", command, StringComparison.Ordinal);
        var words = (await Tool.RunAsync(_environment, ["/bin/sh", "-c", "printf '%s\\0' " + command[..^3].Replace("%%", "%", StringComparison.Ordinal)])).Succeeded().Output;
        Assert.Equal(["python3", script, ""], words.Split('\0'));

        // The script finds the command and the cast that were noted.
        var asked = await Tool.RunAsync(_environment, [python, script, Path.Combine(home, "none.kdenlive")]);
        Assert.Equal(1, asked.ExitCode);
        Assert.Contains("there is no project", asked.Error, StringComparison.Ordinal);

        (await RunAsync("install", "kdenlive", "--uninstall")).Succeeded();
        Assert.Empty(Directory.GetFiles(home, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task What_stands_in_the_way_is_said_and_what_was_put_there_can_be_taken_away()
    {
        OnLinux();
        var scripts = Path.Combine(_home, "to 'here'");
        // A folder of the second script's name.
        Directory.CreateDirectory(Path.Combine(scripts, "ScreenTime (render first).lua"));
        var refused = await RunAsync("install", "resolve", "--to", scripts);
        Assert.Equal(7, refused.ExitCode);
        Assert.Contains("cannot be put in place", refused.Error, StringComparison.Ordinal);
        (await RunAsync("install", "resolve", "--to", scripts, "--uninstall")).Succeeded();
        Assert.Empty(Directory.GetFiles(scripts));
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
