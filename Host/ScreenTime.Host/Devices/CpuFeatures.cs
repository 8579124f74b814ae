using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace ScreenTime.Host.Devices;

/// <summary>The processor's vector instruction sets: the last digits of a probability depend on them.</summary>
public static class CpuFeatures
{
    /// <summary>Architecture and instruction sets, such as <c>x64 avx2 fma avx512f</c>.</summary>
    public static string Describe()
    {
        var names = new List<string> { RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant() };
        void Add(bool supported, string name)
        {
            if (supported)
                names.Add(name);
        }

        Add(Sse41.IsSupported, "sse4.1");
        Add(Avx.IsSupported, "avx");
        Add(Avx2.IsSupported, "avx2");
        Add(Fma.IsSupported, "fma");
        Add(Avx512F.IsSupported, "avx512f");
        Add(AdvSimd.IsSupported, "neon");
        Add(Dp.IsSupported, "dotprod");
        return string.Join(' ', names);
    }
}
