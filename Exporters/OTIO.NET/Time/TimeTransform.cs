namespace OpenTimelineIO;

/// <summary>A change of time (OTIO schema <c>TimeTransform.1</c>): first scaled, then moved, then counted at another rate.</summary>
/// <param name="Offset">What is added.</param>
/// <param name="Scale">What the value is multiplied with.</param>
/// <param name="Rate">The rate of the result; not positive keeps the rate of the input.</param>
public readonly record struct TimeTransform(RationalTime Offset, double Scale = 1, double Rate = -1)
{
    /// <summary>The transform that changes nothing.</summary>
    public static TimeTransform Identity => new(RationalTime.Zero);

    /// <summary>The transformed moment.</summary>
    public RationalTime AppliedTo(RationalTime time)
    {
        var result = new RationalTime(time.Value * Scale, time.Rate) + Offset;
        var rate = Rate > 0 ? Rate : time.Rate;
        return rate > 0 ? result.RescaledTo(rate) : result;
    }

    /// <summary>The range between the transformed start and the transformed end.</summary>
    public TimeRange AppliedTo(TimeRange range) =>
        TimeRange.FromStartEndTime(AppliedTo(range.StartTime), AppliedTo(range.EndTimeExclusive()));

    /// <summary>Both transforms in one: offsets added, scales multiplied, this rate if it is set.</summary>
    public TimeTransform AppliedTo(TimeTransform other) => new(Offset + other.Offset, Scale * other.Scale, Rate > 0 ? Rate : other.Rate);
}
