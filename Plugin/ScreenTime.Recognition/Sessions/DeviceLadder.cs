using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using ScreenTime.Sdk;

namespace ScreenTime.Recognition.Sessions;

/// <summary>
/// Finds the execution provider that works: tries what was asked for, compares its output with the CPU's, and steps down to the CPU with a
/// sentence that says why.
/// </summary>
internal static class DeviceLadder
{
    /// <summary>
    /// How far a provider may be from the CPU, as a share of the largest magnitude of an output: half precision and TF32 stay below it, a software Direct3D
    /// that returns garbage without an error does not.
    /// </summary>
    public const double Tolerance = 0.01;

    /// <summary>The same for a model in half precision.</summary>
    public const double HalfTolerance = 0.03;

    /// <summary>
    /// The same for a model in 8 bits: what a healthy one keeps well below on the test picture, and one whose sums overflow, as on processors that add 16 bits at a time, does not.
    /// </summary>
    public const double ByteTolerance = 0.25;

    /// <summary>Opens models on the best provider, in the precision that was asked for.</summary>
    /// <param name="request">What the user asked for.</param>
    /// <param name="available">ONNX Runtime's names of the providers that this build carries.</param>
    /// <param name="runtimeVersion">ONNX Runtime's version, for the report.</param>
    /// <param name="open">Opens the models on a provider, in a precision.</param>
    /// <param name="warmUp">Runs them once on a fixed input and returns every output.</param>
    public static async Task<(T Models, DeviceReport Report)> ClimbAsync<T>(
        DeviceRequest request,
        IReadOnlyCollection<string> available,
        string runtimeVersion,
        Func<ExecutionProvider, Precision, T> open,
        Func<T, Task<IReadOnlyList<float[]>>> warmUp)
        where T : IDisposable
    {
        var cpu = open(ExecutionProvider.Cpu, Precision.Full);
        var keepCpu = true;
        // Only where there is something to compare with; on a thread of its own, since a GPU and its libraries take longer to open.
        Task<IReadOnlyList<float[]>>? comparing = null;
        Task<IReadOnlyList<float[]>> Expected() => comparing ??= Task.Run(() => warmUp(cpu));
        try
        {
            if (request.Precision == Precision.EightBits)
            {
                var (bytes, apart, fault) = await TryAsync(ExecutionProvider.Cpu, Precision.EightBits, Expected(), open, warmUp).ConfigureAwait(false);
                keepCpu = false;
                return bytes is not null
                    ? (bytes, Report(ExecutionProvider.Cpu, "8-bit numbers were asked for, which are the processor's", apart))
                    : throw new UserException(ExitCode.ComponentMissing, $"--precision int8 cannot be used on this processor ({fault}); leave it out");
            }

            if (request.Kind == DeviceKind.Cpu)
                return (cpu, Report(ExecutionProvider.Cpu, "the processor was asked for", null));
            var reasons = new List<string>();
            foreach (var provider in Candidates(request))
            {
                if (!available.Contains(provider.RuntimeName))
                {
                    // Only worth a word to the one who asked: with auto every build lacks something.
                    if (request.Kind != DeviceKind.Auto)
                        reasons.Add($"{provider.Name} is not part of this build");
                    continue;
                }

                var (models, difference, reason) = await TryAsync(provider, request.Precision, Expected(), open, warmUp).ConfigureAwait(false);
                if (models is null)
                {
                    reasons.Add(reason);
                    continue;
                }

                keepCpu = false;
                var name = provider.Kind == DeviceKind.DirectMl ? GraphicsAdapters.Describe(provider.Index) : CudaDevices.Describe(provider.Index);
                var named = name.Length > 0 ? $" ({name})" : "";
                return (models, Report(provider, (request.Kind == DeviceKind.Auto ? $"{provider.Name} works and agrees with the processor" : reason) + named, difference));
            }

            if (request.Precision == Precision.Half)
            {
                throw new UserException(
                    ExitCode.ComponentMissing,
                    $"--precision fp16 is for a GPU, and none can be used ({(reasons.Count > 0 ? string.Join("; ", reasons) : "this build carries no GPU provider")}); leave it out to run on the processor");
            }

            var why = reasons.Count > 0 ? $"the processor runs instead: {string.Join("; ", reasons)}" : "this build carries no GPU provider";
            return (cpu, Report(ExecutionProvider.Cpu, why, null));
        }
        catch
        {
            keepCpu = false;
            throw;
        }
        finally
        {
            if (comparing is not null)
                await ((Task)comparing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!keepCpu)
                cpu.Dispose();
        }

        DeviceReport Report(ExecutionProvider provider, string reason, double? difference) =>
            new(request.ToString(), provider.Name, reason, runtimeVersion, request.Precision.Name(), difference);
    }

    private static IEnumerable<ExecutionProvider> Candidates(DeviceRequest request) => request.Kind == DeviceKind.Auto
        ? [new(DeviceKind.DirectMl, GraphicsAdapters.Preferred), new(DeviceKind.Cuda, 0)]
        : [new(request.Kind, request.Index ?? (request.Kind == DeviceKind.DirectMl ? GraphicsAdapters.Preferred : 0))];

    private static async Task<(T? Models, double? Difference, string Reason)> TryAsync<T>(
        ExecutionProvider provider, Precision precision, Task<IReadOnlyList<float[]>> expecting, Func<ExecutionProvider, Precision, T> open, Func<T, Task<IReadOnlyList<float[]>>> warmUp)
        where T : IDisposable
    {
        T? models = default;
        IReadOnlyList<float[]> actual;
        try
        {
            models = open(provider, precision);
            actual = await warmUp(models).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OnnxRuntimeException or EntryPointNotFoundException or DllNotFoundException or SEHException
            or TypeInitializationException or BadImageFormatException)
        {
            models?.Dispose();
            var needs = provider.Kind == DeviceKind.Cuda ? "; it needs NVIDIA's driver, CUDA 13 and cuDNN 9, where the system finds their libraries: docs/gpu.md" : "";
            return (default, null, $"{provider.Name} does not work here ({InShort(e.Message)}{needs})");
        }

        var keep = false;
        try
        {
            (var difference, keep) = Compare(await expecting.ConfigureAwait(false), actual, precision);
            return keep
                ? (models, difference, $"{provider.Name} was asked for and agrees with the processor")
                : (default, null, string.Create(
                    CultureInfo.InvariantCulture, $"{provider.Name} gave other results than {(provider.IsCpu ? "32-bit numbers" : "the processor")} (difference {difference:G3})"));
        }
        finally
        {
            if (!keep)
                models.Dispose();
        }
    }

    // What ONNX Runtime says begins with where in its sources it says it.
    private static string InShort(string message)
    {
        const string Last = " with error: ";
        var line = message.ReplaceLineEndings("\n").Split('\n')[0].TrimEnd('.');
        return line.LastIndexOf(Last, StringComparison.Ordinal) is >= 0 and var at ? line[(at + Last.Length)..] : line;
    }

    private static (double Difference, bool Agrees) Compare(IReadOnlyList<float[]> expected, IReadOnlyList<float[]> actual, Precision precision)
    {
        // With fewer bits small outputs are as far off as large ones: a probability is held against 1, not against itself.
        var (tolerance, smallest) = precision switch { Precision.Half => (HalfTolerance, 1), Precision.EightBits => (ByteTolerance, 1), _ => (Tolerance, 1e-3) };
        var (largest, agrees) = (0.0, expected.Count == actual.Count);
        for (var i = 0; agrees && i < expected.Count; i++)
        {
            if (expected[i].Length != actual[i].Length)
                return (double.PositiveInfinity, false);
            double difference = 0, magnitude = 0;
            for (var k = 0; k < expected[i].Length; k++)
            {
                // A NaN must not slip through Math.Max unseen: it makes the difference infinite.
                var d = Math.Abs((double)expected[i][k] - actual[i][k]);
                difference = Math.Max(difference, double.IsNaN(d) ? double.PositiveInfinity : d);
                magnitude = Math.Max(magnitude, Math.Abs(expected[i][k]));
            }

            largest = Math.Max(largest, difference);
            agrees = difference <= tolerance * Math.Max(magnitude, smallest);
        }

        return (largest, agrees);
    }
}
