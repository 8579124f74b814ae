using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using ScreenTime.ModelConverter.Npm;
using ScreenTime.ModelConverter.Precision;

namespace ScreenTime.ModelConverter;

/// <summary>The <c>model.json</c> beside a backbone: what the file is, what it takes and gives, where it is from. README.md describes it.</summary>
internal static class ModelDescription
{
    public const string FileName = "model.json";
    public const string ModelFile = "backbone.onnx";
    public const string LicenceFile = "LICENSE.txt";

    internal static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    public static string Write(
        BackboneRecipe recipe, NpmPackage package, int width, int height, byte[] model, IReadOnlyList<ReducedModel> reduced, IReadOnlyDictionary<string, FeatureMap> outputs)
    {
        var layers = recipe.Outputs.Concat(recipe.Beside?.Outputs ?? new Dictionary<string, string>()).ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);
        var description = new JsonObject
        {
            ["format"] = 1,
            ["id"] = recipe.Id,
            ["kind"] = "backbone",
            ["file"] = ModelFile,
            ["bytes"] = model.Length,
            ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(model)),
            ["licence"] = LicenceOf(recipe, package),
            ["licenceFile"] = LicenceFile,
            ["source"] = new JsonObject
            {
                ["registry"] = "npm",
                ["package"] = package.Name,
                ["version"] = package.Version,
                ["path"] = recipe.Subfolder,
                ["converter"] = ModelPreparation.ConverterVersion,
            },
            // The scaling is what the caller must do to a pixel before it goes in, (value - mean) / std: nothing, since the graph does it.
            ["input"] = new JsonObject
            {
                ["name"] = KerasToOnnx.Input,
                ["type"] = "uint8",
                ["layout"] = "NHWC",
                ["shape"] = new JsonArray(KerasToOnnx.Batch, height, width, 3),
                ["colourOrder"] = "RGB",
                ["range"] = new JsonArray(0, 255),
                ["mean"] = new JsonArray(0, 0, 0),
                ["std"] = new JsonArray(1, 1, 1),
            },
            ["outputs"] = new JsonArray([.. outputs.Select(output => Output(output.Key, layers[output.Key], output.Value, output.Key != recipe.AsIs))]),
            ["preprocessing"] = ModelPreparation.Preprocessing,
            ["precisions"] = new JsonObject(reduced.Select(version => KeyValuePair.Create<string, JsonNode?>(version.Precision, new JsonObject
            {
                ["file"] = version.File,
                ["bytes"] = version.Model.Length,
                ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(version.Model)),
                ["converter"] = ReducedModel.ConverterVersion,
            }))),
        };
        if (recipe.Beside is { } second)
        {
            description["beside"] = new JsonObject
            {
                ["registry"] = "nuget",
                ["package"] = second.Package,
                ["version"] = second.Version,
                ["path"] = second.Path,
                ["sha256"] = second.Sha256,
            };
        }

        return description.ToJsonString(Indented) + "\n";
    }

    /// <summary>Whether <paramref name="folder"/> holds the backbone that would be made, whole and unchanged.</summary>
    /// <param name="folder">The backbone's folder.</param>
    /// <param name="packageVersion">The version that would be converted, or null when the package is not there.</param>
    /// <param name="width">The frames' width.</param>
    /// <param name="height">The frames' height.</param>
    public static bool IsCurrent(string folder, string? packageVersion, int width, int height)
    {
        var path = Path.Combine(folder, FileName);
        var model = Path.Combine(folder, ModelFile);
        if (!File.Exists(path) || !File.Exists(model) || !File.Exists(Path.Combine(folder, LicenceFile)))
            return false;
        try
        {
            var description = JsonNode.Parse(File.ReadAllText(path));
            var (source, shape) = (description?["source"], description?["input"]?["shape"]);
            return source?["converter"]?.GetValue<int>() == ModelPreparation.ConverterVersion
                && (packageVersion is null || source["version"]?.GetValue<string>() == packageVersion)
                && shape?[1]?.GetValue<int>() == height && shape[2]?.GetValue<int>() == width
                && description?["sha256"]?.GetValue<string>() == HashOf(model)
                && description["precisions"] is JsonObject precisions && precisions.All(version => IsCurrent(folder, version.Value))
                && ReducedModel.PrecisionsOf(Path.GetFileName(folder)).SequenceEqual(precisions.Select(version => version.Key), StringComparer.Ordinal);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentOutOfRangeException or FormatException)
        {
            return false; // not ours or damaged: made again
        }
    }

    private static bool IsCurrent(string folder, JsonNode? version) =>
        version?["converter"]?.GetValue<int>() == ReducedModel.ConverterVersion
        && version["file"]?.GetValue<string>() is { } file && file == Path.GetFileName(file) && File.Exists(Path.Combine(folder, file))
        && version["sha256"]?.GetValue<string>() == HashOf(Path.Combine(folder, file));

    /// <summary>SPDX expression of all that a backbone is made of.</summary>
    public static string LicenceOf(BackboneRecipe recipe, NpmPackage package) =>
        recipe.Beside is not { } second || second.Licence == package.Licence ? package.Licence : $"{package.Licence} AND {second.Licence}";

    private static JsonObject Output(string name, string layer, FeatureMap map, bool equalLengths) => new()
    {
        ["name"] = name,
        ["layer"] = layer,
        ["type"] = "float32",
        ["layout"] = "NCHW",
        ["shape"] = new JsonArray(KerasToOnnx.Batch, map.Channels, map.Rows.Size, map.Columns.Size),
        ["channels"] = map.Channels,
        // Whether a recogniser does well to ask cells also when they are brought to equal length.
        ["equalLengths"] = equalLengths,
        ["stride"] = map.Rows.Stride,
        // Where the first cell's window has its centre in the frame, in pixels from its top left corner: row, column.
        ["firstCell"] = new JsonArray(map.Rows.FirstCentre, map.Columns.FirstCentre),
    };

    internal static string HashOf(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
