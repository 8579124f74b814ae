namespace ScreenTime.Recognition.Heads;

/// <summary>
/// What a head has learnt. A part asks one linear question a character in each cell of one stage and pools the answers by a soft maximum,
/// tau · log mean exp(z / tau) (multiple-instance learning: a label says that a character is in the frame, not where). The evidence is the mean of the parts'
/// answers, each fitted on its own: networks, and ways to ask them, that err on different frames (measured: docs/recognition.md).
/// </summary>
/// <param name="Parts">The parts.</param>
/// <param name="Bias">One a character, added to the mean.</param>
/// <param name="Tau">Softness of the maximum, in units of evidence: towards 0 the strongest cell alone counts, towards infinity the mean of all.</param>
internal sealed record HeadParameters(IReadOnlyList<HeadPart> Parts, float[] Bias, float Tau)
{
    /// <summary>Keeps a cell in which next to nothing was seen from being blown up to the length of the others.</summary>
    public const float LeastLength = 1e-3f;

    public int Characters => Bias.Length;
}

/// <summary>One part of a head.</summary>
/// <param name="Stage">The index of the stage that it reads.</param>
/// <param name="EqualLengths">Whether a cell's features are divided by their Euclidean length plus <see cref="HeadParameters.LeastLength"/> before they are asked.</param>
/// <param name="Weights">[channel, character].</param>
internal sealed record HeadPart(int Stage, bool EqualLengths, float[] Weights);

/// <summary>Turns a character's evidence into a probability: 1 / (1 + exp(-(Slope · evidence + Offset))), fitted to held-out evidence.</summary>
internal readonly record struct Calibration(double Slope, double Offset)
{
    public static Calibration None => new(1, 0);

    public double LogOdds(double evidence) => (Slope * evidence) + Offset;

    public double Probability(double evidence) => 1 / (1 + Math.Exp(-LogOdds(evidence)));
}
