using System.Numerics;

namespace ScreenTime.Host.Tests.Timelines;

/// <summary>A fraction of any size, never reduced by anyone's cleverness but the greatest common divisor's.</summary>
internal readonly struct Exact : IComparable<Exact>
{
    private readonly BigInteger _numerator, _denominator;

    public Exact(BigInteger numerator, BigInteger denominator)
    {
        var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator) * denominator.Sign;
        (_numerator, _denominator) = (numerator / divisor, denominator / divisor);
    }

    public int Sign => _numerator.Sign;

    public Exact Absolute => new(BigInteger.Abs(_numerator), _denominator);

    public long Floor()
    {
        var floor = BigInteger.DivRem(_numerator, _denominator, out var rest);
        return (long)(rest.Sign < 0 ? floor - 1 : floor);
    }

    public static implicit operator Exact(long whole) => new(whole, 1);

    public static Exact operator +(Exact a, Exact b) => new((a._numerator * b._denominator) + (b._numerator * a._denominator), a._denominator * b._denominator);

    public static Exact operator -(Exact a, Exact b) => a + (-1 * b);

    public static Exact operator *(Exact a, Exact b) => new(a._numerator * b._numerator, a._denominator * b._denominator);

    public static Exact operator /(Exact a, Exact b) => new(a._numerator * b._denominator, a._denominator * b._numerator);

    public static bool operator <(Exact a, Exact b) => a.CompareTo(b) < 0;

    public static bool operator >(Exact a, Exact b) => a.CompareTo(b) > 0;

    public static bool operator <=(Exact a, Exact b) => a.CompareTo(b) <= 0;

    public static bool operator >=(Exact a, Exact b) => a.CompareTo(b) >= 0;

    public int CompareTo(Exact other) => (_numerator * other._denominator).CompareTo(other._numerator * _denominator);

    public override string ToString() => $"{_numerator}/{_denominator}";
}
