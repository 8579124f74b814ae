namespace OpenTimelineIO;

/// <summary>
/// Puts what was written beside its place into it. Windows renames and replaces nothing that somebody has open, if only for the moment that a scanner or another process reads it: there it is tried
/// again after 20 ms, 40, …, 0.6 s in all.
/// </summary>
public static class Renaming
{
    private const int MostTries = 6;
    private const int FirstWait = 20;

    /// <summary>Renames a file over what may be there.</summary>
    /// <param name="written">The file, on the disk of its place.</param>
    /// <param name="path">Its place.</param>
    /// <exception cref="IOException">It cannot be renamed.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be renamed.</exception>
    public static void Replace(string written, string path) => Try(() => File.Move(written, path, overwrite: true), () => File.Exists(written));

    /// <summary>Renames a folder to where nothing is.</summary>
    /// <param name="folder">The folder, on the disk of its place.</param>
    /// <param name="path">Its place.</param>
    /// <exception cref="IOException">It cannot be renamed.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be renamed.</exception>
    public static void MoveFolder(string folder, string path) => Try(() => Directory.Move(folder, path), () => Directory.Exists(folder) && !Path.Exists(path));

    private static void Try(Action rename, Func<bool> mayComeAbout)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                rename();
                return;
            }
            catch (Exception exception) when (OperatingSystem.IsWindows() && tries < MostTries && exception is IOException or UnauthorizedAccessException && mayComeAbout())
            {
                Thread.Sleep(FirstWait << (tries - 1));
            }
        }
    }
}
