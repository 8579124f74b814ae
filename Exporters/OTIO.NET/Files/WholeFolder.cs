namespace OpenTimelineIO;

/// <summary>Folders that appear whole or not at all.</summary>
internal static class WholeFolder
{
    public static void Write(string path, Action<string> write)
    {
        var full = Path.GetFullPath(path.TrimEnd('/', Path.DirectorySeparatorChar));
        // Without the name of the file: that may be as long as names can be.
        var draft = Path.Combine(Path.GetDirectoryName(full)!, $".{Guid.NewGuid():N}.tmp");
        Directory.CreateDirectory(draft);
        try
        {
            write(draft);
            Renaming.MoveFolder(draft, full);
        }
        finally
        {
            // Gone after a rename; left behind after a failure.
            if (Directory.Exists(draft))
                Directory.Delete(draft, recursive: true);
        }
    }
}
