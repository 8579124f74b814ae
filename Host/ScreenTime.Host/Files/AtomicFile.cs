using System.Security.Cryptography;
using System.Text;

namespace ScreenTime.Host.Files;

/// <summary>Writes files whole or not at all: beside the target first, flushed to the disk, then renamed.</summary>
public static class AtomicFile
{
    /// <summary>Writes a file.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        var full = Path.GetFullPath(path);
        // On shared storage another machine may have a process of the same number.
        var temporary = Path.Combine(Path.GetDirectoryName(full)!, $".{Short(Path.GetFileName(full))}.{Environment.MachineName}-{Environment.ProcessId}.tmp");
        try
        {
            using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
            {
                write(file);
                file.Flush(flushToDisk: true);
            }

            Renaming.Replace(temporary, full);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Writes UTF-8 text without a byte order mark.</summary>
    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>The name of a file, or what tells it from others where it is too long to have something behind it.</summary>
    private static string Short(string name) => name.Length <= 60 ? name : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..16];
}
