namespace ScreenTime.Exporters.Xml;

/// <summary>Addresses of media for formats that want URLs: Final Cut Pro and Premiere find nothing by a bare path.</summary>
internal static class FileUrl
{
    /// <summary>The <c>file:</c> URL of a path of any system's. What is a URL already stays as it is, and so does a path from a folder that nobody knows here.</summary>
    /// <param name="address">A path or a URL, as a media reference has it.</param>
    /// <param name="host">What stands for this machine: xmeml says <c>localhost</c>.</param>
    public static string Of(string address, string host = "")
    {
        if (address.Contains("://", StringComparison.Ordinal) || address.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
            return address;
        var path = IsDrive(address) || address.StartsWith(@"\\", StringComparison.Ordinal) ? address.Replace('\\', '/') : address;
        if (IsDrive(path))
            return $"file://{host}/{path[..2]}{Escaped(path[2..])}";
        // A server's share: its name stands where the machine's does.
        if (path.StartsWith("//", StringComparison.Ordinal))
            return "file:" + Escaped(path);
        return path.StartsWith('/') ? $"file://{host}{Escaped(path)}" : address;
    }

    private static bool IsDrive(string path) => path.Length > 2 && char.IsAsciiLetter(path[0]) && path[1] == ':' && path[2] is ('/' or '\\');

    private static string Escaped(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}
