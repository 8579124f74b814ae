using System.Diagnostics;

namespace ScreenTime.Host.Cache;

/// <summary>Says of a file or folder of the cache that it is in use, every few minutes at most, so that nobody prunes it (<see cref="CacheContents"/>).</summary>
/// <param name="path">The file or folder; it need not be there yet.</param>
public sealed class UsedMark(string path)
{
    private static readonly TimeSpan s_goodFor = TimeSpan.FromMinutes(5);

    private long _set;

    /// <summary>Says so now.</summary>
    public void Set()
    {
        if (_set != 0 && Stopwatch.GetElapsedTime(_set) < s_goodFor)
            return;
        _set = Stopwatch.GetTimestamp();
        try
        {
            if (Directory.Exists(path))
                Directory.SetLastWriteTimeUtc(path, DateTime.UtcNow);
            else if (File.Exists(path))
                File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A cache that can only be read is never pruned from here.
        }
    }
}
