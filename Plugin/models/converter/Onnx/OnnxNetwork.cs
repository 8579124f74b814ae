using System.Buffers.Binary;
using System.Globalization;
using Google.Protobuf;
using Onnx;

namespace ScreenTime.ModelConverter.Onnx;

/// <summary>
/// A convolutional network that a package ships as ONNX. <see cref="AddTo"/> puts the part of it that leads to some tensors beside what a graph holds already,
/// batch normalisation folded into the convolutions. A node that cannot be taken over exactly is an error, never an approximation.
/// </summary>
internal sealed class OnnxNetwork
{
    private readonly GraphProto source;
    private readonly Dictionary<string, TensorProto> weights;
    private readonly Dictionary<string, NodeProto> producers;
    private readonly Dictionary<string, int> readers;

    private OnnxNetwork(GraphProto graph)
    {
        source = graph;
        weights = graph.Initializer.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        producers = graph.Node.SelectMany(node => node.Output.Select(output => (output, node))).ToDictionary(pair => pair.output, pair => pair.node, StringComparer.Ordinal);
        readers = graph.Node.SelectMany(node => node.Input).GroupBy(name => name, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
    }

    /// <exception cref="ModelPackageException">The bytes are no ONNX model of one picture.</exception>
    public static OnnxNetwork Read(byte[] bytes)
    {
        try
        {
            var graph = ModelProto.Parser.ParseFrom(bytes).Graph ?? throw new ModelPackageException("the ONNX file holds no graph; restore its package again.");
            return new OnnxNetwork(graph);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or ArgumentException)
        {
            throw new ModelPackageException("the ONNX file is damaged; restore its package again.", e);
        }
    }

    /// <summary>Adds the network to a graph.</summary>
    /// <param name="graph">The graph; it has a tensor <paramref name="frames"/>.</param>
    /// <param name="prefix">Goes before the names of all that is added.</param>
    /// <param name="frames">A tensor with frames as [N, 3, height, width], RGB, uint8.</param>
    /// <param name="height">Rows of a frame.</param>
    /// <param name="width">Columns of a frame.</param>
    /// <param name="bgrMean">What the network wants subtracted from a pixel's blue, green and red value; it reads the colours in this order.</param>
    /// <param name="outputs">The wanted tensors and the names of their outputs in the graph.</param>
    /// <param name="averaged">Of how many cells each way an output's cells are the mean; 1: as the tensor is.</param>
    /// <returns>The shape of each output by its name.</returns>
    public IReadOnlyDictionary<string, FeatureMap> AddTo(
        OnnxGraph graph, string prefix, string frames, int height, int width, IReadOnlyList<float> bgrMean, IReadOnlyDictionary<string, string> outputs, int averaged)
    {
        var input = source.Input.FirstOrDefault(value => !weights.ContainsKey(value.Name))?.Name ?? throw new ModelPackageException("the ONNX file has no input.");
        // The colours are turned round in the first convolution's weights; the mean is subtracted before it, since its padding comes after.
        graph.AddNode("Cast", $"{prefix}/values", $"{prefix}/values", frames).With("to", (long)TensorProto.Types.DataType.Float);
        graph.AddWeights($"{prefix}/mean", [1, 3, 1, 1], [bgrMean[2], bgrMean[1], bgrMean[0]]);
        graph.AddNode("Sub", $"{prefix}/{input}", $"{prefix}/{input}", $"{prefix}/values", $"{prefix}/mean");
        var maps = new Dictionary<string, FeatureMap>(StringComparer.Ordinal) { [input] = new($"{prefix}/{input}", 3, Axis.Of(height), Axis.Of(width)) };
        var needed = Needed(outputs.Keys);
        foreach (var node in source.Node.Where(needed.Contains))
        {
            var name = node.Output[0];
            // A convolution that is followed by its batch normalisation is added with it.
            if (node.OpType == "Conv" && Normalisation(name) is not null)
                continue;
            var tensor = $"{prefix}/{name}";
            maps[name] = node.OpType switch
            {
                "Conv" => Convolve(graph, node, null, tensor, prefix, Map(node.Input[0]), node.Input[0] == input),
                "BatchNormalization" => Convolve(graph, Producer(node), node, tensor, prefix, Map(Producer(node).Input[0]), Producer(node).Input[0] == input),
                "Relu" => Plain(graph, node, tensor, Map(node.Input[0])),
                "Add" => Plain(graph, node, tensor, Map(node.Input[0]), Map(node.Input[1])),
                "MaxPool" => Pool(graph, node, tensor, Map(node.Input[0])),
                _ => throw Unknown(node, "kind"),
            };
        }

        var results = new Dictionary<string, FeatureMap>(StringComparer.Ordinal);
        foreach (var (name, output) in outputs)
        {
            var (from, window) = (Map(name), new[] { averaged, averaged });
            var (rows, _) = from.Rows.Windows(averaged, averaged, false, default);
            var (columns, _) = from.Columns.Windows(averaged, averaged, false, default);
            graph.AddNode("AveragePool", output, output, from.Tensor).With("kernel_shape", window).With("strides", window);
            var map = new FeatureMap(output, from.Channels, rows, columns);
            graph.AddOutput(output, KerasToOnnx.Batch, map.Channels, map.Rows.Size, map.Columns.Size);
            results.Add(output, map);
        }

        return results;

        FeatureMap Map(string name) =>
            maps.TryGetValue(name, out var map) ? map : throw new ModelPackageException($"the ONNX file's nodes read '{name}', which does not come before them.");
    }

    private FeatureMap Convolve(OnnxGraph graph, NodeProto node, NodeProto? normalisation, string tensor, string prefix, FeatureMap from, bool first)
    {
        if (node.Input.Count is < 2 or > 3 || Number(node, "group", 1) != 1 || Numbers(node, "dilations", [1, 1]).Any(size => size != 1))
            throw Unknown(node, "settings");
        var kernel = Weights(node.Input[1]);
        if (kernel.Dims is not [var outputs, var inputs, var high, var wide] || inputs != from.Channels)
            throw Unknown(node, "kernel");
        var values = Values(kernel);
        var bias = node.Input.Count == 3 ? Values(Weights(node.Input[2])) : new float[outputs];
        if (values.Length != outputs * inputs * high * wide || bias.Length != outputs)
            throw Unknown(node, "kernel");
        var (scale, offset) = Fold(normalisation, (int)outputs, bias);
        var (folded, taps) = (new float[values.Length], (int)(high * wide));
        for (var output = 0; output < outputs; output++)
        {
            for (var channel = 0; channel < inputs; channel++)
            {
                // The graph's frames are RGB.
                var read = first ? (int)inputs - 1 - channel : channel;
                for (var tap = 0; tap < taps; tap++)
                    folded[(((output * (int)inputs) + channel) * taps) + tap] = (float)(values[(((output * (int)inputs) + read) * taps) + tap] * scale[output]);
            }
        }

        var (rows, columns, pads, strides) = Windows(node, from, (int)high, (int)wide);
        var (weight, shift) = ($"{prefix}/{node.Output[0]}.weight", $"{prefix}/{node.Output[0]}.bias");
        graph.AddWeights(weight, [(int)outputs, (int)inputs, (int)high, (int)wide], folded);
        graph.AddWeights(shift, [(int)outputs], [.. offset.Select(value => (float)value)]);
        graph.AddNode("Conv", tensor, tensor, from.Tensor, weight, shift).With("kernel_shape", (int)high, (int)wide).With("strides", strides).With("pads", pads);
        return new FeatureMap(tensor, (int)outputs, rows, columns);
    }

    // y = gamma · (x − mean) / √(variance + epsilon) + beta
    private (double[] Scale, double[] Offset) Fold(NodeProto? normalisation, int channels, float[] bias)
    {
        if (normalisation is null)
            return ([.. Enumerable.Repeat(1.0, channels)], [.. bias.Select(value => (double)value)]);
        if (normalisation.Input.Count != 5)
            throw Unknown(normalisation, "settings");
        var parts = normalisation.Input.Skip(1).Select(name => Values(Weights(name))).ToArray();
        if (parts.Any(part => part.Length != channels))
            throw Unknown(normalisation, "settings");
        var (gamma, beta, mean, variance) = (parts[0], parts[1], parts[2], parts[3]);
        var epsilon = normalisation.Attribute.FirstOrDefault(attribute => attribute.Name == "epsilon")?.F ?? 1e-5f;
        var scale = Enumerable.Range(0, channels).Select(c => gamma[c] / Math.Sqrt(variance[c] + (double)epsilon)).ToArray();
        return scale.All(double.IsFinite)
            ? (scale, [.. Enumerable.Range(0, channels).Select(c => beta[c] + ((bias[c] - mean[c]) * scale[c]))])
            : throw Unknown(normalisation, "variance");
    }

    private static FeatureMap Plain(OnnxGraph graph, NodeProto node, string tensor, params ReadOnlySpan<FeatureMap> from)
    {
        foreach (var map in from)
            if (map.Channels != from[0].Channels || !map.Rows.Covers(from[0].Rows) || !map.Columns.Covers(from[0].Columns))
                throw Unknown(node, "inputs");
        graph.AddNode(node.OpType, tensor, tensor, from.ToArray().Select(map => map.Tensor));
        return from[0] with { Tensor = tensor };
    }

    private static FeatureMap Pool(OnnxGraph graph, NodeProto node, string tensor, FeatureMap from)
    {
        if (Numbers(node, "kernel_shape", []) is not [var high, var wide] || Number(node, "ceil_mode", 0) != 0)
            throw Unknown(node, "settings");
        var (rows, columns, pads, strides) = Windows(node, from, high, wide);
        graph.AddNode("MaxPool", tensor, tensor, from.Tensor).With("kernel_shape", high, wide).With("strides", strides).With("pads", pads);
        return new FeatureMap(tensor, from.Channels, rows, columns);
    }

    private static (Axis Rows, Axis Columns, int[] Pads, int[] Strides) Windows(NodeProto node, FeatureMap from, int high, int wide)
    {
        if (node.Attribute.FirstOrDefault(attribute => attribute.Name == "auto_pad") is { } automatic && automatic.S.ToStringUtf8() != "NOTSET")
            throw Unknown(node, "auto_pad");
        if (Numbers(node, "strides", [1, 1]) is not [>= 1 and <= 64 and var down, >= 1 and <= 64 and var across])
            throw Unknown(node, "strides");
        if (Numbers(node, "pads", [0, 0, 0, 0]) is not [var top, var left, var bottom, var right] || Math.Min(Math.Min(top, left), Math.Min(bottom, right)) < 0)
            throw Unknown(node, "pads");
        var (rows, _) = from.Rows.Windows(high, down, false, new Padding(top, bottom));
        var (columns, _) = from.Columns.Windows(wide, across, false, new Padding(left, right));
        return (rows, columns, [top, left, bottom, right], [down, across]);
    }

    /// <summary>The batch normalisation that alone reads a convolution's output, or null.</summary>
    private NodeProto? Normalisation(string tensor) =>
        readers.GetValueOrDefault(tensor) == 1 ? source.Node.FirstOrDefault(node => node.OpType == "BatchNormalization" && node.Input[0] == tensor) : null;

    private NodeProto Producer(NodeProto normalisation) =>
        producers.TryGetValue(normalisation.Input[0], out var node) && node.OpType == "Conv" && readers[normalisation.Input[0]] == 1
            ? node
            : throw Unknown(normalisation, "place: only a batch normalisation right after a convolution can be taken over, not its");

    private HashSet<NodeProto> Needed(IEnumerable<string> wanted)
    {
        var needed = new HashSet<NodeProto>(ReferenceEqualityComparer.Instance);
        var waiting = new Stack<string>(wanted);
        if (waiting.FirstOrDefault(name => !producers.ContainsKey(name)) is { } missing)
            throw new ModelPackageException($"the ONNX file has no tensor '{missing}'; is the package's version the one that is asked for?");
        while (waiting.TryPop(out var name))
        {
            if (producers.TryGetValue(name, out var node) && needed.Add(node))
                foreach (var input in node.Input)
                    waiting.Push(input);
        }

        return needed;
    }

    private TensorProto Weights(string name) =>
        weights.TryGetValue(name, out var tensor) ? tensor : throw new ModelPackageException($"the ONNX file lacks the weights '{name}'; restore its package again.");

    private static float[] Values(TensorProto tensor)
    {
        if (tensor.DataType != (int)TensorProto.Types.DataType.Float)
            throw new ModelPackageException($"the ONNX file's weights '{tensor.Name}' are not 32-bit floating-point numbers.");
        if (tensor.FloatData.Count > 0)
            return [.. tensor.FloatData];
        var raw = tensor.RawData.Span;
        var values = new float[raw.Length / sizeof(float)];
        for (var i = 0; i < values.Length; i++)
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(raw[(i * sizeof(float))..]);
        return values;
    }

    private static long Number(NodeProto node, string name, long otherwise) => node.Attribute.FirstOrDefault(attribute => attribute.Name == name)?.I ?? otherwise;

    private static int[] Numbers(NodeProto node, string name, int[] otherwise) =>
        node.Attribute.FirstOrDefault(attribute => attribute.Name == name) is { } attribute ? [.. attribute.Ints.Select(value => checked((int)value))] : otherwise;

    private static ModelPackageException Unknown(NodeProto node, string what) =>
        new(string.Create(CultureInfo.InvariantCulture, $"node '{node.Output[0]}' ({node.OpType}): the converter does not know its {what}."));
}
