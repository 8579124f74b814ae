using Onnx;

namespace ScreenTime.ModelConverter.Precision;

/// <summary>
/// A convolution that reads every second pixel of frames, as one that reads every cell of frames folded to half their size, whose cells hold four pixels one after the other (what ONNX calls SpaceToDepth). Its windows
/// have as many cells as cover the pixels of before, with weights of zero for the others, so it gives the same. In bytes ONNX Runtime collects a window in pieces of a cell's channels, and with three bytes a piece that
/// takes longer than multiplying them.
/// </summary>
internal static class FoldedFrames
{
    /// <summary>How many pixels each way a cell holds.</summary>
    public const int Side = 2;

    /// <summary>Rewrites the convolutions of a graph that read its frames less a mean.</summary>
    public static void Apply(GraphProto graph)
    {
        var weights = graph.Initializer.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        var makers = graph.Node.SelectMany(node => node.Output.Select(output => (output, node))).ToDictionary(pair => pair.output, pair => pair.node, StringComparer.Ordinal);
        var readers = graph.Node.SelectMany(node => node.Input).CountBy(input => input, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        var frames = graph.Input[0];
        foreach (var convolution in graph.Node.Where(node => node.OpType == "Conv" && Ints(node, "strides") is [Side, Side] && Ints(node, "pads").Length == 4).ToList())
        {
            if (Maker(convolution.Input[0]) is { OpType: "Sub" } centring && weights.TryGetValue(centring.Input[1], out var mean)
                && Maker(centring.Input[0]) is { OpType: "Cast" } cast
                && Maker(cast.Input[0]) is { OpType: "Transpose" } turned && turned.Input[0] == frames.Name
                // Nobody else reads what changes its shape.
                && readers[convolution.Input[0]] == 1 && readers[centring.Input[0]] == 1
                && frames.Type.TensorType.Shape.Dim is [_, { DimValue: var height }, { DimValue: var width }, _] && height % Side == 0 && width % Side == 0)
                Fold(graph, convolution, cast, weights[convolution.Input[1]], mean, height, width);
        }

        NodeProto? Maker(string tensor) => makers.GetValueOrDefault(tensor);
    }

    private static void Fold(GraphProto graph, NodeProto convolution, NodeProto cast, TensorProto kernel, TensorProto mean, long height, long width)
    {
        var (name, pads) = (convolution.Output[0], Ints(convolution, "pads"));
        var (outputs, channels) = ((int)kernel.Dims[0], (int)kernel.Dims[1]);
        var rows = Way.Of((int)height, (int)kernel.Dims[2], (int)pads[0], (int)pads[2]);
        var columns = Way.Of((int)width, (int)kernel.Dims[3], (int)pads[1], (int)pads[3]);
        var cell = channels * Side * Side;
        var (old, values) = (kernel.Floats(), new float[outputs * cell * rows.Window * columns.Window]);
        for (var output = 0; output < outputs; output++)
        {
            for (var channel = 0; channel < channels; channel++)
            {
                for (var y = 0; y < rows.Taps; y++)
                {
                    for (var x = 0; x < columns.Taps; x++)
                    {
                        var (row, column) = (y + rows.Shift, x + columns.Shift);
                        var within = ((((row % Side) * Side) + (column % Side)) * channels) + channel;
                        values[(((((output * cell) + within) * rows.Window) + (row / Side)) * columns.Window) + (column / Side)]
                            = old[(((((output * channels) + channel) * rows.Taps) + y) * columns.Taps) + x];
                    }
                }
            }
        }

        graph.Initializer.Remove(kernel);
        graph.Initializer.Remove(mean);
        graph.Initializer.Add(TensorValues.Of(kernel.Name, [outputs, cell, rows.Window, columns.Window], values));
        graph.Initializer.Add(TensorValues.Of(mean.Name, [1, cell, 1, 1], [.. Enumerable.Repeat(mean.Floats(), Side * Side).SelectMany(each => each)]));
        graph.Initializer.Add(TensorValues.Of($"{name}/split", 0, height / Side, Side, width / Side, Side, channels));
        graph.Initializer.Add(TensorValues.Of($"{name}/joined", 0, height / Side, width / Side, cell));
        var at = graph.Node.IndexOf(cast);
        NodeProto[] folding =
        [
            new() { OpType = "Reshape", Name = $"{name}/pixels", Input = { graph.Input[0].Name, $"{name}/split" }, Output = { $"{name}/pixels" } },
            Turn($"{name}/cells", $"{name}/pixels", 0, 1, 3, 2, 4, 5),
            new() { OpType = "Reshape", Name = $"{name}/folded", Input = { $"{name}/cells", $"{name}/joined" }, Output = { $"{name}/folded" } },
            Turn($"{name}/turned", $"{name}/folded", 0, 3, 1, 2),
        ];
        foreach (var (i, node) in folding.Index())
            graph.Node.Insert(at + i, node);
        cast.Input[0] = $"{name}/turned";
        Set(convolution, "kernel_shape", rows.Window, columns.Window);
        Set(convolution, "strides", 1, 1);
        Set(convolution, "pads", rows.Before, columns.Before, rows.After, columns.After);
    }

    private static NodeProto Turn(string name, string input, params ReadOnlySpan<long> axes)
    {
        var turn = new AttributeProto { Name = "perm", Type = AttributeProto.Types.AttributeType.Ints };
        turn.Ints.AddRange(axes.ToArray());
        return new NodeProto { OpType = "Transpose", Name = name, Input = { input }, Output = { name }, Attribute = { turn } };
    }

    private static void Set(NodeProto node, string name, params ReadOnlySpan<long> values)
    {
        var attribute = node.Attribute.Single(attribute => attribute.Name == name);
        attribute.Ints.Clear();
        attribute.Ints.AddRange(values.ToArray());
    }

    private static long[] Ints(NodeProto node, string name) => [.. node.Attribute.Where(attribute => attribute.Name == name).SelectMany(attribute => attribute.Ints)];

    /// <summary>One way of a convolution, in pixels and in cells.</summary>
    /// <param name="Taps">Pixels of a window.</param>
    /// <param name="Shift">By how many pixels a window begins earlier, so that it begins with a cell.</param>
    /// <param name="Window">Cells of a window.</param>
    /// <param name="Before">Cells that are padded before the frame.</param>
    /// <param name="After">And behind it.</param>
    private readonly record struct Way(int Taps, int Shift, int Window, int Before, int After)
    {
        public static Way Of(int size, int taps, int padBefore, int padAfter)
        {
            var shift = padBefore % Side;
            var (window, before) = ((taps + shift + Side - 1) / Side, (padBefore + shift) / Side);
            var windows = ((size + padBefore + padAfter - taps) / Side) + 1;
            return new Way(taps, shift, window, before, windows - 1 + window - before - (size / Side));
        }
    }
}
