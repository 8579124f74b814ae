using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ScreenTime.Recognition.Backbones;
using ScreenTime.Recognition.Features;

namespace ScreenTime.Recognition.Training;

/// <summary>A map of which each cell keeps all channels: what was averaged over cells, such as ResNet's, is hardly ever zero.</summary>
internal sealed class DenseMap : CellMap
{
    private readonly float[] _values;
    private readonly float[] _factors;
    private readonly int _channels;

    public DenseMap(QuantisedMap map, Stage stage)
        : base(stage.Cells)
    {
        (_channels, _factors) = (stage.Channels, new float[stage.Cells]);
        Array.Fill(_factors, 1f);
        var values = map.Values();
        _values = new float[values.Length];
        for (var channel = 0; channel < _channels; channel++)
            for (var cell = 0; cell < Cells; cell++)
                _values[(cell * _channels) + channel] = values[(channel * Cells) + cell];
    }

    private DenseMap(DenseMap map, float[] factors)
        : base(map.Cells) => (_values, _channels, _factors) = (map._values, map._channels, factors);

    protected override float[] Factors => _factors;

    public override int Columns(int characters) => characters;

    public override int Place(int channel, int column, int columns) => (column * _channels) + channel;

    // From the first call on as fast as it gets: a fit spends all its time here.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Dot(int cell, ReadOnlySpan<float> weights, Span<float> result)
    {
        var values = Of(cell);
        ref var value = ref MemoryMarshal.GetReference(values);
        for (var column = 0; column < result.Length; column++)
        {
            var asked = weights.Slice(column * _channels, _channels);
            ref var weight = ref MemoryMarshal.GetReference(asked);
            // Two sums: an addition need not wait for the one before it.
            var (even, odd) = (Vector256<float>.Zero, Vector256<float>.Zero);
            var i = 0;
            for (; i <= asked.Length - (2 * Vector256<float>.Count); i += 2 * Vector256<float>.Count)
            {
                even += Vector256.LoadUnsafe(ref value, (nuint)i) * Vector256.LoadUnsafe(ref weight, (nuint)i);
                odd += Vector256.LoadUnsafe(ref value, (nuint)(i + Vector256<float>.Count)) * Vector256.LoadUnsafe(ref weight, (nuint)(i + Vector256<float>.Count));
            }

            var sum = Vector256.Sum(even + odd);
            for (; i < asked.Length; i++)
                sum += values[i] * asked[i];
            result[column] = sum * _factors[cell];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void AddTo(int cell, ReadOnlySpan<float> factors, Span<float> gradient)
    {
        var values = Of(cell);
        ref var value = ref MemoryMarshal.GetReference(values);
        for (var column = 0; column < factors.Length; column++)
        {
            if (factors[column] == 0)
                continue;
            var slope = factors[column] * _factors[cell];
            var sums = gradient.Slice(column * _channels, _channels);
            ref var sum = ref MemoryMarshal.GetReference(sums);
            var i = 0;
            for (; i <= sums.Length - Vector256<float>.Count; i += Vector256<float>.Count)
                (Vector256.LoadUnsafe(ref sum, (nuint)i) + (Vector256.LoadUnsafe(ref value, (nuint)i) * slope)).StoreUnsafe(ref sum, (nuint)i);
            for (; i < sums.Length; i++)
                sums[i] += values[i] * slope;
        }
    }

    private ReadOnlySpan<float> Of(int cell) => _values.AsSpan(cell * _channels, _channels);

    protected override CellMap With(float[] factors) => new DenseMap(this, factors);

    protected override double Squares(int cell)
    {
        var sum = 0.0;
        foreach (var value in Of(cell))
            sum += (double)value * value;
        return sum;
    }
}
