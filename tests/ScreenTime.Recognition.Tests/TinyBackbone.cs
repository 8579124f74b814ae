using System.Security.Cryptography;
using Onnx;
using ScreenTime.ModelConverter.Onnx;

namespace ScreenTime.Recognition.Tests;

/// <summary>A backbone of two random convolutions, small enough to train on in a second, in a folder as 'models prepare' makes it.</summary>
internal static class TinyBackbone
{
    public const int Width = 96;
    public const int Height = 64;

    public static string Write(string modelsFolder)
    {
        var folder = Directory.CreateDirectory(Path.Combine(modelsFolder, "inception-v3-resnet-18")).FullName;
        var random = new Random(7);
        var graph = new OnnxGraph("tiny");
        graph.AddInput("frames", TensorProto.Types.DataType.Uint8, "N", Height, Width, 3);
        graph.AddNode("Cast", "cast", "floats", "frames").With("to", 1L);
        graph.AddNode("Transpose", "transpose", "channels_first", "floats").With("perm", 0, 3, 1, 2);
        Convolution("stage8", "channels_first", 3, 24, 8, 1f / 255);
        Convolution("stage16", "stage8", 24, 32, 2, 1);
        graph.AddOutput("stage8", "N", 24, 8, 12);
        graph.AddOutput("stage16", "N", 32, 4, 6);
        var model = graph.ToModel("test", "1", []);
        File.WriteAllBytes(Path.Combine(folder, "backbone.onnx"), model);
        // Another file that computes the same: what is asked of it is that it is the one that runs.
        var eightBits = graph.ToModel("test", "8 bits", []);
        File.WriteAllBytes(Path.Combine(folder, "backbone.int8.onnx"), eightBits);
        File.WriteAllText(Path.Combine(folder, "model.json"), $$"""
            {
              "format": 1, "id": "inception-v3-resnet-18", "kind": "backbone", "file": "backbone.onnx", "bytes": {{model.Length}},
              "sha256": "{{Convert.ToHexStringLower(SHA256.HashData(model))}}",
              "input": { "name": "frames", "type": "uint8", "layout": "NHWC", "shape": ["N", {{Height}}, {{Width}}, 3], "colourOrder": "RGB", "range": [0, 255] },
              "outputs": [
                { "name": "stage8", "type": "float32", "layout": "NCHW", "shape": ["N", 24, 8, 12], "stride": 8, "firstCell": [3.5, 3.5] },
                { "name": "stage16", "type": "float32", "layout": "NCHW", "shape": ["N", 32, 4, 6], "stride": 16, "firstCell": [7.5, 7.5] }
              ],
              "preprocessing": "rgb8-1",
              "precisions": { "int8": { "file": "backbone.int8.onnx", "sha256": "{{Convert.ToHexStringLower(SHA256.HashData(eightBits))}}" } }
            }
            """);
        return folder;

        void Convolution(string name, string input, int from, int to, int size, float scale)
        {
            var weights = new float[to * from * size * size];
            // Each filter prefers one mix of its inputs over its whole window, so that colours can be told apart.
            for (var filter = 0; filter < to; filter++)
                for (var channel = 0; channel < from; channel++)
                {
                    var value = (float)(random.NextDouble() - 0.5) * 2 * scale / (size * size);
                    weights.AsSpan(((filter * from) + channel) * size * size, size * size).Fill(value);
                }

            graph.AddWeights($"{name}_weights", [to, from, size, size], weights);
            graph.AddNode("Conv", $"{name}_convolution", $"{name}_linear", input, $"{name}_weights").With("strides", size, size);
            graph.AddNode("Relu", $"{name}_relu", name, $"{name}_linear");
        }
    }
}
