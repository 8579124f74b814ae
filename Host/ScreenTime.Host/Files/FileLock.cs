namespace ScreenTime.Host.Files;

/// <summary>A file that one process at a time may hold, for as long as it reads, changes and writes what lies beside it. It is let go with the process, however that ends.</summary>
internal static class FileLock
{
    private const int Wait = 20;

    /// <summary>Attempts of five seconds in all.</summary>
    public const int Patient = 250;

    /// <summary>Holds it.</summary>
    /// <param name="path">The file; made where it is not there.</param>
    /// <param name="attempts">How often it is tried, 20 ms apart.</param>
    /// <exception cref="IOException">Somebody else holds it.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static FileStream Hold(string path, int attempts = Patient)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (attempt < attempts)
            {
                Thread.Sleep(Wait);
            }
        }
    }
}
