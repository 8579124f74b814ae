using OpenTimelineIO;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Cache;

/// <summary>What the cache keeps of one media file, bundle or timeline, and deletes as a whole: a folder of features, of shots or of what was read of the media, an unpacked bundle, or a small film for the review page.</summary>
/// <param name="Path">Full path of the folder, or of the film.</param>
/// <param name="Kind">The folder below the cache's root that it is in: <c>features</c>, <c>shots</c>, <c>media</c>, <c>bundles</c>, <c>proxies</c>.</param>
/// <param name="Name">The media's or bundle's name when it was first looked at; the folder's or film's own where that is not known.</param>
/// <param name="Bytes">What its files take.</param>
/// <param name="LastUsed">When a run last opened it or added to it.</param>
public sealed record CacheEntry(string Path, string Kind, string Name, long Bytes, DateTime LastUsed);

/// <summary>What lies in a cache, and how it is kept within a size: what was not used for longest goes first.</summary>
/// <param name="folder">The cache's root.</param>
/// <param name="clock">Says what is in use.</param>
public sealed class CacheContents(string folder, TimeProvider clock)
{
    /// <summary>The folder with the films of the review page.</summary>
    public const string Films = "proxies";

    /// <summary>The file in a media file's folder that says how it is called.</summary>
    internal const string NameFile = "name.txt";

    /// <summary>The environment variable with the size that the cache is kept within: a number with <c>MB</c>, <c>GB</c> or <c>TB</c>.</summary>
    public const string SizeVariable = "SCREENTIME_CACHE_SIZE";

    /// <summary>The size without that variable: the features of some 300 hours at two frames a second.</summary>
    public const long DefaultSize = 100L << 30;

    // Runs say at least every few minutes that they use something (UsedMark), so what nobody used for an hour no run uses, on this machine or another.
    private static readonly TimeSpan s_inUse = TimeSpan.FromHours(1);

    private static readonly string[] s_ofMedia = ["features", "shots", "media"];

    /// <summary>The size that the cache is to be kept within.</summary>
    /// <exception cref="UserException"><see cref="SizeVariable"/> is no size.</exception>
    public static long SizeAsked() => Environment.GetEnvironmentVariable(SizeVariable) is { Length: > 0 } text ? Size(text, SizeVariable) : DefaultSize;

    /// <summary>Reads a size: <c>500MB</c>, <c>1.5 TB</c>; binary multiples, as sizes are printed.</summary>
    /// <param name="text">The size.</param>
    /// <param name="where">What it was given with, for the message.</param>
    /// <exception cref="UserException">It is none.</exception>
    public static long Size(string text, string where)
    {
        var unit = new[] { ("TB", 1L << 40), ("GB", 1L << 30), ("MB", 1L << 20), ("TIB", 1L << 40), ("GIB", 1L << 30), ("MIB", 1L << 20) }
            .FirstOrDefault(unit => text.Trim().EndsWith(unit.Item1, StringComparison.OrdinalIgnoreCase));
        return unit.Item1 is not null
            && double.TryParse(text.Trim()[..^unit.Item1.Length], System.Globalization.NumberStyles.AllowDecimalPoint | System.Globalization.NumberStyles.AllowTrailingWhite, System.Globalization.CultureInfo.InvariantCulture, out var number)
            && number * unit.Item2 < long.MaxValue / 2
            ? (long)(number * unit.Item2)
            : throw new UserException(ExitCode.Usage, $"{where} takes a size such as 500MB, 20GB or 1.5TB, not \"{text}\"");
    }

    /// <summary>Everything, the last used first.</summary>
    public IReadOnlyList<CacheEntry> List()
    {
        List<CacheEntry> entries =
        [
            .. s_ofMedia.SelectMany(kind => Leaves(Path.Combine(folder, kind)).Select(leaf => Entry(leaf, kind, SearchOption.TopDirectoryOnly))).OfType<CacheEntry>(),
            // A bundle is whole or useless, however many folders its media lie in.
            .. Of(UnpackedBundles.Kind, Directory.GetDirectories).Select(bundle => Entry(bundle, UnpackedBundles.Kind, SearchOption.AllDirectories)).OfType<CacheEntry>(),
            .. Of(Films, Directory.GetFiles).Select(film => new FileInfo(film)).Where(film => film.Exists)
                .Select(film => new CacheEntry(film.FullName, Films, film.Name, film.Length, film.LastWriteTimeUtc)),
        ];
        // Features say how their media is called; folders of the same media are named after the same id.
        var names = entries.Where(entry => entry.Name != Path.GetFileName(entry.Path)).GroupBy(entry => Path.GetFileName(entry.Path), StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First().Name, StringComparer.Ordinal);
        return
        [
            .. entries.Select(entry => entry with { Name = names.GetValueOrDefault(Path.GetFileName(entry.Path), entry.Name) })
                .OrderByDescending(entry => entry.LastUsed).ThenBy(entry => entry.Path, StringComparer.Ordinal),
        ];
    }

    /// <summary>Deletes what was not used for longest until what is left takes no more than a size. What was used within the last hour stays: a run may be at it.</summary>
    /// <param name="bytes">The size.</param>
    /// <returns>What was deleted.</returns>
    /// <exception cref="UserException">Something cannot be deleted.</exception>
    public IReadOnlyList<CacheEntry> Prune(long bytes)
    {
        var entries = List();
        var total = entries.Sum(entry => entry.Bytes);
        var deleted = new List<CacheEntry>();
        var unused = clock.GetUtcNow().UtcDateTime - s_inUse;
        foreach (var entry in entries.Reverse().TakeWhile(entry => entry.LastUsed < unused))
        {
            if (total <= bytes)
                break;
            try
            {
                Delete(entry.Path);
            }
            catch (DirectoryNotFoundException)
            {
                // Another process was quicker.
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw CacheDisk.Unwritable(folder, exception);
            }

            total -= entry.Bytes;
            deleted.Add(entry);
        }

        return deleted;
    }

    private static void Delete(string path)
    {
        if (!Directory.Exists(path))
        {
            File.Delete(path);
            return;
        }

        // Out of its place first, in one step: of a bundle a kill would leave a half that is taken for the whole.
        var aside = Path.Combine(Path.GetDirectoryName(path)!, $".{Guid.NewGuid():N}.tmp");
        Renaming.MoveFolder(path, aside);
        Directory.Delete(aside, recursive: true);
    }

    private string[] Of(string kind, Func<string, string[]> list) => Path.Combine(folder, kind) is var all && Directory.Exists(all) ? list(all) : [];

    private static CacheEntry? Entry(string leaf, string kind, SearchOption depth)
    {
        try
        {
            var info = new DirectoryInfo(leaf);
            var name = Path.Combine(leaf, NameFile);
            var files = info.GetFiles("*", depth);
            // A bundle that is being unpacked is in use, and the files in its folders say so.
            var used = depth == SearchOption.AllDirectories ? files.Select(file => file.LastWriteTimeUtc).Append(info.LastWriteTimeUtc).Max() : info.LastWriteTimeUtc;
            return new CacheEntry(leaf, kind, File.Exists(name) ? File.ReadAllText(name) : info.Name, files.Sum(file => file.Length), used);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It is being deleted, or is nobody's business.
            return null;
        }
    }

    // The folders that hold files.
    private static IEnumerable<string> Leaves(string below) => !Directory.Exists(below)
        ? []
        : Directory.EnumerateDirectories(below, "*", SearchOption.AllDirectories).Where(candidate => Directory.EnumerateFiles(candidate).Any());
}
