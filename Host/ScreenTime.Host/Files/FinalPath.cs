namespace ScreenTime.Host.Files;

/// <summary>Where a path leads when every link on its way is followed.</summary>
internal static class FinalPath
{
    // Links may lead to each other; systems follow 40.
    private const int MostLinks = 40;

    private static readonly char[] s_separators = [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar];

    /// <summary>The full path without links. What of it is not there, or leads in a circle, stays as it is.</summary>
    public static string Of(string path)
    {
        var full = Path.GetFullPath(path);
        var reached = Path.GetPathRoot(full)!;
        var left = new Stack<string>(Parts(full[reached.Length..]));
        for (var links = 0; left.TryPop(out var part);)
        {
            // ".." in a link means the parent of the folder that was reached, which its own path says only once it has no links.
            var next = Path.GetFullPath(Path.Combine(reached, part));
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                reached = next;
                continue;
            }

            if (++links > MostLinks)
                return full;
            var root = Path.IsPathFullyQualified(target) ? Path.GetPathRoot(target)! : "";
            reached = root.Length > 0 ? root : reached;
            foreach (var further in Parts(target[root.Length..]))
                left.Push(further);
        }

        return reached;
    }

    /// <summary>The last part first.</summary>
    private static IEnumerable<string> Parts(string path) => path.Split(s_separators, StringSplitOptions.RemoveEmptyEntries).Reverse();
}
