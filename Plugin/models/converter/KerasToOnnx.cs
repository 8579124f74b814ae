using System.Text.Json.Nodes;
using Onnx;
using ScreenTime.ModelConverter.Keras;
using ScreenTime.ModelConverter.Onnx;

namespace ScreenTime.ModelConverter;

/// <summary>
/// Writes the part of a Keras model that leads to some layers as an ONNX graph: uint8 RGB frames [N, height, width, 3] in, those
/// layers' feature maps [N, channels, rows, columns] out. Batch normalisation and the scaling of the pixels are folded into the
/// convolutions. A layer that cannot be converted exactly is an error, never an approximation.
/// </summary>
internal sealed class KerasToOnnx
{
    public const string Input = "frames";
    public const string Batch = "N";

    /// <summary>The frames as [N, 3, height, width], still uint8: where another network may join.</summary>
    public const string Frames = "frames_nchw";

    private readonly KerasModel model;
    private readonly OnnxGraph graph;
    private readonly IReadOnlyDictionary<string, string> outputs;
    private readonly HashSet<string> needed;
    private readonly Dictionary<string, int> readers;
    private readonly Dictionary<string, FeatureMap> maps = new(StringComparer.Ordinal);
    private readonly List<Convolution> convolutions = [];

    private KerasToOnnx(KerasModel model, string name, IReadOnlyDictionary<string, string> outputs)
    {
        this.model = model;
        this.outputs = outputs;
        graph = new OnnxGraph(name);
        needed = LayersBefore(outputs.Keys);
        readers = model.Layers.Where(layer => needed.Contains(layer.Name)).SelectMany(layer => layer.Inputs)
            .Concat(outputs.Keys).GroupBy(name => name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
    }

    /// <param name="model">The model.</param>
    /// <param name="name">The graph's name.</param>
    /// <param name="height">Rows of a frame.</param>
    /// <param name="width">Columns of a frame.</param>
    /// <param name="pixelFactor">What a pixel's value (0–255) is multiplied with for the model.</param>
    /// <param name="outputs">The wanted layers and the names of their outputs in the graph.</param>
    /// <returns>The graph, and the shape of each output by its name.</returns>
    public static (OnnxGraph Graph, IReadOnlyDictionary<string, FeatureMap> Outputs) Convert(
        KerasModel model, string name, int height, int width, double pixelFactor, IReadOnlyDictionary<string, string> outputs)
    {
        var conversion = new KerasToOnnx(model, name, outputs);
        foreach (var layer in model.Layers.Where(layer => conversion.needed.Contains(layer.Name)))
            conversion.maps[layer.Name] = layer.Kind == "InputLayer"
                ? conversion.Picture(layer, height, width, pixelFactor)
                : conversion.Convert(layer);
        conversion.AddWeights();

        var results = new Dictionary<string, FeatureMap>(StringComparer.Ordinal);
        foreach (var (layer, output) in outputs)
        {
            var map = conversion.maps[layer];
            conversion.graph.AddOutput(output, Batch, map.Channels, map.Rows.Size, map.Columns.Size);
            results.Add(output, map);
        }
        return (conversion.graph, results);
    }

    private FeatureMap Convert(KerasLayer layer) => layer.Kind switch
    {
        "ZeroPadding2D" => ZeroPadding(layer),
        "Conv2D" => Conv(layer, depthwise: false),
        "DepthwiseConv2D" => Conv(layer, depthwise: true),
        "BatchNormalization" => BatchNormalization(layer),
        "Activation" when layer.Text("activation") == "relu" => Relu(layer, null),
        "ReLU" => Relu(layer, layer.Config["max_value"] is null ? null : layer.Number("max_value")),
        "MaxPooling2D" => Pool(layer, "MaxPool"),
        "AveragePooling2D" => Pool(layer, "AveragePool"),
        "Concatenate" => Concatenate(layer),
        "Add" => Add(layer),
        _ => throw new ModelPackageException($"layer '{layer.Name}': the converter does not know the kind {layer.Kind} with these settings."),
    };

    private FeatureMap Picture(KerasLayer layer, int height, int width, double pixelFactor)
    {
        if (maps.Count > 0 || layer.Config["batch_input_shape"]?[3]?.GetValue<double>() != 3)
            throw new ModelPackageException($"layer '{layer.Name}': only a model of one RGB picture can be converted.");
        graph.AddInput(Input, TensorProto.Types.DataType.Uint8, Batch, height, width, 3);
        graph.AddNode("Transpose", Frames, Frames, Input).With("perm", 0, 3, 1, 2);
        graph.AddNode("Cast", layer.Name, layer.Name, Frames).With("to", (long)TensorProto.Types.DataType.Float);
        return new FeatureMap(layer.Name, 3, Axis.Of(height), Axis.Of(width)) { Pending = Pending.Nothing with { Factor = pixelFactor } };
    }

    private FeatureMap ZeroPadding(KerasLayer layer)
    {
        layer.DemandChannelsLast();
        var source = Read(layer, convolves: true);
        var sides = layer.Config["padding"] is JsonArray { Count: 2 } padding ? padding : throw layer.Unusable("padding");
        return source with { Pending = source.Pending with { Rows = Sides(0, source.Pending.Rows), Columns = Sides(1, source.Pending.Columns) } };

        Padding Sides(int axis, Padding already)
        {
            if (sides[axis] is not JsonArray { Count: 2 } pair)
                throw layer.Unusable("padding");
            var (before, after) = (pair[0]!.GetValue<double>(), pair[1]!.GetValue<double>());
            return before is >= 0 and <= 1024 && after is >= 0 and <= 1024
                ? new Padding(already.Before + (int)before, already.After + (int)after)
                : throw layer.Unusable("padding");
        }
    }

    private FeatureMap Conv(KerasLayer layer, bool depthwise)
    {
        layer.DemandChannelsLast();
        if (layer.Config["dilation_rate"] is not null && layer.Pair("dilation_rate") != (1, 1))
            throw layer.Unusable("dilation_rate");
        if (layer.Text("activation") != "linear")
            throw layer.Unusable("activation");
        layer.Demand("groups", 1);

        var source = Read(layer, convolves: true);
        var (high, wide) = layer.Pair("kernel_size");
        var (down, across) = layer.Pair("strides");
        var same = Same(layer);
        var (rows, padRows) = source.Rows.Windows(high, down, same, source.Pending.Rows);
        var (columns, padColumns) = source.Columns.Windows(wide, across, same, source.Pending.Columns);
        if (depthwise && layer.Count("depth_multiplier") != 1)
            throw layer.Unusable("depth_multiplier");
        var channels = depthwise ? source.Channels : layer.Count("filters");

        var node = graph.AddNode("Conv", layer.Name, Tensor(layer), source.Tensor, layer.Name + ".weight", layer.Name + ".bias")
            .With("kernel_shape", high, wide).With("strides", down, across)
            .With("pads", padRows.Before, padColumns.Before, padRows.After, padColumns.After);
        if (depthwise)
            node.With("group", (long)channels);
        var kernel = depthwise
            ? model.Weights.Values(layer.Name + "/depthwise_kernel", high, wide, channels, 1)
            : model.Weights.Values(layer.Name + "/kernel", high, wide, source.Channels, channels);
        var bias = layer.Flag("use_bias") ? model.Weights.Values(layer.Name + "/bias", channels) : new float[channels];
        var convolution = new Convolution(node, kernel, [channels, depthwise ? 1 : source.Channels, high, wide], source.Pending.Factor, bias);
        convolutions.Add(convolution);
        return new FeatureMap(Tensor(layer), channels, rows, columns) { Source = convolution };
    }

    private FeatureMap BatchNormalization(KerasLayer layer)
    {
        var source = Read(layer);
        if (layer.Number("axis") is not (3 or -1))
            throw layer.Unusable("axis");
        if (source.Source is not { } convolution || readers[layer.Inputs[0]] != 1)
            throw new ModelPackageException($"layer '{layer.Name}': only a batch normalisation right after a convolution can be converted.");

        var channels = source.Channels;
        var variance = model.Weights.Values(layer.Name + "/moving_variance", channels);
        var mean = model.Weights.Values(layer.Name + "/moving_mean", channels);
        var gamma = layer.Flag("scale") ? model.Weights.Values(layer.Name + "/gamma", channels) : null;
        var beta = layer.Flag("center") ? model.Weights.Values(layer.Name + "/beta", channels) : null;
        var epsilon = layer.Number("epsilon");
        // y = gamma · (x − mean) / √(variance + epsilon) + beta
        var factor = Enumerable.Range(0, channels).Select(c => (gamma?[c] ?? 1.0) / Math.Sqrt(variance[c] + epsilon)).ToArray();
        if (!factor.All(double.IsFinite))
            throw new ModelPackageException($"layer '{layer.Name}': its variance is not positive; restore the package again.");
        convolution.Fold(factor, [.. Enumerable.Range(0, channels).Select(c => (beta?[c] ?? 0.0) - (mean[c] * factor[c]))]);
        convolution.Node.Output[0] = Tensor(layer);
        return source with { Tensor = Tensor(layer), Source = null };
    }

    private FeatureMap Relu(KerasLayer layer, double? ceiling)
    {
        layer.Demand("negative_slope", 0);
        layer.Demand("threshold", 0);
        var source = Read(layer);
        if (ceiling is null)
        {
            graph.AddNode("Relu", layer.Name, Tensor(layer), source.Tensor);
        }
        else
        {
            var (floor, top) = (layer.Name + ".min", layer.Name + ".max");
            graph.AddNode("Clip", layer.Name, Tensor(layer), source.Tensor, floor, top);
            graph.AddWeights(floor, [], [0f]);
            graph.AddWeights(top, [], [(float)ceiling]);
        }
        return source with { Tensor = Tensor(layer), Source = null };
    }

    private FeatureMap Pool(KerasLayer layer, string kind)
    {
        layer.DemandChannelsLast();
        var source = Read(layer);
        var (high, wide) = layer.Pair("pool_size");
        var (down, across) = layer.Pair("strides");
        var same = Same(layer);
        var (rows, padRows) = source.Rows.Windows(high, down, same, default);
        var (columns, padColumns) = source.Columns.Windows(wide, across, same, default);
        var node = graph.AddNode(kind, layer.Name, Tensor(layer), source.Tensor)
            .With("kernel_shape", high, wide).With("strides", down, across)
            .With("pads", padRows.Before, padColumns.Before, padRows.After, padColumns.After);
        if (kind == "AveragePool")
            node.With("count_include_pad", 0L); // TensorFlow's average leaves the padding out
        return new FeatureMap(Tensor(layer), source.Channels, rows, columns);
    }

    private FeatureMap Concatenate(KerasLayer layer)
    {
        if (layer.Number("axis") is not (3 or -1))
            throw layer.Unusable("axis");
        var sources = ReadAll(layer);
        graph.AddNode("Concat", layer.Name, Tensor(layer), sources.Select(source => source.Tensor)).With("axis", 1L);
        return new FeatureMap(Tensor(layer), sources.Sum(source => source.Channels), sources[0].Rows, sources[0].Columns);
    }

    private FeatureMap Add(KerasLayer layer)
    {
        var sources = ReadAll(layer);
        if (sources.Length != 2 || sources[0].Channels != sources[1].Channels)
            throw new ModelPackageException($"layer '{layer.Name}': only two feature maps of the same shape can be added.");
        graph.AddNode("Add", layer.Name, Tensor(layer), sources[0].Tensor, sources[1].Tensor);
        return sources[0] with { Tensor = Tensor(layer), Source = null };
    }

    private FeatureMap[] ReadAll(KerasLayer layer)
    {
        var sources = layer.Inputs.Select(input => Read(layer, input, convolves: false)).ToArray();
        if (sources.Length < 2 || !sources.All(source => source.Rows.Covers(sources[0].Rows) && source.Columns.Covers(sources[0].Columns)))
            throw new ModelPackageException($"layer '{layer.Name}' ({layer.Kind}): its inputs do not cover the same cells.");
        return sources;
    }

    private FeatureMap Read(KerasLayer layer, bool convolves = false) =>
        layer.Inputs.Count == 1
            ? Read(layer, layer.Inputs[0], convolves)
            : throw new ModelPackageException($"layer '{layer.Name}' ({layer.Kind}) reads {layer.Inputs.Count} layers instead of one.");

    private FeatureMap Read(KerasLayer layer, string input, bool convolves)
    {
        if (!maps.TryGetValue(input, out var map))
            throw new ModelPackageException($"layer '{layer.Name}' ({layer.Kind}) reads '{input}', which does not come before it.");
        return convolves || map.Pending == Pending.Nothing
            ? map
            : throw new ModelPackageException($"layer '{layer.Name}' ({layer.Kind}): only a convolution can follow the padding or the input '{input}'.");
    }

    /// <summary>The tensor's name in the graph: the output's for a wanted layer, else the layer's own.</summary>
    private string Tensor(KerasLayer layer) => outputs.GetValueOrDefault(layer.Name, layer.Name);

    private static bool Same(KerasLayer layer) => layer.Text("padding") switch
    {
        "same" => true,
        "valid" => false,
        _ => throw layer.Unusable("padding"),
    };

    // After the walk, when every batch normalisation has been folded.
    private void AddWeights()
    {
        foreach (var convolution in convolutions)
        {
            graph.AddWeights(convolution.Node.Input[1], convolution.Shape, convolution.Kernel());
            graph.AddWeights(convolution.Node.Input[2], [convolution.Shape[0]], convolution.Bias());
        }
    }

    private HashSet<string> LayersBefore(IEnumerable<string> wanted)
    {
        var layers = new Dictionary<string, KerasLayer>(StringComparer.Ordinal);
        foreach (var layer in model.Layers)
            if (!layers.TryAdd(layer.Name, layer))
                throw new ModelPackageException($"the model has two layers named '{layer.Name}'.");
        var found = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Stack<string>(wanted);
        while (waiting.TryPop(out var name))
        {
            if (!layers.TryGetValue(name, out var layer))
                throw new ModelPackageException($"the model has no layer '{name}'; is the package's version the one in package-lock.json?");
            if (found.Add(name))
                foreach (var input in layer.Inputs)
                    waiting.Push(input);
        }
        return found;
    }
}
