using ScreenTime.Recognition.Heads;

namespace ScreenTime.Recognition.Training;

/// <summary>
/// Fits calibrations to held-out evidence: a factor and an offset a character (Platt, Probabilistic Outputs for Support Vector Machines, 1999), held near 1 and 0 so
/// that a handful of labels does not make it more certain, or more inclined to one answer, than they can tell (measured: docs/recognition.md).
/// </summary>
internal static class PlattScaling
{
    // Strength of both holds, in labels.
    private const double Hold = 1;
    private const double Furthest = 4;
    private const double FurthestOffset = 8;
    private const int Halvings = 40;

    /// <param name="evidence">Held-out evidence of one character.</param>
    /// <param name="targets">1 present, 0 absent; others are left out.</param>
    /// <param name="weights">What each counts, in labels.</param>
    public static Calibration Fit(IReadOnlyList<float> evidence, IReadOnlyList<float> targets, IReadOnlyList<double> weights)
    {
        var known = Enumerable.Range(0, evidence.Count).Where(i => targets[i] is 0 or 1)
            .Select(i => (Evidence: (double)evidence[i], Target: (double)targets[i], Weight: weights[i])).ToList();
        // The loss is convex in the offset, and near its bottom its slope along the logarithm of the factor changes sign once: halving finds both.
        var logFactor = Zero(Furthest, log => Slope(log, BestOffset(log)).Factor);
        return new Calibration(Math.Exp(logFactor), BestOffset(logFactor));

        double BestOffset(double log) => Zero(FurthestOffset, offset => Slope(log, offset).Offset);

        (double Factor, double Offset) Slope(double log, double offset)
        {
            var calibration = new Calibration(Math.Exp(log), offset);
            var (factor, shift) = (Hold * log, Hold * offset);
            foreach (var (seen, target, weight) in known)
            {
                var error = weight * (calibration.Probability(seen) - target);
                factor += error * seen * calibration.Slope;
                shift += error;
            }

            return (factor, shift);
        }
    }

    /// <summary>Where something that rises passes zero, between −<paramref name="furthest"/> and <paramref name="furthest"/>.</summary>
    private static double Zero(double furthest, Func<double, double> rising)
    {
        var (low, high) = (-furthest, furthest);
        for (var i = 0; i < Halvings; i++)
        {
            var middle = (low + high) / 2;
            if (rising(middle) > 0)
                high = middle;
            else
                low = middle;
        }

        return (low + high) / 2;
    }
}
