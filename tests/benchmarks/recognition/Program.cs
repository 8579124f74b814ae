using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using ScreenTime.Benchmarks.Recognition;
using ScreenTime.Recognition.Characters;
using ScreenTime.Sdk;

// One cartoon against another of a different style, both ways, and how a few labels of the new cartoon help.
//   dotnet run -c Release --project tests/benchmarks/recognition [-- --seeds 3] [--labels 0,5,10,20,40]
var seeds = int.Parse(Option("--seeds", "3"), CultureInfo.InvariantCulture);
var counts = Option("--labels", "0,5,10,20,40").Split(',').Select(n => int.Parse(n, CultureInfo.InvariantCulture)).ToList();
var root = Root();
var shared = Environment.GetEnvironmentVariable("SCREENTIME_SHARED") is { Length: > 0 } folder ? folder : Path.Combine(root, "..", "shared");
var data = Path.Combine(shared, "data", "tom-and-jerry");
if (!Directory.Exists(data))
{
    Console.WriteLine($"skipped: needs {data}");
    return 0;
}

var models = Environment.GetEnvironmentVariable("SCREENTIME_MODELS") is { Length: > 0 } chosen ? chosen : Path.Combine(root, "build", "models");
var work = Path.Combine(root, "build", "benchmarks", "recognition");
var cast = new Cast("tom-and-jerry", [new Character("jerry", "JERRY", "ORANGE"), new Character("tom", "TOM", "BLUE")]);
var provider = new CharacterRecognizerProvider();
using var gate = new OpenGate();
var setup = new RecognizerSetup(cast, null, models, new DeviceRequest(DeviceKind.Cpu), gate);
(LabelledFrame[] First, LabelledFrame[] Second) titles;
await using (var recognizer = await provider.OpenAsync(setup, default))
{
    titles = await LabelledFrames.ReadAsync(data, recognizer, Path.Combine(work, "features"));
    Console.WriteLine($"machine   {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} cores, .NET {Environment.Version}, ONNX Runtime {recognizer.Device.RuntimeVersion}");
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"command   dotnet run -c Release --project tests/benchmarks/recognition -- --seeds {seeds} --labels {string.Join(',', counts)}"));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"frames    {recognizer.FrameRequest.Width}x{recognizer.FrameRequest.Height}, {titles.First.Concat(titles.Second).Average(f => f.Features.Length) / 1024:0} KiB of features each"));
    Console.WriteLine("figures   class: the tutorial's three classes; AP: average precision; F1: at probability 0.5; ECE: calibration error");
}

Console.WriteLine();
Console.WriteLine($"{"taught by",-10} {"new labels",10} {"seeds",5} {"class",7} {"AP",7} {"AP JERRY",9} {"AP TOM",7} {"F1 JERRY",9} {"F1 TOM",7} {"ECE",6} {"train s",8}");
foreach (var count in counts)
{
    var both = new List<double[]>();
    foreach (var (taught, fresh) in new[] { (titles.First, titles.Second), (titles.Second, titles.First) })
    {
        var runs = new List<double[]>();
        for (var seed = 0; seed < (count == 0 ? 1 : seeds); seed++)
            runs.Add(await RunAsync(taught, fresh, count, 42 + seed));
        both.AddRange(runs);
        Print(taught[0].Title, count, runs);
    }

    Print("both", count, both);
}

return 0;

// New labels are drawn at random from the new cartoon; what is left of it is the test.
async Task<double[]> RunAsync(LabelledFrame[] taught, LabelledFrame[] fresh, int count, int seed)
{
    var order = Enumerable.Range(0, fresh.Length).ToArray();
    new Random(seed).Shuffle(order);
    var (added, test) = (order.Take(count).Order().Select(i => fresh[i]).ToList(), order.Skip(count).Order().Select(i => fresh[i]).ToList());
    var output = Directory.CreateTempSubdirectory("screentime-benchmark-");
    try
    {
        var clock = Stopwatch.StartNew();
        var examples = taught.Concat(added).Select(f => f.Example).ToList();
        var (head, checkpoints) = (output.CreateSubdirectory("head").FullName, output.CreateSubdirectory("work").FullName);
        await provider.TrainAsync(new TrainingRequest(setup, examples, SplitKind.ByShot, seed, true, head, checkpoints, new Silent()), default);
        var seconds = clock.Elapsed.TotalSeconds;
        await using var recognizer = await provider.OpenAsync(setup with { HeadFolder = head }, default);
        var sightings = await recognizer.JudgeAsync([.. test.Select(f => f.Features)], default);
        List<double> Of(int k) => [.. sightings.Select(s => (double)s.Probabilities[k])];
        var (jerry, tom) = (Of(0), Of(1));
        List<bool> isJerry = [.. test.Select(f => f.Jerry)], isTom = [.. test.Select(f => f.Tom)];
        var right = test.Where((f, i) => Scores.Class([jerry[i], tom[i]]) == f.Class).Count();
        var (apJerry, apTom) = (Scores.AveragePrecision(jerry, isJerry), Scores.AveragePrecision(tom, isTom));
        return
        [
            (double)right / test.Count, (apJerry + apTom) / 2, apJerry, apTom, Scores.F1(jerry, isJerry), Scores.F1(tom, isTom),
            (Scores.CalibrationError(jerry, isJerry) + Scores.CalibrationError(tom, isTom)) / 2, seconds,
        ];
    }
    finally
    {
        output.Delete(recursive: true);
    }
}

static void Print(string taught, int count, List<double[]> runs)
{
    var mean = Enumerable.Range(0, runs[0].Length).Select(i => runs.Average(r => r[i])).ToArray();
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{taught,-10} {count,10} {runs.Count,5} {mean[0],7:0.000} {mean[1],7:0.000} {mean[2],9:0.000} {mean[3],7:0.000} {mean[4],9:0.000} {mean[5],7:0.000} {mean[6],6:0.000} {mean[7],8:0.0}"));
}

string Option(string name, string otherwise) => Array.IndexOf(args, name) is >= 0 and var i && i + 1 < args.Length ? args[i + 1] : otherwise;

static string Root()
{
    for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        if (File.Exists(Path.Combine(folder.FullName, "ScreenTime.sln")))
            return folder.FullName;
    throw new InvalidOperationException($"no ScreenTime.sln above {AppContext.BaseDirectory}");
}

internal sealed class Silent : IProgress<string>
{
    public void Report(string value)
    {
    }
}

/// <summary>The benchmark runs alone: nothing to wait for.</summary>
internal sealed class OpenGate : IDeviceGate, IDisposable
{
    public ValueTask<IDisposable> EnterAsync(string device, CancellationToken cancellationToken) => new(this);

    public void Dispose()
    {
    }
}
