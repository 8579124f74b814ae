namespace ScreenTime.ModelConverter;

/// <summary>
/// What a layer puts out, as [N, channels, rows, columns] in the ONNX graph. <see cref="Pending"/> is what the next layer must
/// still do to it.
/// </summary>
internal sealed record FeatureMap(string Tensor, int Channels, Axis Rows, Axis Columns)
{
    /// <summary>The convolution that puts it out, while batch normalisation may still be folded into it.</summary>
    public Convolution? Source { get; init; }

    public Pending Pending { get; init; } = Pending.Nothing;
}

/// <summary>Work that a convolution takes over from the layers before it: a factor on every value, zeros around the picture.</summary>
internal sealed record Pending(double Factor, Padding Rows, Padding Columns)
{
    public static Pending Nothing { get; } = new(1, default, default);
}
