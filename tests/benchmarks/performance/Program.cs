using System.Globalization;
using System.Runtime.InteropServices;
using ScreenTime.Benchmarks.Performance;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
// How fast `screentime analyze` is against its floors and against the tutorial's way, what it remembers, and how much memory it takes. Needs a built solution and prepared models
// (./demo.sh makes both), and ffmpeg; the tutorial's way needs Debian's python3-opencv and python3-torch.
//   dotnet run -c Release --project tests/benchmarks/performance [-- PART...] [--seconds 120] [--rounds 1] [--work FOLDER] [--installed FOLDER]
// Parts: floors long parts tutorial again memory start (all without any). `long` is `floors` and `again` with a film five times as long: what a run costs once weighs less there.
// --rounds measures analyze and its floors so many times in turn, for machines whose speed wanders, and prints medians. --installed measures the command of a folder that ./publish.sh made (compiled ahead of its start), not what dotnet build made.
if (args is ["inference", var model, var count])
{
    Floors.Infer(model, int.Parse(count, CultureInfo.InvariantCulture));
    return 0;
}

var seconds = int.Parse(Option("--seconds", "120"), CultureInfo.InvariantCulture);
var rounds = int.Parse(Option("--rounds", "1"), CultureInfo.InvariantCulture);
var installed = Option("--installed", "") is { Length: > 0 } folder ? folder : null;
var work = new Work(Root(), Option("--work", Path.Combine(Root(), "out", "performance")), installed);
string[] parts = [.. args.TakeWhile(word => !word.StartsWith('-'))];
bool Asked(string part) => parts.Length == 0 || parts.Contains(part);
var cores = Environment.ProcessorCount;
Say($"machine   {cores} cores, {RuntimeInformation.ProcessArchitecture}, {Processor()}; {RuntimeInformation.OSDescription}; .NET {Environment.Version}; {(await Measured.RunAsync(["ffmpeg", "-version"])).Output.Split(" Copyright")[0]}");
Say($"command   dotnet run -c Release --project tests/benchmarks/performance -- {string.Join(' ', args)}");
Say($"measured  {(installed is null ? "the command as dotnet build made it: .NET compiles it while it runs" : $"the published command in {Path.GetFileName(Path.GetFullPath(installed))}, compiled before")}");
Say($"date      {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC; load of the machine before: {Load()}");
if (Asked("start"))
    await StartAsync();
if (Asked("floors") || Asked("long") || Asked("parts") || Asked("tutorial") || Asked("again"))
    await work.TeachAsync();
if (Asked("floors"))
    await FloorsAsync();
if (Asked("parts"))
    await PartsAsync();
if (Asked("tutorial"))
    await TutorialAsync();
if (Asked("again"))
    await AgainAsync(await H264Async(), seconds);
if (Asked("long"))
    await LongAsync();
if (Asked("memory"))
    await MemoryAsync();
Say($"load of the machine after: {Load()}");
return 0;

async Task StartAsync()
{
    var runs = new List<Measured>();
    for (var i = 0; i < 21; i++)
        runs.Add(await work.ScreenTimeAsync("cache-start", "--help"));
    // The first has the files still to be read from the disk.
    var counted = runs.Skip(1).ToList();
    Say($"--help    {Median(counted.Select(run => run.Wall)) * 1000:0} ms on the clock, {Median(counted.Select(run => run.Cpu)) * 1000:0} ms of processor; medians of {counted.Count} (goal 150)");
}

Task<string> H264Async() => work.FilmAsync("h264.mp4", seconds, "-c:v", "libx264", "-preset", "veryfast", "-b:v", "8M", "-pix_fmt", "yuv420p");

void SayFloors()
{
    Say("");
    Say("analyze of 1080p against its floors, an empty cache. CPU: seconds of processors, children included. Floors: ffmpeg alone decoding the film once and scaling the same frames; ONNX");
    Say("Runtime alone describing as many. Frames: all that analyze described for its result, those that find edges among them; not the few with which a first run measures its pace.");
    Say("Ratios: analyze ÷ both floors, in CPU seconds, and on the clock with the floors' CPU seconds spread over all cores (goal 1.15).");
    if (rounds > 1)
        Say($"Each {rounds} times in turn, analyze, then its floors: medians, of the ratios too, and behind each ratio the lowest and the highest.");
    Say($"{"film",-12} {"seconds",7} {"timeline",-12} {"samples/s",9} {"frames",7} {"ffmpeg",8} {"runtime",8} {"analyze CPU",12} {"ratio",6} {"analyze wall",13} {"ratio",6}");
}

async Task H264CasesAsync(string h264, int length)
{
    foreach (var (name, timeline) in Timelines(h264, length))
    {
        foreach (var rate in (int[])[1, 5])
            await CaseAsync("H.264", length, name, rate, timeline, ["-i", h264]);
    }
}

(string Name, string Path)[] Timelines(string film, int length) =>
    [("long", film), ("heavily cut", work.Timeline($"heavily-cut-{length}", Work.File_(film, length * Work.Rate), Cuts(length, length / 2)))];

// Each ffmpeg is started through a shell that times it, which costs some milliseconds: so these are not the runs of the floors.
async Task PartsAsync()
{
    Say("");
    Say("What analyze of 1080p H.264 consists of, an empty cache, in seconds of processors: the first decoding, of the whole film (the ffmpeg that took longest); every other ffmpeg and");
    Say("ffprobe, how many, and of them those that decode places a second time; and the rest: .NET, ONNX Runtime, and whatever was ended before its time.");
    Say($"{"seconds",7} {"timeline",-12} {"samples/s",9} {"frames",7} {"analyze",8} {"first decoding",15} {"other",6} {"starts",7} {"second decoding",16} {"starts",7} {"rest",6}");
    foreach (var (name, timeline) in Timelines(await H264Async(), seconds))
    {
        foreach (var rate in (int[])[1, 5])
        {
            work.Forget("cache");
            work.Forget("result");
            var (run, children) = await work.WithChildrenAsync("cache", Analyze(timeline, work.Cast, rate));
            var first = children.Where(child => child.Decodes).MaxBy(child => child.Cpu)!;
            var others = children.Where(child => child != first).ToList();
            // What runs after the first decoding and decodes is the second.
            var second = children.SkipWhile(child => child != first).Skip(1).Where(child => child.Decodes).ToList();
            Say($"{seconds,7} {name,-12} {rate,9} {work.FramesOf("result").Count,7} {run.Cpu,8:0.0} {first.Cpu,15:0.0} {others.Sum(child => child.Cpu),6:0.0} {others.Count,7} {second.Sum(child => child.Cpu),16:0.0} {second.Count,7} {run.Cpu - children.Sum(child => child.Cpu),6:0.0}");
        }
    }
}

async Task LongAsync()
{
    var film = await work.LongerAsync(await H264Async(), 5 * seconds);
    SayFloors();
    await H264CasesAsync(film, 5 * seconds);
    await AgainAsync(film, 5 * seconds);
}

async Task FloorsAsync()
{
    SayFloors();
    await H264CasesAsync(await H264Async(), seconds);
    var hevc = await work.FilmAsync("hevc.mp4", seconds / 2, "-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none", "-b:v", "8M", "-pix_fmt", "yuv420p");
    await CaseAsync("HEVC", seconds / 2, "long", 1, hevc, ["-i", hevc]);
    var prores = await work.FilmAsync("prores.mov", seconds / 2, "-c:v", "prores", "-profile:v", "2", "-pix_fmt", "yuv422p10le");
    await CaseAsync("ProRes", seconds / 2, "long", 1, prores, ["-i", prores]);
    var images = await work.FilmAsync("images/frame.%05d.jpg", seconds / 4, "-q:v", "3", "-pix_fmt", "yuvj420p");
    var sequence = new OpenTimelineIO.ImageSequenceReference
    {
        TargetUrlBase = Path.GetDirectoryName(images) + "/",
        NamePrefix = "frame.",
        NameSuffix = ".jpg",
        StartFrame = 1,
        FrameZeroPadding = 5,
        Rate = Work.Rate,
        AvailableRange = new OpenTimelineIO.TimeRange(0, seconds / 4 * Work.Rate, Work.Rate),
    };
    await CaseAsync("JPEG images", seconds / 4, "long", 1, work.Timeline("images", sequence, [(0, seconds / 4 * Work.Rate)]), ["-framerate", $"{Work.Rate}", "-i", images]);
}

async Task CaseAsync(string film, int length, string timeline, int rate, string path, string[] input)
{
    var measured = new List<(int Frames, double Decoding, double Inference, double Cpu, double Wall)>();
    for (var i = 0; i < rounds; i++)
    {
        work.Forget("cache");
        work.Forget("result");
        var run = await AnalyzeAsync("cache", path, work.Cast, rate);
        var frames = work.FramesOf("result");
        measured.Add((frames.Count, await Floors.DecodingAsync(input, frames, work.Folder), await Floors.InferenceAsync(work, frames.Count), run.Cpu, run.Wall));
    }

    Say($"{film,-12} {length,7} {timeline,-12} {rate,9} {measured[0].Frames,7} {Median(measured.Select(one => one.Decoding)),8:0.0} {Median(measured.Select(one => one.Inference)),8:0.0} {Median(measured.Select(one => one.Cpu)),12:0.0} {Ratio(one => one.Cpu)} {Median(measured.Select(one => one.Wall)),13:0.0} {Ratio(one => one.Wall * cores)}");

    string Ratio(Func<(int Frames, double Decoding, double Inference, double Cpu, double Wall), double> took)
    {
        var ratios = measured.ConvertAll(one => took(one) / (one.Decoding + one.Inference));
        return $"{Median(ratios),6:0.00}" + (rounds > 1 ? $" ({ratios.Min():0.00}-{ratios.Max():0.00})" : "");
    }
}

async Task TutorialAsync()
{
    Say("");
    Say("The tutorial's way (tutorial.py: OpenCV decodes all, JPEGs written and read back, VGG16 at 224² on the processor, random weights) and analyze, in 32 and in 8 bits: the same");
    Say("film, the same frames (those that analyze looked at, its rule tutorial-1fps has some of its own), an empty cache. Ratios: the tutorial's way ÷ analyze (goal 5 at 5 a second).");
    Say($"{"samples/s",9} {"frames",7}  {"",-14} {"wall s",7} {"ratio",6} {"CPU s",7} {"ratio",6}");
    var film = await H264Async();
    foreach (var rate in (int[])[5, 1])
    {
        var runs = new List<(string Name, int Frames, Measured Run)>();
        List<int>? frames = null;
        foreach (var precision in (string[])["fp32", "int8"])
        {
            work.Forget("cache");
            work.Forget("result");
            var run = await AnalyzeAsync("cache", film, work.Cast, rate, "--precision", precision);
            frames ??= work.FramesOf("result");
            // An edge that lies elsewhere is looked for in other frames.
            runs.Add(($"analyze {precision}", work.FramesOf("result").Count, run));
        }

        work.Forget("jpegs");
        Directory.CreateDirectory(work.At("jpegs"));
        await File.WriteAllLinesAsync(work.At("frames.txt"), frames!.Select(frame => $"{frame}"));
        try
        {
            // torch gives each layer's memory back to the system and asks for it again, which is no part of the tutorial's work, and on a virtual machine can take three times as long as the network does.
            var memoryKept = new Dictionary<string, string> { ["MALLOC_MMAP_MAX_"] = "0", ["MALLOC_TRIM_THRESHOLD_"] = "17179869184" };
            runs.Insert(0, ("the tutorial's", frames!.Count, await Measured.RunAsync(
                ["/usr/bin/python3", Path.Combine(work.Root, "tests", "benchmarks", "performance", "tutorial.py"), film, work.At("frames.txt"), work.At("jpegs")], memoryKept)));
        }
        catch (InvalidOperationException exception)
        {
            Say($"skipped: {exception.Message.Split('\n')[^2]} (needs Debian's python3-opencv and python3-torch)");
            return;
        }

        work.Forget("jpegs");
        var tutorial = runs[0].Run;
        foreach (var (name, count, run) in runs)
            Say($"{rate,9} {count,7}  {name,-14} {run.Wall,7:0.0} {tutorial.Wall / run.Wall,6:0.0} {run.Cpu,7:0.0} {tutorial.Cpu / run.Cpu,6:0.0}");
    }
}

async Task AgainAsync(string film, int length)
{
    Say("");
    var other = await work.TeachOtherwiseAsync();
    work.Forget("cache");
    var first = await AnalyzeAsync("cache", film, work.Cast, 2);
    var second = await AnalyzeAsync("cache", film, other, 2);
    Say($"A second analyze with a changed cast, {length} s of film: {second.Wall:0.0} s after {first.Wall:0.0} s, {100 * second.Wall / first.Wall:0.0} % on the clock; {second.Cpu:0.0} after {first.Cpu:0.0} s CPU, {100 * second.Cpu / first.Cpu:0.0} % (goal 5 %)");
}

// The recogniser of colours (tests/colour-plugin) costs nothing, so that three hours take minutes: what grows with a programme's length is the host's. What the recogniser of characters
// takes does not grow; the line before says how much that is.
async Task MemoryAsync()
{
    Say("");
    var plugin = Path.Combine(work.Root, "tests", "Reliability", "bin", "Release", "net10.0", "plugins", "colour");
    Directory.CreateDirectory(work.At("plugins"));
    if (!Directory.Exists(work.At("plugins/colour")))
        Directory.CreateSymbolicLink(work.At("plugins/colour"), plugin);
    Directory.CreateDirectory(work.At("colours/models/0001"));
    await File.WriteAllTextAsync(work.At("colours/cast.json"), """{"schema": 1, "id": "colours", "recognizer": "colour", "characters": [{"id": "red", "name": "RED", "color": "RED"}, {"id": "blue", "name": "BLUE", "color": "BLUE"}]}""");
    const int Hours = 3;
    var film = work.At("three-hours.mp4");
    if (!File.Exists(film))
    {
        await Work.FfmpegAsync("-f", "lavfi", "-i", $"color=red:s=128x72:r={Work.Rate}:d=7", "-f", "lavfi", "-i", $"color=blue:s=128x72:r={Work.Rate}:d=5", "-f", "lavfi", "-i", $"testsrc2=s=128x72:r={Work.Rate}:d=8",
            "-filter_complex", "[0][1][2]concat=n=3", "-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", work.At("twenty-seconds.mp4"));
        await Work.FfmpegAsync("-stream_loop", $"{(Hours * 180) - 1}", "-i", work.At("twenty-seconds.mp4"), "-c", "copy", film);
    }

    if (Directory.Exists(work.Cast))
    {
        work.Forget("cache");
        var characters = await AnalyzeAsync("cache", work.At("film/film.mp4"), work.Cast, 5);
        Say($"30 seconds with the recogniser of characters: {MiB(characters.PeakBytes)} MiB, {MiB(characters.PeakTreeBytes)} MiB with ffmpeg");
    }

    work.Forget("cache-memory");
    var programme = await AnalyzeAsync("cache-memory", film, work.At("colours"), 1);
    Say($"{Hours} hours, 1 sample a second: peak {MiB(programme.PeakBytes)} MiB, {MiB(programme.PeakTreeBytes)} MiB with ffmpeg; {programme.Wall:0} s (goal 1500 MB)");
    const int Events = 20_000;
    // Half a second each, in an order of their own.
    var cut = work.Timeline("events", Work.File_(film, Hours * 3600 * Work.Rate), Enumerable.Range(0, Events).Select(i => ((int)(i * 7919L % Events) * 12, 12)));
    var events = await AnalyzeAsync("cache-memory", cut, work.At("colours"), 1);
    Say($"{Events} events: peak {MiB(events.PeakBytes)} MiB, {MiB(events.PeakTreeBytes)} MiB with ffmpeg; {events.Wall:0} s (goal 1500 MB)");
}

Task<Measured> AnalyzeAsync(string cache, string timeline, string cast, int rate, params string[] options) => work.ScreenTimeAsync(cache, Analyze(timeline, cast, rate, options));

string[] Analyze(string timeline, string cast, int rate, params string[] options) =>
    ["analyze", timeline, "--cast", cast, "--out", work.At("result"), "--sample-rate", $"{rate}", "--start", "00:00:00:00", .. options];

// Clips of one to two seconds from all over the film, none of it twice.
static IEnumerable<(int First, int Frames)> Cuts(int seconds, int clips) =>
    Enumerable.Range(0, clips).Select(i => ((i * 7 % clips * 2 * Work.Rate) + (i % 5), Work.Rate + (i * 11 % (Work.Rate - 6)))).Where(clip => clip.Item1 + clip.Item2 <= seconds * Work.Rate);

static long MiB(long bytes) => bytes >> 20;

static double Median(IEnumerable<double> values)
{
    var ordered = values.Order().ToList();
    return ordered[ordered.Count / 2];
}

static void Say(string line) => Console.WriteLine(line);

static string Load() => string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(3));

static string Processor() => File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(": ")[^1] ?? "";

string Option(string name, string usual) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : usual;

static string Root()
{
    for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        if (File.Exists(Path.Combine(folder.FullName, "ScreenTime.sln")))
            return folder.FullName;
    throw new InvalidOperationException("run it from a checkout");
}
