using ScreenTime.Sdk;

namespace ScreenTime.Host.Cache;

/// <summary>The disk that the cache lies on.</summary>
public static class CacheDisk
{
    /// <summary>The bytes that this user may still write in a folder, which need not exist yet; null when the system does not say.</summary>
    public static long? FreeBytes(string folder)
    {
        try
        {
            var existing = Path.GetFullPath(folder);
            while (!Directory.Exists(existing))
            {
                if (Path.GetDirectoryName(existing) is not { } parent)
                    return null;
                existing = parent;
            }

            return new DriveInfo(existing).AvailableFreeSpace;
        }
        // Network shares of Windows have no drive.
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Finds out whether the cache can be written, before work is done whose result it is to keep.</summary>
    /// <exception cref="UserException">It cannot (<see cref="ExitCode.OutputUnwritable"/>).</exception>
    public static void RefuseUnwritable(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            using var trial = new FileStream(
                Path.Combine(folder, $".trial.{Environment.ProcessId}"), FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(folder, exception);
        }
    }

    /// <summary>What to say when writing to the cache failed.</summary>
    internal static UserException Unwritable(string folder, Exception exception) =>
        new(ExitCode.OutputUnwritable, $"the cache in {folder} cannot be written ({exception.Message}): make room there, or set SCREENTIME_CACHE to a folder that can be written", exception);
}
