using System.Runtime.InteropServices;

namespace ScreenTime.Host.EditorDoor;

/// <summary>
/// Keeps standard output for the door's own lines: what plugins and libraries write there, through <see cref="Console"/> or past it, goes to standard error.
/// </summary>
internal static class StandardOutput
{
    private const int OutputDescriptor = 1;
    private const int ErrorDescriptor = 2;

    /// <summary>Takes standard output away from everyone else in this process.</summary>
    public static Stream Take()
    {
        var lines = OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : Reopen();
        Console.SetOut(Console.Error);
        return lines;
    }

    // Opened anew rather than duplicated, so that ffmpeg does not inherit it: the editor must see the end of the lines when this process ends.
    private static Stream Reopen()
    {
        try
        {
            var lines = new FileStream("/dev/fd/1", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            if (lines.CanSeek)
                lines.Seek(0, SeekOrigin.End);
            _ = dup2(ErrorDescriptor, OutputDescriptor);
            return lines;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A socket cannot be opened anew; then only what goes through Console is kept away.
            return Console.OpenStandardOutput();
        }
    }

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int dup2(int from, int to);
}
