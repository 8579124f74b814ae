using System.Diagnostics;
using System.Globalization;
using System.IO.MemoryMappedFiles;

namespace OpenTimelineIO.Fuzz;

/// <summary>
/// Feeds one target for a time, in a process of its own that may be killed: what it is being fed stands in a file. Goes on from inputs that took a new
/// branch, or from valid ones where OTIO.NET is not instrumented.
/// </summary>
internal static class FuzzRun
{
    /// <summary>No input may take longer. Real ones take microseconds; the rest is room for a machine that does other things.</summary>
    public static readonly TimeSpan LongestInput = TimeSpan.FromSeconds(10);

    /// <summary>No input, 20 kB at most, may make the library allocate more, garbage included.</summary>
    public const long MostAllocated = 256 << 20;

    public const int HangExitCode = 3;

    private static long s_started;

    /// <summary>Runs until the time is over.</summary>
    /// <exception cref="Exception">Whatever a target must not throw.</exception>
    public static void Run(FuzzTarget target, double seconds, int seed, string current)
    {
        using var file = MemoryMappedFile.CreateFromFile(current, FileMode.Create, null, sizeof(int) + Mutator.MaxLength);
        using var view = file.CreateViewAccessor();
        StartWatch();
        var coverage = new Coverage();
        var mutator = new Mutator(target, seed);
        var watch = Stopwatch.StartNew();
        long runs = 0, accepted = 0, mostAllocated = 0;
        var longest = TimeSpan.Zero;
        while (watch.Elapsed.TotalSeconds < seconds)
        {
            var input = mutator.Next();
            view.Write(0, input.Length);
            view.WriteArray(sizeof(int), input, 0, input.Length);
            Coverage.Clear();
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var started = Stopwatch.GetTimestamp();
            Volatile.Write(ref s_started, started);
            var valid = target.Run(input);
            Volatile.Write(ref s_started, 0);
            var elapsed = Stopwatch.GetElapsedTime(started);
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            if (allocated > MostAllocated)
                throw new InvalidOperationException($"an input of {input.Length} bytes made the library allocate {allocated} bytes");
            longest = elapsed > longest ? elapsed : longest;
            mostAllocated = Math.Max(mostAllocated, allocated);
            runs++;
            accepted += valid ? 1 : 0;
            if (coverage.Note() || (coverage.Branches == 0 && valid))
                mutator.Keep(input);
        }
        var guided = coverage.Branches == 0 ? "not instrumented" : $"{coverage.Branches} branches";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{target.Name,-6} {runs} inputs in {watch.Elapsed.TotalSeconds:0} s, {accepted} valid, {guided}, {mutator.Kept} kept, longest {longest.TotalMilliseconds:0} ms, most {mostAllocated / 1e6:0.0} MB, seed {seed}: nothing but OtioException"));
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
