using System.Buffers.Binary;
using Google.Protobuf;
using Onnx;
using Types = Onnx.TensorProto.Types.DataType;

namespace ScreenTime.ModelConverter.Precision;

/// <summary>
/// A backbone's 8-bit version, as ONNX Runtime's own quantiser writes it ("QDQ"): weights as signed bytes with a step an output channel, activations as unsigned bytes with a step
/// a tensor, biases as 32-bit integers with the step of the products. Every tensor between two nodes is brought to bytes and back; a runtime that can joins these pairs with the node
/// between them and computes in integers, any other gives the same up to rounding.
/// </summary>
internal sealed class EightBits
{
    // Symmetric: -128 is left out, so that a weight and its negative have the same magnitude.
    private const int LargestWeight = sbyte.MaxValue;

    private readonly GraphProto graph;
    private readonly IReadOnlyDictionary<string, ValueRange> ranges;
    private readonly Dictionary<string, TensorProto> weights;
    private readonly ILookup<string, NodeProto> readers;

    // What stands for a tensor after it was a byte, by the tensor's own name.
    private readonly Dictionary<string, Bytes> bytes = new(StringComparer.Ordinal);

    private EightBits(GraphProto graph, IReadOnlyDictionary<string, ValueRange> ranges)
    {
        this.graph = graph;
        this.ranges = ranges;
        weights = graph.Initializer.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        readers = graph.Node.SelectMany(node => node.Input.Select(input => (input, node))).ToLookup(pair => pair.input, pair => pair.node, StringComparer.Ordinal);
    }

    /// <summary>Makes it.</summary>
    /// <param name="model">The backbone, made by this converter.</param>
    /// <param name="ranges">Between what values its tensors lie.</param>
    /// <exception cref="ModelPackageException">The range of a tensor is not known.</exception>
    public static byte[] Of(byte[] model, IReadOnlyDictionary<string, ValueRange> ranges)
    {
        var copy = ModelProto.Parser.ParseFrom(model);
        LatePooling.Apply(copy.Graph);
        FoldedFrames.Apply(copy.Graph);
        new EightBits(copy.Graph, ranges).Rewrite();
        return copy.ToByteArray();
    }

    private void Rewrite()
    {
        var nodes = graph.Node.ToList();
        graph.Node.Clear();
        foreach (var node in nodes)
        {
            if (node.OpType == "Conv" && bytes.TryGetValue(node.Input[0], out var input))
                Convolution(node, input);
            if (node.OpType == "Sub" && weights.ContainsKey(node.Input[1]))
                Spread(node);
            for (var i = 0; i < node.Input.Count; i++)
                if (bytes.TryGetValue(node.Input[i], out var source))
                    node.Input[i] = source.Tensor;
            graph.Node.Add(node);
            if (BecomesBytes(node))
                Quantise(node);
        }
    }

    /// <summary>
    /// Whether a node's output is brought to bytes. Before a rectifier it is not, since the two are computed as one; nor is what the graph puts out, since a last rounding would gain nothing.
    /// </summary>
    private bool BecomesBytes(NodeProto node)
    {
        var output = node.Output[0];
        if (node.OpType is "Transpose" or "Reshape" || graph.Output.Any(value => value.Name == output))
            return false;
        return !readers[output].All(reader => reader.OpType == "Relu" || (node.OpType == "Cast" && reader.OpType == "Sub"));
    }

    private void Quantise(NodeProto node)
    {
        var tensor = node.Output[0];
        if (node.OpType == "MaxPool" && bytes.Values.FirstOrDefault(source => source.Tensor == node.Input[0]) is { } pooled)
        {
            // The largest of some bytes is one of them: no rounding where the step stays the same.
            bytes[tensor] = Add(tensor, pooled.Scale, pooled.Zero);
            return;
        }

        if (!ranges.TryGetValue(tensor, out var range))
            throw new ModelPackageException($"the range of the tensor '{tensor}' is not known; measure the backbone's ranges again (tests/benchmarks/recognition, part ranges).");
        var (scale, zero) = range.Codes();
        bytes[tensor] = Add(tensor, scale, zero);
    }

    /// <summary>
    /// Spreads what is subtracted from every pixel over a whole frame, as the model is loaded: three numbers would be subtracted one pixel at a time, since runtimes bring byte graphs to channels last.
    /// </summary>
    private void Spread(NodeProto node)
    {
        var (each, frame) = (node.Input[1], graph.Input[0].Type.TensorType.Shape);
        var channels = weights[each].Dims[1];
        var side = channels == frame.Dim[3].DimValue ? 1 : FoldedFrames.Side;
        graph.Initializer.Add(TensorValues.Of($"{each}/shape", 1, channels, frame.Dim[1].DimValue / side, frame.Dim[2].DimValue / side));
        graph.Node.Add(new NodeProto { OpType = "Expand", Name = $"{each}/spread", Input = { each, $"{each}/shape" }, Output = { $"{each}/spread" } });
        node.Input[1] = $"{each}/spread";
    }

    private Bytes Add(string tensor, float scale, byte zero)
    {
        var (step, origin) = ($"{tensor}/scale", $"{tensor}/zero");
        AddTensor(step, Types.Float, [], TensorValues.Raw(scale));
        AddTensor(origin, Types.Uint8, [], [zero]);
        graph.Node.Add(new NodeProto { OpType = "QuantizeLinear", Name = $"{tensor}/bytes", Input = { tensor, step, origin }, Output = { $"{tensor}/bytes" } });
        graph.Node.Add(new NodeProto { OpType = "DequantizeLinear", Name = $"{tensor}/values", Input = { $"{tensor}/bytes", step, origin }, Output = { $"{tensor}/values" } });
        return new Bytes($"{tensor}/values", scale, zero);
    }

    private void Convolution(NodeProto node, Bytes input)
    {
        var (kernel, bias) = (weights[node.Input[1]], weights[node.Input[2]]);
        var values = kernel.Floats();
        var channels = (int)kernel.Dims[0];
        var taps = values.Length / channels;
        var (codes, steps) = (new byte[values.Length], new float[channels]);
        for (var c = 0; c < channels; c++)
        {
            var own = values.AsSpan(c * taps, taps);
            var largest = 0f;
            foreach (var value in own)
                largest = Math.Max(largest, Math.Abs(value));
            steps[c] = largest > 0 ? largest / LargestWeight : 1;
            for (var i = 0; i < taps; i++)
                codes[(c * taps) + i] = (byte)(sbyte)Math.Clamp(MathF.Round(own[i] / steps[c]), -LargestWeight, LargestWeight);
        }

        var offsets = bias.Floats();
        var whole = new byte[channels * sizeof(int)];
        float[] products = [.. steps.Select(step => step * input.Scale)];
        for (var c = 0; c < channels; c++)
            BinaryPrimitives.WriteInt32LittleEndian(whole.AsSpan(c * sizeof(int)), (int)Math.Clamp(Math.Round(offsets[c] / (double)products[c]), int.MinValue, int.MaxValue));
        graph.Initializer.Remove(kernel);
        graph.Initializer.Remove(bias);
        node.Input[1] = AddConstant(kernel.Name, Types.Int8, kernel.Dims, codes, steps, new byte[channels]);
        node.Input[2] = AddConstant(bias.Name, Types.Int32, bias.Dims, whole, products, new byte[channels * sizeof(int)]);
    }

    private string AddConstant(string name, Types type, IEnumerable<long> shape, byte[] codes, float[] steps, byte[] zeros)
    {
        AddTensor($"{name}/codes", type, shape, codes);
        graph.Initializer.Add(TensorValues.Of($"{name}/scale", [steps.Length], steps));
        AddTensor($"{name}/zero", type, [steps.Length], zeros);
        graph.Node.Add(new NodeProto
        {
            OpType = "DequantizeLinear",
            Name = $"{name}/values",
            Input = { $"{name}/codes", $"{name}/scale", $"{name}/zero" },
            Output = { $"{name}/values" },
            Attribute = { new AttributeProto { Name = "axis", Type = AttributeProto.Types.AttributeType.Int, I = 0 } },
        });
        return $"{name}/values";
    }

    private void AddTensor(string name, Types type, IEnumerable<long> shape, byte[] raw) => graph.Initializer.Add(TensorValues.Of(name, type, shape, raw));

    private sealed record Bytes(string Tensor, float Scale, byte Zero);
}
