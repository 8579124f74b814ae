using SharpFuzz;

namespace OpenTimelineIO.Fuzz;

/// <summary>A copy of this program whose OTIO.NET notes the branches that it takes.</summary>
internal static class Instrumented
{
    public const string Library = "OTIO.NET.dll";

    /// <summary>Makes the copy in a folder that does not exist yet.</summary>
    /// <returns>The program in it.</returns>
    public static string CopyTo(string folder)
    {
        var source = AppContext.BaseDirectory;
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        Fuzzer.Instrument(Path.Combine(folder, Library), _ => true, Options.Value);
        return Path.Combine(folder, "OtioFuzz.dll");
    }
}
