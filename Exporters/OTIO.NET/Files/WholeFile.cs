using System.Text;

namespace OpenTimelineIO;

/// <summary>Files that appear whole or not at all: written beside their place first, flushed to the disk, then renamed.</summary>
public static class WholeFile
{
    /// <summary>Writes beside the file first, then renames that over what was there. When writing fails, what was there stays and nothing else does.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="IOException">The file can't be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var full = Path.GetFullPath(path);
        // Without the name of the file: that may be as long as names can be.
        var draft = Path.Combine(Path.GetDirectoryName(full)!, $".{Guid.NewGuid():N}.tmp");
        try
        {
            using (var stream = new FileStream(draft, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            Renaming.Replace(draft, full);
        }
        finally
        {
            // Gone after a rename; left behind after a failure.
            File.Delete(draft);
        }
    }

    /// <summary>Writes UTF-8 text without a byte order mark, as <see cref="Write"/> does.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="IOException">The file can't be written.</exception>
    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}
