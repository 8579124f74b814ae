using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;
using System.Runtime.CompilerServices;
using ScreenTime.Recognition.Backbones;
using ScreenTime.Sdk;

namespace ScreenTime.Recognition.Features;

/// <summary>
/// The bytes of one frame's feature maps. Maps behind a rectifier are mostly zero (88 to 94 % in Inception's last stages) and their small values matter as
/// much as the large, so each value is kept as the square root of its magnitude in 8 bits, and the whole is deflated: about 52 KB instead of 483. The head
/// sees only what comes out of these bytes, cached or not, so both give the same sightings to the last bit.
/// </summary>
internal static class FeatureCodec
{
    /// <summary>Names the encoding in <see cref="IRecognizer.FeaturesId"/>.</summary>
    public const string Id = "sqrt8-1";

    // Magic, then a little-endian float a stage (its largest magnitude; negative where values are signed), then the deflated values.
    private static ReadOnlySpan<byte> Magic => "SF01"u8;

    // Nearly all that repeats is a run of zeros: looking for those alone gives a fifth less than looking for whatever repeats, as quickly (measured: docs/performance.md).
    private static readonly ZLibCompressionOptions s_runs = new() { CompressionLevel = 1, CompressionStrategy = ZLibCompressionStrategy.RunLengthEncoding };

    /// <summary>Encodes maps.</summary>
    public static byte[] Encode(IReadOnlyList<float[]> maps)
    {
        var codes = ArrayPool<byte>.Shared.Rent(maps.Sum(map => map.Length));
        try
        {
            using var memory = new MemoryStream(codes.Length / 2);
            memory.Write(Magic);
            Span<byte> number = stackalloc byte[4];
            var length = 0;
            foreach (var map in maps)
            {
                BinaryPrimitives.WriteSingleLittleEndian(number, Quantise(map, codes.AsSpan(length, map.Length)));
                memory.Write(number);
                length += map.Length;
            }

            using (var deflate = new DeflateStream(memory, s_runs, leaveOpen: true))
                deflate.Write(codes, 0, length);
            return memory.ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(codes);
        }
    }

    /// <summary>Decodes maps.</summary>
    /// <exception cref="UserException">The bytes are not of these stages.</exception>
    public static FrameFeatures Decode(byte[] bytes, IReadOnlyList<Stage> stages)
    {
        var header = Magic.Length + (4 * stages.Count);
        if (bytes.Length < header || !bytes.AsSpan(0, Magic.Length).SequenceEqual(Magic))
            throw Invalid();
        using var deflate = new DeflateStream(new MemoryStream(bytes, header, bytes.Length - header), CompressionMode.Decompress);
        var maps = new QuantisedMap[stages.Count];
        try
        {
            for (var s = 0; s < stages.Count; s++)
            {
                var scale = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(Magic.Length + (4 * s)));
                var codes = GC.AllocateUninitializedArray<byte>(stages[s].Values);
                deflate.ReadExactly(codes);
                if (!float.IsFinite(scale))
                    throw Invalid();
                maps[s] = new QuantisedMap(codes, scale);
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw Invalid(e);
        }

        return new FrameFeatures(maps);
    }

    /// <summary>Writes the code of each value.</summary>
    /// <returns>The scale.</returns>
    // Compiled well at once: what uses vectors cannot be compiled before, and would first be run as it comes.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Quantise(ReadOnlySpan<float> values, Span<byte> codes)
    {
        var (smallest, largest) = (0f, 0f);
        var (least, most) = (Vector<float>.Zero, Vector<float>.Zero);
        var i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var value = Finite(new Vector<float>(values[i..]));
            (least, most) = (Vector.Min(least, value), Vector.Max(most, value));
        }

        for (var lane = 0; lane < Vector<float>.Count; lane++)
            (smallest, largest) = (Math.Min(smallest, least[lane]), Math.Max(largest, most[lane]));
        for (; i < values.Length; i++)
            (smallest, largest) = (Math.Min(smallest, Finite(values[i])), Math.Max(largest, Finite(values[i])));

        var signed = smallest < 0;
        var magnitude = Math.Max(largest, -smallest);
        if (magnitude == 0)
        {
            codes.Clear();
            return 0;
        }

        var steps = signed ? 127f : 255f;
        // As many as fill a vector of bytes.
        for (i = 0; i <= values.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            Vector.Narrow(
                Vector.Narrow(Codes(values[i..]), Codes(values[(i + Vector<int>.Count)..])),
                Vector.Narrow(Codes(values[(i + (2 * Vector<int>.Count))..]), Codes(values[(i + (3 * Vector<int>.Count))..]))).As<sbyte, byte>().CopyTo(codes[i..]);
        }

        for (; i < values.Length; i++)
        {
            var value = Finite(values[i]);
            var code = (int)MathF.Round(MathF.Sqrt(Math.Abs(value) / magnitude) * steps);
            codes[i] = unchecked((byte)(value < 0 ? -code : code));
        }

        return signed ? -magnitude : magnitude;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        Vector<int> Codes(ReadOnlySpan<float> from)
        {
            var value = Finite(new Vector<float>(from));
            var code = Vector.ConvertToInt32(Vector.Round(Vector.SquareRoot(Vector.Abs(value) / new Vector<float>(magnitude)) * steps));
            return Vector.ConditionalSelect(Vector.LessThan(value, Vector<float>.Zero), -code, code);
        }
    }

    // A value that is not a number would spread through everything; zero says as little and harms nothing.
    private static float Finite(float value) => float.IsFinite(value) ? value : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Finite(Vector<float> value) =>
        Vector.ConditionalSelect(Vector.LessThanOrEqual(Vector.Abs(value), new Vector<float>(float.MaxValue)), value, Vector<float>.Zero);

    private static UserException Invalid(Exception? inner = null) => new(
        ExitCode.InputInvalid, "The cached features of a frame are damaged or of another backbone; clear the cache and run this again.", inner);
}

/// <summary>What a backbone said of one frame, as its bytes keep it.</summary>
/// <param name="Maps">One map a stage.</param>
internal sealed record FrameFeatures(IReadOnlyList<QuantisedMap> Maps)
{
    private const int LookParts = 3;

    /// <summary>The values that the head takes, one array a stage.</summary>
    public IReadOnlyList<float[]> Values() => [.. Maps.Select(m => m.Values())];

    /// <summary>
    /// What the frame looks like as a whole: the first stage's cells summed in each ninth of the frame, brought to length 1. Where in the frame things are counts: frames of one shot have a dot
    /// product of 0.85 and more mostly, others below 0.8, where means over the whole frame of a drawn film are all but the same (measured: docs/recognition.md).
    /// </summary>
    public float[] Look(IReadOnlyList<Stage> stages)
    {
        var (codes, values, stage) = (Maps[0].Codes, Maps[0].Table(), stages[0]);
        var (down, across) = (Math.Min(LookParts, stage.Rows), Math.Min(LookParts, stage.Columns));
        var part = new int[stage.Cells];
        for (var cell = 0; cell < part.Length; cell++)
            part[cell] = (cell / stage.Columns * down / stage.Rows * across) + (cell % stage.Columns * across / stage.Columns);
        var look = new float[down * across * stage.Channels];
        Span<float> sums = stackalloc float[LookParts * LookParts];
        double squares = 0;
        for (var channel = 0; channel < stage.Channels; channel++)
        {
            sums.Clear();
            var cells = codes.AsSpan(channel * part.Length, part.Length);
            for (var cell = 0; cell < cells.Length; cell++)
                sums[part[cell]] += values[cells[cell]];
            for (var p = 0; p < down * across; p++)
                look[(p * stage.Channels) + channel] = sums[p];
        }

        foreach (var value in look)
            squares += value * value;
        var length = MathF.Sqrt((float)squares);
        return length > 0 ? Array.ConvertAll(look, value => value / length) : look;
    }
}

/// <summary>A feature map in 8 bits a value, channels first.</summary>
/// <param name="Codes">The values' codes.</param>
/// <param name="Scale">The largest magnitude; negative where codes are signed.</param>
internal sealed record QuantisedMap(byte[] Codes, float Scale)
{
    /// <summary>
    /// The values as the head takes them: the signed square root of the value. Square roots keep a few strong
    /// channels from outvoting all others (measured: docs/recognition.md).
    /// </summary>
    public float[] Values()
    {
        var table = Table();
        var values = new float[Codes.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = table[Codes[i]];
        return values;
    }

    /// <summary>What each code stands for as the head takes it.</summary>
    public float[] Table()
    {
        var table = new float[256];
        var root = MathF.Sqrt(Math.Abs(Scale));
        for (var code = 0; code < 256; code++)
            table[code] = Scale < 0 ? root * (sbyte)(byte)code / 127f : root * code / 255f;
        return table;
    }
}
