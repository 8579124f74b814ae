using System.IO.Compression;
using System.Text;

namespace OpenTimelineIO;

/// <summary>Unpacks an <c>.otioz</c> whose entries may be hostile: no name leads out of the folder, and no file grows beyond the limits.</summary>
internal static class BundleExtraction
{
    private const long FreeBytes = 64 << 20;

    public static void Extract(ZipArchive zip, string folder, BundleReadOptions options)
    {
        if (Directory.Exists(folder) || File.Exists(folder))
            throw new OtioException(OtioError.InvalidBundle, $"there is something at '{folder}' already");
        var files = new Dictionary<string, ZipArchiveEntry>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in zip.Entries)
        {
            if (entry.FullName.EndsWith('/'))
                continue;
            RequireSafe(entry.FullName);
            if (!files.TryAdd(entry.FullName, entry))
                throw Hostile(entry.FullName, "comes twice");
        }
        foreach (var name in files.Keys)
            for (var slash = name.LastIndexOf('/'); slash > 0; slash = name.LastIndexOf('/', slash - 1))
                if (files.ContainsKey(name[..slash]))
                    throw Hostile(name, "lies in a folder that is a file, too");
        WholeFolder.Write(folder, draft =>
        {
            var left = options.MaxExtractedBytes;
            foreach (var (name, entry) in files)
            {
                var target = Path.Combine([draft, .. name.Split('/')]);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                left -= Unpack(entry, target, left, options);
            }
        });
    }

    private static long Unpack(ZipArchiveEntry entry, string target, long left, BundleReadOptions options)
    {
        var limit = Math.Min(left, Math.Max(FreeBytes, entry.CompressedLength * options.MaxCompressionRatio));
        using var from = entry.Open();
        using var to = new FileStream(target, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        var buffer = new byte[1 << 16];
        long total = 0;
        for (int read; (read = from.Read(buffer)) > 0;)
        {
            total += read;
            if (total > limit)
                throw new OtioException(OtioError.LimitExceeded, $"the bundle's entry '{entry.FullName}' unpacks to more than is allowed");
            to.Write(buffer, 0, read);
        }
        return total;
    }

    private static void RequireSafe(string name)
    {
        var parts = name.Split('/');
        if (name.Length > 1024 || parts.Any(part => part.Length == 0 || Encoding.UTF8.GetByteCount(part) > 255 || part is "." or ".."))
            throw Hostile(name, "leads out of the bundle or is too long");
        if (name.Contains('\\') || name.Contains('\0'))
            throw Hostile(name, "has a character that no name in a bundle has");
        // Others pack what Linux and macOS take, and it opens there.
        if (OperatingSystem.IsWindows() && !parts.All(BundleName.IsPortable))
            throw Hostile(name, "is no name that Windows takes");
        if (name is not (OtioBundle.VersionEntry or OtioBundle.ContentEntry) && parts[0] != OtioBundle.MediaFolder)
            throw Hostile(name, "is no part of a bundle");
    }

    private static OtioException Hostile(string name, string why) =>
        new(OtioError.InvalidBundle, $"the bundle's entry '{(name.Length > 100 ? name[..100] : name)}' {why}");
}
