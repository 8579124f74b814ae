using System.Globalization;
using Onnx;
using ScreenTime.ModelConverter.Keras;
using ScreenTime.ModelConverter.Onnx;

namespace ScreenTime.ModelConverter.Faces;

/// <summary>A convolution's size: windows of <paramref name="Side"/> × <paramref name="Side"/> cells, <paramref name="Step"/> cells apart, and what it puts out.</summary>
internal readonly record struct Window(int Side, int Channels, int Step = 1, bool Same = true);

/// <summary>
/// An ONNX graph under construction for one of face-api's networks, whose topology is in that package's code and not in its weight files. Pictures go in as
/// uint8 RGB [N, size, size, 3]; scales and normalisations are folded into the convolutions that they follow.
/// </summary>
internal sealed class FaceGraph
{
    public const string Input = "faces";
    public const string Batch = "N";
    private readonly KerasWeights weights;

    /// <param name="name">The graph's name.</param>
    /// <param name="weights">The package's weights.</param>
    /// <param name="size">Width and height of a picture.</param>
    /// <param name="mean">What is subtracted from a pixel's value, a number a channel.</param>
    /// <param name="divisor">What the rest is divided by.</param>
    public FaceGraph(string name, KerasWeights weights, int size, float[] mean, float divisor)
    {
        this.weights = weights;
        Graph = new OnnxGraph(name);
        Graph.AddInput(Input, TensorProto.Types.DataType.Uint8, Batch, size, size, 3);
        Graph.AddNode("Transpose", "nchw", "nchw", Input).With("perm", 0, 3, 1, 2);
        Graph.AddNode("Cast", "pixels", "pixels", "nchw").With("to", (long)TensorProto.Types.DataType.Float);
        // Nodes of their own: zeros that a first layer pads with stand for the mean, which folding could not say.
        Graph.AddWeights("mean", [1, 3, 1, 1], mean);
        Graph.AddNode("Sub", "centred", "centred", "pixels", "mean");
        Graph.AddWeights("divisor", [], [divisor]);
        Graph.AddNode("Div", "scaled", "scaled", "centred", "divisor");
        Picture = new FeatureMap("scaled", 3, Axis.Of(size), Axis.Of(size));
    }

    public OnnxGraph Graph { get; }

    public FeatureMap Picture { get; }

    /// <summary>A convolution with the weights of that name, its bias and scale folded in, and a rectifier behind it where <paramref name="relu"/> says so.</summary>
    public FeatureMap Convolve(FeatureMap source, string name, Window window, bool relu, float[] bias, double[] factor, double[] offset)
    {
        var (rows, padRows) = source.Rows.Windows(window.Side, window.Step, window.Same, default);
        var (columns, padColumns) = source.Columns.Windows(window.Side, window.Step, window.Same, default);
        var node = Graph.AddNode("Conv", name, name + ".out", source.Tensor, name + ".weight", name + ".bias")
            .With("kernel_shape", window.Side, window.Side).With("strides", window.Step, window.Step)
            .With("pads", padRows.Before, padColumns.Before, padRows.After, padColumns.After);
        var values = weights.Values(name, window.Side, window.Side, source.Channels, window.Channels);
        var convolution = new Convolution(node, values, [window.Channels, source.Channels, window.Side, window.Side], 1, bias);
        convolution.Fold(factor, offset);
        Graph.AddWeights(name + ".weight", convolution.Shape, convolution.Kernel());
        Graph.AddWeights(name + ".bias", [window.Channels], convolution.Bias());
        var map = new FeatureMap(name + ".out", window.Channels, rows, columns);
        return relu ? Relu(map) : map;
    }

    /// <summary>The sum of two maps, rectified.</summary>
    public FeatureMap AddRelu(FeatureMap a, FeatureMap b)
    {
        var output = string.Create(CultureInfo.InvariantCulture, $"sum {Graph.NodeCount}");
        Graph.AddNode("Add", output, output, a.Tensor, b.Tensor);
        return Relu(a with { Tensor = output });
    }

    public FeatureMap Pool(FeatureMap source, string kind, int side, int step)
    {
        var output = $"{source.Tensor} {kind}";
        var (rows, _) = source.Rows.Windows(side, step, same: false, default);
        var (columns, _) = source.Columns.Windows(side, step, same: false, default);
        Graph.AddNode(kind, output, output, source.Tensor).With("kernel_shape", side, side).With("strides", step, step);
        return new FeatureMap(output, source.Channels, rows, columns);
    }

    /// <summary>Zeros after the last channel, row and column, up to the size of <paramref name="like"/>.</summary>
    public FeatureMap PadTo(FeatureMap source, FeatureMap like)
    {
        var (channels, rows, columns) = (like.Channels - source.Channels, like.Rows.Size - source.Rows.Size, like.Columns.Size - source.Columns.Size);
        if (channels <= 0 && rows <= 0 && columns <= 0)
            return source;
        var output = $"{source.Tensor} padded";
        Graph.AddIndices(output + ".pads", 0, 0, 0, 0, 0, Math.Max(0, channels), Math.Max(0, rows), Math.Max(0, columns));
        Graph.AddNode("Pad", output, output, source.Tensor, output + ".pads");
        return new FeatureMap(output, Math.Max(source.Channels, like.Channels), rows > 0 ? like.Rows : source.Rows, columns > 0 ? like.Columns : source.Columns);
    }

    /// <summary>The matrix of that name times a map of one cell; the output is [N, <paramref name="channels"/>].</summary>
    public void Dense(FeatureMap source, string matrix, int channels, string output)
    {
        Graph.AddIndices("flat.shape", 0, -1);
        Graph.AddNode("Reshape", "flat", "flat", source.Tensor, "flat.shape");
        Graph.AddWeights(matrix + ".weight", [source.Channels, channels], weights.Values(matrix, source.Channels, channels));
        Graph.AddNode("MatMul", output, output, "flat", matrix + ".weight");
        Graph.AddOutput(output, Batch, channels);
    }

    public float[] Weight(string name, params ReadOnlySpan<int> shape) => weights.Values(name, shape);

    private FeatureMap Relu(FeatureMap map)
    {
        var output = map.Tensor + ".relu";
        Graph.AddNode("Relu", output, output, map.Tensor);
        return map with { Tensor = output };
    }
}
