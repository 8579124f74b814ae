using System.Globalization;
using System.Runtime.InteropServices;
using OpenTimelineIO;

// Reads, queries and writes timelines of growing size, and prints time and allocations of each, in all and a clip. The time is that of the processor, which
// other programs on the machine disturb little; the growth is the time a clip compared with that at the size before: 1 is linear. What grows although the
// work does not is the way to memory, as the last rows show: the same clips in timelines of 100 cost more than 100 alone, too.
int[] sizes = args.Length > 0 ? [.. args.Select(size => int.Parse(size, CultureInfo.InvariantCulture))] : [100, 1_000, 10_000, 100_000];
Console.WriteLine($"machine   {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} cores, .NET {Environment.Version}");
Console.WriteLine($"command   dotnet run -c Release --project tests/benchmarks/otio -- {string.Join(' ', sizes)}");
Console.WriteLine("figures   median of the runs; allocated bytes of one run");
// The compiler is done with all steps before the first is measured.
foreach (var step in Steps(1000, new()))
    for (var until = Environment.TickCount64 + 1000; Environment.TickCount64 < until;)
        step.Run();
Console.WriteLine();
Console.WriteLine($"{"clips",7} {"step",-15} {"runs",4} {"CPU ms",9} {"µs a clip",9} {"growth",6} {"MB alloc",8} {"bytes a clip",12}");
var before = new Dictionary<string, double>();
foreach (var size in sizes)
{
    var json = new MemoryStream();
    foreach (var (name, run) in Steps(size, json).Concat(size == sizes[^1] ? Control(size) : []))
    {
        var (runs, time, allocated) = Measured(run);
        var each = time.TotalMicroseconds / size;
        var growth = before.TryGetValue(name, out var last) ? (each / last).ToString("0.0", CultureInfo.InvariantCulture) : "";
        before[name] = each;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{size,7} {name,-15} {runs,4} {time.TotalMilliseconds,9:0.00} {each,9:0.00} {growth,6} {allocated / 1e6,8:0.0} {allocated / size,12}"));
    }
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{size,7} the file has {json.Length / 1e6:0.0} MB, {json.Length / size} bytes a clip"));
}

static IEnumerable<(string Name, Action Run)> Steps(int size, MemoryStream json)
{
    var timeline = SampleTimeline.Of(size);
    yield return ("write", () =>
    {
        json.SetLength(0);
        OtioJson.Write(timeline, json);
    }
    );
    yield return ("read", () =>
    {
        json.Position = 0;
        OtioJson.Read(json);
    }
    );
    yield return ("clone", () => timeline.Clone());
    var clone = timeline.Clone();
    yield return ("equivalence", () => timeline.IsEquivalentTo(clone));
    var clips = timeline.FindClips().ToList();
    var tracks = timeline.Tracks.Children.Cast<Track>().ToList();
    yield return ("range in root", () =>
    {
        // A change first, so that nothing is known from the run before.
        foreach (var track in tracks)
            ((Item)track.Children[0]).SourceRange = new(0, 48, 24);
        foreach (var clip in clips)
            clip.TransformedTimeRange(clip.TrimmedRange(), timeline.Tracks);
    }
    );
    var row = SampleTimeline.LongTrack(size);
    yield return ("range in parent", () =>
    {
        ((Item)row.Children[0]).SourceRange = new(0, 48, 24);
        foreach (var child in row.Children)
            ((Item)child).RangeInParent();
    }
    );
    yield return ("child at time", () =>
    {
        for (var frame = 0; frame < size; frame++)
            row.ChildAtTime(new(frame * 48.0, 24));
    }
    );
}

static IEnumerable<(string Name, Action Run)> Control(int size)
{
    const int Small = 100;
    var timelines = Enumerable.Range(0, size / Small).Select(_ => SampleTimeline.Of(Small)).ToList();
    var json = OtioJson.Write(timelines[0]);
    var kept = new List<SerializableObject>();
    yield return ("100 each: read", () =>
    {
        kept.Clear();
        for (var i = 0; i < size / Small; i++)
            kept.Add(OtioJson.Read(json));
    }
    );
    yield return ("100 each: clone", () =>
    {
        kept.Clear();
        foreach (var timeline in timelines)
            kept.Add(timeline.Clone());
    }
    );
    var clips = timelines.Select(timeline => timeline.FindClips().ToList()).ToList();
    yield return ("100 each: root", () =>
    {
        for (var i = 0; i < timelines.Count; i++)
        {
            foreach (var track in timelines[i].Tracks.Children)
                ((Item)((Track)track).Children[0]).SourceRange = new(0, 48, 24);
            foreach (var clip in clips[i])
                clip.TransformedTimeRange(clip.TrimmedRange(), timelines[i].Tracks);
        }
    }
    );
}

static (int Runs, TimeSpan Time, long Allocated) Measured(Action run)
{
    run();
    var times = new List<TimeSpan>();
    long allocated = 0;
    for (var until = Environment.TickCount64 + 3000; times.Count < 5 || (times.Count < 200 && Environment.TickCount64 < until);)
    {
        GC.Collect();
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var cpu = Environment.CpuUsage.TotalTime;
        run();
        times.Add(Environment.CpuUsage.TotalTime - cpu);
        allocated = GC.GetTotalAllocatedBytes(precise: true) - bytes;
    }
    times.Sort();
    return (times.Count, times[times.Count / 2], allocated);
}
