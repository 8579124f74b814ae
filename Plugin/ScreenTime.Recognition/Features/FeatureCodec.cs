using System.Buffers.Binary;
using System.IO.Compression;
using ScreenTime.Recognition.Backbones;
using ScreenTime.Sdk;

namespace ScreenTime.Recognition.Features;

/// <summary>
/// The bytes of one frame's feature maps. Maps behind a rectifier are mostly zero (88 to 94 % in Inception's last stages) and their small values matter as
/// much as the large, so each value is kept as the square root of its magnitude in 8 bits, and the whole is deflated: about 70 KB instead of 1.7 MB. The head
/// sees only what comes out of these bytes, cached or not, so both give the same sightings to the last bit.
/// </summary>
internal static class FeatureCodec
{
    /// <summary>Names the encoding in <see cref="IRecognizer.FeaturesId"/>.</summary>
    public const string Id = "sqrt8-1";

    // Magic, then a little-endian float a stage (its largest magnitude; negative where values are signed), then the deflated values.
    private static ReadOnlySpan<byte> Magic => "SF01"u8;

    /// <summary>Encodes maps.</summary>
    public static byte[] Encode(IReadOnlyList<float[]> maps)
    {
        using var memory = new MemoryStream();
        memory.Write(Magic);
        var codes = new byte[maps.Count][];
        Span<byte> number = stackalloc byte[4];
        for (var s = 0; s < maps.Count; s++)
        {
            codes[s] = Quantise(maps[s], out var scale);
            BinaryPrimitives.WriteSingleLittleEndian(number, scale);
            memory.Write(number);
        }

        using (var deflate = new DeflateStream(memory, CompressionLevel.Fastest, leaveOpen: true))
            foreach (var stage in codes)
                deflate.Write(stage);
        return memory.ToArray();
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
                var codes = new byte[stages[s].Values];
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

    private static byte[] Quantise(float[] values, out float scale)
    {
        float smallest = 0, largest = 0;
        foreach (var value in values)
        {
            // A value that is not a number would spread through everything; zero says as little and harms nothing.
            if (!float.IsFinite(value))
                continue;
            smallest = Math.Min(smallest, value);
            largest = Math.Max(largest, value);
        }

        var signed = smallest < 0;
        var magnitude = Math.Max(largest, -smallest);
        var steps = signed ? 127f : 255f;
        var codes = new byte[values.Length];
        scale = signed ? -magnitude : magnitude;
        if (magnitude == 0)
            return codes;
        for (var i = 0; i < values.Length; i++)
        {
            var value = values[i];
            if (value == 0 || !float.IsFinite(value))
                continue;
            var code = (int)MathF.Round(MathF.Sqrt(Math.Abs(value) / magnitude) * steps);
            codes[i] = signed && value < 0 ? (byte)(256 - code) : (byte)code;
            if (code == 0)
                codes[i] = 0;
        }

        return codes;
    }

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
        var (values, stage) = (Maps[0].Values(), stages[0]);
        var (down, across) = (Math.Min(LookParts, stage.Rows), Math.Min(LookParts, stage.Columns));
        var look = new float[down * across * stage.Channels];
        for (var channel = 0; channel < stage.Channels; channel++)
        {
            for (var cell = 0; cell < stage.Cells; cell++)
            {
                var part = (cell / stage.Columns * down / stage.Rows * across) + (cell % stage.Columns * across / stage.Columns);
                look[(part * stage.Channels) + channel] += values[(channel * stage.Cells) + cell];
            }
        }

        var length = MathF.Sqrt(look.Sum(value => value * value));
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
