using MathNet.Numerics.Distributions;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Auditing;

/// <summary>
/// Between what the true screen time lies, from what people saw in a stratified random sample of frames. What they saw is taken for the truth, so the interval holds whatever
/// the machine did wrong, and how it sampled; only chance in drawing the sample is left, and that is what it measures.
/// </summary>
/// <remarks>
/// Each stratum gives the exact interval of a proportion (Clopper and Pearson, Biometrika 26, 1934, each side at half the error). Their sum is bounded by the square-and-add method
/// (Zou and Donner, Statistics in Medicine 27, 2008): estimate − √Σ(estimateₛ − lowerₛ)². Drawing without replacement only narrows the truth about it. Frames marked as ambiguous
/// count as absence below and as presence above; frames that could not be looked at are added to the upper bound whole.
/// </remarks>
public static class AuditBounds
{
    /// <summary>How often the interval holds the truth.</summary>
    public const double Confidence = 0.9;

    /// <summary>The bounds of one character; null while the sample is not answered.</summary>
    /// <param name="audit">The sample and its answers.</param>
    /// <param name="characterId">Who.</param>
    /// <param name="counted">The record that counts: a union within the plan's programme.</param>
    public static TimeBounds? Of(Audit audit, string characterId, IReadOnlyList<FrameRange> counted)
    {
        var plan = audit.Plan;
        var character = plan.CharacterIds.ToList().FindIndex(id => string.Equals(id, characterId, StringComparison.OrdinalIgnoreCase));
        if (character < 0 || audit.Answers.Any(answer => !answer.IsWhole))
            return null;
        double lowest = 0, highest = 0, estimate = 0, below = 0, above = 0, least = 0, most = 0;
        var unknown = counted.Sum(range => range.Length);
        for (var i = 0; i < plan.Strata.Count; i++)
        {
            var stratum = plan.Strata[i];
            var size = counted.Sum(range => Counting.StretchCount.Cut(stratum.Record, range).Sum(part => part.Length));
            if (size == 0)
                continue;
            unknown -= size;
            int seen = 0, present = 0, doubtful = 0;
            for (var k = 0; k < plan.Frames.Count; k++)
            {
                if (plan.Frames[k].Stratum != i || !counted.Any(range => range.Contains(plan.Frames[k].RecordFrame)))
                    continue;
                seen++;
                if (audit.Answers[k].Ambiguous)
                    doubtful++;
                else if (audit.Answers[k].Present[character] is true)
                    present++;
            }

            // No frame of it was drawn: all that is known is its size.
            if (seen == 0)
            {
                highest += size;
                most += size;
                estimate += stratum.Characters?.Contains(plan.CharacterIds[character], StringComparer.Ordinal) is true ? size : 0;
                continue;
            }

            var low = (double)present / seen;
            var high = (double)(present + doubtful) / seen;
            lowest += size * low;
            highest += size * high;
            estimate += size * (low + high) / 2;
            // What was seen is certain, whatever chance did with the rest.
            least += present;
            most += size - (seen - present - doubtful);
            below += Square(size * (low - LowerOf(present, seen)));
            above += Square(size * (UpperOf(present + doubtful, seen) - high));
        }

        var lower = (long)Math.Floor(Math.Max(least, lowest - Math.Sqrt(below)));
        var upper = (long)Math.Ceiling(Math.Min(most, highest + Math.Sqrt(above))) + unknown;
        return new TimeBounds(
            MediaTime.FromFrames(lower, plan.Rate), MediaTime.FromFrames((long)Math.Round(estimate), plan.Rate), MediaTime.FromFrames(Math.Max(lower, upper), plan.Rate), Confidence);
    }

    private static double LowerOf(int hits, int of) => hits == 0 ? 0 : Beta.InvCDF(hits, of - hits + 1, (1 - Confidence) / 2);

    private static double UpperOf(int hits, int of) => hits == of ? 1 : Beta.InvCDF(hits + 1, of - hits, 1 - ((1 - Confidence) / 2));

    private static double Square(double value) => value * value;
}
