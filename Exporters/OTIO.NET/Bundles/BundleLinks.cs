namespace OpenTimelineIO;

/// <summary>Symbolic links in a bundle that is a folder: it may come from anybody, and a link may lead anywhere.</summary>
internal static class BundleLinks
{
    /// <summary>Whether no link on the way from the bundle's folder to a path in it leads out of the folder.</summary>
    /// <param name="folder">The bundle's folder, absolute.</param>
    /// <param name="path">A path below it, absolute; what is not there is no link.</param>
    public static bool StayInside(string folder, string path)
    {
        var current = folder;
        try
        {
            foreach (var part in Path.GetRelativePath(folder, path).Split(Path.DirectorySeparatorChar))
            {
                current = Path.Combine(current, part);
                var file = new FileInfo(current);
                if (file.LinkTarget is null)
                    continue;
                current = file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
                if (!IsBelow(folder, current))
                    return false;
            }
            return true;
        }
        catch (IOException)
        {
            // Links in a ring.
            return false;
        }
    }

    /// <summary>Whether a path lies below a folder, by its name alone.</summary>
    public static bool IsBelow(string folder, string path) =>
        path.StartsWith(folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
