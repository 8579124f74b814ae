namespace ScreenTime.ModelConverter.Precision;

/// <summary>A backbone in another precision than the 32 bits that it is made in.</summary>
/// <param name="Precision"><c>fp16</c> or <c>int8</c>, as <c>--precision</c> takes it.</param>
/// <param name="Model">Its ONNX file.</param>
internal sealed record ReducedModel(string Precision, byte[] Model)
{
    /// <summary>Goes up with every change that gives other bytes from the same backbone.</summary>
    public const int ConverterVersion = 2;

    /// <summary>What the file is called.</summary>
    public string File => $"{Path.GetFileNameWithoutExtension(ModelDescription.ModelFile)}.{Precision}.onnx";

    /// <summary>The precisions that a backbone is made in: 8 bits only where the ranges of its tensors were measured.</summary>
    public static IReadOnlyList<string> PrecisionsOf(string backbone) => ActivationRanges.Of(backbone) is null ? ["fp16"] : ["fp16", "int8"];

    /// <summary>A backbone in each of its other precisions.</summary>
    public static IReadOnlyList<ReducedModel> Of(string backbone, byte[] model) =>
        ActivationRanges.Of(backbone) is { } ranges ? [new("fp16", HalfPrecision.Of(model)), new("int8", EightBits.Of(model, ranges))] : [new("fp16", HalfPrecision.Of(model))];
}
