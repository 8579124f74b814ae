using System.Globalization;
using Newtonsoft.Json.Linq;
using ScreenTime.Host.Media;

namespace ScreenTime.Host.Cache;

/// <summary>
/// What reading a media file through told of it (when each frame shows, where its black bars are), by its content: another run has to read the file to know its hash, and need not ask ffmpeg.
/// It only saves time: what cannot be kept is found out again.
/// </summary>
/// <param name="cacheFolder">The cache's root.</param>
/// <param name="tools">What finds it out: another version may say something else, so nothing is read or kept before it is <see cref="FfmpegTools.Known"/>.</param>
internal sealed class MediaCache(string cacheFolder, FfmpegTools tools)
{
    // To be raised when MediaIndexReader, BlackBarSampler or BlackBars say something else of the same file.
    private const int Version = 1;

    private const string Folder = "media";

    /// <summary>Whether nothing is known of any file.</summary>
    public bool IsEmpty => !Directory.Exists(Path.Combine(cacheFolder, Folder));

    /// <summary>Whether anything is known of a file, perhaps by another version.</summary>
    /// <param name="id">The hash of its content.</param>
    public bool MayKnow(string id) => Directory.Exists(Path.Combine(cacheFolder, Folder, id));

    /// <summary>What is known of a file; null where it is nothing.</summary>
    /// <param name="id">The hash of its content.</param>
    /// <param name="path">Where it is now: its ending, too, says how ffmpeg reads it.</param>
    public KnownMedia? Read(string id, string path) => CheckedFile.Read(PathOf(id, "index", Path.GetExtension(path)), json => KnownMedia.Read(json, path));

    /// <summary>Keeps what is known of a file.</summary>
    public void Write(KnownMedia known) => Keep(PathOf(known.Media.Id, "index", Path.GetExtension(known.Media.Path)), known.ToJson());

    /// <summary>The black bars of a file's picture; null where nobody has looked for them.</summary>
    /// <param name="id">The hash of its content.</param>
    public FoundBars? ReadBars(string id) => CheckedFile.Read(PathOf(id, "bars", ""), json => new FoundBars(
        json["inside"] is JArray inside ? new PictureCrop((int)inside[0], (int)inside[1], (int)inside[2], (int)inside[3]) : null));

    /// <summary>Keeps where the black bars are.</summary>
    public void WriteBars(string id, FoundBars found) => Keep(
        PathOf(id, "bars", ""), new JObject { ["inside"] = found.Inside is { } inside ? new JArray(inside.X, inside.Y, inside.Width, inside.Height) : null });

    private static void Keep(string path, JObject json)
    {
        try
        {
            CheckedFile.Write(path, json);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Found out again, then.
        }
    }

    private string PathOf(string id, string what, string ending)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"{Version};{tools.Version};{tools.FilterLibrary};{ending}");
        return Path.Combine(cacheFolder, Folder, id, $"{what}-{CacheKey.Of(key)}.json");
    }
}

/// <summary>Where the black bars of a picture are.</summary>
/// <param name="Inside">What is inside them; null where there are none.</param>
internal sealed record FoundBars(PictureCrop? Inside);
