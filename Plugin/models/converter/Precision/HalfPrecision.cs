using System.Buffers.Binary;
using Google.Protobuf;
using Onnx;
using ScreenTime.ModelConverter.Onnx;
using Types = Onnx.TensorProto.Types.DataType;

namespace ScreenTime.ModelConverter.Precision;

/// <summary>A backbone's half-precision version: weights and arithmetic in 16 bits, frames in and feature maps out as before.</summary>
internal static class HalfPrecision
{
    /// <summary>Makes it.</summary>
    /// <param name="model">The backbone, made by this converter.</param>
    /// <exception cref="ModelPackageException">A weight is beyond what half precision can hold.</exception>
    public static byte[] Of(byte[] model)
    {
        var copy = ModelProto.Parser.ParseFrom(model);
        var graph = copy.Graph;
        foreach (var tensor in graph.Initializer.Where(tensor => tensor.DataType == (int)Types.Float))
        {
            tensor.RawData = UnsafeByteOperations.UnsafeWrap(Halves(tensor));
            tensor.DataType = (int)Types.Float16;
        }

        foreach (var cast in graph.Node.Where(node => node.OpType == "Cast"))
            cast.Attribute.Single(attribute => attribute.Name == "to").I = (long)Types.Float16;
        foreach (var output in graph.Output.Select(value => value.Name))
        {
            var half = $"{output}/half";
            foreach (var node in graph.Node)
            {
                Rename(node.Output, output, half);
                Rename(node.Input, output, half);
            }

            graph.Node.Add(new NodeProto { OpType = "Cast", Name = $"{output}/float", Input = { half }, Output = { output } }.With("to", (long)Types.Float));
        }

        return copy.ToByteArray();
    }

    private static void Rename(Google.Protobuf.Collections.RepeatedField<string> names, string from, string to)
    {
        for (var i = 0; i < names.Count; i++)
            if (names[i] == from)
                names[i] = to;
    }

    private static byte[] Halves(TensorProto tensor)
    {
        var raw = tensor.RawData.Span;
        var halves = new byte[raw.Length / 2];
        for (var i = 0; i < raw.Length / sizeof(float); i++)
        {
            var half = (Half)BinaryPrimitives.ReadSingleLittleEndian(raw[(i * sizeof(float))..]);
            if (!Half.IsFinite(half))
                throw new ModelPackageException($"a weight of '{tensor.Name}' is too large for half precision.");
            BinaryPrimitives.WriteHalfLittleEndian(halves.AsSpan(i * 2), half);
        }

        return halves;
    }
}
