using Microsoft.Extensions.Logging.Abstractions;
using ScreenTime.Host;
using ScreenTime.Host.Plugins;

namespace ScreenTime.Cli;

/// <summary>The plugins of this command.</summary>
internal static class HostPlugins
{
    /// <summary>Loads every plugin, less those that <c>--without</c> names.</summary>
    public static PluginCatalog Load(IEnumerable<string>? without = null) =>
        PluginCatalog.Load(Locations.PluginFolders, (without ?? []).ToHashSet(StringComparer.Ordinal), NullLoggerFactory.Instance);
}
