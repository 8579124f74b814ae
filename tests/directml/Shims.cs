using System.Runtime.InteropServices;

namespace ScreenTime.Tests.DirectMl;

/// <summary>
/// What lets Microsoft's DirectML run where it was never meant to: two entries of function tables are replaced in this process, before the product's code begins. Neither
/// is part of the product.
/// </summary>
internal static unsafe partial class Shims
{
    private static delegate* unmanaged<uint, nint> s_getApi;
    private static uint s_newestApi;

    /// <summary>
    /// The DirectML-enabled onnxruntime.dll that can be had is one minor version older than the managed package, which refuses it for that: it is told that it has what it asks for. (The product
    /// as published has both of one version.)
    /// </summary>
    /// <param name="path">The library, in full.</param>
    /// <param name="newestApi">The newest version of the interface that it knows: its minor version.</param>
    public static void AcceptOlderRuntime(string path, uint newestApi)
    {
        var getBase = (delegate* unmanaged<nint*>)NativeLibrary.GetExport(NativeLibrary.Load(path), "OrtGetApiBase");
        s_newestApi = newestApi;
        s_getApi = (delegate* unmanaged<uint, nint>)Replace(getBase(), 0, (nint)(delegate* unmanaged<uint, nint>)&GetApi);
    }

    [UnmanagedCallersOnly]
    private static nint GetApi(uint version) => s_getApi(Math.Min(version, s_newestApi));

    /// <summary>wine's Direct3D does not know the question for vendors' own commands and fails at it; the answer is: there are none.</summary>
    /// <returns>Whether there is a Direct3D 12 device.</returns>
    public static bool AnswerMetaCommands()
    {
        // ID3D12Device5, and its method EnumerateMetaCommands: d3d12.h of the Windows SDK.
        var device5 = new Guid("8b4f173b-2fea-4b80-8f58-4307191ab95d");
        const int FeatureLevel11 = 0xb000, EnumerateMetaCommands = 59;
        if (D3D12CreateDevice(0, FeatureLevel11, in device5, out var device) < 0)
            return false;
        // The device stays: all devices share its table.
        Replace(*(nint**)device, EnumerateMetaCommands, (nint)(delegate* unmanaged<nint, uint*, void*, int>)&None);
        return true;
    }

    [UnmanagedCallersOnly]
    private static int None(nint device, uint* count, void* descriptions)
    {
        *count = 0;
        return 0;
    }

    private static nint Replace(nint* table, int slot, nint function)
    {
        const uint ReadWrite = 4;
        var before = table[slot];
        if (VirtualProtect(table + slot, (nuint)sizeof(nint), ReadWrite, out var old) == 0)
            throw new InvalidOperationException($"error {Marshal.GetLastPInvokeError()} at the table");
        table[slot] = function;
        _ = VirtualProtect(table + slot, (nuint)sizeof(nint), old, out _);
        return before;
    }

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial int VirtualProtect(void* address, nuint size, uint protection, out uint old);

    [LibraryImport("d3d12")]
    private static partial int D3D12CreateDevice(nint adapter, int featureLevel, in Guid id, out nint device);
}
