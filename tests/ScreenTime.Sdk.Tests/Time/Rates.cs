using CsCheck;

namespace ScreenTime.Sdk.Tests.Time;

/// <summary>The frame rates that editors and cameras use.</summary>
internal static class Rates
{
    public static readonly FrameRate[] All =
    [
        new(24000, 1001), new(24, 1), new(25, 1), new(30000, 1001), new(30, 1), new(48000, 1001), new(48, 1), new(50, 1),
        new(60000, 1001), new(60, 1), new(100, 1), new(120000, 1001), new(120, 1), new(15, 1), new(12, 1),
    ];

    /// <summary>One of them.</summary>
    public static readonly Gen<FrameRate> Any = Gen.Int[0, All.Length - 1].Select(i => All[i]);
}
