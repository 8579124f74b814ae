using System.Security.Cryptography;
using System.Text;

namespace ScreenTime.Host.Files;

/// <summary>Writes files whole or not at all: beside the target first, flushed to the disk, then renamed.</summary>
public static class AtomicFile
{
    // Windows replaces no file that somebody has open, if only for the moment that a scanner or another process of ours reads it: tried again after 20 ms, 40, …, 0.6 s in all.
    private const int MostTries = 6;
    private const int FirstWait = 20;

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

            Replace(full, temporary);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static void Replace(string path, string written)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                File.Move(written, path, overwrite: true);
                return;
            }
            catch (Exception exception) when (
                OperatingSystem.IsWindows() && tries < MostTries && exception is IOException or UnauthorizedAccessException && File.Exists(path))
            {
                Thread.Sleep(FirstWait << (tries - 1));
            }
        }
    }

    /// <summary>Writes UTF-8 text without a byte order mark.</summary>
    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>The name of a file, or what tells it from others where it is too long to have something behind it.</summary>
    private static string Short(string name) => name.Length <= 60 ? name : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..16];
}
