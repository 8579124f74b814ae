using ScreenTime.Sdk;

namespace ScreenTime.Recognition.Training;

/// <summary>
/// What held-out answers say of one character. Intervals come from drawing whole groups (shots, titles) again with replacement (the cluster bootstrap: Davison and Hinkley,
/// Bootstrap Methods and their Application, 1997, section 3.8), since frames of one group err together.
/// </summary>
internal static class HeldOutQuality
{
    private const int Draws = 1000;
    private const double Confidence = 0.90;
    private const double Tail = 0.05;

    /// <param name="answers">A held-out frame each: its group, whether it shows the character, and the calibrated log-odds.</param>
    /// <param name="seed">Seed of the draws.</param>
    public static (Estimate? Precision, Estimate? Recall, Estimate? F1, EvidenceSpan? Evidence) Of(
        IReadOnlyList<(int Group, bool Present, double LogOdds)> answers, int seed)
    {
        if (answers.Count == 0)
            return (null, null, null, null);
        var groups = answers.GroupBy(answer => answer.Group).OrderBy(group => group.Key).Select(group => Counts.Of(group)).ToList();
        var all = groups.Aggregate((a, b) => a + b);
        var random = new Random(seed);
        var draws = new Counts[Draws];
        for (var draw = 0; draw < Draws; draw++)
            for (var i = 0; i < groups.Count; i++)
                draws[draw] += groups[random.Next(groups.Count)];
        var sorted = answers.Select(answer => answer.LogOdds).Order().ToList();
        return (
            Interval(all, draws, counts => counts.Precision), Interval(all, draws, counts => counts.Recall), Interval(all, draws, counts => counts.F1),
            new EvidenceSpan(Quantile(sorted, Tail), Quantile(sorted, 1 - Tail)));
    }

    /// <summary>The value below which a share of sorted values lies, between neighbours by straight lines.</summary>
    public static double Quantile(IReadOnlyList<double> sorted, double share)
    {
        var at = share * (sorted.Count - 1);
        var below = (int)at;
        return below + 1 < sorted.Count ? sorted[below] + ((at - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }

    private static Estimate? Interval(Counts all, Counts[] draws, Func<Counts, double?> figure)
    {
        if (figure(all) is not { } value)
            return null;
        // A draw that cannot say counts as the worst and as the best: with so few it could be either.
        var low = draws.Select(counts => figure(counts) ?? 0).Order().ToList();
        var high = draws.Select(counts => figure(counts) ?? 1).Order().ToList();
        return new Estimate(value, Math.Min(value, Quantile(low, (1 - Confidence) / 2)), Math.Max(value, Quantile(high, 1 - ((1 - Confidence) / 2))));
    }

    private readonly record struct Counts(int Shown, int Called, int Right)
    {
        public double? Precision => Called > 0 ? (double)Right / Called : null;

        public double? Recall => Shown > 0 ? (double)Right / Shown : null;

        public double? F1 => Shown > 0 ? 2.0 * Right / (Shown + Called) : null;

        public static Counts Of(IEnumerable<(int Group, bool Present, double LogOdds)> answers) => answers.Aggregate(
            default(Counts), (sum, answer) => sum + new Counts(answer.Present ? 1 : 0, answer.LogOdds >= 0 ? 1 : 0, answer.Present && answer.LogOdds >= 0 ? 1 : 0));

        public static Counts operator +(Counts a, Counts b) => new(a.Shown + b.Shown, a.Called + b.Called, a.Right + b.Right);
    }
}
