namespace ScreenTime.Host;

/// <summary>Where things are on this machine; each can be moved by an environment variable.</summary>
public static class Locations
{
    /// <summary>Folders with plugins: those of <c>SCREENTIME_PLUGINS</c> (separated like PATH), then <c>plugins/</c> beside the command.</summary>
    public static IReadOnlyList<string> PluginFolders =>
        [.. Split("SCREENTIME_PLUGINS"), Path.Combine(AppContext.BaseDirectory, "plugins")];

    /// <summary>The folder with prepared backbones: <c>SCREENTIME_MODELS</c>, else <c>models/</c> beside the command, else <c>build/models/</c> of a checkout.</summary>
    public static string ModelsFolder
    {
        get
        {
            if (Variable("SCREENTIME_MODELS") is { } folder)
                return Path.GetFullPath(folder);
            var beside = Path.Combine(AppContext.BaseDirectory, "models");
            return Directory.Exists(beside) || Checkout is not { } root ? beside : Path.Combine(root, "build", "models");
        }
    }

    /// <summary>The cache: <c>SCREENTIME_CACHE</c>, else the user's cache folder.</summary>
    public static string CacheFolder
    {
        get
        {
            if (Variable("SCREENTIME_CACHE") is { } folder)
                return Path.GetFullPath(folder);
            if (OperatingSystem.IsWindows() || OperatingSystem.IsMacOS())
                return Path.Combine(Home(Environment.SpecialFolder.LocalApplicationData), "ScreenTime", "cache");
            var home = Variable("XDG_CACHE_HOME") ?? Path.Combine(Home(Environment.SpecialFolder.UserProfile), ".cache");
            return Path.Combine(home, "screentime");
        }
    }

    /// <summary>The folder with a house's settings: <c>SCREENTIME_SETTINGS</c>, else the user's settings folder.</summary>
    public static string SettingsFolder
    {
        get
        {
            if (Variable("SCREENTIME_SETTINGS") is { } folder)
                return Path.GetFullPath(folder);
            if (OperatingSystem.IsWindows() || OperatingSystem.IsMacOS())
                return Path.Combine(Home(Environment.SpecialFolder.ApplicationData), "ScreenTime");
            var home = Variable("XDG_CONFIG_HOME") ?? Path.Combine(Home(Environment.SpecialFolder.UserProfile), ".config");
            return Path.Combine(home, "screentime");
        }
    }

    /// <summary>The scripts for editors: <c>editors/</c> beside the command, else those of a checkout.</summary>
    public static string EditorScripts
    {
        get
        {
            var beside = Path.Combine(AppContext.BaseDirectory, "editors");
            return Directory.Exists(beside) || Checkout is not { } root ? beside : Path.Combine(root, "Plugin", "editors");
        }
    }

    /// <summary>The checkout that this command was built in, or null for an installed one.</summary>
    public static string? Checkout
    {
        get
        {
            for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
                if (File.Exists(Path.Combine(folder.FullName, "ScreenTime.sln")))
                    return folder.FullName;
            return null;
        }
    }

    // A user whose home is not there (a farm's) has no other: what is to be written there fails in words, and not in whatever folder one happens to be in.
    private static string Home(Environment.SpecialFolder folder) => Environment.GetFolderPath(folder, Environment.SpecialFolderOption.DoNotVerify);

    private static IEnumerable<string> Split(string variable) =>
        (Variable(variable) ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
