using ScreenTime.Recognition.Heads;

namespace ScreenTime.Recognition.Training;

/// <summary>
/// Fits calibrations to held-out evidence: one factor a character (temperature scaling: Guo et al., On Calibration of Modern Neural Networks, 2017), held near 1
/// so that a handful of labels does not make it more certain than they can tell. There is no offset: it would carry how often a character is seen in the labelled
/// frames into titles where that is otherwise (measured: docs/recognition.md).
/// </summary>
internal static class Temperature
{
    // Strength of the hold, in labels.
    private const double Hold = 1;
    private const double Lowest = -4;
    private const double Highest = 4;
    private const int Halvings = 60;

    /// <param name="evidence">Held-out evidence of one character.</param>
    /// <param name="targets">1 present, 0 absent; others are left out.</param>
    /// <param name="weights">What each counts, in labels.</param>
    public static Calibration Fit(IReadOnlyList<float> evidence, IReadOnlyList<float> targets, IReadOnlyList<double> weights)
    {
        // The loss need not be convex in the logarithm of the factor, but near its bottom its slope changes sign once: halving finds it.
        var (low, high) = (Lowest, Highest);
        for (var i = 0; i < Halvings; i++)
        {
            var middle = (low + high) / 2;
            if (Slope(middle) > 0)
                high = middle;
            else
                low = middle;
        }

        return new Calibration(Math.Exp((low + high) / 2), 0);

        double Slope(double logFactor)
        {
            var calibration = new Calibration(Math.Exp(logFactor), 0);
            var sum = Hold * logFactor;
            for (var i = 0; i < evidence.Count; i++)
                if (targets[i] is 0 or 1)
                    sum += weights[i] * (calibration.Probability(evidence[i]) - targets[i]) * evidence[i] * calibration.Slope;
            return sum;
        }
    }
}
