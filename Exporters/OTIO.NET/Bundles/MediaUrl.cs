namespace OpenTimelineIO;

/// <summary>Paths of files in the URLs of media references.</summary>
public static class MediaUrl
{
    /// <summary>The path of a <c>file:</c> URL (escapes decoded, query and fragment cut off) or of a URL without scheme, which is a path as it is, perhaps a relative one.</summary>
    /// <returns>False for other schemes and for an empty URL.</returns>
    public static bool TryGetPath(string url, out string path)
    {
        ArgumentNullException.ThrowIfNull(url);
        path = url;
        if (!url.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
            return url.Length > 0 && !url.Contains("://", StringComparison.Ordinal) && !url.Contains('\0');
        var rest = url["file:".Length..];
        var host = "";
        if (rest.StartsWith("//", StringComparison.Ordinal))
        {
            var slash = rest.IndexOf('/', 2);
            host = slash < 0 ? rest[2..] : rest[2..slash];
            rest = slash < 0 ? "" : rest[slash..];
        }
        var end = rest.IndexOfAny(['?', '#']);
        rest = Uri.UnescapeDataString(end < 0 ? rest : rest[..end]).Replace('\\', '/');
        path = IsDrive(host) ? host + rest
            : rest.Length >= 3 && rest[0] == '/' && IsDrive(rest[1..3]) ? rest[1..]
            : host.Length > 0 && !host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? $"//{host}{rest}"
            : rest;
        return path.Length > 0 && !path.Contains('\0');
    }

    private static bool IsDrive(string text) => text.Length == 2 && char.IsAsciiLetter(text[0]) && text[1] == ':';
}
