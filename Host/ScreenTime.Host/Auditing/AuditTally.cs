namespace ScreenTime.Host.Auditing;

/// <summary>
/// What bounds are made of, in frames or in seconds. Tallies of independent samples (strata of one film, films of a season) add up; what chance may have done does so less than they do. Doubt and unknown
/// time are no chance and add up whole.
/// </summary>
internal readonly record struct AuditTally
{
    // Whoever computes a bound again, with other functions, must find the same whole number: 15.9999999999 frames here are 16.0000000001 there. A thousandth is far from where
    // implementations differ and far below what matters.
    private const double Rounding = 1e-3;

    /// <summary>What was seen with every doubt taken for absence.</summary>
    public SampledTime Certain { get; init; }

    /// <summary>What was seen with every doubt taken for presence.</summary>
    public SampledTime Possible { get; init; }

    /// <summary>The sample's estimate with doubts halved.</summary>
    public double Estimate { get; init; }

    /// <summary>What was seen to be there.</summary>
    public double Least { get; init; }

    /// <summary>All but what was seen not to be there, of what could be looked at.</summary>
    public double Most { get; init; }

    /// <summary>What could not be looked at, or of which no frame was drawn.</summary>
    public double Unknown { get; init; }

    /// <summary>Not less than this.</summary>
    public double Lower => Math.Max(Least, Certain.Lower);

    /// <summary>Not more than this.</summary>
    public double Upper => Math.Max(Lower, Math.Min(Most, Possible.Upper) + Unknown);

    /// <summary><see cref="Lower"/> in whole units, downwards; what lies within a thousandth of a whole one is that.</summary>
    public long LowerWhole => (long)Math.Floor(Lower + Rounding);

    /// <summary><see cref="Upper"/> in whole units, upwards; what lies within a thousandth of a whole one is that.</summary>
    public long UpperWhole => (long)Math.Ceiling(Upper - Rounding);

    /// <summary>The tally in another unit.</summary>
    public AuditTally Times(double factor) => new()
    {
        Certain = Certain.Times(factor),
        Possible = Possible.Times(factor),
        Estimate = Estimate * factor,
        Least = Least * factor,
        Most = Most * factor,
        Unknown = Unknown * factor,
    };

    /// <summary>The tally of both together, in one unit.</summary>
    public static AuditTally operator +(AuditTally a, AuditTally b) => new()
    {
        Certain = a.Certain + b.Certain,
        Possible = a.Possible + b.Possible,
        Estimate = a.Estimate + b.Estimate,
        Least = a.Least + b.Least,
        Most = a.Most + b.Most,
        Unknown = a.Unknown + b.Unknown,
    };
}
