namespace ScreenTime.Host.Auditing;

/// <summary>
/// How much time shows somebody, from what was seen of each stratum. In a stratum that mostly does not show them it is the presences that are rare, in one that mostly does the absences: each kind is added
/// up by itself (<see cref="WeightedCount"/>), and the two sums are put together by the square-and-add method (Zou and Donner, Statistics in Medicine 27, 2008), which is good for two, but not for many
/// strata of a hit each. Strata that hardly anything was seen of cannot tell which they are, and are of the kind that they are together.
/// </summary>
internal readonly record struct SampledTime
{
    private const int FewSeen = 5;

    // Sums that are equal but for the last digits are equal: whoever computes them again must find the same.
    private const double Tie = 1e-6;

    private WeightedCount Presences { get; init; }

    private WeightedCount Absences { get; init; }

    private WeightedCount FewPresences { get; init; }

    private WeightedCount FewAbsences { get; init; }

    /// <summary>What was seen of one stratum.</summary>
    /// <param name="size">How many frames it holds.</param>
    /// <param name="seen">How many of them were seen: 1 or more.</param>
    /// <param name="present">How many of those show them.</param>
    public static SampledTime Of(long size, int seen, int present)
    {
        var (presences, absences) = (WeightedCount.Of(size, seen, present), WeightedCount.Of(size, seen, seen - present));
        return seen < FewSeen ? new SampledTime { FewPresences = presences, FewAbsences = absences }
            : 2 * present <= seen ? new SampledTime { Presences = presences }
            : new SampledTime { Absences = absences };
    }

    /// <summary>Not less than this.</summary>
    public double Lower
    {
        get
        {
            var (presences, absences) = Kinds();
            return presences.Sum + absences.Size - absences.Sum - Length(presences.Sum - presences.Lower, absences.Upper - absences.Sum);
        }
    }

    /// <summary>Not more than this.</summary>
    public double Upper
    {
        get
        {
            var (presences, absences) = Kinds();
            return presences.Sum + absences.Size - absences.Sum + Length(presences.Upper - presences.Sum, absences.Sum - absences.Lower);
        }
    }

    /// <summary>The same in another unit.</summary>
    public SampledTime Times(double factor) =>
        new() { Presences = Presences.Times(factor), Absences = Absences.Times(factor), FewPresences = FewPresences.Times(factor), FewAbsences = FewAbsences.Times(factor) };

    /// <summary>Both together, in one unit.</summary>
    public static SampledTime operator +(SampledTime a, SampledTime b) => new()
    {
        Presences = a.Presences + b.Presences,
        Absences = a.Absences + b.Absences,
        FewPresences = a.FewPresences + b.FewPresences,
        FewAbsences = a.FewAbsences + b.FewAbsences,
    };

    private (WeightedCount Presences, WeightedCount Absences) Kinds() =>
        FewPresences.Sum <= FewAbsences.Sum + (Tie * FewPresences.Size) ? (Presences + FewPresences, Absences) : (Presences, Absences + FewAbsences);

    private static double Length(double a, double b) => Math.Sqrt((a * a) + (b * b));
}
