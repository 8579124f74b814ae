using System.Text.Json;

namespace ScreenTime.ModelConverter.Precision;

/// <summary>
/// Between what values each tensor of a backbone lies: what its 8-bit version needs to know. Measured once on pictures (tests/benchmarks/recognition, part <c>ranges</c>) and kept
/// as a file in this assembly, so that models are made without running any, and to the same bytes on every machine.
/// </summary>
internal static class ActivationRanges
{
    /// <summary>The ranges of a backbone's tensors by name; null where nobody measured them.</summary>
    public static IReadOnlyDictionary<string, ValueRange>? Of(string backbone)
    {
        using var stream = typeof(ActivationRanges).Assembly.GetManifestResourceStream($"{backbone}.ranges.json");
        return stream is null ? null : Read(stream);
    }

    /// <summary>Reads <c>{ "tensor": [lowest, highest], … }</c>.</summary>
    internal static IReadOnlyDictionary<string, ValueRange> Read(Stream stream) =>
        JsonSerializer.Deserialize<Dictionary<string, float[]>>(stream)!
            .ToDictionary(pair => pair.Key, pair => new ValueRange(pair.Value[0], pair.Value[1]), StringComparer.Ordinal);
}

/// <summary>Between what values a tensor lies.</summary>
internal readonly record struct ValueRange(float Low, float High)
{
    /// <summary>
    /// The step and the code of zero with which bytes cover the range. Zero has a code of its own, since paddings and rectifiers give it: a range that leaves it out is widened.
    /// </summary>
    public (float Scale, byte Zero) Codes()
    {
        var (low, high) = (Math.Min(Low, 0), Math.Max(High, 0));
        var scale = high > low ? (high - low) / byte.MaxValue : 1;
        return (scale, (byte)Math.Clamp(MathF.Round(-low / scale), 0, byte.MaxValue));
    }
}
