using System.Numerics;
using ScreenTime.Recognition.Backbones;
using ScreenTime.Recognition.Features;
using ScreenTime.Recognition.Heads;

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

    public override CellMap WithEqualLengths() =>
        new DenseMap(this, [.. Enumerable.Range(0, Cells).Select(cell => (float)(1 / (Math.Sqrt(Squares(cell)) + HeadParameters.LeastLength)))]);

    public override double SquareSum() => Enumerable.Range(0, Cells).Sum(cell => Squares(cell) * _factors[cell] * _factors[cell]);

    public override int Columns(int characters) => characters;

    public override int Place(int channel, int column, int columns) => (column * _channels) + channel;

    public override void Dot(int cell, ReadOnlySpan<float> weights, Span<float> result)
    {
        var values = Of(cell);
        for (var column = 0; column < result.Length; column++)
        {
            var asked = weights.Slice(column * _channels, _channels);
            var lanes = Vector<float>.Zero;
            var i = 0;
            for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
                lanes += new Vector<float>(values[i..]) * new Vector<float>(asked[i..]);
            var sum = Vector.Sum(lanes);
            for (; i < values.Length; i++)
                sum += values[i] * asked[i];
            result[column] = sum * _factors[cell];
        }
    }

    public override void AddTo(int cell, ReadOnlySpan<float> factors, Span<float> gradient)
    {
        var values = Of(cell);
        for (var column = 0; column < factors.Length; column++)
        {
            if (factors[column] == 0)
                continue;
            var slope = factors[column] * _factors[cell];
            var sums = gradient.Slice(column * _channels, _channels);
            var i = 0;
            for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
                (new Vector<float>(sums[i..]) + (new Vector<float>(values[i..]) * slope)).CopyTo(sums[i..]);
            for (; i < values.Length; i++)
                sums[i] += values[i] * slope;
        }
    }

    private ReadOnlySpan<float> Of(int cell) => _values.AsSpan(cell * _channels, _channels);

    private double Squares(int cell)
    {
        var sum = 0.0;
        foreach (var value in Of(cell))
            sum += (double)value * value;
        return sum;
    }
}
