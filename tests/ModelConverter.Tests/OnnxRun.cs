using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Onnx;

namespace ScreenTime.ModelConverter.Tests;

/// <summary>Runs a converted model with ONNX Runtime on the CPU.</summary>
internal static class OnnxRun
{
    /// <summary>The outputs for <paramref name="frames"/> (bytes [N, height, width, 3]) by name: shape and values.</summary>
    public static Dictionary<string, (long[] Shape, float[] Values)> Run(byte[] model, byte[] frames, int count, int height, int width)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using var session = new InferenceSession(model, options);
        using var run = new RunOptions();
        using var input = OrtValue.CreateTensorValueFromMemory(frames, [count, height, width, 3]);
        using var outputs = session.Run(run, ["frames"], [input], session.OutputNames);
        return session.OutputNames.Zip(outputs).ToDictionary(
            pair => pair.First, pair => (pair.Second.GetTensorTypeAndShape().Shape, pair.Second.GetTensorDataAsSpan<float>().ToArray()), StringComparer.Ordinal);
    }

    /// <summary>What a model computes at a tensor that need not be one of its outputs.</summary>
    public static (long[] Shape, float[] Values) RunInside(byte[] model, string tensor, float[] input, long[] shape)
    {
        var proto = ModelProto.Parser.ParseFrom(model);
        proto.Graph.Output.Add(new ValueInfoProto
        {
            Name = tensor,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float } },
        });
        using var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using var session = new InferenceSession(proto.ToByteArray(), options);
        using var run = new RunOptions();
        using var value = OrtValue.CreateTensorValueFromMemory(input, shape);
        using var outputs = session.Run(run, [session.InputNames[0]], [value], [tensor]);
        return (outputs[0].GetTensorTypeAndShape().Shape, outputs[0].GetTensorDataAsSpan<float>().ToArray());
    }

    public static byte[] RandomFrames(int seed, int count)
    {
        var frames = new byte[count];
        new Random(seed).NextBytes(frames);
        return frames;
    }

    /// <summary>Asserts that a map [N, channels, rows, columns] holds, as its frame <paramref name="frame"/>, what was computed.</summary>
    public static void AssertSame(Map expected, (long[] Shape, float[] Values) actual, int frame = 0)
    {
        Assert.Equal([expected.Channels, expected.Rows, expected.Columns], actual.Shape[1..]);
        var size = expected.Rows * expected.Columns;
        var largest = expected.Values.Max(Math.Abs);
        for (var i = 0; i < expected.Values.Length; i++)
        {
            var (cell, channel) = (i / expected.Channels, i % expected.Channels);
            var value = actual.Values[(((frame * expected.Channels) + channel) * size) + cell];
            Assert.True(Math.Abs(expected.Values[i] - value) <= 2e-5 * Math.Max(largest, 1),
                $"channel {channel}, row {cell / expected.Columns}, column {cell % expected.Columns}: {value} instead of {expected.Values[i]}");
        }
    }
}
