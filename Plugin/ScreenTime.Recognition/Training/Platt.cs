using ScreenTime.Recognition.Heads;

namespace ScreenTime.Recognition.Training;

/// <summary>
/// Fits calibrations to held-out evidence: Platt's logistic (Probabilistic Outputs for SVMs, 1999), held near the evidence's own scale, so that a handful of
/// labels does not make it more certain than they can tell.
/// </summary>
internal static class Platt
{
    // Strength of the hold, in labels.
    private const double SlopeHold = 1;
    private const double OffsetHold = 1;
    private const int Steps = 100;

    /// <param name="evidence">Held-out evidence of one character.</param>
    /// <param name="targets">1 present, 0 absent; others are left out.</param>
    /// <param name="weights">What each counts, in labels.</param>
    public static Calibration Fit(IReadOnlyList<float> evidence, IReadOnlyList<float> targets, IReadOnlyList<double> weights)
    {
        // Newton's method on log slope and offset, with steps halved until the loss falls.
        var (u, b) = (0.0, 0.0);
        var loss = Loss(u, b);
        for (var step = 0; step < Steps; step++)
        {
            var a = Math.Exp(u);
            var (gu, gb, huu, hub, hbb) = (SlopeHold * u, OffsetHold * b, SlopeHold, 0.0, OffsetHold);
            for (var i = 0; i < evidence.Count; i++)
            {
                if (targets[i] is not (0 or 1))
                    continue;
                var p = new Calibration(a, b).Probability(evidence[i]);
                var (r, w, za) = (weights[i] * (p - targets[i]), weights[i] * p * (1 - p), evidence[i] * a);
                gu += r * za;
                gb += r;
                huu += (w * za * za) + Math.Max(0, r * za); // the curvature that is never negative
                hub += w * za;
                hbb += w;
            }

            var determinant = (huu * hbb) - (hub * hub);
            var (du, db) = (((hbb * gu) - (hub * gb)) / determinant, ((huu * gb) - (hub * gu)) / determinant);
            var length = 1.0;
            while (length > 1e-6 && !(Loss(u - (length * du), b - (length * db)) < loss))
                length /= 2;
            if (length <= 1e-6)
                break;
            (u, b) = (u - (length * du), b - (length * db));
            loss = Loss(u, b);
        }

        return new Calibration(Math.Exp(u), b);

        double Loss(double logSlope, double offset)
        {
            var sum = (SlopeHold / 2 * logSlope * logSlope) + (OffsetHold / 2 * offset * offset);
            var slope = Math.Exp(logSlope);
            for (var i = 0; i < evidence.Count; i++)
                if (targets[i] is 0 or 1)
                    sum += weights[i] * MilObjective.Loss((slope * evidence[i]) + offset, targets[i]);
            return sum;
        }
    }
}
