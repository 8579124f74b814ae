using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using ScreenTime.Benchmarks.Recognition;
using ScreenTime.Host.Labels;
using ScreenTime.Host.Titles;
using ScreenTime.Recognition.Characters;
using ScreenTime.Sdk;

// One cartoon against another of a different style, both ways, and how a few labels of the new cartoon help, chosen at random or as `cast next` chooses.
//   dotnet run -c Release --project tests/benchmarks/recognition [-- --seeds 3] [--labels 0,5,10,20,40]
// With "people": people in live action, shot against shot (PeopleTable.cs).
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
if (args.Contains("people"))
{
    await PeopleTable.RunAsync(Path.Combine(shared, "data", "media"), models, work, args.Contains("--faces-only"));
    return 0;
}

var cast = new Cast("tom-and-jerry", [new Character("jerry", "JERRY", "ORANGE"), new Character("tom", "TOM", "BLUE")]);
var provider = new CharacterRecognizerProvider();
using var gate = new OpenGate();
var setup = new RecognizerSetup(cast, null, models, new DeviceRequest(DeviceKind.Cpu), gate);
(LabelledFrame[] First, LabelledFrame[] Second) titles;
var looks = new Dictionary<LabelledFrame[], IReadOnlyList<float[]>>();
var unlabelled = new Dictionary<LabelledFrame[], IReadOnlyList<IReadOnlyList<float>>>();
await using (var recognizer = await provider.OpenAsync(setup, default))
{
    titles = await LabelledFrames.ReadAsync(data, recognizer, Path.Combine(work, "features"));
    Console.WriteLine($"machine   {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} cores, .NET {Environment.Version}, ONNX Runtime {recognizer.Device.RuntimeVersion}");
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"command   dotnet run -c Release --project tests/benchmarks/recognition -- --seeds {seeds} --labels {string.Join(',', counts)}"));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"frames    {recognizer.FrameRequest.Width}x{recognizer.FrameRequest.Height}, {titles.First.Concat(titles.Second).Average(f => f.Features.Length) / 1024:0} KiB of features each"));
    looks[titles.First] = await recognizer.LooksAsync([.. titles.First.Select(f => f.Features)], default);
    looks[titles.Second] = await recognizer.LooksAsync([.. titles.Second.Select(f => f.Features)], default);
    var clock = Stopwatch.StartNew();
    await recognizer.DescribeAsync([.. Enumerable.Range(0, 20).Select(n => new Frame(recognizer.FrameRequest, new byte[recognizer.FrameRequest.ByteCount], "black", MediaTime.Zero, -1))], default);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"time      {clock.Elapsed.TotalMilliseconds / 20:0} ms a frame"));
    Console.WriteLine("figures   class: the tutorial's three classes; exact: all characters right; AP: average precision; F1: at probability 0.5; ECE: calibration error");
}

Console.WriteLine();
Console.WriteLine($"{"taught by",-10} {"new labels",10} {"chosen",9} {"runs",5} {"class",7} {"exact",6} {"AP",7} {"AP JERRY",9} {"AP TOM",7} {"F1 JERRY",9} {"F1 TOM",7} {"ECE",6} {"train s",8}");
foreach (var count in counts)
{
    foreach (var suggested in count == 0 ? (bool[])[false] : [false, true])
    {
        var both = new List<double[]>();
        foreach (var (taught, fresh) in new[] { (titles.First, titles.Second), (titles.Second, titles.First) })
        {
            var runs = new List<double[]>();
            for (var seed = 0; seed < (count == 0 || suggested ? 1 : seeds); seed++)
                runs.Add(await RunAsync(taught, fresh, count, suggested, 42 + seed));
            both.AddRange(runs);
            Print(taught[0].Title, count, suggested, runs);
        }

        Print("both", count, suggested, both);
    }
}

return 0;

// New labels come from the new cartoon; what is left of it is the test.
async Task<double[]> RunAsync(LabelledFrame[] taught, LabelledFrame[] fresh, int count, bool suggested, int seed)
{
    var order = Enumerable.Range(0, fresh.Length).ToArray();
    if (suggested)
    {
        if (!unlabelled.ContainsKey(fresh))
            await RunAsync(taught, fresh, 0, false, seed); // what the product knows when it is asked to choose
        var chosen = LabelChoice.Of(looks[fresh], looks[taught], unlabelled[fresh], count).Select(choice => choice.Index).ToList();
        order = [.. chosen, .. order.Except(chosen)];
    }
    else
    {
        new Random(seed).Shuffle(order);
    }

    var (added, test) = (order.Take(count).Order().Select(i => fresh[i]).ToList(), order.Skip(count).Order().Select(i => fresh[i]).ToList());
    var output = Directory.CreateTempSubdirectory("screentime-benchmark-");
    try
    {
        var clock = Stopwatch.StartNew();
        var examples = taught.Concat(added).Select(f => f.Example).ToList();
        var (head, checkpoints) = (output.CreateSubdirectory("head").FullName, output.CreateSubdirectory("work").FullName);
        var outcome = await provider.TrainAsync(new TrainingRequest(setup, examples, SplitKind.ByShot, 42, true, head, checkpoints, new Silent()), default);
        var seconds = clock.Elapsed.TotalSeconds;
        await using var recognizer = await provider.OpenAsync(setup with { HeadFolder = head }, default);
        List<IReadOnlyList<float>> judged = [.. (await recognizer.JudgeAsync([.. test.Select(f => f.Features)], default)).Select(s => s.Probabilities)];
        judged = judged.ConvertAll(TitleShift.Estimate(judged, outcome.Characters).Apply);
        if (count == 0)
            unlabelled[fresh] = judged;
        List<double> Of(int k) => [.. judged.Select(p => (double)p[k])];
        var (jerry, tom) = (Of(0), Of(1));
        List<bool> isJerry = [.. test.Select(f => f.Jerry)], isTom = [.. test.Select(f => f.Tom)];
        var right = test.Where((f, i) => Scores.Class([jerry[i], tom[i]]) == f.Class).Count();
        var exact = test.Where((f, i) => (jerry[i] >= 0.5, tom[i] >= 0.5) == (f.Jerry, f.Tom)).Count();
        var (apJerry, apTom) = (Scores.AveragePrecision(jerry, isJerry), Scores.AveragePrecision(tom, isTom));
        return
        [
            (double)right / test.Count, (double)exact / test.Count, (apJerry + apTom) / 2, apJerry, apTom, Scores.F1(jerry, isJerry), Scores.F1(tom, isTom),
            (Scores.CalibrationError(jerry, isJerry) + Scores.CalibrationError(tom, isTom)) / 2, seconds,
        ];
    }
    finally
    {
        output.Delete(recursive: true);
    }
}

static void Print(string taught, int count, bool suggested, List<double[]> runs)
{
    var mean = Enumerable.Range(0, runs[0].Length).Select(i => runs.Average(r => r[i])).ToArray();
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{taught,-10} {count,10} {(count == 0 ? "" : suggested ? "cast next" : "random"),9} {runs.Count,5} {mean[0],7:0.000} {mean[1],6:0.000} {mean[2],7:0.000} {mean[3],9:0.000} {mean[4],7:0.000} {mean[5],9:0.000} {mean[6],7:0.000} {mean[7],6:0.000} {mean[8],8:0.0}"));
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
