using System.Buffers.Binary;
using Onnx;
using ScreenTime.ModelConverter.Onnx;
using ScreenTime.ModelConverter.Precision;
using Types = Onnx.TensorProto.Types.DataType;

namespace ScreenTime.ModelConverter.Tests;

/// <summary>A graph of one rectified convolution and one that sums its channels, in 8 bits, held against what a pencil gives.</summary>
public sealed class EightBitsTests
{
    private static readonly Dictionary<string, ValueRange> s_ranges = new(StringComparer.Ordinal) { ["picture"] = new(0, 255), ["rectified"] = new(0, 510) };

    private readonly ModelProto _model = ModelProto.Parser.ParseFrom(EightBits.Of(Graph(), s_ranges));

    [Theory]
    [InlineData(0, 255, 1, 0)]
    [InlineData(0, 510, 2, 0)]
    [InlineData(-1, 1.55f, 0.01f, 100)]
    [InlineData(2, 5.1f, 0.02f, 0)] // zero has a code though nothing was that small
    [InlineData(-2.55f, -1, 0.01f, 255)]
    [InlineData(0, 0, 1, 0)]
    public void A_range_is_covered_by_256_codes_one_of_which_is_zero(float low, float high, float scale, int zero)
    {
        var codes = new ValueRange(low, high).Codes();

        Assert.Equal(scale, codes.Scale, 1e-6f);
        Assert.Equal(zero, codes.Zero);
    }

    [Fact]
    public void Weights_have_a_step_an_output_channel_and_biases_that_of_the_products()
    {
        // Channel 0: the largest weight is 1, so the step is 1/127: 0.5 is 63.5 steps, which is even at 64; 0.25 is 31.75. Channel 1: the largest is 0.254.
        Assert.Equal([64, -127, 32, 127, 0, 64], Tensor("weights/codes").RawData.Select(code => (int)(sbyte)code));
        Assert.Equal([1f / 127, 0.254f / 127], Floats("weights/scale"));
        Assert.Equal([2, 3, 1, 1], Tensor("weights/codes").Dims);
        // The picture's step is 1: biases of 10 and -1 in steps of 1/127 and 0.002.
        Assert.Equal([1270, -500], Integers("bias/codes"));
        Assert.Equal(Floats("weights/scale"), Floats("bias/scale"));
        // The sum's input has steps of 2.
        Assert.Equal([127, 127], Tensor("sum/codes").RawData.Select(code => (int)(sbyte)code));
        Assert.Equal([2f / 127], Floats("sum_bias/scale"));
    }

    [Fact]
    public void What_only_a_rectifier_reads_and_what_the_graph_puts_out_is_not_rounded()
    {
        Assert.Equal(["picture", "rectified"], _model.Graph.Node.Where(node => node.OpType == "QuantizeLinear").Select(node => node.Input[0]));
        Assert.DoesNotContain(_model.Graph.Initializer, tensor => tensor.Name is "weights" or "bias" or "sum");
        Assert.Equal("output", Assert.Single(_model.Graph.Output).Name);
    }

    [Fact]
    public void Gives_what_a_pencil_gives()
    {
        // Channel 0: (64·100 − 127·20 + 32·40 + 1270) / 127 = 50.47, in steps of 2: 25, which is 50. Channel 1: (127·100 + 64·40 − 500) · 0.002 = 29.52: 15, which is 30.
        // Their sum and a bias of 3, which is 191 steps of 2/127: 83.0079. In 32 bits it is (50 − 20 + 10 + 10) + (25.4 + 5.12 − 1) + 3 = 82.52.
        byte[] picture = [100, 20, 40];

        Assert.Equal(83.0079f, OnnxRun.Run(EightBits.Of(Graph(), s_ranges), picture, 1, 1, 1)["output"].Values[0], 1e-4f);
        Assert.Equal(82.52f, OnnxRun.Run(Graph(), picture, 1, 1, 1)["output"].Values[0], 1e-4f);
    }

    [Fact]
    public void The_same_graph_gives_the_same_bytes() => Assert.Equal(EightBits.Of(Graph(), s_ranges), EightBits.Of(Graph(), s_ranges));

    [Fact]
    public void A_tensor_without_a_range_is_one_sentence()
    {
        var exception = Assert.Throws<ModelPackageException>(() => EightBits.Of(Graph(), new Dictionary<string, ValueRange> { ["picture"] = new(0, 255) }));

        Assert.StartsWith("the range of the tensor 'rectified' is not known", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_largest_of_some_bytes_keeps_their_step()
    {
        var pooled = ModelProto.Parser.ParseFrom(EightBits.Of(Graph(pool: true), s_ranges)).Graph;

        Assert.Equal(
            pooled.Initializer.Single(tensor => tensor.Name == "rectified/scale").RawData, pooled.Initializer.Single(tensor => tensor.Name == "pooled/scale").RawData);
    }

    [Fact]
    public void What_is_subtracted_from_every_pixel_is_spread_over_a_frame_once()
    {
        var graph = new OnnxGraph("tiny");
        graph.AddInput("frames", Types.Uint8, "N", 2, 2, 3);
        graph.AddNode("Transpose", "turned", "turned", "frames").With("perm", 0, 3, 1, 2);
        graph.AddNode("Cast", "picture", "picture", "turned").With("to", (long)Types.Float);
        graph.AddWeights("mean", [1, 3, 1, 1], [10, 20, 30]);
        graph.AddNode("Sub", "centred", "centred", "picture", "mean");
        graph.AddWeights("weights", [1, 3, 1, 1], [1, 0, 0]);
        graph.AddWeights("bias", [1], [0]);
        graph.AddNode("Conv", "output", "output", "centred", "weights", "bias");
        graph.AddOutput("output", "N", 1, 2, 2);

        var model = EightBits.Of(graph.ToModel("test", "1", []), new Dictionary<string, ValueRange>(StringComparer.Ordinal) { ["centred"] = new(-30, 225) });

        Assert.Equal("mean/spread", ModelProto.Parser.ParseFrom(model).Graph.Node.Single(node => node.OpType == "Sub").Input[1]);
        byte[] frames = [50, 1, 2, 60, 3, 4, 70, 5, 6, 80, 7, 8];
        Assert.Equal([40f, 50, 60, 70, 30, 40, 50, 60], OnnxRun.Run(model, [.. frames, .. frames.Select(value => (byte)(value - (value > 9 ? 10 : 0)))], 2, 2, 2)["output"].Values.Select(value => MathF.Round(value)));
    }

    private static byte[] Graph(bool pool = false)
    {
        var graph = new OnnxGraph("tiny");
        graph.AddInput("frames", Types.Uint8, "N", 1, 1, 3);
        graph.AddNode("Transpose", "turned", "turned", "frames").With("perm", 0, 3, 1, 2);
        graph.AddNode("Cast", "picture", "picture", "turned").With("to", (long)Types.Float);
        graph.AddWeights("weights", [2, 3, 1, 1], [0.5f, -1, 0.25f, 0.254f, 0, 0.128f]);
        graph.AddWeights("bias", [2], [10, -1]);
        graph.AddNode("Conv", "first", "linear", "picture", "weights", "bias");
        graph.AddNode("Relu", "rectified", "rectified", "linear");
        if (pool)
            graph.AddNode("MaxPool", "pooled", "pooled", "rectified").With("kernel_shape", 1, 1);
        graph.AddWeights("sum", [1, 2, 1, 1], [1, 1]);
        graph.AddWeights("sum_bias", [1], [3]);
        graph.AddNode("Conv", "second", "output", pool ? "pooled" : "rectified", "sum", "sum_bias");
        graph.AddOutput("output", "N", 1, 1, 1);
        return graph.ToModel("test", "1", []);
    }

    private TensorProto Tensor(string name) => _model.Graph.Initializer.Single(tensor => tensor.Name == name);

    private float[] Floats(string name) => [.. Tensor(name).RawData.ToByteArray().Chunk(4).Select(raw => BinaryPrimitives.ReadSingleLittleEndian(raw))];

    private int[] Integers(string name) => [.. Tensor(name).RawData.ToByteArray().Chunk(4).Select(raw => BinaryPrimitives.ReadInt32LittleEndian(raw))];
}
