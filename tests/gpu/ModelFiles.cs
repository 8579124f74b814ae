using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;

namespace ScreenTime.Tests.Gpu;

/// <summary>The ONNX files alone: how long a picture takes by batch, how far from the processor, and whether opening the file again gives the same bytes. Times include the way of pictures to the GPU and of results back.</summary>
internal static class ModelFiles
{
    private const int Runs = 20;

    public static int Measure(string models, byte[] pictures, bool onGpu)
    {
        var backbone = Path.Combine(models, "inception-v3-resnet-18");
        Case("backbone.onnx", Path.Combine(backbone, "backbone.onnx"), null, pictures, onGpu, [1, 8, 32]);
        Case("backbone.fp16.onnx", Path.Combine(backbone, "backbone.fp16.onnx"), Path.Combine(backbone, "backbone.onnx"), pictures, onGpu, [1, 8, 32]);
        Case("face-blaze", Path.Combine(models, "face-blaze", "model.onnx"), null, [], onGpu, [1]);
        Case("face-dlib", Path.Combine(models, "face-dlib", "model.onnx"), null, [], onGpu, [1]);
        return 0;
    }

    private static void Case(string name, string file, string? reference, byte[] pictures, bool onGpu, int[] batches)
    {
        var half = reference is not null;
        (string Words, (string, string)[] Options)[] ways = half
            ? [("kernels by rule", [("cudnn_conv_algo_search", "HEURISTIC")]), ("kernels by trying", [("cudnn_conv_algo_search", "EXHAUSTIVE")])]
            : [
                ("kernels by rule", [("use_tf32", "0"), ("cudnn_conv_algo_search", "HEURISTIC")]),
                ("kernels by trying", [("use_tf32", "0"), ("cudnn_conv_algo_search", "EXHAUSTIVE")]),
                ("TF32, by rule", [("use_tf32", "1"), ("cudnn_conv_algo_search", "HEURISTIC")]),
                ("TF32, by trying", [("use_tf32", "1"), ("cudnn_conv_algo_search", "EXHAUSTIVE")]),
            ];
        foreach (var (words, options) in ways)
        {
            foreach (var batch in batches)
            {
                using var processor = Open(reference ?? file, batch, null);
                using var input = new Pictures(processor, batch, pictures);
                var expected = Run(processor, input);
                var opening = Stopwatch.StartNew();
                using var session = Open(file, batch, onGpu ? options : null);
                var outputs = Run(session, input);
                var opened = opening.Elapsed.TotalSeconds;
                var times = new List<double>();
                for (var i = 0; i < (onGpu ? Runs : 1); i++)
                {
                    var watch = Stopwatch.StartNew();
                    using (Results(session, input))
                        times.Add(watch.Elapsed.TotalMilliseconds);
                }

                using var again = Open(file, batch, onGpu ? options : null);
                var repeated = Run(again, input).Zip(outputs).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));
                times.Sort();
                Console.WriteLine($"{name,-18} batch {batch,2}  {words,-17}  {times[times.Count / 2] / batch,8:F3} ms a picture ({times[0] / batch:F3} to {times[^1] / batch:F3})  opened and run once in {opened,5:F1} s  {Difference(expected, outputs)}  opened again: {(repeated ? "the same bytes" : "other bytes")}");
            }
        }
    }

    private static InferenceSession Open(string file, int batch, (string Name, string Value)[]? cuda)
    {
        using var options = new SessionOptions { ExecutionMode = ExecutionMode.ORT_SEQUENTIAL, IntraOpNumThreads = cuda is null ? Environment.ProcessorCount : 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        options.AddSessionConfigEntry("session.use_deterministic_compute", "1");
        options.AddFreeDimensionOverrideByName("N", batch);
        if (cuda is not null)
        {
            using var provider = new OrtCUDAProviderOptions();
            provider.UpdateOptions(cuda.ToDictionary(option => option.Name, option => option.Value));
            options.AppendExecutionProvider_CUDA(provider);
        }

        return new InferenceSession(file, options);
    }

    private static List<float[]> Run(InferenceSession session, Pictures input)
    {
        using var results = Results(session, input);
        return [.. results.Select(result => result.GetTensorDataAsSpan<float>().ToArray())];
    }

    private static IDisposableReadOnlyCollection<OrtValue> Results(InferenceSession session, Pictures input)
    {
        using var run = new RunOptions();
        return session.Run(run, [input.Name], [input.Value], [.. session.OutputMetadata.Keys]);
    }

    private static string Difference(List<float[]> expected, List<float[]> actual)
    {
        var (worst, squares, all) = (0.0, 0.0, 0.0);
        foreach (var (right, seen) in expected.Zip(actual))
        {
            var largest = right.Max(Math.Abs);
            worst = Math.Max(worst, right.Zip(seen).Max(pair => Math.Abs((double)pair.First - pair.Second)) / largest);
            squares += right.Zip(seen).Sum(pair => Math.Pow((double)pair.First - pair.Second, 2));
            all += right.Sum(value => (double)value * value);
        }

        return $"from the processor: largest {worst:E1} of the largest value, root mean square {Math.Sqrt(squares / all):E1}";
    }

    /// <summary>A batch of pictures as a model takes it: frames of a film, or noise for the models of faces.</summary>
    private sealed class Pictures : IDisposable
    {
        public Pictures(InferenceSession session, int batch, byte[] pictures)
        {
            (Name, var input) = session.InputMetadata.Single();
            long[] shape = [.. input.Dimensions.Select(size => size > 0 ? (long)size : batch)];
            var count = (int)shape.Aggregate(1L, (product, size) => product * size);
            var random = new Random(1);
            Value = input.ElementType == typeof(byte)
                ? OrtValue.CreateTensorValueFromMemory(Enumerable.Range(0, count).Select(i => pictures.Length > 0 ? pictures[i % pictures.Length] : (byte)random.Next(256)).ToArray(), shape)
                : OrtValue.CreateTensorValueFromMemory(Enumerable.Range(0, count).Select(_ => random.NextSingle()).ToArray(), shape);
        }

        public string Name { get; }

        public OrtValue Value { get; }

        public void Dispose() => Value.Dispose();
    }
}
