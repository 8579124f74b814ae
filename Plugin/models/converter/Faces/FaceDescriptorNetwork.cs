using ScreenTime.ModelConverter.Keras;

namespace ScreenTime.ModelConverter.Faces;

/// <summary>
/// dlib's face descriptor as face-api ships it (src/faceRecognitionNet): a residual network of 29 convolutions (after He and others 2016) that puts faces of one person near
/// each other, 128 numbers a face.
/// </summary>
internal static class FaceDescriptorNetwork
{
    public const int Size = 150;
    public const int Values = 128;

    /// <summary>The mean colour of the pictures that it was trained on.</summary>
    private static readonly float[] s_mean = [122.782f, 117.001f, 104.298f];

    public static FaceGraph Build(string name, KerasWeights weights)
    {
        var graph = new FaceGraph(name, weights, Size, s_mean, 255);
        var map = graph.Pool(Layer(graph, graph.Picture, "conv32_down", new Window(7, 32, 2, Same: false), true), "MaxPool", 3, 2);
        foreach (var (layer, channels, down) in ((string, int, bool)[])
            [
                ("conv32_1", 32, false), ("conv32_2", 32, false), ("conv32_3", 32, false),
                ("conv64_down", 64, true), ("conv64_1", 64, false), ("conv64_2", 64, false), ("conv64_3", 64, false),
                ("conv128_down", 128, true), ("conv128_1", 128, false), ("conv128_2", 128, false),
                ("conv256_down", 256, true), ("conv256_1", 256, false), ("conv256_2", 256, false), ("conv256_down_out", 256, true),
            ])
            map = Residual(graph, map, layer, channels, down);
        graph.Graph.AddNode("GlobalAveragePool", "mean of cells", "mean of cells", map.Tensor);
        graph.Dense(map with { Tensor = "mean of cells" }, "fc", Values, "descriptor");
        return graph;
    }

    private static FeatureMap Residual(FaceGraph graph, FeatureMap map, string name, int channels, bool down)
    {
        var deep = Layer(graph, map, $"{name}/conv1", down ? new Window(3, channels, 2, Same: false) : new Window(3, channels), true);
        deep = Layer(graph, deep, $"{name}/conv2", new Window(3, channels), false);
        if (!down)
            return graph.AddRelu(deep, map);
        // Where sizes differ, zeros fill up the smaller: channels of the shortcut, a last row and column of the deep branch.
        var pooled = graph.Pool(map, "AveragePool", 2, 2);
        return graph.AddRelu(graph.PadTo(pooled, deep), graph.PadTo(deep, pooled));
    }

    private static FeatureMap Layer(FaceGraph graph, FeatureMap map, string name, Window window, bool relu) => graph.Convolve(
        map,
        $"{name}/conv/filters",
        window,
        relu,
        graph.Weight($"{name}/conv/bias", window.Channels),
        [.. graph.Weight($"{name}/scale/weights", window.Channels).Select(value => (double)value)],
        [.. graph.Weight($"{name}/scale/biases", window.Channels).Select(value => (double)value)]);
}
