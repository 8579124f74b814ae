using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ScreenTime.Host.EditorDoor;

/// <summary>
/// Keeps standard output for the door's own lines: what plugins and libraries write there, through <see cref="Console"/> or past it, goes to standard error.
/// </summary>
internal static class StandardOutput
{
    private const int OutputDescriptor = 1;
    private const int ErrorDescriptor = 2;
    private const int CloseOnExec = 0x80000;

    /// <summary>Takes standard output away from everyone else in this process.</summary>
    public static Stream Take()
    {
        var lines = OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : SetAside();
        Console.SetOut(Console.Error);
        return lines;
    }

    // Set aside so that ffmpeg does not inherit it: the editor must see the end of the lines when this process ends.
    private static Stream SetAside()
    {
        try
        {
            var lines = new FileStream(OperatingSystem.IsLinux() ? Duplicate() : File.OpenHandle("/dev/fd/1", FileMode.Open, FileAccess.Write, FileShare.ReadWrite), FileAccess.Write, bufferSize: 0);
            _ = dup2(ErrorDescriptor, OutputDescriptor);
            return lines;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Then only what goes through Console is kept away.
            return Console.OpenStandardOutput();
        }
    }

    private static SafeFileHandle Duplicate()
    {
        var descriptor = dup(OutputDescriptor);
        return descriptor >= 0 && dup3(OutputDescriptor, descriptor, CloseOnExec) >= 0
            ? new SafeFileHandle(descriptor, ownsHandle: true)
            : throw new IOException("standard output is closed");
    }

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int dup(int from);

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int dup2(int from, int to);

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int dup3(int from, int to, int flags);
}
