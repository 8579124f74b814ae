using ScreenTime.Sdk;

namespace ScreenTime.Benchmarks.Recognition;

/// <summary>What sightings are worth against labels.</summary>
internal static class Scores
{
    /// <summary>Average precision: the mean, over the frames that show the character, of the precision at the frame's rank.</summary>
    public static double AveragePrecision(IReadOnlyList<double> probabilities, IReadOnlyList<bool> truth)
    {
        var (found, sum, rank) = (0, 0.0, 0);
        foreach (var i in Enumerable.Range(0, truth.Count).OrderByDescending(i => probabilities[i]).ThenBy(i => i))
        {
            rank++;
            if (!truth[i])
                continue;
            found++;
            sum += (double)found / rank;
        }

        return found > 0 ? sum / found : double.NaN;
    }

    /// <summary>F1 of "probability of at least 0.5".</summary>
    public static double F1(IReadOnlyList<double> probabilities, IReadOnlyList<bool> truth)
    {
        var right = truth.Where((t, i) => t && probabilities[i] >= 0.5).Count();
        var all = probabilities.Count(p => p >= 0.5) + truth.Count(t => t);
        return all > 0 ? 2.0 * right / all : double.NaN;
    }

    /// <summary>Expected calibration error over ten bins: how far stated probabilities are from frequencies.</summary>
    public static double CalibrationError(IReadOnlyList<double> probabilities, IReadOnlyList<bool> truth) =>
        Enumerable.Range(0, truth.Count).GroupBy(i => Math.Min(9, (int)(probabilities[i] * 10)))
            .Sum(bin => Math.Abs(bin.Sum(i => probabilities[i]) - bin.Count(i => truth[i]))) / truth.Count;

    /// <summary>The tutorial's class from probabilities: 0 nobody, else one more than the index of the most probable character.</summary>
    public static int Class(IReadOnlyList<double> probabilities)
    {
        var best = Enumerable.Range(0, probabilities.Count).MaxBy(k => probabilities[k]);
        return probabilities[best] >= 0.5 ? best + 1 : 0;
    }
}
