using Microsoft.Extensions.Logging.Abstractions;
using ScreenTime.Host;
using ScreenTime.Host.Plugins;
using ScreenTime.Sdk;

namespace ScreenTime.Cli;

/// <summary>The plugins of this command.</summary>
internal static class HostPlugins
{
    /// <summary>Loads every plugin, less those that <c>--without</c> names.</summary>
    public static PluginCatalog Load(IEnumerable<string>? without = null) =>
        PluginCatalog.Load(Locations.PluginFolders, (without ?? []).ToHashSet(StringComparer.Ordinal), NullLoggerFactory.Instance);

    /// <summary>The recogniser that a cast asks for.</summary>
    public static IRecognizerProvider Recognizer(PluginCatalog catalog, string id) =>
        catalog.Recognizers.FirstOrDefault(recognizer => recognizer.Id == id)
        ?? throw new UserException(
            ExitCode.ComponentMissing,
            $"no plugin offers the recogniser \"{id}\": 'screentime plugins' shows what was found and what is wrong");
}
