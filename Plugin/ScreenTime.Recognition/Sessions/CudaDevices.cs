using System.Runtime.InteropServices;
using System.Text;

namespace ScreenTime.Recognition.Sessions;

/// <summary>An NVIDIA GPU as CUDA counts it.</summary>
/// <param name="Index">The number that <c>--device cuda:n</c> takes: the fastest is 0, unless CUDA_VISIBLE_DEVICES says otherwise.</param>
/// <param name="Name">What its maker calls it.</param>
/// <param name="DedicatedBytes">Memory of its own.</param>
internal sealed record CudaDevice(int Index, string Name, long DedicatedBytes);

/// <summary>The NVIDIA GPUs of this machine, asked of their driver (CUDA's driver interface, cuda.h), which is there whether or not this build can use them.</summary>
internal static unsafe class CudaDevices
{
    private const int MostDevices = 64;
    private static readonly Lazy<IReadOnlyList<CudaDevice>> s_all = new(Find);

    /// <summary>All that this process may use; none without NVIDIA's driver.</summary>
    public static IReadOnlyList<CudaDevice> All => s_all.Value;

    /// <summary>One's name and memory for a sentence; empty where it is not known.</summary>
    public static string Describe(int index) =>
        All.FirstOrDefault(device => device.Index == index) is { } device ? GraphicsAdapters.Describe(device.Name, device.DedicatedBytes) : "";

    private static IReadOnlyList<CudaDevice> Find()
    {
        var devices = new List<CudaDevice>();
        // The driver stays loaded: CUDA uses the same.
        if (!NativeLibrary.TryLoad(OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1", out var driver)
            || !NativeLibrary.TryGetExport(driver, "cuInit", out var init)
            || !NativeLibrary.TryGetExport(driver, "cuDeviceGetCount", out var getCount)
            || !NativeLibrary.TryGetExport(driver, "cuDeviceGet", out var get)
            || !NativeLibrary.TryGetExport(driver, "cuDeviceGetName", out var getName)
            || !NativeLibrary.TryGetExport(driver, "cuDeviceTotalMem_v2", out var getMemory))
            return devices;
        int count;
        if (((delegate* unmanaged<uint, int>)init)(0) != 0 || ((delegate* unmanaged<int*, int>)getCount)(&count) != 0)
            return devices;
        const int NameBytes = 256;
        var name = stackalloc byte[NameBytes];
        for (var i = 0; i < Math.Min(count, MostDevices); i++)
        {
            int device;
            nuint bytes;
            if (((delegate* unmanaged<int*, int, int>)get)(&device, i) == 0
                && ((delegate* unmanaged<byte*, int, int, int>)getName)(name, NameBytes, device) == 0
                && ((delegate* unmanaged<nuint*, int, int>)getMemory)(&bytes, device) == 0)
            {
                var text = new ReadOnlySpan<byte>(name, NameBytes);
                var end = text.IndexOf((byte)0);
                devices.Add(new CudaDevice(i, Encoding.UTF8.GetString(end < 0 ? text : text[..end]).Trim(), (long)bytes));
            }
        }

        return devices;
    }
}
