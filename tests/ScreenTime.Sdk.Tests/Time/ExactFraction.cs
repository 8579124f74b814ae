using System.Numerics;

namespace ScreenTime.Sdk.Tests.Time;

/// <summary>A fraction without bounds: what <see cref="MediaTime"/> must agree with wherever it has an answer.</summary>
internal readonly record struct ExactFraction
{
    public ExactFraction(BigInteger numerator, BigInteger denominator)
    {
        var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator) * denominator.Sign;
        (Numerator, Denominator) = (numerator / divisor, denominator / divisor);
    }

    public BigInteger Numerator { get; }

    public BigInteger Denominator { get; }

    public bool Fits => Numerator >= long.MinValue && Numerator <= long.MaxValue && Denominator <= long.MaxValue;

    public static ExactFraction Of(MediaTime time) => new(time.Numerator, time.Denominator);

    public static ExactFraction operator +(ExactFraction a, ExactFraction b) =>
        new((a.Numerator * b.Denominator) + (b.Numerator * a.Denominator), a.Denominator * b.Denominator);

    public static ExactFraction operator -(ExactFraction a, ExactFraction b) => a + new ExactFraction(-b.Numerator, b.Denominator);

    public static ExactFraction operator *(ExactFraction a, ExactFraction b) => new(a.Numerator * b.Numerator, a.Denominator * b.Denominator);

    /// <summary>The largest whole number that is not above it.</summary>
    public BigInteger Floor() => (Numerator - (((Numerator % Denominator) + Denominator) % Denominator)) / Denominator;
}
