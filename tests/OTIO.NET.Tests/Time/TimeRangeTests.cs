using CsCheck;

namespace OpenTimelineIO.Tests.Time;

public class TimeRangeTests
{
    private static readonly Gen<TimeRange> s_ranges =
        Gen.Select(Gen.Int[-1000, 1000], Gen.Int[0, 500], Pick.From<double>(24, 25, 30000.0 / 1001)).Select((start, length, rate) => new TimeRange(start, length, rate));

    [Theory]
    [InlineData(10, 5, 14)]
    [InlineData(10, 5.5, 15)]
    [InlineData(10, 1, 10)]
    [InlineData(10, 0, 10)]
    public void The_inclusive_end_is_the_last_unit_inside(double start, double duration, double last) =>
        Assert.Equal(last, new TimeRange(start, duration, 24).EndTimeInclusive().Value);

    [Fact]
    public void Ranges_that_differ_by_less_than_the_tolerance_are_equal()
    {
        var range = new TimeRange(10, 5, 1);
        Assert.Equal(range, new TimeRange(10 + 1.0 / 400000, 5, 1));
        Assert.NotEqual(range, new TimeRange(10 + 1.0 / 300000, 5, 1));
    }

    [Fact]
    public void Of_two_ranges_exactly_the_right_relations_hold() => Gen.Select(s_ranges, s_ranges).Sample((a, b) =>
    {
        Assert.Equal(a.Intersects(b), b.Intersects(a));
        if (a.Before(b))
            Assert.False(a.Intersects(b) || b.Before(a) || a.Contains(b) || a.Overlaps(b));
        if (a.Contains(b))
            Assert.False(b.Contains(a) || a.Overlaps(b) || a.Begins(b));
        if (a.Overlaps(b))
            Assert.False(b.Overlaps(a));
    });

    [Fact]
    public void The_extension_covers_both_and_the_clamped_part_lies_in_both() => Gen.Select(s_ranges, s_ranges).Sample((a, b) =>
    {
        var both = a.ExtendedBy(b);
        Assert.True(both.StartTime <= a.StartTime && both.StartTime <= b.StartTime);
        Assert.True((both.EndTimeExclusive() - a.EndTimeExclusive()).ToSeconds() > -1e-9);
        Assert.True((both.EndTimeExclusive() - b.EndTimeExclusive()).ToSeconds() > -1e-9);
        if (!a.Intersects(b))
            return;
        var part = a.Clamped(b);
        Assert.True(part.StartTime >= a.StartTime && part.StartTime >= b.StartTime);
        Assert.True((part.EndTimeExclusive() - a.EndTimeExclusive()).ToSeconds() < 1e-9);
    });

    [Fact]
    public void A_transform_scales_then_moves_then_rescales()
    {
        var transform = new TimeTransform(new(10, 24), 2, 48);
        Assert.True(transform.AppliedTo(new RationalTime(5, 24)).StrictlyEquals(new(40, 48)));
        Assert.True(TimeTransform.Identity.AppliedTo(new RationalTime(5, 24)).StrictlyEquals(new(5, 24)));
        Assert.Equal(new TimeRange(20, 20, 24), new TimeTransform(new(10, 24), 2).AppliedTo(new TimeRange(5, 10, 24)));
    }
}
