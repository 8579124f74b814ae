using System.Runtime.Intrinsics.X86;

namespace ScreenTime.Recognition.Sessions;

/// <summary>How the processor multiplies bytes.</summary>
internal static class ByteProducts
{
    /// <summary>
    /// Whether ONNX Runtime's quick way of adding up products of bytes would overflow here: x64 processors without VNNI (AVX-512's, bit 11 of ECX in leaf 7, or AVX's own, bit 4 of EAX in its
    /// first subleaf: Intel's Software Developer's Manual, CPUID) add pairs of them in 16 bits.
    /// </summary>
    public static bool Overflow { get; } = X86Base.IsSupported
        && !(X86Base.CpuId(0, 0).Eax >= 7 && ((X86Base.CpuId(7, 0).Ecx & (1 << 11)) != 0 || (X86Base.CpuId(7, 1).Eax & (1 << 4)) != 0));
}
