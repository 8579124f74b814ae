using System.Diagnostics;
using System.Globalization;
using System.Text;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Onnx;
using ScreenTime.Recognition.Backbones;
using ScreenTime.Recognition.Characters;

namespace ScreenTime.Benchmarks.Recognition;

/// <summary>
/// Between what values the tensors of the backbone lie, on films that examples/short-film draws with seeds that nothing else uses. Of each picture one value in ten thousand is left out at
/// the top: a lone peak would cost all others a part of their 256 steps.
/// </summary>
internal static class Ranges
{
    private const double Kept = 0.9999;
    private const int FramesPerFilm = 10;
    private static readonly string[] s_seeds = ["9001", "9002", "9003", "9004"];

    public static void Write(Workbench bench)
    {
        var backbone = BackboneModel.Read(bench.Models, CharacterRecognizerProvider.DefaultBackbone);
        var model = ModelProto.Parser.ParseFrom(backbone.Folder.ReadContent());
        AddCellsBeforeMeans(model.Graph);
        var tensors = Inner(model.Graph);
        foreach (var tensor in tensors)
            model.Graph.Output.Add(new ValueInfoProto { Name = tensor, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float } } });
        using var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using var session = new InferenceSession(model.ToByteArray(), options);
        using var run = new RunOptions();
        var (low, high) = (new float[tensors.Count], new float[tensors.Count]);
        var count = 0;
        foreach (var picture in Pictures(bench, backbone.Input.Width, backbone.Input.Height))
        {
            count++;
            using var input = backbone.Input.Tensor([picture], 1);
            using var outputs = session.Run(run, [backbone.Input.Name], [input], tensors);
            for (var i = 0; i < tensors.Count; i++)
            {
                var values = outputs[i].GetTensorDataAsSpan<float>().ToArray();
                Array.Sort(values);
                low[i] = Math.Min(low[i], values[(int)((values.Length - 1) * (1 - Kept))]);
                high[i] = Math.Max(high[i], values[(int)((values.Length - 1) * Kept)]);
            }
        }

        var path = Path.Combine(bench.Root, "Plugin", "models", "converter", "Precision", $"{backbone.Id}.ranges.json");
        // Four digits are more than 256 steps can tell apart, and the last ones differ between processors.
        var lines = tensors.Select((tensor, i) => string.Create(CultureInfo.InvariantCulture, $"  \"{tensor}\": [{low[i]:G4}, {high[i]:G4}]"));
        File.WriteAllText(path, $"{{\n{string.Join(",\n", lines)}\n}}\n", new UTF8Encoding(false));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ranges    {tensors.Count} tensors of {backbone.Id} on {count} pictures of {s_seeds.Length} drawn films: {path}"));
    }

    /// <summary>All that nodes hand to others, but for what only a rectifier reads, and means, which the 8-bit version takes of the cells below.</summary>
    private static List<string> Inner(GraphProto graph)
    {
        var readers = graph.Node.SelectMany(node => node.Input.Select(input => (input, node.OpType))).ToLookup(pair => pair.input, pair => pair.OpType);
        return [.. graph.Node.Where(node => node.OpType is not ("Transpose" or "AveragePool")).Select(node => node.Output[0])
            .Where(tensor => graph.Output.All(output => output.Name != tensor) && (!readers[tensor].Any() || !readers[tensor].All(kind => kind is "Relu" or "Sub")))];
    }

    /// <summary>What the convolutions of 1x1 behind means give of the cells themselves: the 8-bit version takes those means last (Plugin/models/converter/Precision/LatePooling.cs).</summary>
    private static void AddCellsBeforeMeans(GraphProto graph)
    {
        foreach (var pool in graph.Node.Where(node => node.OpType == "AveragePool").ToList())
        {
            if (graph.Node.FirstOrDefault(node => node.OpType == "Conv" && node.Input[0] == pool.Output[0]) is not { } convolution)
                continue;
            var cells = convolution.Clone();
            (cells.Name, cells.Input[0], cells.Output[0]) = ($"{convolution.Output[0]}/cells", pool.Input[0], $"{convolution.Output[0]}/cells");
            graph.Node.Insert(graph.Node.IndexOf(convolution) + 1, cells);
        }
    }

    private static IEnumerable<byte[]> Pictures(Workbench bench, int width, int height)
    {
        var drawer = Path.Combine(bench.Root, "examples", "short-film", "bin", "Release", "net10.0", "short-film.dll");
        foreach (var seed in s_seeds)
        {
            var folder = Path.Combine(bench.Kept, "ranges", seed);
            if (!File.Exists(Path.Combine(folder, "film.mp4")))
                Start("dotnet", drawer, "--out", folder, "--seed", seed, "--seconds", "30", "--rate", "10").Dispose();
            var filter = string.Create(CultureInfo.InvariantCulture, $"fps=1/3,scale={width}:{height}:force_original_aspect_ratio=decrease:flags=area,pad={width}:{height}:-1:-1");
            using var pixels = Start("ffmpeg", "-v", "error", "-i", Path.Combine(folder, "film.mp4"), "-vf", filter, "-frames:v", FramesPerFilm.ToString(CultureInfo.InvariantCulture), "-pix_fmt", "rgb24", "-f", "rawvideo", "-");
            var picture = new byte[width * height * 3];
            while (pixels.ReadAtLeast(picture, picture.Length, throwOnEndOfStream: false) == picture.Length)
                yield return picture;
        }
    }

    private static MemoryStream Start(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true }) ?? throw new InvalidOperationException($"{program} did not start");
        var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        output.Position = 0;
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}");
    }
}
