using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace ScreenTime.Benchmarks.Performance;

/// <summary>What a program took, with everything that it started.</summary>
/// <param name="Wall">Seconds on the clock.</param>
/// <param name="Cpu">Seconds of processors, of the program and of its children.</param>
/// <param name="PeakBytes">The largest resident memory of the program itself (the kernel's VmHWM).</param>
/// <param name="PeakTreeBytes">The largest sum over the program and its children, looked at every tenth of a second.</param>
/// <param name="Output">Its standard output.</param>
internal sealed record Measured(double Wall, double Cpu, long PeakBytes, long PeakTreeBytes, string Output)
{
    public static async Task<Measured> RunAsync(IReadOnlyList<string> words, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(words[0]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var word in words.Skip(1))
            start.ArgumentList.Add(word);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        var before = Children();
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        long peak = 0, tree = 0;
        while (!process.WaitForExit(100))
        {
            peak = Math.Max(peak, Memory(process.Id, "VmHWM"));
            tree = Math.Max(tree, Tree(process.Id).Sum(id => Memory(id, "VmRSS")));
        }

        await process.WaitForExitAsync();
        var wall = clock.Elapsed.TotalSeconds;
        return process.ExitCode == 0
            ? new Measured(wall, Children() - before, peak, tree, await output)
            : throw new InvalidOperationException($"{string.Join(' ', words.Take(4))} … ended with {process.ExitCode}: {await error}");
    }

    private static IEnumerable<int> Tree(int id) => new[] { id }.Concat(ChildrenOf(id).SelectMany(Tree));

    private static List<int> ChildrenOf(int id)
    {
        try
        {
            return [.. Directory.GetDirectories($"/proc/{id}/task")
                .SelectMany(task => File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Select(child => int.Parse(child, CultureInfo.InvariantCulture))];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static long Memory(int id, string field)
    {
        try
        {
            var line = File.ReadLines($"/proc/{id}/status").FirstOrDefault(line => line.StartsWith(field, StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    // Of all children that have ended: user and system time lead the structure, two numbers each.
    private static double Children()
    {
        var usage = new long[32];
        return GetUsage(-1, usage) == 0 ? usage[0] + usage[2] + ((usage[1] + usage[3]) / 1e6) : throw new InvalidOperationException("getrusage failed");
    }

    [DllImport("libc", EntryPoint = "getrusage")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetUsage(int who, [Out] long[] usage);
}
