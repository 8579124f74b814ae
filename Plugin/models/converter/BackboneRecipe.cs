namespace ScreenTime.ModelConverter;

/// <summary>What to take from which packages to make a backbone: frames in, feature maps of some stages out.</summary>
/// <param name="Id">The backbone's name, and its folder's.</param>
/// <param name="Package">The npm package.</param>
/// <param name="Subfolder">The folder of the model in the package.</param>
/// <param name="PixelFactor">What the model wants a pixel's value (0–255) multiplied with.</param>
/// <param name="Outputs">The layers wanted (each the last of its stage) and the names of their outputs, in the outputs' order.</param>
/// <param name="Beside">A second network that sees the same frames, in the same graph; null: none.</param>
internal sealed record BackboneRecipe(
    string Id, string Package, string Subfolder, double PixelFactor, IReadOnlyDictionary<string, string> Outputs, OnnxRecipe? Beside = null)
{
    /// <summary>The output whose cells tell more by how much they hold than by its mix alone, so that bringing them to equal length loses (docs/recognition.md); null: none.</summary>
    public string? AsIs { get; init; }

    /// <summary>All backbones that can be made, the default one first. Classifier layers after the last feature map are dropped.</summary>
    public static IReadOnlyList<BackboneRecipe> All { get; } =
    [
        // The package divides pixels by 255 (its core.js, normalizationOffset). Of Inception's feature maps, mixed8 told characters apart best. ResNet's, taken at
        // half the stride and averaged, know them better still inside a title, and the two err on different frames (docs/recognition.md).
        new("inception-v3-resnet-18", "nsfwjs", "dist/models/inception_v3", 1 / 255.0, new OrderedDictionary<string, string>
        {
            ["mixed8"] = "stage32",
        }, OnnxRecipe.ResNet18) { AsIs = "stage32" },
        new("mobilenet-v2", "nsfwjs", "dist/models/mobilenet_v2", 1 / 255.0, new OrderedDictionary<string, string>
        {
            ["block_13_expand_relu"] = "stage16",
            ["out_relu"] = "stage32",
        }),
    ];
}

/// <summary>A network that a NuGet package ships as an ONNX file.</summary>
/// <param name="Package">The package, in lower case.</param>
/// <param name="Version">Its version; the converter's project restores it.</param>
/// <param name="Path">The file in the package.</param>
/// <param name="Sha256">The file's hash: no other is converted.</param>
/// <param name="Licence">SPDX expression of its licence.</param>
/// <param name="BgrMean">What it wants subtracted from a pixel's blue, green and red value (0–255).</param>
/// <param name="Outputs">The tensors wanted and the names of their outputs.</param>
/// <param name="Averaged">Of how many cells each way an output's cells are the mean.</param>
internal sealed record OnnxRecipe(
    string Package, string Version, string Path, string Sha256, string Licence, IReadOnlyList<float> BgrMean, IReadOnlyDictionary<string, string> Outputs,
    int Averaged)
{
    /// <summary>
    /// ResNet-18, trained on ImageNet with CNTK, as ML.NET ships it. The package subtracts a mean picture from blue, green and red; ours are the means that
    /// pictures of ImageNet have, which is what it is up to ten values at its corners, and fits frames of any size.
    /// </summary>
    public static OnnxRecipe ResNet18 { get; } = new(
        "microsoft.ml.dnnimagefeaturizer.resnet18", "0.23.1", "tools/DnnImageModels/ResNet18Onnx/ResNet18.onnx",
        "e2552f19db2dfdb01b3669537b6a0f1b44da38d18279535492ed5dfc2ef1ff8f", "MIT", [103.94f, 116.78f, 123.68f],
        new OrderedDictionary<string, string> { ["ReLU347_Output_0"] = "resnet32" }, 2);
}
