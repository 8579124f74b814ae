using ScreenTime.Recognition.Backbones;

namespace ScreenTime.Recognition.Heads;

/// <summary>
/// What a head has learnt. A character's evidence in a cell is linear in the cell's features; over a stage's cells it is pooled by a soft maximum,
/// tau · log mean exp(z / tau) (multiple-instance learning: a label says that a character is in the frame, not where); the stages add up.
/// </summary>
/// <param name="Weights">For each stage [channel, character].</param>
/// <param name="Bias">One a character.</param>
/// <param name="Tau">Softness of the maximum, in units of evidence: towards 0 the strongest cell alone counts, towards infinity the mean of all.</param>
/// <param name="EqualLengths">Whether a cell's features are divided by their Euclidean length plus <see cref="LeastLength"/> before they are asked.</param>
internal sealed record HeadParameters(IReadOnlyList<float[]> Weights, float[] Bias, float Tau, bool EqualLengths)
{
    /// <summary>Keeps a cell in which next to nothing was seen from being blown up to the length of the others.</summary>
    public const float LeastLength = 1e-3f;

    public int Characters => Bias.Length;

    /// <summary>Parameters that stand in one array: the stages' weights, then the bias.</summary>
    public static HeadParameters FromVector(IReadOnlyList<double> vector, IReadOnlyList<Stage> stages, int characters, float tau, bool equalLengths)
    {
        var parameters = new HeadParameters([.. stages.Select(s => new float[s.Channels * characters])], new float[characters], tau, equalLengths);
        var at = 0;
        foreach (var values in parameters.Weights.Append(parameters.Bias))
            for (var i = 0; i < values.Length; i++)
                values[i] = (float)vector[at++];
        return parameters;
    }
}

/// <summary>Turns a character's evidence into a probability: 1 / (1 + exp(-(Slope · evidence + Offset))), fitted to held-out evidence.</summary>
internal readonly record struct Calibration(double Slope, double Offset)
{
    public static Calibration None => new(1, 0);

    public double Probability(double evidence) => 1 / (1 + Math.Exp(-((Slope * evidence) + Offset)));
}
