using Onnx;
using ScreenTime.ModelConverter.Onnx;
using ScreenTime.ModelConverter.Precision;
using Types = Onnx.TensorProto.Types.DataType;

namespace ScreenTime.ModelConverter.Tests;

public sealed class HalfPrecisionTests
{
    [Fact]
    public void Computes_in_16_bits_and_puts_out_32()
    {
        var half = HalfPrecision.Of(Graph(0.1f));

        var graph = ModelProto.Parser.ParseFrom(half).Graph;
        Assert.All(graph.Initializer, tensor => Assert.Equal((int)Types.Float16, tensor.DataType));
        Assert.Equal([(long)Types.Float16, (long)Types.Float], graph.Node.Where(node => node.OpType == "Cast").Select(node => node.Attribute.Single().I));
        // In 16 bits 0.1 is 0.0999755859375. The processor's products stay in 32 bits.
        Assert.Equal(19.9951172f, OnnxRun.Run(half, [200, 0, 0], 1, 1, 1)["output"].Values[0], 1e-6f);
    }

    [Fact]
    public void A_weight_that_16_bits_cannot_hold_is_one_sentence() =>
        Assert.Equal("a weight of 'weights' is too large for half precision.", Assert.Throws<ModelPackageException>(() => HalfPrecision.Of(Graph(70000))).Message);

    private static byte[] Graph(float weight)
    {
        var graph = new OnnxGraph("tiny");
        graph.AddInput("frames", Types.Uint8, "N", 1, 1, 3);
        graph.AddNode("Transpose", "turned", "turned", "frames").With("perm", 0, 3, 1, 2);
        graph.AddNode("Cast", "picture", "picture", "turned").With("to", (long)Types.Float);
        graph.AddWeights("weights", [1, 3, 1, 1], [weight, 0, 0]);
        graph.AddNode("Conv", "output", "output", "picture", "weights");
        graph.AddOutput("output", "N", 1, 1, 1);
        return graph.ToModel("test", "1", []);
    }
}
