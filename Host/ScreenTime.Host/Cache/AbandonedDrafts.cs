namespace ScreenTime.Host.Cache;

/// <summary>What killed runs left of files that they were writing into the cache: <c>.….tmp</c>.</summary>
public static class AbandonedDrafts
{
    // No run takes this long from one write to the next.
    private static readonly TimeSpan s_abandoned = TimeSpan.FromHours(1);

    /// <summary>Deletes them.</summary>
    /// <param name="folder">The folder that they lie in; it need not be there.</param>
    public static void Sweep(string folder)
    {
        if (!Directory.Exists(folder))
            return;
        try
        {
            foreach (var leftover in Directory.GetFiles(folder, "*.tmp").Where(file => DateTime.UtcNow - File.GetLastWriteTimeUtc(file) > s_abandoned))
                File.Delete(leftover);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // They stay, and are passed over.
        }
    }
}
