using Onnx;

namespace ScreenTime.ModelConverter;

/// <summary>
/// A convolution whose batch normalisation is folded in: y = scale · (w ∗ x) + bias, one scale and bias an output channel.
/// The products are taken in double and rounded to float once.
/// </summary>
internal sealed class Convolution
{
    private readonly float[] kernel;
    private readonly double[] scale;
    private readonly double[] bias;

    /// <param name="node">Its node in the graph; the kernel and bias are the second and third input.</param>
    /// <param name="kernel">Keras' weights: [rows, columns, inputs, outputs].</param>
    /// <param name="shape">ONNX's shape of the kernel: [outputs, inputs a group, rows, columns].</param>
    /// <param name="factor">What every input value is to be multiplied with.</param>
    /// <param name="bias">A bias an output channel.</param>
    public Convolution(NodeProto node, float[] kernel, int[] shape, double factor, float[] bias)
    {
        Node = node;
        this.kernel = kernel;
        Shape = shape;
        scale = [.. Enumerable.Repeat(factor, shape[0])];
        this.bias = [.. bias.Select(value => (double)value)];
    }

    public NodeProto Node { get; }

    public int[] Shape { get; }

    /// <summary>Folds y → y · <paramref name="factor"/> + <paramref name="offset"/>, one of each an output channel.</summary>
    public void Fold(double[] factor, double[] offset)
    {
        for (var channel = 0; channel < scale.Length; channel++)
        {
            scale[channel] *= factor[channel];
            bias[channel] = (bias[channel] * factor[channel]) + offset[channel];
        }
    }

    /// <summary>The kernel as [outputs, inputs a group, rows, columns].</summary>
    public float[] Kernel()
    {
        // A depthwise kernel is [rows, columns, channels, 1]: with one input a group the same walk serves both.
        var (outputs, inputs, taps) = (Shape[0], Shape[1], Shape[2] * Shape[3]);
        var result = new float[kernel.Length];
        for (var tap = 0; tap < taps; tap++)
            for (var input = 0; input < inputs; input++)
                for (var output = 0; output < outputs; output++)
                    result[(((output * inputs) + input) * taps) + tap] =
                        (float)(kernel[(((tap * inputs) + input) * outputs) + output] * scale[output]);
        return result;
    }

    public float[] Bias() => [.. bias.Select(value => (float)value)];
}
