using System.Globalization;
using System.IO.Enumeration;
using ScreenTime.Host.Media;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Timelines;

/// <summary>The media files beside a timeline and in the folders that the user named, by name.</summary>
internal sealed class MediaFolders
{
    private const int MaximumFiles = 2_000_000;

    // What the reel column of a CMX3600 list holds; longer names are cut off.
    private const int ReelLength = 8;

    private static readonly HashSet<string> Endings = new(StringComparer.OrdinalIgnoreCase)
    {
        ".mov", ".mp4", ".m4v", ".mxf", ".mkv", ".webm", ".avi", ".mts", ".m2ts", ".ts", ".mpg", ".mpeg", ".wmv", ".dv", ".ogv", ".y4m",
        ".braw", ".r3d", ".ari", ".arx", ".nev", ".crm", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".bmp", ".exr", ".dpx",
    };

    private readonly ILookup<string, string> _byName;
    private readonly ILookup<string, string> _byStem;
    private readonly ILookup<string, string> _byReel;

    private MediaFolders(IReadOnlyList<string> files)
    {
        _byName = files.ToLookup(file => Path.GetFileName(file), StringComparer.OrdinalIgnoreCase);
        _byStem = files.ToLookup(file => Path.GetFileNameWithoutExtension(file), StringComparer.OrdinalIgnoreCase);
        // Images are thousands of one name, and no list names them by a reel.
        _byReel = files.Where(file => !MediaInput.IsStill(file) && Path.GetFileNameWithoutExtension(file).Length > ReelLength)
            .ToLookup(file => AsReel(Path.GetFileNameWithoutExtension(file)[..ReelLength]), StringComparer.Ordinal);
    }

    /// <summary>Whether a name ends as media files do.</summary>
    public static bool HasMediaEnding(string name) => Endings.Contains(Path.GetExtension(name));

    /// <summary>Searches the folder of a timeline, and the named folders with all that lies in them. Links to files are followed, links to folders are not: they may lead round.</summary>
    /// <exception cref="UserException">A named folder is not there, or there are too many files.</exception>
    public static MediaFolders Search(string timelineFolder, IReadOnlyList<string> roots)
    {
        var files = new SortedSet<string>(StringComparer.Ordinal);
        if (Directory.Exists(timelineFolder))
            files.UnionWith(Directory.EnumerateFiles(timelineFolder).Where(HasMediaEnding));
        foreach (var root in roots)
        {
            if (!Directory.Exists(root))
                throw new UserException(ExitCode.InputMissing, $"--media-root {root} is not a folder: check the path");
            var seen = 0;
            foreach (var file in Files(Path.GetFullPath(root)))
            {
                if (++seen > MaximumFiles)
                    throw new UserException(ExitCode.Usage, $"--media-root {root} holds more than {MaximumFiles.ToString(CultureInfo.InvariantCulture)} files: give a folder nearer to the media");
                if (HasMediaEnding(file))
                    files.Add(file);
            }
        }

        return new MediaFolders([.. files]);
    }

    /// <summary>
    /// The files of a name, in ordinal order. A name with its ending means that file; without one, or where no such file is there, any media file of that stem (a transcode, a proxy).
    /// </summary>
    public IReadOnlyList<string> Named(string name)
    {
        if (_byName.Contains(name))
            return [.. _byName[name]];
        // What follows the last point of "sh010.v2" is no ending of a file.
        return HasMediaEnding(name) ? [.. _byStem[Path.GetFileNameWithoutExtension(name)]] : [.. _byStem[name]];
    }

    /// <summary>
    /// The films whose name may have been cut to a reel of eight characters: they begin with it, whatever the case, signs for signs. In ordinal order; none for a reel that is
    /// shorter or longer, since nothing was cut off there.
    /// </summary>
    public IReadOnlyList<string> CutToReel(string reel) => reel.Length == ReelLength ? [.. _byReel[AsReel(reel)]] : [];

    /// <summary>The files of just that name, in ordinal order.</summary>
    public IReadOnlyList<string> NamedExactly(string name) => [.. _byName[name]];

    // Programs write letters large and put a sign of their own for blanks and points.
    private static string AsReel(string text) => string.Concat(text.Select(c => char.IsLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_'));

    private static FileSystemEnumerable<string> Files(string root) => new(
        root,
        (ref FileSystemEntry entry) => entry.ToFullPath(),
        new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = 0 })
    {
        ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory,
        ShouldRecursePredicate = (ref FileSystemEntry entry) => (entry.Attributes & FileAttributes.ReparsePoint) == 0,
    };
}
