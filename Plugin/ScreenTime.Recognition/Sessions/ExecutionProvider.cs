using System.Globalization;
using ScreenTime.Sdk;

namespace ScreenTime.Recognition.Sessions;

/// <summary>One of ONNX Runtime's execution providers on one device.</summary>
/// <param name="Kind">Any but <see cref="DeviceKind.Auto"/>.</param>
/// <param name="Index">The device's index; 0 on the CPU.</param>
internal readonly record struct ExecutionProvider(DeviceKind Kind, int Index)
{
    public static ExecutionProvider Cpu => new(DeviceKind.Cpu, 0);

    public bool IsCpu => Kind == DeviceKind.Cpu;

    /// <summary>As results and the host's gate name it: <c>cpu</c>, <c>directml:0</c>, <c>cuda:1</c>.</summary>
    public string Name => Kind switch
    {
        DeviceKind.DirectMl => string.Create(CultureInfo.InvariantCulture, $"directml:{Index}"),
        DeviceKind.Cuda => string.Create(CultureInfo.InvariantCulture, $"cuda:{Index}"),
        _ => "cpu",
    };

    /// <summary>What ONNX Runtime calls it.</summary>
    public string RuntimeName => Kind switch
    {
        DeviceKind.DirectMl => "DmlExecutionProvider",
        DeviceKind.Cuda => "CUDAExecutionProvider",
        _ => "CPUExecutionProvider",
    };
}
