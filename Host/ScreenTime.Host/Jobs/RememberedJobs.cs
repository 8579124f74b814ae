using ScreenTime.Host.Files;

namespace ScreenTime.Host.Jobs;

/// <summary>
/// Which output folders on this machine hold faces of which cast's jobs: a list of paths in the user's cache folder, since a cast itself names no path of any machine.
/// </summary>
/// <param name="cacheFolder">The user's cache folder.</param>
internal sealed class RememberedJobs(string cacheFolder)
{
    /// <summary>Adds a job.</summary>
    public void Add(string castPath, string outputFolder)
    {
        var line = $"{Path.GetFullPath(castPath)}\t{Path.GetFullPath(outputFolder)}";
        Directory.CreateDirectory(cacheFolder);
        Lines().Add(lines => lines.Contains(line, StringComparer.Ordinal) ? null : line);
    }

    /// <summary>The output folders of a cast's jobs that are still there.</summary>
    public IReadOnlyList<string> Of(string castPath)
    {
        var prefix = Path.GetFullPath(castPath) + "\t";
        var lines = Lines();
        lines.Refresh();
        return [.. lines.Items.Where(line => line.StartsWith(prefix, StringComparison.Ordinal)).Select(line => line[prefix.Length..]).Where(Directory.Exists)];
    }

    private AppendedLines<string> Lines() => new(Path.Combine(cacheFolder, "jobs-with-faces.txt"), "list of jobs with faces", (line, _) => line, line => line);
}
