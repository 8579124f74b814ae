using Microsoft.Extensions.Logging.Abstractions;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Plugins;

/// <summary>The plugins of this installation, and of the user's own folders.</summary>
public static class HostPlugins
{
    /// <summary>Loads every plugin, less those that <c>--without</c> names.</summary>
    /// <param name="without">Ids; null for none.</param>
    /// <exception cref="UserException"><c>--without</c> names no plugin.</exception>
    public static PluginCatalog Load(IEnumerable<string>? without = null)
    {
        // Before they load: the same plugin may end this process, too.
        foreach (var sentence in PluginCalls.Untold())
            Console.Error.WriteLine(sentence);
        var left = (without ?? []).ToHashSet(StringComparer.Ordinal);
        var catalog = PluginCatalog.Load(Locations.PluginFolders, left, NullLoggerFactory.Instance);
        return left.FirstOrDefault(id => catalog.Entries.All(entry => entry.Id != id)) is { } stranger
            ? throw new UserException(ExitCode.Usage, $"--without {stranger}: there is no such plugin; there are {string.Join(", ", catalog.Entries.Select(entry => entry.Id))}")
            : catalog;
    }

    /// <summary>Folders that <c>SCREENTIME_PLUGINS</c> names and that are not there.</summary>
    public static IReadOnlyList<string> MissingFolders =>
        [.. Locations.PluginFolders.SkipLast(1).Where(folder => !Directory.Exists(folder))];
}
