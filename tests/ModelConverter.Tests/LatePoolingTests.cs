using Google.Protobuf;
using Onnx;
using ScreenTime.ModelConverter.Onnx;
using ScreenTime.ModelConverter.Precision;
using Types = Onnx.TensorProto.Types.DataType;

namespace ScreenTime.ModelConverter.Tests;

/// <summary>A mean of 3x3 cells before a convolution, on frames of 4x5 pixels.</summary>
public sealed class LatePoolingTests
{
    private const int Height = 4;
    private const int Width = 5;
    private static readonly byte[] s_frame = OnnxRun.RandomFrames(7, Height * Width * 3);

    [Fact]
    public void Means_are_taken_after_a_convolution_of_single_cells_and_are_the_same()
    {
        var before = Graph(kernel: 1);
        var after = Applied(before);

        Assert.Equal(["Transpose", "Cast", "Conv", "AveragePool", "Relu"], after.Graph.Node.Select(node => node.OpType));
        Assert.Equal("linear/cells", after.Graph.Node[2].Output[0]);
        var (expected, actual) = (OnnxRun.Run(before, s_frame, 1, Height, Width)["output"], OnnxRun.Run(after.ToByteArray(), s_frame, 1, Height, Width)["output"]);
        Assert.Equal([1, 2, Height, Width], expected.Shape);
        // To the borders, where a mean is of fewer cells.
        foreach (var (value, other) in expected.Values.Zip(actual.Values))
            Assert.Equal(value, other, 1e-3f);
        Assert.Contains(expected.Values, value => value > 1);
    }

    [Fact]
    public void In_8_bits_too_within_their_steps()
    {
        var ranges = new Dictionary<string, ValueRange>(StringComparer.Ordinal) { ["picture"] = new(0, 255), ["linear/cells"] = new(-300, 300) };

        var actual = OnnxRun.Run(EightBits.Of(Graph(kernel: 1), ranges), s_frame, 1, Height, Width)["output"].Values;

        foreach (var (value, other) in OnnxRun.Run(Graph(kernel: 1), s_frame, 1, Height, Width)["output"].Values.Zip(actual))
            Assert.Equal(value, other, 600f / 255 + 3);
    }

    [Theory]
    [InlineData(3, 0, false, 1)] // a cell would see its neighbours' means
    [InlineData(1, 1, false, 1)] // padding would count, and its bias with it
    [InlineData(1, 0, true, 1)] // somebody else wants the mean
    [InlineData(1, 0, false, 2)] // other cells would be asked
    public void Where_it_would_not_be_the_same_nothing_changes(int kernel, int includePadding, bool meanIsPutOut, int stride)
    {
        var before = Graph(kernel, includePadding, meanIsPutOut, stride);

        Assert.Equal(ModelProto.Parser.ParseFrom(before), Applied(before));
    }

    private static ModelProto Applied(byte[] model)
    {
        var copy = ModelProto.Parser.ParseFrom(model);
        LatePooling.Apply(copy.Graph);
        return copy;
    }

    private static byte[] Graph(int kernel, int includePadding = 0, bool meanIsPutOut = false, int stride = 1)
    {
        var graph = new OnnxGraph("tiny");
        graph.AddInput("frames", Types.Uint8, "N", Height, Width, 3);
        graph.AddNode("Transpose", "turned", "turned", "frames").With("perm", 0, 3, 1, 2);
        graph.AddNode("Cast", "picture", "picture", "turned").With("to", (long)Types.Float);
        graph.AddNode("AveragePool", "mean", "mean", "picture").With("kernel_shape", 3, 3).With("pads", 1, 1, 1, 1).With("count_include_pad", (long)includePadding);
        graph.AddWeights("weights", [2, 3, kernel, kernel], [.. Enumerable.Range(0, 6 * kernel * kernel).Select(i => ((i * 5 % 7) - 3) / 4f)]);
        graph.AddWeights("bias", [2], [10, -20]);
        graph.AddNode("Conv", "linear", "linear", "mean", "weights", "bias").With("kernel_shape", kernel, kernel).With("strides", stride, stride).With("pads", kernel / 2, kernel / 2, kernel / 2, kernel / 2);
        graph.AddNode("Relu", "output", "output", "linear");
        graph.AddOutput("output", "N", 2, (Height + stride - 1) / stride, (Width + stride - 1) / stride);
        if (meanIsPutOut)
            graph.AddOutput("mean", "N", 3, Height, Width);
        return graph.ToModel("test", "1", []);
    }
}
