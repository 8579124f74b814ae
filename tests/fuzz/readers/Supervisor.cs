using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace ScreenTime.Fuzz;

/// <summary>Runs the targets in processes with a limited heap, so that running out of memory or stack, and a hang, are findings as well.</summary>
internal static class Supervisor
{
    private const long HeapLimit = 1L << 30;

    /// <summary>Shares the time among the targets, two at a time; the input of a finding is written to the current folder.</summary>
    /// <param name="targets">What is fed.</param>
    /// <param name="seconds">How long it takes, the start of processes apart.</param>
    /// <param name="seed">The order of the mutations.</param>
    /// <returns>Whether there was no finding.</returns>
    public static bool Run(IReadOnlyList<FuzzTarget> targets, double seconds, int seed)
    {
        var folder = Directory.CreateTempSubdirectory("screentime-fuzz-").FullName;
        try
        {
            var program = Instrumented.CopyTo(Path.Combine(folder, "program"));
            var halves = targets.Select((target, index) => (target, index)).GroupBy(pair => pair.index % 2, pair => pair.target).Select(group => group.ToList()).ToList();
            var clean = new bool[halves.Count];
            Parallel.For(0, halves.Count, half => clean[half] = Run(program, halves[half], seconds / halves[half].Count, seed, Path.Combine(folder, $"{half}")));
            return clean.All(each => each);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Runs all of them, whatever the ones before found: after one that ended its process the rest go on in another.</summary>
    private static bool Run(string program, List<FuzzTarget> targets, double seconds, int seed, string folder)
    {
        Directory.CreateDirectory(folder);
        var clean = true;
        while (targets.Count > 0)
        {
            var (exitCode, index) = Start(program, targets, seconds, seed, folder);
            clean &= exitCode == 0;
            targets = exitCode is 0 or FuzzRun.FindingExitCode ? [] : targets[(index + 1)..];
        }

        return clean;
    }

    private static (int ExitCode, int Index) Start(string program, List<FuzzTarget> targets, double seconds, int seed, string folder)
    {
        var current = Path.Combine(folder, "current");
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardError = true };
        foreach (var argument in (string[])[program, "run", string.Join(',', targets.Select(target => target.Name)), seconds.ToString(CultureInfo.InvariantCulture), seed.ToString(CultureInfo.InvariantCulture), current])
            start.ArgumentList.Add(argument);
        start.Environment["DOTNET_GCHeapHardLimit"] = HeapLimit.ToString("x", CultureInfo.InvariantCulture);
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0";
        // What a target unpacks goes into the folder that is deleted at the end; the real files beside the checkout lie elsewhere seen from the copy.
        start.Environment["TMPDIR"] = folder;
        start.Environment[RealFiles.Variable] = RealFiles.Folder;
        using var process = Process.Start(start)!;
        var errors = new StringBuilder();
        process.ErrorDataReceived += (_, line) => errors.AppendLine(line.Data);
        process.BeginErrorReadLine();
        var inTime = process.WaitForExit(TimeSpan.FromSeconds(seconds * targets.Count) + FuzzRun.LongestInput * 6);
        if (!inTime)
            process.Kill();
        process.WaitForExit();
        var said = errors.ToString();
        if (inTime && process.ExitCode is 0 or FuzzRun.FindingExitCode)
        {
            Console.Error.Write(said.TrimEnd() is { Length: > 0 } text ? text + "\n" : "");
            return (process.ExitCode, targets.Count);
        }

        var index = 0;
        var file = "nothing that is known";
        if (File.Exists(current))
        {
            var input = File.ReadAllBytes(current);
            index = BitConverter.ToInt32(input);
            file = Path.GetFullPath($"fuzz-{targets[index].Name}-{seed}.bin");
            File.WriteAllBytes(file, input[FuzzRun.Header..(FuzzRun.Header + BitConverter.ToInt32(input, sizeof(int)))]);
        }

        Console.Error.WriteLine($"{targets[index].Name}: ended with exit code {process.ExitCode}, input in {file}\n{(said.Length > 6000 ? said[..6000] : said)}");
        return (process.ExitCode == 0 ? FuzzRun.HangExitCode : process.ExitCode, index);
    }
}
