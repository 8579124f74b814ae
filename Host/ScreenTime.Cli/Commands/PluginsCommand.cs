using System.CommandLine;
using ScreenTime.Host.Plugins;

namespace ScreenTime.Cli.Commands;

/// <summary><c>screentime plugins</c>: what was found, what it offers, what is wrong.</summary>
internal static class PluginsCommand
{
    public static Command Create()
    {
        var command = new Command("plugins", "List the plugins: what each offers, and what is wrong with those that did not load.");
        command.SetAction(_ =>
        {
            var catalog = HostPlugins.Load();
            foreach (var entry in catalog.Entries)
            {
                var status = entry.Status switch
                {
                    PluginStatus.Loaded => "ok",
                    PluginStatus.TooNew => "too new",
                    PluginStatus.LeftOut => "left out",
                    _ => "broken",
                };
                Console.WriteLine($"{entry.Id} {entry.Version}".TrimEnd() + $"  [{status}]  {entry.Detail}");
            }

            foreach (var folder in HostPlugins.MissingFolders)
                Console.WriteLine($"The folder {folder} of SCREENTIME_PLUGINS is not there.");
            if (catalog.Entries.Count == 0)
                Console.WriteLine("No plugins were found.");
            return 0;
        });
        return command;
    }
}
