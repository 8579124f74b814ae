using System.Runtime.CompilerServices;

namespace ScreenTime.Recognition.Training;

/// <summary>A labelled frame, ready to learn from.</summary>
/// <param name="Maps">One map a stage.</param>
/// <param name="Targets">1 present, 0 absent, NaN where the label does not say; one a character.</param>
/// <param name="Title">The film that it is from.</param>
internal sealed record LabelledFrame(CellMap[] Maps, float[] Targets, string Title)
{
    /// <summary>Altered copies of it that teach beside it and are never held out or judged.</summary>
    public IReadOnlyList<LabelledFrame> Views { get; init; } = [];

    /// <summary>The same frame and copies with one stage's map alone, and, if asked for, every cell brought to length 1.</summary>
    public LabelledFrame Only(int stage, bool equalLengths) => this with
    {
        Maps = [equalLengths ? Maps[stage].WithEqualLengths() : Maps[stage]],
        Views = [.. Views.Select(view => view.Only(stage, equalLengths))],
    };
}

/// <summary>The loss of one part of a head on labelled frames of one map each, its gradient, and the evidence behind it.</summary>
/// <remarks>
/// Every sum is taken in the same order whatever the number of threads, so that a model comes out the same to the last bit.
/// </remarks>
internal sealed class MilObjective
{
    private const int Chunks = 8;
    // Cells that hold less of the soft maximum than this teach nothing that could be seen.
    private const float LeastShare = 1e-4f;

    private readonly IReadOnlyList<LabelledFrame> _frames;
    private readonly IReadOnlyList<float[]> _weights;
    private readonly int _channels;
    private readonly float _scale;
    private readonly double _penalty;
    private readonly int _columns;
    // Where each weight stands in the order in which maps are asked.
    private readonly int[] _places;

    /// <param name="frames">The frames; of each the first map is read.</param>
    /// <param name="weights">What each frame's answer weighs, a character; 0 where its label does not say.</param>
    /// <param name="channels">Channels of the maps.</param>
    /// <param name="scale">What features are multiplied with.</param>
    /// <param name="penalty">The factor of half the squared weights.</param>
    public MilObjective(IReadOnlyList<LabelledFrame> frames, IReadOnlyList<float[]> weights, int channels, float scale, double penalty)
    {
        (_frames, _weights, _channels, _scale, _penalty) = (frames, weights, channels, scale, penalty);
        Characters = frames[0].Targets.Length;
        _columns = frames[0].Maps[0].Columns(Characters);
        _places = new int[channels * Characters];
        for (var j = 0; j < _places.Length; j++)
            _places[j] = frames[0].Maps[0].Place(j / Characters, j % Characters, _columns);
        Length = (channels + 1) * Characters;
    }

    public int Characters { get; }

    /// <summary>Number of parameters: [channel, character], then a bias a character.</summary>
    public int Length { get; }

    /// <summary>Loss and gradient at <paramref name="vector"/>, with the soft maximum's <paramref name="tau"/>.</summary>
    public double Evaluate(double[] vector, float tau, double[] gradient)
    {
        var (weights, bias) = InColumns(vector);
        var losses = new double[Chunks];
        var parts = new (float[] Weights, float[] Bias)[Chunks];
        Parallel.For(0, Chunks, chunk =>
        {
            var (sums, biases) = (new float[weights.Length], new float[Characters]);
            var pool = new Pooling(Characters, _columns);
            var slope = new float[Characters];
            for (var i = chunk; i < _frames.Count; i += Chunks)
            {
                var map = _frames[i].Maps[0];
                pool.Run(map, weights, bias, tau);
                for (var k = 0; k < Characters; k++)
                {
                    slope[k] = 0;
                    if (_weights[i][k] == 0)
                        continue;
                    var (z, y, w) = ((double)pool.Evidence[k], _frames[i].Targets[k], _weights[i][k]);
                    losses[chunk] += w * Loss(z, y);
                    slope[k] = (float)(w * ((1 / (1 + Math.Exp(-z))) - y));
                    biases[k] += slope[k];
                }

                pool.AddGradient(map, slope, sums);
            }

            parts[chunk] = (sums, biases);
        });

        var loss = losses.Sum();
        for (var j = 0; j < _places.Length; j++)
        {
            var sum = 0.0;
            foreach (var part in parts)
                sum += part.Weights[_places[j]];
            gradient[j] = (sum * _scale) + (_penalty * vector[j]);
            loss += _penalty / 2 * vector[j] * vector[j];
        }

        for (var k = 0; k < Characters; k++)
            gradient[_places.Length + k] = parts.Sum(part => (double)part.Bias[k]); // the bias is not held down
        return loss;
    }

    /// <summary>The evidence for each character in each of <paramref name="frames"/>.</summary>
    public float[][] Evidence(double[] vector, float tau, IReadOnlyList<LabelledFrame> frames)
    {
        var (weights, bias) = InColumns(vector);
        var result = new float[frames.Count][];
        Parallel.For(0, Chunks, chunk =>
        {
            var pool = new Pooling(Characters, _columns);
            for (var i = chunk; i < frames.Count; i += Chunks)
            {
                pool.Run(frames[i].Maps[0], weights, bias, tau);
                result[i] = [.. pool.Evidence];
            }
        });
        return result;
    }

    /// <summary>The parameters as they apply to features that are not scaled: [channel, character], and one a character.</summary>
    public (float[] Weights, float[] Bias) Scaled(double[] vector)
    {
        var weights = new float[_channels * Characters];
        for (var j = 0; j < weights.Length; j++)
            weights[j] = (float)vector[j] * _scale;
        return (weights, [.. vector.Skip(weights.Length).Select(value => (float)value)]);
    }

    /// <summary>As <see cref="Scaled"/>, in the order in which maps are asked.</summary>
    private (float[] Weights, float[] Bias) InColumns(double[] vector)
    {
        var (weights, bias) = Scaled(vector);
        var columns = new float[_channels * _columns];
        for (var j = 0; j < weights.Length; j++)
            columns[_places[j]] = weights[j];
        return (columns, bias);
    }

    /// <summary>The logistic loss of evidence <paramref name="z"/> where <paramref name="y"/> (0 or 1) is true.</summary>
    public static double Loss(double z, double y) => Math.Max(z, 0) - (y * z) + Math.Log(1 + Math.Exp(-Math.Abs(z)));

    /// <summary>The soft maximum over cells, and each cell's share in it.</summary>
    private sealed class Pooling(int characters, int columns)
    {
        private readonly float[] _factors = new float[columns];
        private float[] _shares = [];

        public float[] Evidence { get; } = new float[characters];

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(CellMap map, float[] weights, float[] bias, float tau)
        {
            if (_shares.Length < map.Cells * columns)
                _shares = new float[map.Cells * columns];
            for (var cell = 0; cell < map.Cells; cell++)
                map.Dot(cell, weights, _shares.AsSpan(cell * columns, columns));
            for (var k = 0; k < characters; k++)
            {
                var largest = float.NegativeInfinity;
                for (var cell = 0; cell < map.Cells; cell++)
                    largest = Math.Max(largest, _shares[(cell * columns) + k]);
                var sum = 0.0;
                for (var cell = 0; cell < map.Cells; cell++)
                {
                    ref var value = ref _shares[(cell * columns) + k];
                    value = MathF.Exp((value - largest) / tau);
                    sum += value;
                }

                for (var cell = 0; cell < map.Cells; cell++)
                    _shares[(cell * columns) + k] /= (float)sum;
                Evidence[k] = bias[k] + largest + (float)(tau * Math.Log(sum / map.Cells));
            }
        }

        public void AddGradient(CellMap map, float[] slope, float[] sums)
        {
            for (var cell = 0; cell < map.Cells; cell++)
            {
                var any = false;
                for (var k = 0; k < characters; k++)
                {
                    var share = _shares[(cell * columns) + k];
                    _factors[k] = share < LeastShare ? 0 : share * slope[k];
                    any |= _factors[k] != 0;
                }

                if (any)
                    map.AddTo(cell, _factors, sums);
            }
        }
    }
}
