namespace ScreenTime.Host.Timelines;

/// <summary>The address of media in a timeline: a <c>file:</c> url, a bare path, or a path relative to the timeline.</summary>
internal static class MediaUrl
{
    /// <summary>Whether opening it would leave the machine.</summary>
    public static bool IsNetwork(string url)
    {
        var colon = url.IndexOf(':', StringComparison.Ordinal);
        // One letter is a Windows drive.
        return colon > 1 && url[..colon].All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.')
            && !url.StartsWith("file:", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The path that it means on this machine; null when it cannot be one.</summary>
    public static string? ToPath(string url, string timelineFolder)
    {
        if (url.Length == 0 || url.Contains('\0', StringComparison.Ordinal) || IsNetwork(url))
            return null;
        var path = url;
        if (url.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            path = url[5..];
            if (path.StartsWith("//", StringComparison.Ordinal))
            {
                path = path[2..];
                var slash = path.IndexOf('/', StringComparison.Ordinal);
                // file://localhost/…, file:///…; another host is another machine.
                var host = slash < 0 ? path : path[..slash];
                if (host.Length > 0 && !host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
                    return null;
                path = slash < 0 ? "" : path[slash..];
            }

            path = Uri.UnescapeDataString(path);
            if (path.Length > 2 && path[0] == '/' && char.IsAsciiLetter(path[1]) && path[2] == ':')
                path = path[1..];
        }
        else if (!File.Exists(Path.Combine(timelineFolder, path)) && path.Contains('%', StringComparison.Ordinal))
        {
            path = Uri.UnescapeDataString(path);
        }

        return path.Length == 0 || path.Contains('\0', StringComparison.Ordinal) ? null : Path.GetFullPath(Path.Combine(timelineFolder, path));
    }

    /// <summary>The file name at its end, whichever system's slashes it has.</summary>
    public static string FileName(string url)
    {
        var text = url.StartsWith("file:", StringComparison.OrdinalIgnoreCase) ? Uri.UnescapeDataString(url) : url;
        return text[(text.LastIndexOfAny(['/', '\\']) + 1)..];
    }
}
