using System.Globalization;

namespace ScreenTime.Sdk;

/// <summary>
/// An exact time or duration in seconds: a reduced 64-bit fraction. Record-to-media mapping uses it because doubles lose frames:
/// <c>floor(n / rate * rate)</c> at 24000/1001 is off by one for one frame in 17.
/// </summary>
public readonly struct MediaTime : IEquatable<MediaTime>, IComparable<MediaTime>
{
    // default(MediaTime) must be zero seconds, so the denominator is stored less one.
    private readonly long _denominatorLessOne;

    /// <summary>Makes <paramref name="numerator"/> / <paramref name="denominator"/> seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The denominator is zero.</exception>
    /// <exception cref="OverflowException">The reduced fraction needs more than 64 bits.</exception>
    public MediaTime(Int128 numerator, Int128 denominator)
    {
        ArgumentOutOfRangeException.ThrowIfZero(denominator);
        if (denominator < 0)
            (numerator, denominator) = checked((-numerator, -denominator));
        var divisor = GreatestCommonDivisor(Int128.Abs(numerator), denominator);
        Numerator = checked((long)(numerator / divisor));
        _denominatorLessOne = checked((long)(denominator / divisor)) - 1;
    }

    /// <summary>Zero seconds.</summary>
    public static MediaTime Zero => default;

    /// <summary>Numerator of the reduced fraction, in seconds.</summary>
    public long Numerator { get; }

    /// <summary>Denominator of the reduced fraction; at least 1.</summary>
    public long Denominator => _denominatorLessOne + 1;

    /// <summary>The nearest double, in seconds: for printing only.</summary>
    public double Seconds => (double)Numerator / Denominator;

    /// <summary>The start of frame <paramref name="frame"/> at <paramref name="rate"/>.</summary>
    public static MediaTime FromFrames(long frame, FrameRate rate) =>
        new((Int128)frame * rate.Denominator, rate.Numerator);

    /// <summary>
    /// A time given as a count of units at a rate, as OpenTimelineIO does; the rate snaps to a known frame rate, a value that is not whole is
    /// taken to the millionth of a unit.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value or rate is not finite, the rate not positive, or either too large.</exception>
    public static MediaTime FromValue(double value, double rate)
    {
        if (!double.IsFinite(value) || Math.Abs(value) > 1e12)
            throw new ArgumentOutOfRangeException(nameof(value), value, "time values must be finite and below 1e12");
        var exactRate = FrameRate.FromDouble(rate);
        return value == Math.Floor(value)
            ? FromFrames((long)value, exactRate)
            : new MediaTime((Int128)(long)Math.Round(value * 1e6) * exactRate.Denominator, (Int128)1_000_000 * exactRate.Numerator);
    }

    /// <summary>Seconds taken to the microsecond.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite or above 1e12.</exception>
    public static MediaTime FromSeconds(double seconds) => FromValue(seconds, 1);

    /// <summary>The frame that shows at this time: the last one that starts at or before it.</summary>
    /// <exception cref="OverflowException">The frame number needs more than 64 bits.</exception>
    public long FloorToFrame(FrameRate rate) =>
        checked((long)FloorDivide((Int128)Numerator * rate.Numerator, (Int128)Denominator * rate.Denominator));

    /// <summary>The first frame that starts at or after this time.</summary>
    /// <exception cref="OverflowException">The frame number needs more than 64 bits.</exception>
    public long CeilingToFrame(FrameRate rate) =>
        checked((long)-FloorDivide(-(Int128)Numerator * rate.Numerator, (Int128)Denominator * rate.Denominator));

    /// <summary>The frame whose start is nearest; halves go up.</summary>
    /// <exception cref="OverflowException">The frame number needs more than 64 bits.</exception>
    public long RoundToFrame(FrameRate rate) => checked((long)FloorDivide(
        ((Int128)Numerator * rate.Numerator * 2) + ((Int128)Denominator * rate.Denominator), (Int128)Denominator * rate.Denominator * 2));

    /// <summary>This time multiplied by the exact fraction <paramref name="numerator"/> / <paramref name="denominator"/>.</summary>
    public MediaTime Scale(long numerator, long denominator) =>
        new((Int128)Numerator * numerator, (Int128)Denominator * denominator);

    /// <summary>The sum.</summary>
    public static MediaTime operator +(MediaTime left, MediaTime right) =>
        new(((Int128)left.Numerator * right.Denominator) + ((Int128)right.Numerator * left.Denominator), (Int128)left.Denominator * right.Denominator);

    /// <summary>The difference.</summary>
    public static MediaTime operator -(MediaTime left, MediaTime right) =>
        new(((Int128)left.Numerator * right.Denominator) - ((Int128)right.Numerator * left.Denominator), (Int128)left.Denominator * right.Denominator);

    /// <summary>The negated time.</summary>
    public static MediaTime operator -(MediaTime time) => new(-(Int128)time.Numerator, time.Denominator);

    /// <summary>Whether both are the same time.</summary>
    public static bool operator ==(MediaTime left, MediaTime right) => left.Equals(right);

    /// <summary>Whether the times differ.</summary>
    public static bool operator !=(MediaTime left, MediaTime right) => !left.Equals(right);

    /// <summary>Whether left is earlier.</summary>
    public static bool operator <(MediaTime left, MediaTime right) => left.CompareTo(right) < 0;

    /// <summary>Whether left is later.</summary>
    public static bool operator >(MediaTime left, MediaTime right) => left.CompareTo(right) > 0;

    /// <summary>Whether left is earlier or the same.</summary>
    public static bool operator <=(MediaTime left, MediaTime right) => left.CompareTo(right) <= 0;

    /// <summary>Whether left is later or the same.</summary>
    public static bool operator >=(MediaTime left, MediaTime right) => left.CompareTo(right) >= 0;

    /// <summary>The earlier of two times.</summary>
    public static MediaTime Min(MediaTime left, MediaTime right) => left <= right ? left : right;

    /// <summary>The later of two times.</summary>
    public static MediaTime Max(MediaTime left, MediaTime right) => left >= right ? left : right;

    /// <inheritdoc/>
    public int CompareTo(MediaTime other) =>
        ((Int128)Numerator * other.Denominator).CompareTo((Int128)other.Numerator * Denominator);

    /// <inheritdoc/>
    public bool Equals(MediaTime other) => Numerator == other.Numerator && _denominatorLessOne == other._denominatorLessOne;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is MediaTime other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Numerator, _denominatorLessOne);

    /// <summary>The exact fraction, such as <c>1001/24000 s</c>.</summary>
    public override string ToString() =>
        Denominator == 1
            ? string.Create(CultureInfo.InvariantCulture, $"{Numerator} s")
            : string.Create(CultureInfo.InvariantCulture, $"{Numerator}/{Denominator} s");

    private static Int128 FloorDivide(Int128 dividend, Int128 divisor)
    {
        var quotient = dividend / divisor;
        return dividend % divisor < 0 ? quotient - 1 : quotient;
    }

    private static Int128 GreatestCommonDivisor(Int128 a, Int128 b)
    {
        while (b != 0)
            (a, b) = (b, a % b);
        return a == 0 ? 1 : a;
    }
}
