using System.Security.Cryptography;
using System.Text;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Timelines;

/// <summary>What was in a timeline's files when they were read: results name it by its hash, and nothing is written from a file that holds something else by then.</summary>
internal static class TimelineContent
{
    /// <summary>The hash of the timeline's file as it was read; of several, that of their hashes.</summary>
    public static string HashOf(TimelineDocument document) => Joined(document.Hashes);

    /// <summary>The same of files as they are now, in the order in which they were named.</summary>
    public static string HashOf(IReadOnlyList<string> paths) => Joined([.. paths.Select(HashOf)]);

    /// <summary>The hash of one file as it is now.</summary>
    public static string HashOf(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    /// <summary>The same; null where the file cannot be read, or is gone.</summary>
    public static string? TryHashOf(string path)
    {
        try
        {
            return HashOf(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Refuses a timeline whose file is no longer what was read. A media file is not patched, and is not read through for it.</summary>
    /// <exception cref="UserException">An editor has written it meanwhile, or it has gone.</exception>
    public static void RefuseChanged(TimelineDocument document)
    {
        if (document.Hashes.Count == 0 || document.FormatId == TimelineLoader.MediaFormat)
            return;
        if (TryHashOf(document.Path) is not { } now)
            throw new UserException(ExitCode.InputMissing, $"{document.Path} was read, but is gone or cannot be read any more, so nothing was written: put it back and run again; what was looked at is not looked at again");
        if (now != document.Hashes[0])
            throw new UserException(ExitCode.Retry, $"{document.Path} has changed since it was read, so nothing was written: run again for the timeline as it is now; what was looked at is not looked at again");
    }

    private static string Joined(IReadOnlyList<string> hashes) =>
        hashes.Count == 1 ? hashes[0] : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', hashes))));
}
