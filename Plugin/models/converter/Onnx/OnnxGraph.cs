using System.Buffers.Binary;
using Google.Protobuf;
using Onnx;

namespace ScreenTime.ModelConverter.Onnx;

/// <summary>An ONNX graph under construction: nodes in the order they are added, which must be an order they can run in.</summary>
internal sealed class OnnxGraph
{
    // Opset 17 and IR 8: everything used here exists, and every ONNX Runtime since 1.12 (DirectML's too) reads them.
    private const int Opset = 17;
    private const int IrVersion = 8;
    private readonly GraphProto graph;

    public OnnxGraph(string name) => graph = new GraphProto { Name = name };

    /// <summary>How many nodes it has so far.</summary>
    public int NodeCount => graph.Node.Count;

    public void AddInput(string name, TensorProto.Types.DataType type, params ReadOnlySpan<Dimension> shape) =>
        graph.Input.Add(Value(name, type, shape));

    public void AddOutput(string name, params ReadOnlySpan<Dimension> shape) =>
        graph.Output.Add(Value(name, TensorProto.Types.DataType.Float, shape));

    /// <summary>Adds a node that puts out <paramref name="output"/> and is named after <paramref name="name"/>.</summary>
    public NodeProto AddNode(string kind, string name, string output, params IEnumerable<string> inputs)
    {
        var node = new NodeProto { OpType = kind, Name = name, Output = { output }, Input = { inputs } };
        graph.Node.Add(node);
        return node;
    }

    public void AddWeights(string name, ReadOnlySpan<int> shape, ReadOnlySpan<float> values)
    {
        var raw = new byte[values.Length * sizeof(float)];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(raw.AsSpan(i * sizeof(float)), values[i]);
        var tensor = new TensorProto
        {
            Name = name,
            DataType = (int)TensorProto.Types.DataType.Float,
            RawData = UnsafeByteOperations.UnsafeWrap(raw),
        };
        foreach (var dimension in shape)
            tensor.Dims.Add(dimension);
        graph.Initializer.Add(tensor);
    }

    /// <summary>Adds whole numbers that a node reads as an input: shapes, axes, pads.</summary>
    public void AddIndices(string name, params ReadOnlySpan<long> values)
    {
        var raw = new byte[values.Length * sizeof(long)];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteInt64LittleEndian(raw.AsSpan(i * sizeof(long)), values[i]);
        graph.Initializer.Add(new TensorProto
        {
            Name = name,
            DataType = (int)TensorProto.Types.DataType.Int64,
            RawData = UnsafeByteOperations.UnsafeWrap(raw),
            Dims = { values.Length },
        });
    }

    /// <summary>The model as bytes: the same graph gives the same bytes.</summary>
    public byte[] ToModel(string producer, string producerVersion, IEnumerable<KeyValuePair<string, string>> metadata)
    {
        var model = new ModelProto
        {
            IrVersion = IrVersion,
            ProducerName = producer,
            ProducerVersion = producerVersion,
            Graph = graph,
            OpsetImport = { new OperatorSetIdProto { Domain = "", Version = Opset } },
        };
        foreach (var (key, value) in metadata)
            model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        return model.ToByteArray();
    }

    private static ValueInfoProto Value(string name, TensorProto.Types.DataType type, ReadOnlySpan<Dimension> shape)
    {
        var dimensions = new TensorShapeProto();
        foreach (var dimension in shape)
            dimensions.Dim.Add(dimension.Name is null
                ? new TensorShapeProto.Types.Dimension { DimValue = dimension.Size }
                : new TensorShapeProto.Types.Dimension { DimParam = dimension.Name });
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = dimensions } },
        };
    }
}

/// <summary>A dimension of an input or output: a size, or a name for one that is free.</summary>
internal readonly record struct Dimension(int Size, string? Name)
{
    public static implicit operator Dimension(int size) => new(size, null);

    public static implicit operator Dimension(string name) => new(0, name);
}

/// <summary>Attributes of nodes, in the form that ONNX wants them.</summary>
internal static class NodeAttributes
{
    public static NodeProto With(this NodeProto node, string name, long value)
    {
        node.Attribute.Add(new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value });
        return node;
    }

    public static NodeProto With(this NodeProto node, string name, params ReadOnlySpan<int> values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        foreach (var value in values)
            attribute.Ints.Add(value);
        node.Attribute.Add(attribute);
        return node;
    }
}
