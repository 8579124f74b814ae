using OpenTimelineIO;

namespace ScreenTime.Host.Cache;

/// <summary>Zipped bundles that were unpacked to look at their media: each in a folder of the cache that is named after the zip's content, so that it is done once.</summary>
internal static class UnpackedBundles
{
    /// <summary>The folder below the cache's root.</summary>
    public const string Kind = "bundles";

    private static string Root => Path.Combine(Locations.CacheFolder, Kind);

    /// <summary>Where a bundle is unpacked to.</summary>
    /// <param name="hash">A hash of its content.</param>
    public static string FolderOf(string hash) => Path.Combine(Root, hash[..32]);

    /// <summary>Keeps how a bundle is called, for <c>screentime cache list</c>, once it is unpacked.</summary>
    public static void Name(string folder, string name)
    {
        var file = Path.Combine(folder, CacheContents.NameFile);
        if (!Directory.Exists(folder) || File.Exists(file))
            return;
        try
        {
            WholeFile.WriteText(file, name);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It is listed by its hash, then.
        }
    }

    /// <summary>What says that a bundle is in use; null where a media file is of none.</summary>
    /// <param name="mediaPath">The media file.</param>
    public static UsedMark? MarkOf(string mediaPath)
    {
        var parts = Path.GetRelativePath(Root, mediaPath).Split(Path.DirectorySeparatorChar);
        return parts is [not "..", _, ..] && !Path.IsPathRooted(parts[0]) ? new UsedMark(Path.Combine(Root, parts[0])) : null;
    }
}
