using ScreenTime.Host.Files;

namespace ScreenTime.Host.Timelines;

/// <summary>The address of media in a timeline: a <c>file:</c> url, a bare path of any system, or a path relative to the timeline.</summary>
internal static class MediaUrl
{
    /// <summary>
    /// Whether opening it would leave the machine: another scheme than <c>file:</c>, a <c>file:</c> url with a host, a Windows share. A timeline from elsewhere must
    /// not be able to make this machine call another.
    /// </summary>
    public static bool IsNetwork(string url)
    {
        if (Mapped(url) is not null)
            return false;
        if (IsShare(url))
            return true;
        if (url.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
            return HostAndPath(url) is var (host, path) && (host.Length > 0 || IsShare(Uri.UnescapeDataString(path)));
        var colon = url.IndexOf(':', StringComparison.Ordinal);
        // One letter is a Windows drive.
        return colon > 1 && url[..colon].All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.');
    }

    /// <summary>
    /// The path that it means on this machine; null when it cannot be one. A relative address is taken from the timeline's folder and may not climb out of it, unless into
    /// a folder that the user named.
    /// </summary>
    /// <param name="url">The address.</param>
    /// <param name="timelineFolder">The timeline's folder, in full.</param>
    /// <param name="mediaRoots">Folders that the user named.</param>
    public static string? ToPath(string url, string timelineFolder, IReadOnlyList<string> mediaRoots)
    {
        if (Mapped(url) is { } mapped)
            return Path.GetFullPath(mapped);
        if (url.Length == 0 || IsNetwork(url))
            return null;
        var path = url;
        if (url.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            path = Uri.UnescapeDataString(HostAndPath(url).Path);
            if (path.Length > 2 && path[0] == '/' && IsDrive(path[1..]))
                path = path[1..];
        }
        else if (path.Contains('%', StringComparison.Ordinal) && !path.Contains('\0', StringComparison.Ordinal) && !File.Exists(Path.Combine(timelineFolder, path)))
        {
            path = Uri.UnescapeDataString(path);
        }

        // A drive means nothing to a system without drives.
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal) || (IsDrive(path) && !OperatingSystem.IsWindows()))
            return null;
        if (Path.IsPathRooted(path))
            return Path.GetFullPath(path);
        var full = Path.GetFullPath(Path.Combine(timelineFolder, path));
        return Holds(timelineFolder, full) || mediaRoots.Any(root => Holds(root, full)) ? full : null;
    }

    /// <summary>What the user's path map makes of an address, be it a url, a drive, a share or a folder of another machine; null where it says nothing.</summary>
    private static string? Mapped(string url)
    {
        if (url.Contains('\0', StringComparison.Ordinal))
            return null;
        if (!url.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
            return PathMap.Current.TryMap(url) ?? (url.Contains('%', StringComparison.Ordinal) ? PathMap.Current.TryMap(Uri.UnescapeDataString(url)) : null);
        var (host, escaped) = HostAndPath(url);
        var path = Uri.UnescapeDataString(escaped);
        if (path.Contains('\0', StringComparison.Ordinal))
            return null;
        return PathMap.Current.TryMap(host.Length > 0 ? $"//{host}{path}".Replace('/', '\\') : path.Length > 2 && path[0] == '/' && IsDrive(path[1..]) ? path[1..] : IsShare(path) ? path.Replace('/', '\\') : path);
    }

    /// <summary>The file name at its end, whichever system's slashes it has.</summary>
    public static string FileName(string url)
    {
        var text = url.StartsWith("file:", StringComparison.OrdinalIgnoreCase) ? Uri.UnescapeDataString(url) : url;
        return text[(text.LastIndexOfAny(['/', '\\']) + 1)..];
    }

    private static bool IsDrive(string path) => path.Length > 1 && char.IsAsciiLetter(path[0]) && path[1] == ':';

    private static bool IsShare(string path) => path.Length > 1 && path[0] is '/' or '\\' && path[1] is '/' or '\\';

    private static bool Holds(string folder, string path) =>
        path.StartsWith(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>The host of a <c>file:</c> url (empty for this machine) and what follows it.</summary>
    private static (string Host, string Path) HostAndPath(string url)
    {
        var rest = url[5..];
        if (!rest.StartsWith("//", StringComparison.Ordinal))
            return ("", rest);
        rest = rest[2..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var host = slash < 0 ? rest : rest[..slash];
        var path = slash < 0 ? "" : rest[slash..];
        // Premiere and others write file://C:/… with two slashes.
        return IsDrive(host) ? ("", "/" + rest) : (host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? "" : host, path);
    }
}
