using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.OnnxRuntime;

namespace ScreenTime.Benchmarks.Performance;

/// <summary>What no program that does the work can go below: ffmpeg alone, and ONNX Runtime alone.</summary>
internal static class Floors
{
    /// <summary>ffmpeg decodes a film and scales chosen frames as the backbone takes them; nobody reads them.</summary>
    public static async Task<double> DecodingAsync(IReadOnlyList<string> input, IReadOnlyList<int> frames, string folder)
    {
        var graph = new StringBuilder("select='");
        Choose(graph, frames, 0, frames.Count);
        graph.Append("',scale=448:252:flags=bicubic+accurate_rnd+full_chroma_int+full_chroma_inp+bitexact,format=gbrp,format=rgb24,pad=448:256:0:2:black");
        var script = Path.Combine(folder, "floor.filters");
        await File.WriteAllTextAsync(script, graph.ToString());
        // As the product starts it, which is the quickest way on the processors that were tried.
        string[] scaler = RuntimeInformation.OSArchitecture is Architecture.X64 ? ["-cpuflags", "+slowgather"] : [];
        return (await Work.FfmpegAsync([.. scaler, "-threads", "16", .. input, "-an", "-filter_script:v", script, "-fps_mode", "passthrough", "-f", "rawvideo", "/dev/null"])).Cpu;
    }

    /// <summary>ONNX Runtime describes as many frames, in a process of its own; loading is not counted.</summary>
    public static async Task<double> InferenceAsync(Work work, int frames) => double.Parse(
        (await Measured.RunAsync(["dotnet", Environment.GetCommandLineArgs()[0], "inference", work.Backbone, frames.ToString(CultureInfo.InvariantCulture)],
            new Dictionary<string, string> { ["ORT_DISABLE_TELEMETRY"] = "1" })).Output, CultureInfo.InvariantCulture);

    /// <summary>The process of <see cref="InferenceAsync"/>: as many runs side by side as there are cores, one thread and one frame each, as the product has them.</summary>
    public static void Infer(string model, int frames)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, ExecutionMode = ExecutionMode.ORT_SEQUENTIAL };
        options.AddSessionConfigEntry("session.use_deterministic_compute", "1");
        using var session = new InferenceSession(model, options);
        var (name, input) = session.InputMetadata.Single();
        long[] shape = [1, input.Dimensions[1], input.Dimensions[2], input.Dimensions[3]];
        var pixels = new byte[shape[1] * shape[2] * shape[3]];
        new Random(1).NextBytes(pixels);
        using var run = new RunOptions();
        string[] outputs = [.. session.OutputMetadata.Keys];
        Run(0);
        var before = Environment.CpuUsage.TotalTime;
        Parallel.For(0, frames, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, Run);
        Console.WriteLine((Environment.CpuUsage.TotalTime - before).TotalSeconds.ToString(CultureInfo.InvariantCulture));

        void Run(int frame)
        {
            using var value = OrtValue.CreateTensorValueFromMemory(pixels, shape);
            using var results = session.Run(run, [name], [value], outputs);
        }
    }

    // A search tree, so that many frames cost a few comparisons each.
    private static void Choose(StringBuilder text, IReadOnlyList<int> frames, int from, int to)
    {
        if (to - from == 1)
        {
            text.Append(CultureInfo.InvariantCulture, $"eq(n,{frames[from]})");
            return;
        }

        var middle = (from + to) / 2;
        text.Append(CultureInfo.InvariantCulture, $"if(lt(n,{frames[middle]}),");
        Choose(text, frames, from, middle);
        text.Append(',');
        Choose(text, frames, middle, to);
        text.Append(')');
    }
}
