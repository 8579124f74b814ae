using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json.Nodes;

namespace ScreenTime.ModelConverter.Keras;

/// <summary>The weights of a TensorFlow.js model: named tensors, one after the other in base64 shards, mostly quantised to a byte.</summary>
internal sealed class KerasWeights
{
    private const long MaxBytes = 1L << 30;
    private readonly Dictionary<string, Entry> entries;
    private readonly string where;

    private KerasWeights(Dictionary<string, Entry> entries, string where)
    {
        this.entries = entries;
        this.where = where;
    }

    /// <summary>
    /// Reads the tensors that <paramref name="manifest"/> lists; <paramref name="shard"/> gives a shard's base64 text. A shard
    /// too many, too few, too short or too long fails.
    /// </summary>
    public static KerasWeights Read(JsonArray manifest, Func<string, string> shard, string where)
    {
        var entries = new Dictionary<string, Entry>(StringComparer.Ordinal);
        foreach (var group in manifest)
        {
            var names = group!["paths"]!.AsArray().Select(path => path!.GetValue<string>()).ToArray();
            CheckNumbering(names, where);
            ReadGroup(group["weights"]!.AsArray(), Join([.. names.Select(name => Decode(shard(name), $"{where}, {name}"))]), entries, where);
        }
        return new KerasWeights(entries, where);
    }

    /// <summary>Reads the tensors of a manifest whose weights all lie in one file.</summary>
    public static KerasWeights Read(JsonArray manifest, byte[] data, string where)
    {
        var entries = new Dictionary<string, Entry>(StringComparer.Ordinal);
        if (manifest.Count != 1)
            throw new ModelPackageException($"{where}: its manifest has {manifest.Count} groups of weights instead of one; restore the package again.");
        ReadGroup(manifest[0]!["weights"]!.AsArray(), data, entries, where);
        return new KerasWeights(entries, where);
    }

    /// <summary>The values of a weight, row-major, dequantised; its shape must be <paramref name="shape"/>.</summary>
    public float[] Values(string name, params ReadOnlySpan<int> shape)
    {
        if (!entries.TryGetValue(name, out var entry))
            throw new ModelPackageException($"{where}: lacks the weight '{name}'; restore the package again.");
        if (entry.Whole)
            throw new ModelPackageException($"{where}: the weight '{name}' holds integers, its layer needs numbers; restore the package again.");
        if (!shape.SequenceEqual(entry.Shape))
            throw new ModelPackageException(
                $"{where}: the weight '{name}' has the shape [{string.Join(", ", entry.Shape)}], its layer needs [{string.Join(", ", shape.ToArray())}].");
        var values = new float[entry.Count];
        var bytes = entry.Data.Span;
        for (var i = 0; i < values.Length; i++)
            // TensorFlow.js computes byte * scale + min in double and stores the nearest float.
            values[i] = entry.Quantised ? (float)((bytes[i] * entry.Scale) + entry.Min) : BinaryPrimitives.ReadSingleLittleEndian(bytes[(4 * i)..]);
        return values;
    }

    private static void ReadGroup(JsonArray weights, byte[] data, Dictionary<string, Entry> entries, string where)
    {
        long offset = 0;
        foreach (var weight in weights)
        {
            var name = weight!["name"]!.GetValue<string>();
            var entry = ReadEntry(weight, name, data, offset, where);
            offset += entry.Bytes;
            if (offset > data.Length)
                throw new ModelPackageException(string.Create(CultureInfo.InvariantCulture,
                    $"{where}: the shards hold {data.Length} bytes, but '{name}' ends at byte {offset}; restore the package again."));
            if (!entries.TryAdd(name, entry))
                throw new ModelPackageException($"{where}: lists the weight '{name}' twice; restore the package again.");
        }
        if (offset != data.Length)
            throw new ModelPackageException(string.Create(CultureInfo.InvariantCulture,
                $"{where}: the shards hold {data.Length} bytes, but the weights take {offset}; restore the package again."));
    }

    private static void CheckNumbering(string[] names, string where)
    {
        // group1-shard2of6: the sixth and last is as long as it likes, but all six are there, in this order.
        for (var i = 0; i < names.Length; i++)
            if (!names[i].EndsWith(string.Create(CultureInfo.InvariantCulture, $"-shard{i + 1}of{names.Length}"), StringComparison.Ordinal))
                throw new ModelPackageException($"{where}: '{names[i]}' is not shard {i + 1} of {names.Length}; restore the package again.");
    }

    private static byte[] Decode(string base64, string where)
    {
        try
        {
            return Convert.FromBase64String(base64);
        }
        catch (FormatException e)
        {
            throw new ModelPackageException($"{where}: is not valid base64; restore the package again.", e);
        }
    }

    private static byte[] Join(byte[][] shards)
    {
        var all = new byte[shards.Sum(shard => (long)shard.Length)];
        var at = 0;
        foreach (var shard in shards)
        {
            shard.CopyTo(all, at);
            at += shard.Length;
        }
        return all;
    }

    private static Entry ReadEntry(JsonNode weight, string name, byte[] data, long offset, string where)
    {
        var shape = weight["shape"]!.AsArray().Select(dimension => checked((int)dimension!.GetValue<double>())).ToArray();
        long count = 1;
        foreach (var dimension in shape)
        {
            count = dimension is >= 1 and <= 1 << 24 ? count * dimension : long.MaxValue;
            if (count > MaxBytes / sizeof(float))
                throw new ModelPackageException($"{where}: the weight '{name}' has an impossible shape; restore the package again.");
        }

        var quantisation = weight["quantization"];
        var stored = (quantisation?["dtype"] ?? weight["dtype"])!.GetValue<string>();
        // Integers are sizes and strides that the source's own graph computed with; a layer never reads them.
        if (weight["dtype"]!.GetValue<string>() is not ("float32" or "int32") || stored is not ("float32" or "int32" or "uint8") || (quantisation is not null) != (stored == "uint8"))
            throw new ModelPackageException($"{where}: the weight '{name}' is stored as {stored}; only float32 and uint8 can be converted.");
        long bytes = quantisation is null ? count * sizeof(float) : count;
        return new Entry(
            shape,
            (int)count,
            // A tensor that runs past the end is reported by the caller, which knows the total.
            offset + bytes <= data.Length ? data.AsMemory((int)offset, (int)bytes) : default,
            bytes,
            weight["dtype"]!.GetValue<string>() == "int32",
            quantisation is not null,
            quantisation?["scale"]!.GetValue<double>() ?? 1,
            quantisation?["min"]!.GetValue<double>() ?? 0);
    }

    private sealed record Entry(int[] Shape, int Count, ReadOnlyMemory<byte> Data, long Bytes, bool Whole, bool Quantised, double Scale, double Min);
}
