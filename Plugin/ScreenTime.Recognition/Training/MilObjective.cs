using ScreenTime.Recognition.Backbones;
using ScreenTime.Recognition.Heads;

namespace ScreenTime.Recognition.Training;

/// <summary>A labelled frame, ready to learn from.</summary>
/// <param name="Maps">One map a stage.</param>
/// <param name="Targets">1 present, 0 absent, NaN where the label does not say; one a character.</param>
/// <param name="Title">The film that it is from.</param>
internal sealed record LabelledFrame(SparseMap[] Maps, float[] Targets, string Title)
{
    /// <summary>Altered copies of it that teach beside it and are never held out or judged.</summary>
    public IReadOnlyList<LabelledFrame> Views { get; init; } = [];

    /// <summary>The same frame and copies with every cell brought to length 1.</summary>
    public LabelledFrame WithEqualLengths() => this with
    {
        Maps = Array.ConvertAll(Maps, map => map.WithEqualLengths()),
        Views = [.. Views.Select(view => view.WithEqualLengths())],
    };
}

/// <summary>The loss of a head on labelled frames, its gradient, and the evidence behind it.</summary>
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
    private readonly IReadOnlyList<Stage> _stages;
    private readonly float[] _scales;
    private readonly double _penalty;
    private readonly bool _equalLengths;

    /// <param name="frames">The frames.</param>
    /// <param name="weights">What each frame's answer weighs, a character; 0 where its label does not say.</param>
    /// <param name="stages">The stages of the maps.</param>
    /// <param name="scales">What each stage's features are multiplied with.</param>
    /// <param name="penalty">The factor of half the squared weights.</param>
    /// <param name="equalLengths">Whether the maps' cells have been brought to length 1: it goes into the parameters.</param>
    public MilObjective(
        IReadOnlyList<LabelledFrame> frames, IReadOnlyList<float[]> weights, IReadOnlyList<Stage> stages, float[] scales, double penalty, bool equalLengths)
    {
        (_frames, _weights, _stages, _scales, _penalty, _equalLengths) = (frames, weights, stages, scales, penalty, equalLengths);
        Characters = frames[0].Targets.Length;
        Length = stages.Sum(s => s.Channels * Characters) + Characters;
    }

    public int Characters { get; }

    /// <summary>Number of parameters.</summary>
    public int Length { get; }

    /// <summary>Loss and gradient at <paramref name="vector"/>, with the soft maximum's <paramref name="tau"/>.</summary>
    public double Evaluate(double[] vector, float tau, double[] gradient)
    {
        var parameters = Scaled(vector, tau);
        var losses = new double[Chunks];
        var parts = new float[Chunks][][];
        Parallel.For(0, Chunks, chunk =>
        {
            var sums = _stages.Select(s => new float[s.Channels * Characters]).Append(new float[Characters]).ToArray();
            var pool = new Pooling(_stages, Characters);
            var slope = new float[Characters];
            for (var i = chunk; i < _frames.Count; i += Chunks)
            {
                pool.Run(_frames[i].Maps, parameters);
                for (var k = 0; k < Characters; k++)
                {
                    slope[k] = 0;
                    if (_weights[i][k] == 0)
                        continue;
                    var (z, y, w) = ((double)pool.Evidence[k], _frames[i].Targets[k], _weights[i][k]);
                    losses[chunk] += w * Loss(z, y);
                    slope[k] = (float)(w * ((1 / (1 + Math.Exp(-z))) - y));
                    sums[^1][k] += slope[k];
                }

                pool.AddGradient(_frames[i].Maps, slope, sums);
            }

            parts[chunk] = sums;
        });

        var loss = losses.Sum();
        var at = 0;
        for (var s = 0; s <= _stages.Count; s++)
        {
            var scale = s < _stages.Count ? _scales[s] : 1f;
            var length = parts[0][s].Length;
            for (var j = 0; j < length; j++, at++)
            {
                var sum = 0.0;
                for (var chunk = 0; chunk < Chunks; chunk++)
                    sum += parts[chunk][s][j];
                gradient[at] = sum * scale;
                if (s == _stages.Count)
                    continue; // the bias is not held down
                loss += _penalty / 2 * vector[at] * vector[at];
                gradient[at] += _penalty * vector[at];
            }
        }

        return loss;
    }

    /// <summary>The evidence for each character in each of <paramref name="frames"/>.</summary>
    public float[][] Evidence(double[] vector, float tau, IReadOnlyList<LabelledFrame> frames)
    {
        var parameters = Scaled(vector, tau);
        var result = new float[frames.Count][];
        Parallel.For(0, Chunks, chunk =>
        {
            var pool = new Pooling(_stages, Characters);
            for (var i = chunk; i < frames.Count; i += Chunks)
            {
                pool.Run(frames[i].Maps, parameters);
                result[i] = [.. pool.Evidence];
            }
        });
        return result;
    }

    /// <summary>The parameters as they apply to features that are not scaled.</summary>
    public HeadParameters Scaled(double[] vector, float tau)
    {
        var parameters = HeadParameters.FromVector(vector, _stages, Characters, tau, _equalLengths);
        for (var s = 0; s < _stages.Count; s++)
            for (var j = 0; j < parameters.Weights[s].Length; j++)
                parameters.Weights[s][j] *= _scales[s];
        return parameters;
    }

    /// <summary>The logistic loss of evidence <paramref name="z"/> where <paramref name="y"/> (0 or 1) is true.</summary>
    public static double Loss(double z, double y) => Math.Max(z, 0) - (y * z) + Math.Log(1 + Math.Exp(-Math.Abs(z)));

    /// <summary>The soft maximum over cells, and each cell's share in it.</summary>
    private sealed class Pooling(IReadOnlyList<Stage> stages, int characters)
    {
        private readonly float[][] _shares = [.. stages.Select(s => new float[s.Cells * characters])];
        private readonly float[] _factors = new float[characters];

        public float[] Evidence { get; } = new float[characters];

        public void Run(SparseMap[] maps, HeadParameters parameters)
        {
            parameters.Bias.CopyTo(Evidence, 0);
            for (var s = 0; s < maps.Length; s++)
            {
                var (map, shares) = (maps[s], _shares[s]);
                for (var cell = 0; cell < map.Cells; cell++)
                    map.Dot(cell, parameters.Weights[s], shares.AsSpan(cell * characters, characters));
                for (var k = 0; k < characters; k++)
                {
                    var largest = float.NegativeInfinity;
                    for (var cell = 0; cell < map.Cells; cell++)
                        largest = Math.Max(largest, shares[(cell * characters) + k]);
                    var sum = 0.0;
                    for (var cell = 0; cell < map.Cells; cell++)
                    {
                        ref var value = ref shares[(cell * characters) + k];
                        value = MathF.Exp((value - largest) / parameters.Tau);
                        sum += value;
                    }

                    for (var cell = 0; cell < map.Cells; cell++)
                        shares[(cell * characters) + k] /= (float)sum;
                    Evidence[k] += largest + (float)(parameters.Tau * Math.Log(sum / map.Cells));
                }
            }
        }

        public void AddGradient(SparseMap[] maps, float[] slope, float[][] sums)
        {
            for (var s = 0; s < maps.Length; s++)
            {
                for (var cell = 0; cell < maps[s].Cells; cell++)
                {
                    var any = false;
                    for (var k = 0; k < characters; k++)
                    {
                        var share = _shares[s][(cell * characters) + k];
                        _factors[k] = share < LeastShare ? 0 : share * slope[k];
                        any |= _factors[k] != 0;
                    }

                    if (any)
                        maps[s].AddTo(cell, _factors, sums[s]);
                }
            }
        }
    }
}
