namespace ScreenTime.Host.Editors;

/// <summary>An editor that ScreenTime works with.</summary>
/// <param name="Id">What <c>screentime install</c> calls it; for one that has nothing to install, a word of ours.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Programs">Where its program may lie on this system, with <c>*</c> for any part of one folder's name; a bare name is looked for on the PATH.</param>
/// <param name="Advice">What to do when it is found, beside installing.</param>
public sealed record Editor(string Id, string Name, IReadOnlyList<string> Programs, string Advice)
{
    /// <summary>Every editor, in the order of the documentation.</summary>
    public static IReadOnlyList<Editor> All { get; } = Known();

    /// <summary>Whether <c>screentime install</c> has something for it.</summary>
    public bool HasScripts => EditorScript.Of(this).Count > 0;

    /// <summary>The editor's program on this machine; null when it is not found.</summary>
    public string? Find() => Programs.SelectMany(Candidates).FirstOrDefault(Path.Exists);

    private static IReadOnlyList<Editor> Known()
    {
        var files = Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles);
        IReadOnlyList<string> On(string[] linux, string[] mac, string[] windows) =>
            OperatingSystem.IsWindows() ? [.. windows.Select(path => Path.Combine(files, path))] : OperatingSystem.IsMacOS() ? [.. mac.Select(path => "/Applications/" + path)] : linux;
        return
        [
            new("resolve", "DaVinci Resolve",
                On(["/opt/resolve/bin/resolve"], ["DaVinci Resolve/DaVinci Resolve.app", "DaVinci Resolve.app"], [@"Blackmagic Design\DaVinci Resolve\Resolve.exe"]), ""),
            new("blender", "Blender", On(["blender"], ["Blender.app"], [@"Blender Foundation\*\blender.exe"]), ""),
            new("kdenlive", "Kdenlive", On(["kdenlive"], ["kdenlive.app"], [@"kdenlive\bin\kdenlive.exe"]), "analyze takes its projects"),
            new("premiere", "Premiere Pro", On([], ["Adobe Premiere Pro*"], [@"Adobe\Adobe Premiere Pro*\Adobe Premiere Pro.exe"]), "import the files that analyze writes (docs/editors.md)"),
            new("final-cut", "Final Cut Pro", On([], ["Final Cut Pro.app"], []), "import the files that analyze writes (docs/editors.md)"),
            new("avid", "Avid Media Composer",
                On([], ["Avid Media Composer*"], [@"Avid\Avid Media Composer\AvidMediaComposer.exe"]), "import the files that analyze writes (docs/editors.md)"),
        ];
    }

    private static IEnumerable<string> Candidates(string program)
    {
        if (!program.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal))
            return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Select(folder => Path.Combine(folder, program));
        var star = program.IndexOf('*', StringComparison.Ordinal);
        if (star < 0)
            return [program];
        var start = program.LastIndexOf(Path.DirectorySeparatorChar, star) + 1;
        var end = program.IndexOf(Path.DirectorySeparatorChar, star);
        var pattern = end < 0 ? program[start..] : program[start..end];
        try
        {
            return Directory.GetFileSystemEntries(program[..start], pattern).OrderDescending(StringComparer.Ordinal).Select(found => end < 0 ? found : found + program[end..]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
