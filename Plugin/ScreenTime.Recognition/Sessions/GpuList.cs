using ScreenTime.Sdk;

namespace ScreenTime.Recognition.Sessions;

/// <summary>The GPUs of this machine, with what keeps this build from using them: each flavour of ONNX Runtime knows one way to them or none.</summary>
internal static class GpuList
{
    /// <summary>The GPUs of this machine.</summary>
    /// <param name="available">ONNX Runtime's names of the providers that this build carries.</param>
    public static IReadOnlyList<GpuDevice> Find(IReadOnlyCollection<string> available) => Of(available, GraphicsAdapters.All, GraphicsAdapters.Preferred, CudaDevices.All);

    /// <summary>The list for what was found.</summary>
    /// <param name="available">ONNX Runtime's names of the providers that this build carries.</param>
    /// <param name="adapters">What Windows lists.</param>
    /// <param name="preferred">The number of the one of them that is taken when none was asked for.</param>
    /// <param name="cudaDevices">What NVIDIA's driver lists.</param>
    internal static IReadOnlyList<GpuDevice> Of(
        IReadOnlyCollection<string> available, IReadOnlyList<GraphicsAdapter> adapters, int preferred, IReadOnlyList<CudaDevice> cudaDevices)
    {
        var (directMl, cuda) = (Carries(DeviceKind.DirectMl), Carries(DeviceKind.Cuda));
        var gpus = new List<GpuDevice>();
        // A card that Windows and NVIDIA's driver both list is named once, by the way that this build has, or would have, to it.
        if (!cuda || directMl)
        {
            foreach (var adapter in adapters.Where(adapter => !adapter.IsSoftware))
                gpus.Add(new GpuDevice(new ExecutionProvider(DeviceKind.DirectMl, adapter.Index).Name, adapter.Name, adapter.DedicatedBytes, adapter.Index == preferred)
                {
                    Obstacle = directMl ? null : "this build has no DirectML; './publish.sh win-x64', where its package can be had, makes one that has (docs/install.md)",
                });
        }

        if (gpus.Count == 0)
        {
            foreach (var device in cudaDevices)
                gpus.Add(new GpuDevice(new ExecutionProvider(DeviceKind.Cuda, device.Index).Name, device.Name, device.DedicatedBytes, device.Index == 0)
                {
                    Obstacle = cuda ? null : "this build has no CUDA; './publish.sh linux-x64 --flavor cuda' makes one that has (docs/gpu.md)",
                });
        }

        return gpus;

        bool Carries(DeviceKind kind) => available.Contains(new ExecutionProvider(kind, 0).RuntimeName);
    }
}
