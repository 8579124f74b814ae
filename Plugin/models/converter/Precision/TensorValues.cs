using System.Buffers.Binary;
using Google.Protobuf;
using Onnx;
using Types = Onnx.TensorProto.Types.DataType;

namespace ScreenTime.ModelConverter.Precision;

/// <summary>Numbers in tensors of a model, as ONNX stores them: raw, little-endian.</summary>
internal static class TensorValues
{
    public static TensorProto Of(string name, IEnumerable<long> shape, ReadOnlySpan<float> values) => Of(name, Types.Float, shape, Raw(values));

    public static TensorProto Of(string name, params ReadOnlySpan<long> values)
    {
        var raw = new byte[values.Length * sizeof(long)];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteInt64LittleEndian(raw.AsSpan(i * sizeof(long)), values[i]);
        return Of(name, Types.Int64, [values.Length], raw);
    }

    public static TensorProto Of(string name, Types type, IEnumerable<long> shape, byte[] raw) =>
        new() { Name = name, DataType = (int)type, Dims = { shape }, RawData = UnsafeByteOperations.UnsafeWrap(raw) };

    public static byte[] Raw(params ReadOnlySpan<float> values)
    {
        var raw = new byte[values.Length * sizeof(float)];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(raw.AsSpan(i * sizeof(float)), values[i]);
        return raw;
    }

    public static float[] Floats(this TensorProto tensor)
    {
        var raw = tensor.RawData.Span;
        var values = new float[raw.Length / sizeof(float)];
        for (var i = 0; i < values.Length; i++)
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(raw[(i * sizeof(float))..]);
        return values;
    }
}
