using System.Globalization;
using System.Runtime.InteropServices;
using ScreenTime.Host.Jobs;
using ScreenTime.Recognition.Characters;
using ScreenTime.Sdk;

namespace ScreenTime.Benchmarks.Recognition;

/// <summary>Where the benchmark finds things, and where it keeps what is slow to make: features, finished fits, films.</summary>
internal sealed class Workbench : IDisposable
{
    private readonly OpenGate _gate = new();

    public Workbench(string[] arguments)
    {
        Arguments = arguments;
        Root = Checkout();
        var shared = Environment.GetEnvironmentVariable("SCREENTIME_SHARED") is { Length: > 0 } folder ? folder : Path.Combine(Root, "..", "shared");
        Data = Path.Combine(shared, "data");
        Models = Environment.GetEnvironmentVariable("SCREENTIME_MODELS") is { Length: > 0 } chosen ? chosen : Path.Combine(Root, "build", "models");
        Kept = Path.Combine(Root, "build", "benchmarks", "recognition");
    }

    public string[] Arguments { get; }

    public string Root { get; }

    /// <summary>The development data, which may be absent.</summary>
    public string Data { get; }

    public string Models { get; }

    /// <summary>The folder that outlives a run.</summary>
    public string Kept { get; }

    public RecognizerSetup Setup(Cast cast) => new(cast, null, Models, new DeviceRequest(DeviceKind.Cpu), _gate);

    /// <summary>Whether a part was asked for: all of them where none is named.</summary>
    public bool Wants(string part, IEnumerable<string> parts) => Arguments.Contains(part) || !Arguments.Any(parts.Contains);

    public string Option(string name, string otherwise) => Array.IndexOf(Arguments, name) is >= 0 and var i && i + 1 < Arguments.Length ? Arguments[i + 1] : otherwise;

    public int Number(string name, int otherwise) => int.Parse(Option(name, otherwise.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);

    /// <summary>Whether a folder of the development data is here; says so where it is not.</summary>
    public bool Has(string folder, string part)
    {
        if (Directory.Exists(Path.Combine(Data, folder)))
            return true;
        Console.WriteLine($"{part,-9} skipped: needs {Path.Combine(Data, folder)}");
        return false;
    }

    /// <summary>Trains and opens a head as the product does; finished fits are kept between runs.</summary>
    public async Task<(TrainingOutcome Outcome, IRecognizer Recognizer, IDisposable Folder)> TrainAsync(IRecognizerProvider provider, Cast cast, IReadOnlyList<TrainingExample> examples)
    {
        var folder = new ScratchFolder();
        var setup = Setup(cast);
        var outcome = await provider.TrainAsync(new TrainingRequest(setup, examples, SplitKind.ByShot, 42, true, folder.Path, Path.Combine(Kept, "fits"), new Silent()), default);
        return (outcome, await provider.OpenAsync(setup with { HeadFolder = folder.Path }, default), folder);
    }

    public void PrintMachine(DeviceReport device)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"machine   {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} cores, .NET {Environment.Version}, ONNX Runtime {device.RuntimeVersion}; {DateTime.UtcNow:yyyy-MM-dd}"));
        Console.WriteLine($"command   dotnet run -c Release --project tests/benchmarks/recognition -- {string.Join(' ', Arguments)}".TrimEnd(' ', '-'));
        Console.WriteLine("figures   class: the tutorial's three classes; exact: all characters right; AP: average precision; F1: at probability 0.5; ECE: calibration error");
    }

    public void Dispose() => _gate.Dispose();

    private static string Checkout()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "ScreenTime.sln")))
                return folder.FullName;
        throw new InvalidOperationException($"no ScreenTime.sln above {AppContext.BaseDirectory}");
    }

    /// <summary>The benchmark runs alone: nothing to wait for.</summary>
    private sealed class OpenGate : IDeviceGate, IDisposable
    {
        public ValueTask<IDisposable> EnterAsync(string device, CancellationToken cancellationToken) => new(this);

        public void Dispose()
        {
        }
    }
}

/// <summary>A folder that goes when it is no longer needed.</summary>
internal sealed class ScratchFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("screentime-benchmark-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

internal sealed class Silent : IProgress<string>
{
    public void Report(string value)
    {
    }
}

internal sealed class Quiet : IJobProgress
{
    public void Stage(string name)
    {
    }

    public void Done(long done, long total, TimeLeft? left)
    {
    }

    public void Message(string sentence)
    {
    }
}
