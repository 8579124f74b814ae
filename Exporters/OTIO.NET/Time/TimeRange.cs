namespace OpenTimelineIO;

/// <summary>
/// A stretch of time (OTIO schema <c>TimeRange.1</c>), from <paramref name="StartTime"/> up to, not including, start + duration.
/// Relations between ranges compare seconds with a tolerance of <see cref="DefaultEpsilon"/> unless told otherwise, as the reference does.
/// </summary>
/// <param name="StartTime">The first moment inside.</param>
/// <param name="Duration">The length; 0 makes an instant.</param>
public readonly record struct TimeRange(RationalTime StartTime, RationalTime Duration)
{
    /// <summary>The tolerance of range relations and equality in seconds: half a sample at 192 kHz.</summary>
    public const double DefaultEpsilon = 1.0 / (2 * 192000.0);

    /// <summary>The empty range at 0, with rate 1.</summary>
    public static TimeRange Zero => new(RationalTime.Zero, RationalTime.Zero);

    /// <summary>A range from numbers of units at one rate.</summary>
    public TimeRange(double start, double duration, double rate) : this(new RationalTime(start, rate), new RationalTime(duration, rate)) { }

    /// <summary>Whether start or duration is invalid or the duration is negative.</summary>
    public bool IsInvalid => StartTime.IsInvalid || Duration.IsInvalid || Duration.Value < 0;

    /// <summary>The first moment after the range, at the duration's rate.</summary>
    public RationalTime EndTimeExclusive() => Duration + StartTime.RescaledTo(Duration);

    /// <summary>The last unit inside the range: 10+5 → 14, 10+5.5 → 15; the start when the range is not longer than one unit.</summary>
    public RationalTime EndTimeInclusive()
    {
        var end = EndTimeExclusive();
        if ((end - StartTime.RescaledTo(Duration)).Value <= 1)
            return StartTime;
        return Duration.Value != Math.Floor(Duration.Value) ? end.Floor() : end - new RationalTime(1, Duration.Rate);
    }

    /// <summary>The range from a start to an end that is outside it.</summary>
    public static TimeRange FromStartEndTime(RationalTime start, RationalTime endExclusive) =>
        new(start, RationalTime.DurationFromStartEndTime(start, endExclusive));

    /// <summary>The range from a start to a last unit that is inside it.</summary>
    public static TimeRange FromStartEndTimeInclusive(RationalTime start, RationalTime endInclusive) =>
        new(start, RationalTime.DurationFromStartEndTimeInclusive(start, endInclusive));

    /// <summary>The same start, with a longer duration.</summary>
    public TimeRange DurationExtendedBy(RationalTime other) => new(StartTime, Duration + other);

    /// <summary>The smallest range that covers both.</summary>
    public TimeRange ExtendedBy(TimeRange other)
    {
        var start = RationalTime.Min(StartTime, other.StartTime);
        return FromStartEndTime(start, RationalTime.Max(EndTimeExclusive(), other.EndTimeExclusive()));
    }

    /// <summary>The time moved into this range: its start when before, its last unit when after.</summary>
    public RationalTime Clamped(RationalTime time) => RationalTime.Min(RationalTime.Max(time, StartTime), EndTimeInclusive());

    /// <summary>
    /// Another range moved and cut into this one, as the reference does it: a start that is too early moves to this range's start with
    /// the duration kept, then the end is cut. That is the common part only of a range that starts inside this one.
    /// </summary>
    public TimeRange Clamped(TimeRange other)
    {
        var moved = new TimeRange(RationalTime.Max(other.StartTime, StartTime), other.Duration);
        var end = RationalTime.Min(moved.EndTimeExclusive(), EndTimeExclusive());
        return new(moved.StartTime, end - moved.StartTime);
    }

    /// <summary>Whether a moment is inside: at or after the start and before the exclusive end.</summary>
    public bool Contains(RationalTime time) => StartTime <= time && time < EndTimeExclusive();

    /// <summary>Whether the other range lies strictly inside, with room on both sides.</summary>
    public bool Contains(TimeRange other, double epsilon = DefaultEpsilon) =>
        other.Start - Start >= epsilon && End - other.End >= epsilon;

    /// <summary>Whether a moment is inside.</summary>
    public bool Overlaps(RationalTime time) => Contains(time);

    /// <summary>Whether this range starts before the other, and ends inside it.</summary>
    public bool Overlaps(TimeRange other, double epsilon = DefaultEpsilon) =>
        other.Start - Start >= epsilon && End - other.Start >= epsilon && other.End - End >= epsilon;

    /// <summary>Whether this range ends before the other starts.</summary>
    public bool Before(TimeRange other, double epsilon = DefaultEpsilon) => other.Start - End >= epsilon;

    /// <summary>Whether this range ends before the moment.</summary>
    public bool Before(RationalTime time, double epsilon = DefaultEpsilon) => time.ToSeconds() - End >= epsilon;

    /// <summary>Whether the other range starts where this one ends.</summary>
    public bool Meets(TimeRange other, double epsilon = DefaultEpsilon) => other.Start - End is var gap && gap <= epsilon && gap >= 0;

    /// <summary>Whether both start together and this one ends first.</summary>
    public bool Begins(TimeRange other, double epsilon = DefaultEpsilon) =>
        Math.Abs(other.Start - Start) <= epsilon && other.End - End >= epsilon;

    /// <summary>Whether this range starts at the moment.</summary>
    public bool Begins(RationalTime time, double epsilon = DefaultEpsilon) => Math.Abs(time.ToSeconds() - Start) <= epsilon;

    /// <summary>Whether both end together and this one starts last.</summary>
    public bool Finishes(TimeRange other, double epsilon = DefaultEpsilon) =>
        Math.Abs(End - other.End) <= epsilon && Start - other.Start >= epsilon;

    /// <summary>Whether this range ends at the moment.</summary>
    public bool Finishes(RationalTime time, double epsilon = DefaultEpsilon) => Math.Abs(End - time.ToSeconds()) <= epsilon;

    /// <summary>Whether the two ranges share some time.</summary>
    public bool Intersects(TimeRange other, double epsilon = DefaultEpsilon) =>
        other.End - Start >= epsilon && End - other.Start >= epsilon;

    /// <summary>Whether starts and durations are the same within <see cref="DefaultEpsilon"/> seconds.</summary>
    public bool Equals(TimeRange other) =>
        (Math.Abs((StartTime - other.StartTime).ToSeconds()) < DefaultEpsilon && Math.Abs((Duration - other.Duration).ToSeconds()) < DefaultEpsilon)
        || (StartTime.Equals(other.StartTime) && Duration.Equals(other.Duration));

    /// <summary>The same for equal ranges of one rate; see <see cref="RationalTime.GetHashCode"/>.</summary>
    public override int GetHashCode() => HashCode.Combine(StartTime, Duration);

    /// <summary>The range as <c>start + duration</c>.</summary>
    public override string ToString() => $"{StartTime} + {Duration}";

    private double Start => StartTime.ToSeconds();

    private double End => EndTimeExclusive().ToSeconds();
}
