namespace ScreenTime.Host.Files;

/// <summary>Names from files that others wrote, which must not lead out of the folder that the user named.</summary>
public static class Inside
{
    /// <summary>The full path of a file in a folder or below it; null when the name leads out of the folder, or to the folder itself.</summary>
    public static string? PathOf(string folder, string name)
    {
        if (name.Contains('\0', StringComparison.Ordinal))
            return null;
        var root = Path.GetFullPath(folder);
        var path = Path.GetFullPath(Path.Combine(root, name));
        var way = Path.GetRelativePath(root, path);
        return way is "." or ".." || way.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal) || Path.IsPathRooted(way) ? null : path;
    }
}
