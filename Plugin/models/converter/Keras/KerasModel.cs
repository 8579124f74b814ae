using System.Text.Json;
using System.Text.Json.Nodes;
using ScreenTime.ModelConverter.Npm;

namespace ScreenTime.ModelConverter.Keras;

/// <summary>A Keras layers model as TensorFlow.js stores it: the layers in their order, and their weights.</summary>
internal sealed class KerasModel
{
    private const int MaxLayers = 10_000;

    private KerasModel(IReadOnlyList<KerasLayer> layers, KerasWeights weights)
    {
        Layers = layers;
        Weights = weights;
    }

    public IReadOnlyList<KerasLayer> Layers { get; }

    public KerasWeights Weights { get; }

    /// <summary>Reads the model in <paramref name="subfolder"/> of <paramref name="package"/>, every shard of its weights checked.</summary>
    public static KerasModel Read(NpmPackage package, string subfolder)
    {
        var where = $"{package.Name} {package.Version}, {subfolder}";
        try
        {
            var root = package.Module(subfolder, "model").AsObject();
            var layers = root["modelTopology"]?["model_config"]?["config"]?["layers"]?.AsArray()
                ?? throw new ModelPackageException($"{where}: is not a Keras layers model.");
            if (layers.Count > MaxLayers)
                throw new ModelPackageException($"{where}: has more than {MaxLayers} layers.");
            var manifest = root["weightsManifest"]?.AsArray() ?? throw new ModelPackageException($"{where}: lacks the manifest of its weights.");
            return new KerasModel(
                [.. layers.Select(layer => ReadLayer(layer!.AsObject()))],
                KerasWeights.Read(manifest, shard => package.Module(subfolder, shard).GetValue<string>(), where));
        }
        catch (Exception e) when (e is InvalidOperationException or NullReferenceException or FormatException or JsonException or OverflowException)
        {
            throw new ModelPackageException($"{where}: is not a Keras layers model that can be read; restore the package again.", e);
        }
    }

    private static KerasLayer ReadLayer(JsonObject layer)
    {
        var name = layer["name"]!.GetValue<string>();
        var kind = layer["class_name"]!.GetValue<string>();
        // inbound_nodes: one entry for every use of the layer, each a list of [layer, node, tensor, arguments].
        var uses = layer["inbound_nodes"]!.AsArray();
        if (uses.Count > 1)
            throw new ModelPackageException($"layer '{name}' ({kind}) is used {uses.Count} times; shared layers cannot be converted.");
        var inputs = uses.Count == 0 ? [] : uses[0]!.AsArray().Select(input => input![0]!.GetValue<string>()).ToArray();
        return new KerasLayer(name, kind, layer["config"]!.AsObject(), inputs);
    }
}
