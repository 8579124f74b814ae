namespace ScreenTime.ModelConverter;

/// <summary>What to take from which package to make a backbone: frames in, feature maps of some stages out.</summary>
/// <param name="Id">The backbone's name, and its folder's.</param>
/// <param name="Package">The npm package.</param>
/// <param name="Subfolder">The folder of the model in the package.</param>
/// <param name="PixelFactor">What the model wants a pixel's value (0–255) multiplied with.</param>
/// <param name="Outputs">The layers wanted (each the last of its stage) and the names of their outputs, in the outputs' order.</param>
internal sealed record BackboneRecipe(
    string Id, string Package, string Subfolder, double PixelFactor, IReadOnlyDictionary<string, string> Outputs)
{
    /// <summary>All backbones that can be made, the default one first. Classifier layers after the last feature map are dropped.</summary>
    public static IReadOnlyList<BackboneRecipe> All { get; } =
    [
        // The package divides pixels by 255 (its core.js, normalizationOffset). Of the feature maps, mixed8 told characters apart best, alone
        // and with others (docs/recognition.md).
        new("inception-v3", "nsfwjs", "dist/models/inception_v3", 1 / 255.0, new OrderedDictionary<string, string>
        {
            ["mixed8"] = "stage32",
        }),
        new("mobilenet-v2", "nsfwjs", "dist/models/mobilenet_v2", 1 / 255.0, new OrderedDictionary<string, string>
        {
            ["block_13_expand_relu"] = "stage16",
            ["out_relu"] = "stage32",
        }),
    ];
}
