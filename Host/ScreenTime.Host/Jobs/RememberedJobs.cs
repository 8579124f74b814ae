using OpenTimelineIO;

namespace ScreenTime.Host.Jobs;

/// <summary>
/// Which output folders on this machine hold faces of which cast's jobs: a list of paths in the user's cache folder, since a cast itself names no path of any machine.
/// </summary>
internal static class RememberedJobs
{
    private const int MostLines = 10_000;

    private static string ListPath => Path.Combine(Locations.CacheFolder, "jobs-with-faces.txt");

    /// <summary>Adds a job.</summary>
    public static void Add(string castPath, string outputFolder)
    {
        var line = $"{Path.GetFullPath(castPath)}\t{Path.GetFullPath(outputFolder)}";
        var lines = Lines();
        if (lines.Contains(line, StringComparer.Ordinal))
            return;
        Directory.CreateDirectory(Locations.CacheFolder);
        WholeFile.WriteText(ListPath, string.Concat(lines.Append(line).TakeLast(MostLines).Select(text => text + "\n")));
    }

    /// <summary>The output folders of a cast's jobs that are still there.</summary>
    public static IReadOnlyList<string> Of(string castPath)
    {
        var prefix = Path.GetFullPath(castPath) + "\t";
        return [.. Lines().Where(line => line.StartsWith(prefix, StringComparison.Ordinal)).Select(line => line[prefix.Length..]).Where(Directory.Exists)];
    }

    private static string[] Lines() => File.Exists(ListPath) ? File.ReadAllLines(ListPath) : [];
}
