using Google.Protobuf;
using Onnx;
using ScreenTime.ModelConverter.Onnx;
using ScreenTime.ModelConverter.Precision;
using Types = Onnx.TensorProto.Types.DataType;

namespace ScreenTime.ModelConverter.Tests;

/// <summary>A convolution of every second pixel, on frames of 6x8.</summary>
public sealed class FoldedFramesTests
{
    private const int Height = 6;
    private const int Width = 8;

    [Theory]
    [InlineData(7, 2, 3)] // as the second network has it
    [InlineData(7, 3, 3)] // windows begin in the middle of a cell
    [InlineData(3, 1, 0)]
    [InlineData(4, 0, 1)]
    [InlineData(2, 0, 0)]
    [InlineData(1, 0, 0)]
    public void Folded_frames_give_the_same(int taps, int before, int after)
    {
        var model = Graph(taps, before, after);
        var folded = Applied(model);
        var frames = OnnxRun.RandomFrames(taps + before, 2 * Height * Width * 3);

        Assert.Equal(2, folded.Graph.Node.Count(node => node.OpType == "Reshape"));
        var (expected, actual) = (OnnxRun.Run(model, frames, 2, Height, Width)["output"], OnnxRun.Run(folded.ToByteArray(), frames, 2, Height, Width)["output"]);
        Assert.Equal(expected.Shape, actual.Shape);
        foreach (var (value, other) in expected.Values.Zip(actual.Values))
            Assert.Equal(value, other, 1e-2f);
        Assert.Contains(expected.Values, value => Math.Abs(value) > 50);
    }

    [Fact]
    public void In_8_bits_within_their_steps()
    {
        var model = Graph(3, 1, 0);
        var frames = OnnxRun.RandomFrames(5, Height * Width * 3);

        var actual = OnnxRun.Run(EightBits.Of(model, new Dictionary<string, ValueRange>(StringComparer.Ordinal) { ["centred"] = new(-30, 245) }), frames, 1, Height, Width)["output"].Values;

        foreach (var (value, other) in OnnxRun.Run(model, frames, 1, Height, Width)["output"].Values.Zip(actual))
            Assert.Equal(value, other, 30f);
    }

    [Theory]
    [InlineData(1, Width, false)] // every pixel is read
    [InlineData(2, Width + 1, false)] // the last column would be half a cell
    [InlineData(2, Width, true)] // somebody else reads the pixels as they are
    public void Where_it_would_not_be_the_same_nothing_changes(int stride, int width, bool pixelsAreRead)
    {
        var model = Graph(3, 1, 1, stride, width, pixelsAreRead);

        Assert.Equal(ModelProto.Parser.ParseFrom(model), Applied(model));
    }

    private static ModelProto Applied(byte[] model)
    {
        var copy = ModelProto.Parser.ParseFrom(model);
        FoldedFrames.Apply(copy.Graph);
        return copy;
    }

    private static byte[] Graph(int taps, int before, int after, int stride = 2, int width = Width, bool pixelsAreRead = false)
    {
        var graph = new OnnxGraph("tiny");
        graph.AddInput("frames", Types.Uint8, "N", Height, width, 3);
        graph.AddNode("Transpose", "turned", "turned", "frames").With("perm", 0, 3, 1, 2);
        graph.AddNode("Cast", "picture", "picture", "turned").With("to", (long)Types.Float);
        graph.AddWeights("mean", [1, 3, 1, 1], [10, 20, 30]);
        graph.AddNode("Sub", "centred", "centred", "picture", "mean");
        graph.AddWeights("weights", [2, 3, taps, taps], [.. Enumerable.Range(0, 6 * taps * taps).Select(i => ((i * 5 % 7) - 2) / 4f)]);
        graph.AddWeights("bias", [2], [10, -20]);
        graph.AddNode("Conv", "output", "output", "centred", "weights", "bias").With("kernel_shape", taps, taps).With("strides", stride, stride).With("pads", before, before, after, after);
        int Of(int size) => ((size + before + after - taps) / stride) + 1;
        graph.AddOutput("output", "N", 2, Of(Height), Of(width));
        if (pixelsAreRead)
        {
            graph.AddNode("Relu", "other", "other", "picture");
            graph.AddOutput("other", "N", 3, Height, width);
        }

        return graph.ToModel("test", "1", []);
    }
}
