using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ScreenTime.Host.Media;

/// <summary>
/// The memory that ffmpeg may take, so that a file made to exhaust it ends that ffmpeg and not the machine. Kept by the kernel on Linux (<c>RLIMIT_DATA</c>, see prlimit(2)); elsewhere
/// ffmpeg's own bound on pictures (<see cref="MediaInput"/>) must do.
/// </summary>
internal static class MemoryLimit
{
    /// <summary>For a file of which nothing is known yet.</summary>
    public const long OfUnknownPicture = 4L << 30;

    // What threads, buffers and code need whatever the picture.
    private const long Base = 2L << 30;

    // As many pictures of 16 bits and four channels as decoder threads, reordering and filters hold at once, twice.
    private const long Pictures = 64;
    private const int DataResource = 2;

    /// <summary>For a picture of known size.</summary>
    public static long Of(PictureFormat picture) => Base + (Pictures * 8 * picture.Width * picture.Height);

    /// <summary>Bounds a process that has just started; one that has ended already needs no bound.</summary>
    public static void Set(Process process, long bytes)
    {
        if (OperatingSystem.IsLinux())
            _ = SetLimit(process.Id, DataResource, new Limit((nuint)bytes, (nuint)bytes), IntPtr.Zero);
    }

    [DllImport("libc", EntryPoint = "prlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetLimit(int processId, int resource, in Limit limit, IntPtr old);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Limit(nuint Soft, nuint Hard);
}
