using System.Globalization;

namespace OpenTimelineIO;

/// <summary>
/// A point or a length in time: <paramref name="Value"/> units at <paramref name="Rate"/> units a second (OTIO schema <c>RationalTime.1</c>).
/// Equality and order compare the moment, whatever the rate: 24@24 equals 48@48, as in the reference implementation.
/// </summary>
/// <param name="Value">The count of units (frames, samples); any double.</param>
/// <param name="Rate">Units a second; a time with a rate that is not positive is invalid (<see cref="IsInvalid"/>).</param>
public readonly record struct RationalTime(double Value, double Rate) : IComparable<RationalTime>
{
    /// <summary>Zero at 1 unit a second.</summary>
    public static RationalTime Zero => new(0, 1);

    /// <summary>Whether value or rate is not a number or the rate is not positive.</summary>
    public bool IsInvalid => double.IsNaN(Value) || double.IsNaN(Rate) || Rate <= 0;

    /// <summary>This moment counted at another rate; nothing is rounded.</summary>
    public RationalTime RescaledTo(double rate) => new(ValueRescaledTo(rate), rate);

    /// <summary>This moment counted at the rate of another time.</summary>
    public RationalTime RescaledTo(RationalTime other) => RescaledTo(other.Rate);

    /// <summary>The value this moment has at another rate: value × rate / own rate, exact when the rates are the same.</summary>
    // The same operations in the same order as the reference, so that results agree to the last bit.
    public double ValueRescaledTo(double rate) => rate == Rate ? Value : Value * rate / Rate;

    /// <summary>Whether the two moments differ by no more than <paramref name="delta"/> units of the other's rate.</summary>
    public bool AlmostEqual(RationalTime other, double delta = 0) => Math.Abs(ValueRescaledTo(other.Rate) - other.Value) <= delta;

    /// <summary>Whether value and rate are both the same number.</summary>
    public bool StrictlyEquals(RationalTime other) => Value == other.Value && Rate == other.Rate;

    /// <summary>The largest whole value not above this one, at the same rate.</summary>
    public RationalTime Floor() => new(Math.Floor(Value), Rate);

    /// <summary>The smallest whole value not below this one, at the same rate.</summary>
    public RationalTime Ceiling() => new(Math.Ceiling(Value), Rate);

    /// <summary>The nearest whole value, halves away from zero, at the same rate.</summary>
    public RationalTime Round() => new(Math.Round(Value, MidpointRounding.AwayFromZero), Rate);

    /// <summary>The length from <paramref name="start"/> to <paramref name="endExclusive"/>, at the rate of the start.</summary>
    public static RationalTime DurationFromStartEndTime(RationalTime start, RationalTime endExclusive) =>
        new(endExclusive.ValueRescaledTo(start.Rate) - start.Value, start.Rate);

    /// <summary>The length from <paramref name="start"/> to <paramref name="endInclusive"/>, that last unit counted, at the rate of the start.</summary>
    public static RationalTime DurationFromStartEndTimeInclusive(RationalTime start, RationalTime endInclusive) =>
        new(endInclusive.ValueRescaledTo(start.Rate) - start.Value + 1, start.Rate);

    /// <summary>A number of whole frames; a fraction is cut off.</summary>
    public static RationalTime FromFrames(double frame, double rate) => new(Math.Truncate(frame) + 0.0, rate); // Never -0.

    /// <summary>A number of seconds, at 1 unit a second.</summary>
    public static RationalTime FromSeconds(double seconds) => new(seconds, 1);

    /// <summary>A number of seconds, counted at <paramref name="rate"/>.</summary>
    public static RationalTime FromSeconds(double seconds, double rate) => FromSeconds(seconds).RescaledTo(rate);

    /// <summary>The value as a whole number of frames; a fraction is cut off.</summary>
    /// <exception cref="OtioException">The value is no number or too large for 64 bits.</exception>
    public long ToFrames() => ToWhole(Value);

    /// <summary>The whole number of frames at <paramref name="rate"/>; a fraction is cut off.</summary>
    /// <exception cref="OtioException">The value is no number or too large for 64 bits.</exception>
    public long ToFrames(double rate) => ToWhole(ValueRescaledTo(rate));

    /// <summary>The moment in seconds.</summary>
    public double ToSeconds() => ValueRescaledTo(1);

    /// <summary>The moment as timecode at its own rate; see <see cref="Timecode.Format"/>.</summary>
    /// <exception cref="OtioException">The time is negative or the rate is no timecode rate.</exception>
    public string ToTimecode(DropFrame dropFrame = DropFrame.Infer) => Timecode.Format(this, Rate, dropFrame);

    /// <summary>The moment as timecode at another rate; see <see cref="Timecode.Format"/>.</summary>
    /// <exception cref="OtioException">The time is negative or the rate is no timecode rate.</exception>
    public string ToTimecode(double rate, DropFrame dropFrame = DropFrame.Infer) => Timecode.Format(this, rate, dropFrame);

    /// <summary>The moment as timecode at the timecode rate nearest to a rate.</summary>
    /// <exception cref="OtioException">The time is negative.</exception>
    public string ToNearestTimecode(double rate, DropFrame dropFrame = DropFrame.Infer) => Timecode.Format(this, Timecode.NearestRate(rate), dropFrame);

    /// <summary>A timecode as a time; see <see cref="Timecode.Parse"/>.</summary>
    /// <exception cref="OtioException">The text is no timecode of that rate.</exception>
    public static RationalTime FromTimecode(string timecode, double rate) => Timecode.Parse(timecode, rate);

    /// <summary>The moment as clock time; see <see cref="TimeString.Format"/>.</summary>
    public string ToTimeString() => TimeString.Format(this);

    /// <summary>A clock time as a time; see <see cref="TimeString.Parse"/>.</summary>
    /// <exception cref="OtioException">The text is no clock time.</exception>
    public static RationalTime FromTimeString(string text, double rate) => TimeString.Parse(text, rate);

    /// <summary>The sum, at the higher of the two rates.</summary>
    public static RationalTime operator +(RationalTime left, RationalTime right) => left.Rate < right.Rate
        ? new(left.ValueRescaledTo(right.Rate) + right.Value, right.Rate)
        : new(right.ValueRescaledTo(left.Rate) + left.Value, left.Rate);

    /// <summary>The difference, at the higher of the two rates.</summary>
    public static RationalTime operator -(RationalTime left, RationalTime right) => left.Rate < right.Rate
        ? new(left.ValueRescaledTo(right.Rate) - right.Value, right.Rate)
        : new(left.Value - right.ValueRescaledTo(left.Rate), left.Rate);

    /// <summary>The time with its sign changed.</summary>
    public static RationalTime operator -(RationalTime time) => new(-time.Value, time.Rate);

    /// <summary>Whether the left moment is before the right one.</summary>
    public static bool operator <(RationalTime left, RationalTime right) => left.Value / left.Rate < right.Value / right.Rate;

    /// <summary>Whether the left moment is after the right one.</summary>
    public static bool operator >(RationalTime left, RationalTime right) => left.Value / left.Rate > right.Value / right.Rate;

    /// <summary>Whether the left moment is not after the right one.</summary>
    public static bool operator <=(RationalTime left, RationalTime right) => !(left > right);

    /// <summary>Whether the left moment is not before the right one.</summary>
    public static bool operator >=(RationalTime left, RationalTime right) => !(left < right);

    /// <summary>The earlier of two times; the first when they are the same moment.</summary>
    public static RationalTime Min(RationalTime a, RationalTime b) => b < a ? b : a;

    /// <summary>The later of two times; the first when they are the same moment.</summary>
    public static RationalTime Max(RationalTime a, RationalTime b) => a < b ? b : a;

    /// <inheritdoc/>
    public int CompareTo(RationalTime other) => this < other ? -1 : this > other ? 1 : 0;

    /// <summary>Whether both are the same moment, compared at the other's rate.</summary>
    public bool Equals(RationalTime other) =>
        StrictlyEquals(other) || ValueRescaledTo(other.Rate) == other.Value || (Value.Equals(other.Value) && Rate.Equals(other.Rate));

    /// <summary>The same for equal moments at different rates.</summary>
    // Equal moments may differ by a rounding step in seconds, so the seconds are put on a coarse grid whose (irrational) lines no frame rate meets.
    public override int GetHashCode() => Math.Floor(ToSeconds() * (1000 / Math.PI) + 1 / Math.E).GetHashCode();

    /// <summary>The time as <c>value@rate</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value}@{Rate}");

    private static long ToWhole(double value)
    {
        if (!(value > -9.2e18 && value < 9.2e18))
            throw new OtioException(OtioError.InvalidTime, string.Create(CultureInfo.InvariantCulture, $"{value} is no count of frames"));
        return (long)value;
    }
}
