using System.IO.Compression;
using System.Text;

namespace OpenTimelineIO;

/// <summary>A timeline with its media in one: an <c>.otioz</c> file (zip) or an <c>.otiod</c> folder, with <c>version.txt</c>, <c>content.otio</c> and <c>media/</c>.</summary>
public static class OtioBundle
{
    internal const string VersionEntry = "version.txt";
    internal const string ContentEntry = "content.otio";
    internal const string MediaFolder = "media";
    private const string Version = "1.0.0";

    // Zip entries carry a time; a fixed one keeps the same input at the same bytes.
    private static readonly DateTimeOffset s_entryTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes an <c>.otioz</c> file, whole or not at all. Media is stored as it is.</summary>
    /// <returns>A sentence for each medium that is not in the bundle, and why.</returns>
    /// <exception cref="OtioException">Media is no file, two files have one name, or there is something at the path already (<see cref="OtioError.InvalidBundle"/>).</exception>
    /// <exception cref="IOException">A file can't be read or written.</exception>
    public static IReadOnlyList<string> WriteZip(string path, Timeline timeline, BundleWriteOptions? options = null)
    {
        RequireFree(path);
        IReadOnlyList<string> missing = [];
        WholeFile.Write(path, stream => missing = WriteZip(stream, timeline, options));
        return missing;
    }

    /// <summary>Writes what an <c>.otioz</c> file holds to a stream. Media is stored as it is.</summary>
    /// <returns>A sentence for each medium that is not in the bundle, and why.</returns>
    /// <exception cref="OtioException">Media is no file, or two files have one name (<see cref="OtioError.InvalidBundle"/>).</exception>
    /// <exception cref="IOException">A file can't be read or written.</exception>
    public static IReadOnlyList<string> WriteZip(Stream output, Timeline timeline, BundleWriteOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(timeline);
        options ??= BundleWriteOptions.Default;
        var media = BundleMedia.Of(timeline, options);
        using var zip = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8);
        using (var version = New(zip, VersionEntry, CompressionLevel.Optimal))
            version.Write(Encoding.UTF8.GetBytes(Version));
        using (var content = New(zip, ContentEntry, CompressionLevel.Optimal))
            OtioJson.Write(media.Timeline, content, options.Json);
        foreach (var (name, source) in media.Files)
        {
            using var from = File.OpenRead(source);
            using var to = New(zip, $"{MediaFolder}/{name}", CompressionLevel.NoCompression);
            from.CopyTo(to);
        }

        return media.Missing;
    }

    /// <summary>Writes an <c>.otiod</c> folder, whole or not at all.</summary>
    /// <returns>A sentence for each medium that is not in the bundle, and why.</returns>
    /// <exception cref="OtioException">Media is no file, two files have one name, or there is something at the path already (<see cref="OtioError.InvalidBundle"/>).</exception>
    /// <exception cref="IOException">A file can't be read or written.</exception>
    public static IReadOnlyList<string> WriteFolder(string path, Timeline timeline, BundleWriteOptions? options = null)
    {
        RequireFree(path);
        IReadOnlyList<string> missing = [];
        WholeFolder.Write(path, draft =>
        {
            Directory.CreateDirectory(Path.Combine(draft, MediaFolder));
            missing = WriteFolder(name => new FileStream(Path.Combine([draft, .. name.Split('/')]), FileMode.CreateNew, FileAccess.Write), timeline, options);
        });
        return missing;
    }

    /// <summary>Writes the files of an <c>.otiod</c> folder, wherever they go.</summary>
    /// <param name="create">Makes a file of the folder; its name has <c>/</c> between folders.</param>
    /// <param name="timeline">The timeline.</param>
    /// <param name="options">How to write.</param>
    /// <returns>A sentence for each medium that is not in the bundle, and why.</returns>
    /// <exception cref="OtioException">Media is no file, or two files have one name (<see cref="OtioError.InvalidBundle"/>).</exception>
    /// <exception cref="IOException">A file can't be read or written.</exception>
    public static IReadOnlyList<string> WriteFolder(Func<string, Stream> create, Timeline timeline, BundleWriteOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(create);
        ArgumentNullException.ThrowIfNull(timeline);
        options ??= BundleWriteOptions.Default;
        var media = BundleMedia.Of(timeline, options);
        using (var version = create(VersionEntry))
            version.Write(Encoding.UTF8.GetBytes(Version));
        using (var content = create(ContentEntry))
            OtioJson.Write(media.Timeline, content, options.Json);
        foreach (var (name, source) in media.Files)
        {
            using var from = File.OpenRead(source);
            using var to = create($"{MediaFolder}/{name}");
            from.CopyTo(to);
        }

        return media.Missing;
    }

    /// <summary>Reads the timeline of an <c>.otioz</c> file, and unpacks the file if the options say where to.</summary>
    /// <exception cref="OtioException">The file is no bundle, is hostile or beyond the limits, or its timeline is not valid.</exception>
    /// <exception cref="IOException">A file can't be read or written.</exception>
    public static SerializableObject ReadZip(string path, BundleReadOptions? options = null)
    {
        options ??= BundleReadOptions.Default;
        using var file = File.OpenRead(path);
        ZipDirectory.Check(file, options.MaxDirectoryBytes);
        SerializableObject content;
        try
        {
            using var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true, Encoding.UTF8);
            if (zip.GetEntry(VersionEntry) is { } version)
            {
                using var text = version.Open();
                CheckVersion(text);
            }
            var entry = zip.GetEntry(ContentEntry) ?? throw NoContent(path);
            using (var stream = entry.Open())
                content = OtioJson.Read(stream, options.Json);
            if (options.ExtractTo is { } folder)
                BundleExtraction.Extract(zip, folder, options);
        }
        catch (InvalidDataException e)
        {
            throw new OtioException(OtioError.InvalidBundle, $"'{path}' is damaged or no zip file", e);
        }
        if (options is { AbsolutePaths: true, ExtractTo: { } root })
            MakeAbsolute(content, root);
        return content;
    }

    /// <summary>Reads the timeline of an <c>.otiod</c> folder. Links that lead out of the folder are not followed.</summary>
    /// <exception cref="OtioException">The folder is no bundle, or its timeline is not valid.</exception>
    /// <exception cref="IOException">A file can't be read.</exception>
    public static SerializableObject ReadFolder(string path, BundleReadOptions? options = null)
    {
        options ??= BundleReadOptions.Default;
        var versionFile = Path.Combine(path, VersionEntry);
        var contentFile = Path.Combine(path, ContentEntry);
        foreach (var file in (string[])[versionFile, contentFile])
            if (!BundleLinks.StayInside(Path.GetFullPath(path), Path.GetFullPath(file)))
                throw new OtioException(OtioError.InvalidBundle, $"'{file}' is a link that leads out of the bundle");
        if (File.Exists(versionFile))
        {
            using var text = File.OpenRead(versionFile);
            CheckVersion(text);
        }
        if (!File.Exists(contentFile))
            throw NoContent(path);
        using var stream = File.OpenRead(contentFile);
        var content = OtioJson.Read(stream, options.Json);
        if (options.AbsolutePaths)
            MakeAbsolute(content, path);
        return content;
    }

    private static Stream New(ZipArchive zip, string name, CompressionLevel level)
    {
        var entry = zip.CreateEntry(name, level);
        entry.LastWriteTime = s_entryTime;
        return entry.Open();
    }

    private static void CheckVersion(Stream text)
    {
        var buffer = new byte[64];
        var length = text.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        var version = Encoding.UTF8.GetString(buffer, 0, length).Trim();
        if (version != "1" && !version.StartsWith("1.", StringComparison.Ordinal))
            throw new OtioException(OtioError.InvalidBundle, $"the bundle's version is '{version}', and only 1 is known");
    }

    private static void MakeAbsolute(SerializableObject content, string root)
    {
        var folder = Path.GetFullPath(root);
        var clips = content is Timeline timeline ? timeline.FindClips() : content is Composition composition ? composition.FindClips() : [];
        foreach (var media in clips.SelectMany(clip => clip.MediaReferences.Values))
            if (media is ExternalReference external)
                external.TargetUrl = Inside(folder, external.TargetUrl) ?? external.TargetUrl;
            else if (media is ImageSequenceReference sequence)
                sequence.TargetUrlBase = Inside(folder, sequence.TargetUrlBase) is { } full ? full.TrimEnd('/') + "/" : sequence.TargetUrlBase;
    }

    // A URL that would lead out of the bundle, by its name or by a link, is nobody's media in it, and stays as it is.
    private static string? Inside(string folder, string url)
    {
        if (!MediaUrl.TryGetPath(url, out var path) || Path.IsPathRooted(path))
            return null;
        var full = Path.GetFullPath(Path.Combine(folder, path));
        return BundleLinks.IsBelow(folder, full) && BundleLinks.StayInside(folder, full) ? full.Replace('\\', '/') : null;
    }

    private static void RequireFree(string path)
    {
        if (File.Exists(path) || Directory.Exists(path))
            throw new OtioException(OtioError.InvalidBundle, $"there is something at '{path}' already");
    }

    private static OtioException NoContent(string path) => new(OtioError.InvalidBundle, $"'{path}' is no bundle: it has no {ContentEntry}");
}
