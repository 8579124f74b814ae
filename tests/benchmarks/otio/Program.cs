using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using OpenTimelineIO;

// Reads, queries and writes timelines of growing size, and prints time and allocations of each, in all and a clip.
int[] sizes = args.Length > 0 ? [.. args.Select(size => int.Parse(size, CultureInfo.InvariantCulture))] : [100, 1_000, 10_000, 100_000];
Console.WriteLine($"machine   {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} cores, .NET {Environment.Version}");
Console.WriteLine($"command   dotnet run -c Release --project tests/benchmarks/otio -- {string.Join(' ', sizes)}");
Console.WriteLine("figures   median of the runs; allocated bytes of one run");
Console.WriteLine();
Console.WriteLine($"{"clips",8} {"step",-16} {"runs",5} {"ms",10} {"µs a clip",10} {"MB alloc",10} {"bytes a clip",13}");
foreach (var size in sizes)
{
    var timeline = SampleTimeline.Of(size);
    var json = new MemoryStream();
    OtioJson.Write(timeline, json);
    Print(size, $"size {json.Length / 1e6:0.0} MB", 0, default, 0);
    Measure(size, "write", () =>
    {
        json.SetLength(0);
        OtioJson.Write(timeline, json);
    });
    Measure(size, "read", () =>
    {
        json.Position = 0;
        OtioJson.Read(json);
    });
    Measure(size, "clone", () => timeline.Clone());
    Measure(size, "equivalence", () => timeline.IsEquivalentTo(timeline.Clone()));
    var clips = timeline.FindClips().ToList();
    Measure(size, "range in root", () =>
    {
        timeline.Tracks.Children[0].As<Track>().Children[0].As<Item>().SourceRange = new(0, 48, 24);
        foreach (var clip in clips)
            clip.TransformedTimeRange(clip.TrimmedRange(), timeline.Tracks);
    });
    var track = SampleTimeline.LongTrack(size);
    Measure(size, "range in parent", () =>
    {
        track.Children[0].As<Item>().SourceRange = new(0, 48, 24);
        foreach (var child in track.Children)
            child.As<Item>().RangeInParent();
    });
    Measure(size, "child at time", () =>
    {
        for (var frame = 0; frame < size; frame++)
            track.ChildAtTime(new(frame * 48.0, 24));
    });
}

static void Measure(int size, string step, Action run)
{
    run();
    var times = new List<TimeSpan>();
    long allocated = 0;
    var total = Stopwatch.StartNew();
    while (times.Count < 3 || (times.Count < 50 && total.Elapsed < TimeSpan.FromSeconds(2)))
    {
        GC.Collect();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var watch = Stopwatch.StartNew();
        run();
        times.Add(watch.Elapsed);
        allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
    }
    times.Sort();
    Print(size, step, times.Count, times[times.Count / 2], allocated);
}

static void Print(int size, string step, int runs, TimeSpan time, long allocated) => Console.WriteLine(runs == 0
    ? string.Create(CultureInfo.InvariantCulture, $"{size,8} {step,-16}")
    : string.Create(CultureInfo.InvariantCulture,
        $"{size,8} {step,-16} {runs,5} {time.TotalMilliseconds,10:0.00} {time.TotalMicroseconds / size,10:0.00} {allocated / 1e6,10:0.0} {allocated / size,13}"));
