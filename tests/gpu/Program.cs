using System.Globalization;
using Newtonsoft.Json.Linq;
using ScreenTime.Recognition.Characters;
using ScreenTime.Sdk;
using ScreenTime.Tests.Gpu;

// Measures the product's recogniser and the product's ONNX files on a GPU, and holds both against the processor.
//   gpu-run recogniser MODELS CAST FRAMES.rgb OUT   the recogniser as the product opens it: processor, GPU in 32 and 16 bits; probabilities and features go to OUT
//   gpu-run files MODELS FRAMES.rgb [cpu]           the files alone, by batch and by CUDA's options (cpu: without a GPU, to try the program)
//   gpu-run compare OUT OTHER                       what two machines' processors made of the same frames
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Environment.SetEnvironmentVariable("ORT_DISABLE_TELEMETRY", "1");
switch (args)
{
    case ["files", var models, var frames, ..]:
        return ModelFiles.Measure(models, File.ReadAllBytes(frames), onGpu: args is not [.., "cpu"]);
    case ["compare", var one, var other]:
        return Outputs.Compare(one, other);
    case ["recogniser", var models, var castFolder, var frames, var output]:
        return await RecogniserAsync(models, castFolder, File.ReadAllBytes(frames), output);
    default:
        Console.Error.WriteLine("usage: gpu-run recogniser MODELS CAST FRAMES.rgb OUT | files MODELS FRAMES.rgb [cpu] | compare OUT OTHER");
        return 2;
}

static async Task<int> RecogniserAsync(string models, string castFolder, byte[] bytes, string output)
{
    var json = JObject.Parse(File.ReadAllText(Path.Combine(castFolder, "cast.json")));
    var cast = new Cast((string)json["id"]!, [.. json["characters"]!.Select(c => new Character((string)c["id"]!, (string)c["name"]!, (string)c["color"]!))]);
    var head = Directory.GetDirectories(Path.Combine(castFolder, "models")).Order(StringComparer.Ordinal).Last();
    using var gate = new OneAtATime();
    var failed = false;
    Outputs? right = null;
    foreach (var (kind, precision) in ((DeviceKind, Precision)[])[(DeviceKind.Cpu, Precision.Full), (DeviceKind.Cpu, Precision.EightBits), (DeviceKind.Cuda, Precision.Full), (DeviceKind.Cuda, Precision.Half)])
    {
        var request = new DeviceRequest(kind) { Precision = precision };
        try
        {
            await using var recognizer = await new CharacterRecognizerProvider().OpenAsync(new RecognizerSetup(cast, head, models, request, gate), CancellationToken.None);
            Console.WriteLine($"{request} {precision.Name()}: ONNX Runtime {recognizer.Device.RuntimeVersion} runs on {recognizer.Device.Provider}: {recognizer.Device.Reason}{(recognizer.Device.ParityDifference is { } difference ? $"; largest difference at the test picture {difference:G3}" : "")}");
            failed |= kind != DeviceKind.Cpu && recognizer.Device.Provider == "cpu";
            var size = recognizer.FrameRequest;
            var frames = Enumerable.Range(0, bytes.Length / size.ByteCount)
                .Select(i => new Frame(size, bytes.AsMemory(i * size.ByteCount, size.ByteCount), "frames", MediaTime.FromFrames(i, new FrameRate(1, 1)), -1)).ToList();
            var outputs = await Outputs.OfAsync(recognizer, frames);
            outputs.Write(Path.Combine(output, $"{kind}-{precision.Name()}".ToLowerInvariant()));
            Console.WriteLine($"  {frames.Count} frames of {size.Width}x{size.Height}: {1000 * outputs.Seconds / frames.Count:F2} ms a frame; the same bytes when described again: {outputs.Repeats}; features SHA-256 {outputs.Hash[..16]}");
            if (right is null)
                right = outputs;
            else
                Console.WriteLine($"  against the processor in 32 bits: {outputs.Against(right)}");
        }
        catch (UserException refusal)
        {
            Console.WriteLine($"{request} {precision.Name()}: {refusal.Message}");
            failed = true;
        }
    }

    return failed ? 1 : 0;
}

/// <summary>One at a time a device, as the host's gate does it.</summary>
internal sealed class OneAtATime : IDeviceGate, IDisposable
{
    private readonly SemaphoreSlim _one = new(1);

    public async ValueTask<IDisposable> EnterAsync(string device, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        return new Pass(_one);
    }

    public void Dispose() => _one.Dispose();

    private sealed class Pass(SemaphoreSlim one) : IDisposable
    {
        public void Dispose() => one.Release();
    }
}
