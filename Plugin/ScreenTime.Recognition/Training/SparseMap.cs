using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ScreenTime.Recognition.Backbones;
using ScreenTime.Recognition.Features;

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

    protected override float[] Factors => _factors;

    public override int Columns(int characters) => (characters + Lanes - 1) / Lanes * Lanes;

    public override int Place(int channel, int column, int columns) => (channel * columns) + column;

    // From the first call on as fast as it gets: a fit spends all its time here.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Dot(int cell, ReadOnlySpan<float> weights, Span<float> result)
    {
        ref var first = ref MemoryMarshal.GetReference(weights);
        ref var table = ref MemoryMarshal.GetArrayDataReference(_table);
        ref var channels = ref MemoryMarshal.GetArrayDataReference(_channels);
        ref var codes = ref MemoryMarshal.GetArrayDataReference(_codes);
        var (columns, end) = (result.Length, _starts[cell + 1]);
        for (var column = 0; column < columns; column += Lanes)
        {
            // Two sums: an addition need not wait for the one before it.
            var (even, odd) = (Vector128<float>.Zero, Vector128<float>.Zero);
            var i = _starts[cell];
            for (; i < end - 1; i += 2)
            {
                even += Vector128.Create(Unsafe.Add(ref table, Unsafe.Add(ref codes, i))) * Vector128.LoadUnsafe(ref first, (nuint)((Unsafe.Add(ref channels, i) * columns) + column));
                odd += Vector128.Create(Unsafe.Add(ref table, Unsafe.Add(ref codes, i + 1))) * Vector128.LoadUnsafe(ref first, (nuint)((Unsafe.Add(ref channels, i + 1) * columns) + column));
            }

            if (i < end)
                even += Vector128.Create(Unsafe.Add(ref table, Unsafe.Add(ref codes, i))) * Vector128.LoadUnsafe(ref first, (nuint)((Unsafe.Add(ref channels, i) * columns) + column));
            ((even + odd) * _factors[cell]).CopyTo(result[column..]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void AddTo(int cell, ReadOnlySpan<float> factors, Span<float> gradient)
    {
        ref var first = ref MemoryMarshal.GetReference(gradient);
        ref var table = ref MemoryMarshal.GetArrayDataReference(_table);
        ref var channels = ref MemoryMarshal.GetArrayDataReference(_channels);
        ref var codes = ref MemoryMarshal.GetArrayDataReference(_codes);
        var (columns, end) = (factors.Length, _starts[cell + 1]);
        for (var column = 0; column < columns; column += Lanes)
        {
            var slope = Vector128.Create(factors[column..]) * _factors[cell];
            for (var i = _starts[cell]; i < end; i++)
            {
                var at = (nuint)((Unsafe.Add(ref channels, i) * columns) + column);
                (Vector128.LoadUnsafe(ref first, at) + (Vector128.Create(Unsafe.Add(ref table, Unsafe.Add(ref codes, i))) * slope)).StoreUnsafe(ref first, at);
            }
        }
    }

    protected override CellMap With(float[] factors) => new SparseMap(this, factors);

    protected override double Squares(int cell)
    {
        var sum = 0.0;
        for (var i = _starts[cell]; i < _starts[cell + 1]; i++)
            sum += _table[_codes[i]] * (double)_table[_codes[i]];
        return sum;
    }
}
