using System.Text;

namespace ScreenTime.Host.Editors;

/// <summary>One file that belongs to an editor.</summary>
/// <param name="Source">Its place below <see cref="Locations.EditorScripts"/>, with <c>/</c>.</param>
/// <param name="Target">Its place below the folder that the editor looks into, with <c>/</c>.</param>
/// <param name="Prefix">A line that goes before it.</param>
/// <param name="Runs">Whether it is started by itself, and so must be executable.</param>
public sealed record EditorScript(string Source, string Target, string Prefix = "", bool Runs = false)
{
    private static readonly string[] s_addOn = ["__init__.py", "door.py", "markers.py", "strips.py"];

    /// <summary>What an editor gets.</summary>
    public static IReadOnlyList<EditorScript> Of(Editor editor) => editor.Id switch
    {
        "resolve" =>
        [
            new("DaVinciResolve/ScreenTime.lua", "ScreenTime.lua"),
            new("DaVinciResolve/ScreenTime.lua", "ScreenTime (render first).lua", "SCREENTIME_ROUTE = \"picture\"\n"),
        ],
        "blender" => [.. s_addOn.Select(file => new EditorScript($"Blender/screentime/{file}", $"screentime/{file}"))],
        // Kdenlive has no scripts of its own; the file manager's menu is where its users find one.
        "kdenlive" when OperatingSystem.IsLinux() =>
        [
            new("Kdenlive/screentime_kdenlive.py", "screentime/kdenlive/screentime_kdenlive.py"),
            new("Blender/screentime/door.py", "screentime/kdenlive/door.py"),
            new("Kdenlive/screentime-kdenlive.desktop", "kio/servicemenus/screentime-kdenlive.desktop", Runs: true),
        ],
        _ => [],
    };

    /// <summary>The folders of this user that an editor looks into: one, or for Blender one a version that was ever started.</summary>
    public static IReadOnlyList<string> Folders(Editor editor)
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var roaming = Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData);
        string Home(params string[] parts) => Path.Combine([home, .. parts]);
        var data = Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } named ? named : Home(".local", "share");
        switch (editor.Id)
        {
            case "resolve":
                return
                [
                    OperatingSystem.IsWindows() ? Path.Combine(roaming, "Blackmagic Design", "DaVinci Resolve", "Support", "Fusion", "Scripts", "Utility")
                    : OperatingSystem.IsMacOS() ? Home("Library", "Application Support", "Blackmagic Design", "DaVinci Resolve", "Fusion", "Scripts", "Utility")
                    : Path.Combine(data, "DaVinciResolve", "Fusion", "Scripts", "Utility"),
                ];
            case "blender":
                var config = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { Length: > 0 } there ? there : Home(".config");
                var versions = OperatingSystem.IsWindows() ? Path.Combine(roaming, "Blender Foundation", "Blender")
                    : OperatingSystem.IsMacOS() ? Home("Library", "Application Support", "Blender")
                    : Path.Combine(config, "blender");
                return Directory.Exists(versions)
                    ? [.. Directory.GetDirectories(versions).Where(folder => Version.TryParse(Path.GetFileName(folder), out _)).Order(StringComparer.Ordinal).Select(folder => Path.Combine(folder, "scripts", "addons"))]
                    : [];
            default:
                return [data];
        }
    }

    /// <summary>What the file holds once it is in place.</summary>
    /// <param name="folder">The folder that the editor looks into: a menu entry names the script with its full path.</param>
    public byte[] Content(string folder)
    {
        var text = Prefix + File.ReadAllText(Path.Combine([Locations.EditorScripts, .. Source.Split('/')]));
        return Encoding.UTF8.GetBytes(text.Replace("@FOLDER@", Target.EndsWith(".desktop", StringComparison.Ordinal) ? InDesktopEntry(folder) : folder, StringComparison.Ordinal));
    }

    /// <summary>
    /// A path within double quotes of a menu entry's <c>Exec</c>: what a shell would take for its own is escaped, a percent sign is written twice, and all of it is escaped once more as any value is
    /// (Desktop Entry Specification 1.5, "The Exec key" and "Possible value types").
    /// </summary>
    private static string InDesktopEntry(string path)
    {
        var text = new StringBuilder();
        foreach (var letter in path)
        {
            text.Append(letter switch
            {
                '\\' => @"\\\\",
                '"' or '`' or '$' => @"\\" + letter,
                '%' => "%%",
                '\n' => @"\n",
                '\r' => @"\r",
                '\t' => @"\t",
                _ => letter.ToString(),
            });
        }

        return text.ToString();
    }
}
