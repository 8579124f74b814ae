using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ScreenTime.Recognition.Backbones;
using ScreenTime.Recognition.Features;
using ScreenTime.Recognition.Heads;

namespace ScreenTime.Recognition.Training;

/// <summary>A map of which each cell keeps the channels that are not zero: of Inception's last stages one value in ten.</summary>
internal sealed class SparseMap : CellMap
{
    // So many columns of weights are asked at once.
    private const int Lanes = 4;

    private readonly int[] _starts;
    private readonly ushort[] _channels;
    private readonly byte[] _codes;
    private readonly float[] _table;
    private readonly float[] _factors;

    public SparseMap(QuantisedMap map, Stage stage)
        : base(stage.Cells)
    {
        _table = map.Table();
        _factors = new float[Cells];
        Array.Fill(_factors, 1f);
        _starts = new int[Cells + 1];
        for (var c = 0; c < stage.Channels; c++)
            for (var i = 0; i < Cells; i++)
                if (map.Codes[(c * Cells) + i] != 0)
                    _starts[i + 1]++;
        for (var i = 0; i < Cells; i++)
            _starts[i + 1] += _starts[i];
        _channels = new ushort[_starts[Cells]];
        _codes = new byte[_starts[Cells]];
        var next = _starts.AsSpan(0, Cells).ToArray();
        for (var c = 0; c < stage.Channels; c++)
        {
            for (var i = 0; i < Cells; i++)
            {
                if (map.Codes[(c * Cells) + i] is var code && code == 0)
                    continue;
                _channels[next[i]] = (ushort)c;
                _codes[next[i]++] = code;
            }
        }
    }

    private SparseMap(SparseMap map, float[] factors)
        : base(map.Cells) => (_starts, _channels, _codes, _table, _factors) = (map._starts, map._channels, map._codes, map._table, factors);

    public override CellMap WithEqualLengths()
    {
        var factors = new float[Cells];
        for (var cell = 0; cell < Cells; cell++)
        {
            var squares = 0.0;
            for (var i = _starts[cell]; i < _starts[cell + 1]; i++)
                squares += _table[_codes[i]] * (double)_table[_codes[i]];
            factors[cell] = (float)(1 / (Math.Sqrt(squares) + HeadParameters.LeastLength));
        }

        return new SparseMap(this, factors);
    }

    public override double SquareSum()
    {
        var sum = 0.0;
        for (var cell = 0; cell < Cells; cell++)
        {
            var squares = 0.0;
            for (var i = _starts[cell]; i < _starts[cell + 1]; i++)
                squares += _table[_codes[i]] * (double)_table[_codes[i]];
            sum += squares * _factors[cell] * _factors[cell];
        }

        return sum;
    }

    public override int Columns(int characters) => (characters + Lanes - 1) / Lanes * Lanes;

    public override int Place(int channel, int column, int columns) => (channel * columns) + column;

    public override void Dot(int cell, ReadOnlySpan<float> weights, Span<float> result)
    {
        var (start, end, factor) = (_starts[cell], _starts[cell + 1], _factors[cell]);
        ref var first = ref MemoryMarshal.GetReference(weights);
        ReadOnlySpan<float> table = _table;
        ReadOnlySpan<ushort> channels = _channels.AsSpan(start, end - start);
        ReadOnlySpan<byte> codes = _codes.AsSpan(start, end - start);
        for (var column = 0; column < result.Length; column += Lanes)
        {
            var sum = Vector128<float>.Zero;
            for (var i = 0; i < channels.Length; i++)
                sum += Vector128.Create(table[codes[i]] * factor) * Vector128.LoadUnsafe(ref first, (nuint)((channels[i] * result.Length) + column));
            sum.CopyTo(result[column..]);
        }
    }

    public override void AddTo(int cell, ReadOnlySpan<float> factors, Span<float> gradient)
    {
        var (start, end, factor) = (_starts[cell], _starts[cell + 1], _factors[cell]);
        ref var first = ref MemoryMarshal.GetReference(gradient);
        ReadOnlySpan<float> table = _table;
        ReadOnlySpan<ushort> channels = _channels.AsSpan(start, end - start);
        ReadOnlySpan<byte> codes = _codes.AsSpan(start, end - start);
        for (var column = 0; column < factors.Length; column += Lanes)
        {
            var slope = Vector128.Create(factors[column..]);
            for (var i = 0; i < channels.Length; i++)
            {
                var at = (nuint)((channels[i] * factors.Length) + column);
                (Vector128.LoadUnsafe(ref first, at) + (Vector128.Create(table[codes[i]] * factor) * slope)).StoreUnsafe(ref first, at);
            }
        }
    }
}
