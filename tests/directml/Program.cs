using System.Diagnostics;
using System.Globalization;
using Newtonsoft.Json.Linq;
using ScreenTime.Recognition.Characters;
using ScreenTime.Sdk;
using ScreenTime.Tests.DirectMl;

// Opens the product's own recogniser, with the product's own backbone and a head that the product taught, on the processor and on DirectML, describes and judges the same frames on both,
// and compares. usage: directml-run MODELS CAST FRAMES.rgb ORT_MINOR directml|cpu   (the last: what must come of --device directml here)
var (models, castFolder, framesFile, minor, expected) = (args[0], args[1], args[2], uint.Parse(args[3], CultureInfo.InvariantCulture), args[4]);
Shims.AcceptOlderRuntime(Path.Combine(AppContext.BaseDirectory, "onnxruntime.dll"), minor);
Console.WriteLine(Shims.AnswerMetaCommands() ? "Direct3D 12: there is a device" : "Direct3D 12: there is no device");

var json = JObject.Parse(File.ReadAllText(Path.Combine(castFolder, "cast.json")));
var cast = new Cast((string)json["id"]!, [.. json["characters"]!.Select(c => new Character((string)c["id"]!, (string)c["name"]!, (string)c["color"]!))]);
var head = Directory.GetDirectories(Path.Combine(castFolder, "models")).Order(StringComparer.Ordinal).Last();
using var gate = new CountingGate();
var provider = new CharacterRecognizerProvider();
RecognizerSetup Setup(DeviceKind kind) => new(cast, head, models, new DeviceRequest(kind), gate);

await using var cpu = await provider.OpenAsync(Setup(DeviceKind.Cpu), CancellationToken.None);
await using var gpu = await provider.OpenAsync(Setup(DeviceKind.DirectMl), CancellationToken.None);
Console.WriteLine($"ONNX Runtime {gpu.Device.RuntimeVersion}; asked for {gpu.Device.Requested}, runs on {gpu.Device.Provider}: {gpu.Device.Reason}");
var failed = false;
void Check(bool holds, string what)
{
    Console.WriteLine($"{(holds ? "ok    " : "FAILED")} {what}");
    failed |= !holds;
}

Check(gpu.Device.Provider.StartsWith(expected, StringComparison.Ordinal), $"--device directml gives {expected} here");
if (expected == "directml")
{
    Check(gpu.Device.ParityDifference is { } difference && difference < 0.01, FormattableString.Invariant($"the product's own check: largest difference to the processor {gpu.Device.ParityDifference:G3}"));
    var request = cpu.FrameRequest;
    var bytes = File.ReadAllBytes(framesFile);
    var frames = Enumerable.Range(0, bytes.Length / request.ByteCount)
        .Select(i => new Frame(request, bytes.AsMemory(i * request.ByteCount, request.ByteCount), "frames", MediaTime.FromFrames(i, new FrameRate(1, 1)), -1)).ToList();
    var (expectedFeatures, cpuSeconds) = await TimedAsync(cpu, frames);
    var (features, gpuSeconds) = await TimedAsync(gpu, frames);
    var (right, seen) = (await cpu.JudgeAsync(expectedFeatures, CancellationToken.None), await gpu.JudgeAsync(features, CancellationToken.None));
    var probability = right.Zip(seen, (a, b) => a.Probabilities.Zip(b.Probabilities, (p, q) => Math.Abs((double)p - q)).Max()).Max();
    var answers = right.Zip(seen, (a, b) => a.Probabilities.Zip(b.Probabilities).Count(pair => pair.First >= 0.5f != pair.Second >= 0.5f)).Sum();
    Console.WriteLine(FormattableString.Invariant($"{frames.Count} frames of {request.Width}x{request.Height}: {cpuSeconds / frames.Count:F2} s a frame on the processor, {gpuSeconds / frames.Count:F2} s through DirectML on Mesa's software Vulkan"));
    Check(probability < 0.01, FormattableString.Invariant($"largest difference of a probability: {probability:G3}"));
    Check(answers == 0, $"{answers} of {frames.Count * cast.Characters.Count} answers differ");

    // Two recognisers at once: the gate must keep their runs apart.
    await using var other = await provider.OpenAsync(Setup(DeviceKind.DirectMl), CancellationToken.None);
    var few = frames.Take(2).ToList();
    var twice = await Task.WhenAll(gpu.DescribeAsync(few, CancellationToken.None).AsTask(), other.DescribeAsync(few, CancellationToken.None).AsTask());
    Check(gate.Most == 1 && gate.Entries > 0, $"one run at a time: {gate.Entries} runs through the gate, at most {gate.Most} at once");
    Check(twice[0].Zip(twice[1]).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second)), "two recognisers at once describe frames alike");
}

return failed ? 1 : 0;

static async Task<(IReadOnlyList<byte[]> Features, double Seconds)> TimedAsync(IRecognizer recognizer, IReadOnlyList<Frame> frames)
{
    var watch = Stopwatch.StartNew();
    return (await recognizer.DescribeAsync(frames, CancellationToken.None), watch.Elapsed.TotalSeconds);
}

/// <summary>One at a time a device, as the host's gate does it, and counted.</summary>
internal sealed class CountingGate : IDeviceGate, IDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private int _now;

    public int Entries { get; private set; }

    public int Most { get; private set; }

    public async ValueTask<IDisposable> EnterAsync(string device, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        Entries++;
        Most = Math.Max(Most, ++_now);
        return new Pass(this);
    }

    public void Dispose() => _one.Dispose();

    private sealed class Pass(CountingGate gate) : IDisposable
    {
        public void Dispose()
        {
            gate._now--;
            gate._one.Release();
        }
    }
}
