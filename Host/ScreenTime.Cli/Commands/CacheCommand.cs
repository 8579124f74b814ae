using System.CommandLine;
using System.Globalization;
using ScreenTime.Host;
using ScreenTime.Host.Cache;
using ScreenTime.Host.Jobs;

namespace ScreenTime.Cli.Commands;

/// <summary><c>screentime cache</c>: what the cache keeps, where, and how much of the disk it takes.</summary>
internal static class CacheCommand
{
    public static Command Create()
    {
        var list = new Command("list", "List what the cache keeps of each media file: disk used, when it was last used, where it lies.");
        list.SetAction(_ =>
        {
            var entries = new CacheContents(Locations.CacheFolder, TimeProvider.System).List();
            foreach (var media in entries.GroupBy(entry => entry.Name, StringComparer.Ordinal))
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Quantity.OfBytes(media.Sum(entry => entry.Bytes)),10}  last used {media.Max(entry => entry.LastUsed):yyyy-MM-dd HH:mm} UTC  {media.Key}"));
            }

            Console.WriteLine($"{Quantity.OfBytes(entries.Sum(entry => entry.Bytes))} in {Locations.CacheFolder}, kept within {Quantity.OfBytes(CacheContents.SizeAsked())} ({CacheContents.SizeVariable})"
                + (CacheDisk.FreeBytes(Locations.CacheFolder) is { } free ? $"; {Quantity.OfBytes(free)} are free there." : "."));
            return 0;
        });

        var to = new Option<string?>("--to") { Description = "The size to come down to: 500MB, 20GB, 0MB for all. Without it, what SCREENTIME_CACHE_SIZE says.", HelpName = "SIZE" };
        var prune = new Command("prune", "Delete what was not used for longest. What was used within the last hour stays, since a run may be at it.") { to };
        prune.SetAction(parsed =>
        {
            var contents = new CacheContents(Locations.CacheFolder, TimeProvider.System);
            var deleted = contents.Prune(parsed.GetValue(to) is { } size ? CacheContents.Size(size, "--to") : CacheContents.SizeAsked());
            foreach (var entry in deleted)
                Console.WriteLine($"deleted {Quantity.OfBytes(entry.Bytes),10}  {entry.Kind} of {entry.Name}");
            Console.WriteLine($"{Quantity.OfBytes(deleted.Sum(entry => entry.Bytes))} deleted, {Quantity.OfBytes(contents.List().Sum(entry => entry.Bytes))} left in {Locations.CacheFolder}.");
            return 0;
        });
        return new Command("cache", "What is known of media from earlier runs.") { list, prune };
    }
}
