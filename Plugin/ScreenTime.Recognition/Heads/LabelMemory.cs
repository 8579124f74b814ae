using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace ScreenTime.Recognition.Heads;

/// <summary>
/// The labelled frames, as a head remembers them. A label is a fact of its frame, and says much of frames that look the same, the rest of its shot mostly. The fitted head keeps all labels at
/// once and none of them for certain: where it contradicts one, or hardly agrees, what it lacks there is added to the log-odds of frames that look like it, in full where they look the same and
/// less the less they do (measured: docs/recognition.md). A frame that looks like no labelled one is judged by the head alone, and within a shot the differences that the head sees stay: somebody
/// who comes after the labelled frame is still found.
/// </summary>
internal sealed class LabelMemory
{
    /// <summary>The log-odds, for or against, that a labelled frame has at the least: a probability of 0.95, or 0.05.</summary>
    public const double LeastLogOdds = 3;

    /// <summary>Of more labelled frames the last are remembered, those of the film in hand.</summary>
    public const int MostFrames = 4000;

    // Dot products of looks: neighbouring seconds of a shot reach 0.95, and where the company changes they are mostly below 0.75 (docs/recognition.md).
    private const double Unlike = 0.85;
    private const double Same = 0.97;

    private const int Magic = 0x314d4c53; // "SLM1"
    private const int HeaderBytes = 16;
    private const int LongestLook = 1 << 17; // beyond it sums of products could overflow
    private const int MostCharacters = 10_000;

    private readonly int _length;
    private readonly int _characters;
    private readonly IReadOnlyList<Code> _looks;
    private readonly IReadOnlyList<float[]> _corrections;

    private LabelMemory(int length, int characters, IReadOnlyList<Code> looks, IReadOnlyList<float[]> corrections) =>
        (_length, _characters, _looks, _corrections) = (length, characters, looks, corrections);

    /// <summary>How many labelled frames are remembered.</summary>
    public int Count => _looks.Count;

    /// <summary>Remembers labelled frames; at least one.</summary>
    /// <param name="looks">What each looks like: vectors of length 1.</param>
    /// <param name="targets">1 present, 0 absent, NaN where the label does not say or nothing can be learnt of the character.</param>
    /// <param name="logOdds">The calibrated log-odds that the fitted head gives each.</param>
    public static LabelMemory Of(IReadOnlyList<float[]> looks, IReadOnlyList<IReadOnlyList<float>> targets, IReadOnlyList<IReadOnlyList<double>> logOdds)
    {
        var first = Math.Max(0, looks.Count - MostFrames);
        return new LabelMemory(
            looks[0].Length, targets[0].Count,
            [.. looks.Skip(first).Select(Code.Of)],
            [.. Enumerable.Range(first, looks.Count - first).Select(i => targets[i].Select((target, k) => Lacking(target, logOdds[i][k])).ToArray())]);
    }

    private static float Lacking(float target, double logOdds) => target switch
    {
        1 => (float)Math.Max(0, LeastLogOdds - logOdds),
        0 => (float)Math.Min(0, -LeastLogOdds - logOdds),
        _ => float.NaN,
    };

    /// <summary>A frame's probabilities with what is remembered of the most alike labelled frame.</summary>
    /// <param name="look">What the frame looks like: a vector of length 1.</param>
    /// <param name="probabilities">The head's probabilities.</param>
    public IReadOnlyList<float> Apply(float[] look, IReadOnlyList<float> probabilities)
    {
        var frame = Code.Of(look);
        var (most, lacking) = (new double[_characters], new float[_characters]);
        Array.Fill(most, Unlike);
        for (var i = 0; i < _looks.Count; i++)
        {
            var alike = frame.Cosine(_looks[i]);
            for (var k = 0; k < _characters; k++)
                if (alike > most[k] && !float.IsNaN(_corrections[i][k]))
                    (most[k], lacking[k]) = (alike, _corrections[i][k]);
        }

        var remembered = new float[_characters];
        for (var k = 0; k < _characters; k++)
            remembered[k] = lacking[k] == 0 ? probabilities[k] : Moved(probabilities[k], lacking[k] * Math.Min(1, (most[k] - Unlike) / (Same - Unlike)));
        return remembered;
    }

    private static float Moved(float probability, double by)
    {
        // p / (1 − p) times e^by, without a quotient that could be infinite.
        var present = probability * Math.Exp(by);
        return (float)(present / (present + 1 - probability));
    }

    /// <summary>The memory as its file holds it: little-endian, and the same bytes for the same labels.</summary>
    public byte[] Write()
    {
        var frameBytes = _length + (sizeof(float) * _characters);
        var bytes = new byte[HeaderBytes + ((long)frameBytes * Count)];
        foreach (var (i, value) in new[] { Magic, Count, _length, _characters }.Index())
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4 * i), value);
        for (var i = 0; i < Count; i++)
        {
            var frame = bytes.AsSpan(HeaderBytes + (i * frameBytes), frameBytes);
            _looks[i].CopyTo(frame);
            for (var k = 0; k < _characters; k++)
                BinaryPrimitives.WriteSingleLittleEndian(frame[(_length + (sizeof(float) * k))..], _corrections[i][k]);
        }

        return bytes;
    }

    /// <summary>What <see cref="Write"/> wrote; null where the bytes are no memory of so many characters.</summary>
    public static LabelMemory? Read(ReadOnlySpan<byte> bytes, int characters)
    {
        if (bytes.Length < HeaderBytes || characters is < 1 or > MostCharacters)
            return null;
        var header = new int[4];
        for (var i = 0; i < header.Length; i++)
            header[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 * i)..]);
        var (count, length) = (header[1], header[2]);
        if (header[0] != Magic || header[3] != characters || count is < 1 or > MostFrames || length is < 1 or > LongestLook)
            return null;
        var frameBytes = length + (sizeof(float) * characters);
        if (bytes.Length != HeaderBytes + ((long)frameBytes * count))
            return null;
        var (looks, corrections) = (new Code[count], new float[count][]);
        for (var i = 0; i < count; i++)
        {
            var frame = bytes.Slice(HeaderBytes + (i * frameBytes), frameBytes);
            looks[i] = new Code(MemoryMarshal.Cast<byte, sbyte>(frame[..length]));
            corrections[i] = new float[characters];
            for (var k = 0; k < characters; k++)
                corrections[i][k] = BinaryPrimitives.ReadSingleLittleEndian(frame[(length + (sizeof(float) * k))..]);
            if (corrections[i].Any(float.IsInfinity))
                return null;
        }

        return new LabelMemory(length, characters, looks, corrections);
    }

    /// <summary>A look in whole numbers from −127 to 127: their sums are exact in any order, so every processor finds the same frame most alike.</summary>
    private sealed class Code
    {
        private readonly short[] _values;
        private readonly double _size;

        public Code(ReadOnlySpan<sbyte> values)
        {
            _values = new short[values.Length];
            for (var i = 0; i < values.Length; i++)
                _values[i] = values[i];
            _size = Math.Sqrt(Product(this));
        }

        public static Code Of(float[] look)
        {
            var largest = look.Max(Math.Abs);
            return new Code(Array.ConvertAll(look, value => largest > 0 ? (sbyte)Math.Round(sbyte.MaxValue * value / largest) : (sbyte)0));
        }

        public double Cosine(Code other) => _size > 0 && other._size > 0 ? Product(other) / (_size * other._size) : 0;

        public void CopyTo(Span<byte> bytes)
        {
            for (var i = 0; i < _values.Length; i++)
                bytes[i] = unchecked((byte)_values[i]);
        }

        private int Product(Code other)
        {
            var lanes = Vector<int>.Zero;
            var i = 0;
            for (; i <= _values.Length - Vector<short>.Count; i += Vector<short>.Count)
            {
                Vector.Widen(new Vector<short>(_values, i), out var a, out var b);
                Vector.Widen(new Vector<short>(other._values, i), out var c, out var d);
                lanes += (a * c) + (b * d);
            }

            var sum = Vector.Sum(lanes);
            for (; i < _values.Length; i++)
                sum += _values[i] * other._values[i];
            return sum;
        }
    }
}
