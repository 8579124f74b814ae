using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace OpenTimelineIO.Fuzz;

/// <summary>Runs each target in a process with a limited heap, so that running out of memory or stack, and a hang, are findings as well.</summary>
internal static class Supervisor
{
    private const long HeapLimit = 512 << 20;

    /// <summary>Shares the time among the targets; the input of a finding is written to the current folder.</summary>
    /// <returns>Whether there was no finding.</returns>
    public static bool Run(IReadOnlyList<FuzzTarget> targets, double seconds, int seed)
    {
        var folder = Directory.CreateTempSubdirectory("otio-fuzz-").FullName;
        try
        {
            var program = Instrumented.CopyTo(Path.Combine(folder, "program"));
            // Each runs, whatever the others found.
            return targets.Select(target => Run(program, target, seconds / targets.Count, seed, Path.Combine(folder, target.Name))).ToList().TrueForAll(clean => clean);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static bool Run(string program, FuzzTarget target, double seconds, int seed, string folder)
    {
        Directory.CreateDirectory(folder);
        var current = Path.Combine(folder, "current");
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardError = true };
        foreach (var argument in (string[])[program, "run", target.Name, seconds.ToString(CultureInfo.InvariantCulture), seed.ToString(CultureInfo.InvariantCulture), current])
            start.ArgumentList.Add(argument);
        start.Environment["DOTNET_GCHeapHardLimit"] = HeapLimit.ToString("x", CultureInfo.InvariantCulture);
        start.Environment["DOTNET_gcServer"] = "0";
        // What a target unpacks goes into the folder that is deleted at the end.
        start.Environment["TMPDIR"] = folder;
        using var process = Process.Start(start)!;
        var errors = new StringBuilder();
        process.ErrorDataReceived += (_, line) => errors.AppendLine(line.Data);
        process.BeginErrorReadLine();
        var inTime = process.WaitForExit(TimeSpan.FromSeconds(seconds) + FuzzRun.LongestInput * 3);
        if (!inTime)
            process.Kill();
        process.WaitForExit();
        if (inTime && process.ExitCode == 0)
            return true;
        var file = Path.GetFullPath($"fuzz-{target.Name}-{seed}.bin");
        if (File.Exists(current))
        {
            var input = File.ReadAllBytes(current);
            File.WriteAllBytes(file, input[sizeof(int)..(sizeof(int) + BitConverter.ToInt32(input))]);
        }
        var said = errors.ToString();
        Console.Error.WriteLine($"{target.Name}: exit code {process.ExitCode}, input in {file}\n{(said.Length > 4000 ? said[..4000] : said)}");
        return false;
    }
}
