namespace ScreenTime.Tests;

/// <summary>The development data beside the repository (../shared/data); tests that need it skip when it is absent.</summary>
internal static class SharedData
{
    /// <summary>The repository's root: the folder of ScreenTime.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The full path of a file or folder below ../shared/data; skips the test when it is not there.</summary>
    public static string Path(params string[] parts)
    {
        var path = System.IO.Path.Combine([Folder, .. parts]);
        if (!File.Exists(path) && !Directory.Exists(path))
            Assert.Skip($"needs the development data {string.Join('/', parts)} (../shared/data is not here)");
        return path;
    }

    private static string Folder =>
        Environment.GetEnvironmentVariable("SCREENTIME_SHARED") is { Length: > 0 } folder
            ? System.IO.Path.Combine(folder, "data")
            : System.IO.Path.Combine(Root, "..", "shared", "data");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "ScreenTime.sln")))
                return folder.FullName;
        throw new InvalidOperationException($"no ScreenTime.sln above {AppContext.BaseDirectory}");
    }
}
