using System.Globalization;

namespace ScreenTime.Sdk;

/// <summary>The kinds of device that <c>--device</c> names.</summary>
public enum DeviceKind
{
    /// <summary>The best that works on this machine.</summary>
    Auto,

    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>A GPU through DirectML (Windows).</summary>
    DirectMl,

    /// <summary>An NVIDIA GPU through CUDA (Linux).</summary>
    Cuda,
}

/// <summary>The numbers in which a recogniser's backbone computes.</summary>
public enum Precision
{
    /// <summary>32-bit floating point: what figures to be reported are measured with.</summary>
    Full,

    /// <summary>16-bit floating point, on a GPU.</summary>
    Half,

    /// <summary>8-bit integers, on the processor: faster, and a few answers differ.</summary>
    EightBits,
}

/// <summary>The names of precisions, as the command line and results have them.</summary>
public static class PrecisionNames
{
    /// <summary><c>fp32</c>, <c>fp16</c> or <c>int8</c>.</summary>
    public static string Name(this Precision precision) => precision switch { Precision.Half => "fp16", Precision.EightBits => "int8", _ => "fp32" };

    /// <summary>Reads what <see cref="Name"/> gives.</summary>
    public static Precision? Parse(string text)
    {
        foreach (var precision in Enum.GetValues<Precision>())
            if (precision.Name() == text)
                return precision;
        return null;
    }
}

/// <summary>The device that the user asked for.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Index">Which of them, as the system counts; null for the one that the provider prefers.</param>
public sealed record DeviceRequest(DeviceKind Kind, int? Index = null)
{
    /// <summary>The numbers to compute in. Which of them goes with which kind of device, <see cref="Fits"/> says.</summary>
    public Precision Precision { get; init; }

    /// <summary>Whether devices of a kind compute in a precision: 8-bit integers are for the processor, 16-bit numbers for GPUs.</summary>
    public static bool Fits(DeviceKind kind, Precision precision) => precision switch
    {
        Precision.EightBits => kind is DeviceKind.Auto or DeviceKind.Cpu,
        Precision.Half => kind != DeviceKind.Cpu,
        _ => true,
    };

    /// <summary>Reads <c>auto</c>, <c>cpu</c>, <c>directml</c>, <c>directml:1</c>, <c>cuda</c>, <c>cuda:0</c>.</summary>
    public static bool TryParse(string text, out DeviceRequest request)
    {
        request = new DeviceRequest(DeviceKind.Auto);
        var parts = text.Split(':');
        DeviceKind? kind = parts[0] switch
        {
            "auto" => DeviceKind.Auto,
            "cpu" => DeviceKind.Cpu,
            "directml" => DeviceKind.DirectMl,
            "cuda" => DeviceKind.Cuda,
            _ => null,
        };
        if (kind is null || parts.Length > 2)
            return false;
        if (parts.Length == 1)
        {
            request = new DeviceRequest(kind.Value);
            return true;
        }

        if (kind is DeviceKind.Auto or DeviceKind.Cpu
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index > 63)
            return false;
        request = new DeviceRequest(kind.Value, index);
        return true;
    }

    /// <summary>The device as it is written on the command line.</summary>
    public override string ToString()
    {
        var name = Kind switch { DeviceKind.Cpu => "cpu", DeviceKind.DirectMl => "directml", DeviceKind.Cuda => "cuda", _ => "auto" };
        return Index is { } index ? string.Create(CultureInfo.InvariantCulture, $"{name}:{index}") : name;
    }
}

/// <summary>Where a recogniser runs, and why.</summary>
/// <param name="Requested">What was asked for, as on the command line.</param>
/// <param name="Provider">The execution provider that runs: <c>cpu</c>, <c>directml:0</c>, <c>cuda:0</c>.</param>
/// <param name="Reason">Why this one, in a sentence.</param>
/// <param name="RuntimeVersion">The version of ONNX Runtime.</param>
/// <param name="Precision"><c>fp32</c>, <c>fp16</c> or <c>int8</c>.</param>
/// <param name="ParityDifference">The largest difference from the CPU's output in 32 bits, at warm-up; null where it is this that runs.</param>
public sealed record DeviceReport(
    string Requested, string Provider, string Reason, string RuntimeVersion, string Precision, double? ParityDifference);

/// <summary>Lets one inference at a time run on a GPU, across the whole process.</summary>
public interface IDeviceGate
{
    /// <summary>Waits until the device is free; disposing the result frees it.</summary>
    /// <param name="device">The provider with its index, such as <c>directml:0</c>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    ValueTask<IDisposable> EnterAsync(string device, CancellationToken cancellationToken);
}

/// <summary>A GPU that a recogniser could run on.</summary>
/// <param name="Id">As <c>--device</c> takes it: <c>directml:1</c>.</param>
/// <param name="Name">What its maker calls it.</param>
/// <param name="DedicatedBytes">Memory of its own, in bytes.</param>
/// <param name="IsPreferred">Whether <c>--device auto</c> tries it.</param>
public sealed record GpuDevice(string Id, string Name, long DedicatedBytes, bool IsPreferred)
{
    /// <summary>What keeps this build from using it, and what to do, in a sentence without its end; null where nothing does.</summary>
    public string? Obstacle { get; init; }
}
