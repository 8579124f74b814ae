using System.Diagnostics;
using System.Globalization;
using System.IO.MemoryMappedFiles;
using System.Text;

namespace ScreenTime.Fuzz;

/// <summary>
/// Feeds targets one after another, in a process that may be killed: what it is being fed stands in a file. Goes on from inputs that took a new branch, or from valid ones where the
/// libraries are not instrumented.
/// </summary>
internal static class FuzzRun
{
    /// <summary>No input may take longer. Real ones take milliseconds; the rest is room for a machine that does other things.</summary>
    public static readonly TimeSpan LongestInput = TimeSpan.FromSeconds(10);

    public const int FindingExitCode = 1, HangExitCode = 3;

    /// <summary>What is being fed is preceded by the target's number and its own length.</summary>
    public const int Header = 2 * sizeof(int);

    // One fault shows in many inputs; each is written once.
    private const int MostFindings = 20;

    private static long s_started;

    /// <summary>Runs until the time of each is over.</summary>
    /// <returns>Whether there was no finding.</returns>
    public static bool Run(IReadOnlyList<FuzzTarget> targets, double seconds, int seed, string current)
    {
        using var file = MemoryMappedFile.CreateFromFile(current, FileMode.Create, null, Header + targets.Max(target => target.MaxLength));
        using var view = file.CreateViewAccessor();
        StartWatch();
        var coverage = new Coverage();
        var clean = true;
        for (var i = 0; i < targets.Count; i++)
        {
            view.Write(0, i);
            clean &= Run(targets[i], seconds, seed, view, coverage);
            coverage.Forget();
        }

        return clean;
    }

    private static bool Run(FuzzTarget target, double seconds, int seed, MemoryMappedViewAccessor view, Coverage coverage)
    {
        var mutator = new Mutator(target, seed);
        var watch = Stopwatch.StartNew();
        long runs = 0, accepted = 0, mostAllocated = 0;
        var longest = TimeSpan.Zero;
        var findings = new Dictionary<string, int>(StringComparer.Ordinal);
        // The seeds themselves come first.
        var first = new Queue<byte[]>(target.Seeds());
        while (watch.Elapsed.TotalSeconds < seconds)
        {
            var input = first.TryDequeue(out var seeded) ? seeded : mutator.Next();
            view.Write(sizeof(int), input.Length);
            view.WriteArray(Header, input, 0, input.Length);
            Coverage.Clear();
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var started = Stopwatch.GetTimestamp();
            Volatile.Write(ref s_started, started);
            try
            {
                accepted += target.Run(input) ? 1 : 0;
                if (GC.GetAllocatedBytesForCurrentThread() - allocated is var taken && taken > target.MostAllocated)
                    throw new InvalidOperationException($"an input of {input.Length} bytes made the reader allocate {taken >> 20} MiB");
            }
#pragma warning disable CA1031 // Whatever is thrown is what is looked for.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Note(target, seed, input, exception, findings);
            }

            Volatile.Write(ref s_started, 0);
            var elapsed = Stopwatch.GetElapsedTime(started);
            longest = elapsed > longest ? elapsed : longest;
            mostAllocated = Math.Max(mostAllocated, GC.GetAllocatedBytesForCurrentThread() - allocated);
            runs++;
            if (coverage.Note() || (coverage.Branches == 0 && accepted > 0))
                mutator.Keep(input);
        }

        var guided = coverage.Branches == 0 ? "not instrumented" : $"{coverage.Branches} branches";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{target.Name,-9} {runs} inputs in {watch.Elapsed.TotalSeconds:0} s, {accepted} valid, {guided}, {mutator.Kept} kept, longest {longest.TotalMilliseconds:0} ms, most {mostAllocated / 1e6:0.0} MB, seed {seed}: {(findings.Count == 0 ? "nothing found" : $"{findings.Count} findings in {findings.Values.Sum()} inputs")}"));
        return findings.Count == 0;
    }

    private static void Note(FuzzTarget target, int seed, byte[] input, Exception exception, Dictionary<string, int> findings)
    {
        var where = (exception.StackTrace ?? "").Split('\n').Select(line => line.Trim()).Where(line => line.Contains("ScreenTime", StringComparison.Ordinal) || line.Contains("OpenTimelineIO", StringComparison.Ordinal)).Take(4).ToList();
        var words = exception.Message.Split([' ', '"', '\'']).Where(word => word.All(char.IsLetter)).Take(8);
        var key = $"{exception.GetType().Name} {string.Join(' ', words)} {string.Join('|', where)}";
        findings[key] = findings.GetValueOrDefault(key) + 1;
        if (findings[key] > 1 || findings.Count > MostFindings)
            return;
        var file = Path.GetFullPath($"fuzz-{target.Name}-{seed}-{findings.Count}.bin");
        File.WriteAllBytes(file, input);
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{target.Name}: {exception.GetType().Name}: {exception.Message}; input in {file}\n");
        foreach (var line in where)
            text.Append("    ").Append(line).Append('\n');
        Console.Error.Write(text.ToString());
    }

    private static void StartWatch() => new Thread(() =>
    {
        while (true)
        {
            Thread.Sleep(200);
            var started = Volatile.Read(ref s_started);
            if (started == 0 || Stopwatch.GetElapsedTime(started) < LongestInput)
                continue;
            Console.Error.WriteLine($"an input took longer than {LongestInput.TotalSeconds:0} s");
            Environment.Exit(HangExitCode);
        }
    })
    { IsBackground = true }.Start();
}
