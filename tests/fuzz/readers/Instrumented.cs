using SharpFuzz;

namespace ScreenTime.Fuzz;

/// <summary>A copy of this program whose readers note the branches that they take.</summary>
internal static class Instrumented
{
    // Of the host, what reads files that people hand over and what lays a timeline out.
    private static readonly string[] s_ofHost = ["Labels", "Casts", "Jobs", "Results", "Corrections", "Counting", "Breakdowns", "Evaluation", "Timelines", "Plugins", "Auditing", "Sealing"];

    private static readonly (string Library, Func<string, bool> Types)[] s_libraries =
    [
        ("OTIO.NET.dll", _ => true),
        ("ScreenTime.Exporters.dll", type => !type.Contains(".Report.", StringComparison.Ordinal)),
        ("ScreenTime.Host.dll", type => s_ofHost.Any(part => type.StartsWith($"ScreenTime.Host.{part}.", StringComparison.Ordinal))),
    ];

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

        foreach (var (library, types) in s_libraries)
            Fuzzer.Instrument(Path.Combine(folder, library), types, Options.Value);
        return Path.Combine(folder, "ReaderFuzz.dll");
    }
}
