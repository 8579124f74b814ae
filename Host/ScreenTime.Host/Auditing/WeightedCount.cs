using MathNet.Numerics.Distributions;

namespace ScreenTime.Host.Auditing;

/// <summary>
/// A weighted sum of independent counts, each of something rare within its stratum: a frame of the sample that shows somebody (or does not) stands for as many frames as its stratum has for each
/// that was drawn. Its limits are those of Fay and Feuer (Statistics in Medicine 16, 1997, 791–801), by the gamma distribution, which are made for weights that differ; each side errs 1 time in 20
/// or less, as far as it was tried (docs/audit.md): nobody has proved it. There the counts are Poisson, here they are binomial: the variance of each is the smaller by what is certainly not rare about it.
/// </summary>
internal readonly record struct WeightedCount
{
    /// <summary>The sum: what the sample stands for, in frames or seconds.</summary>
    public double Sum { get; private init; }

    /// <summary>Its variance, in their squares.</summary>
    public double Variance { get; private init; }

    /// <summary>What one frame of the sample stands for where it stands for most; 0 where every frame was seen.</summary>
    public double Heaviest { get; private init; }

    /// <summary>All that the strata hold.</summary>
    public double Size { get; private init; }

    /// <summary>The count in one stratum.</summary>
    /// <param name="size">How many frames it holds.</param>
    /// <param name="seen">How many of them were seen: 1 or more.</param>
    /// <param name="hits">How many of those count.</param>
    public static WeightedCount Of(long size, int seen, int hits)
    {
        var weight = (double)size / seen;
        var isWhole = seen == size;
        return new WeightedCount
        {
            Sum = weight * hits,
            Variance = isWhole ? 0 : weight * weight * hits * (1 - LeastShare(hits, seen)),
            Heaviest = isWhole ? 0 : weight,
            Size = size,
        };
    }

    /// <summary>Not less than this.</summary>
    public double Lower => Variance > 0 ? Quantile(Sum, Variance, AuditBounds.SideError) : Sum;

    /// <summary>Not more than this.</summary>
    public double Upper => Heaviest > 0 ? Math.Max(Sum, Math.Min(Quantile(Sum + Heaviest, Variance + (Heaviest * Heaviest), 1 - AuditBounds.SideError), Size)) : Sum;

    /// <summary>The same in another unit.</summary>
    public WeightedCount Times(double factor) => new() { Sum = Sum * factor, Variance = Variance * factor * factor, Heaviest = Heaviest * factor, Size = Size * factor };

    /// <summary>Both together, in one unit.</summary>
    public static WeightedCount operator +(WeightedCount a, WeightedCount b) =>
        new() { Sum = a.Sum + b.Sum, Variance = a.Variance + b.Variance, Heaviest = Math.Max(a.Heaviest, b.Heaviest), Size = a.Size + b.Size };

    // The exact lower limit of a proportion (Clopper and Pearson, Biometrika 26, 1934).
    private static double LeastShare(int hits, int of) => hits == 0 ? 0 : Beta.InvCDF(hits, of - hits + 1, AuditBounds.SideError);

    private static double Quantile(double mean, double variance, double share) => Gamma.InvCDF(mean * mean / variance, mean / variance, share);
}
