namespace ScreenTime.Fuzz;

/// <summary>Real files of real editors, in the data beside the checkout where it is there: mutation starts from them too, and none of them is copied.</summary>
internal static class RealFiles
{
    /// <summary>Says where they are, to a process that runs elsewhere.</summary>
    public const string Variable = "SCREENTIME_FUZZ_FILES";

    private const int MaximumBytes = 140_000;

    /// <summary>Their folder; empty where there is none.</summary>
    public static string Folder { get; } = Find();

    /// <summary>The files of an ending that are not too large to be fed many times.</summary>
    public static IEnumerable<byte[]> Of(string ending) => Folder.Length == 0 ? []
        : Directory.EnumerateFiles(Folder, "*" + ending).Where(path => new FileInfo(path).Length <= MaximumBytes).Order(StringComparer.Ordinal).Select(File.ReadAllBytes);

    private static string Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { } said)
            return said;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ScreenTime.sln")))
                return Path.Combine(folder.FullName, "..", "shared", "data", "timelines") is var path && Directory.Exists(path) ? Path.GetFullPath(path) : "";
        }

        return "";
    }
}
