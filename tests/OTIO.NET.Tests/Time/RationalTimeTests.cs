using CsCheck;

namespace OpenTimelineIO.Tests.Time;

public class RationalTimeTests
{
    private static readonly Gen<RationalTime> s_times =
        Gen.Select(Gen.Int[-1_000_000, 1_000_000], Pick.From<double>([.. Timecode.Rates, 1, 48000])).Select((value, rate) => new RationalTime(value, rate));

    [Fact]
    public void Equality_rescales_and_equal_times_hash_alike()
    {
        Assert.Equal(new RationalTime(24, 24), new RationalTime(48, 48));
        Assert.Equal(new RationalTime(24, 24).GetHashCode(), new RationalTime(48, 48).GetHashCode());
        Assert.NotEqual(new RationalTime(24, 24), new RationalTime(24, 25));
        Assert.False(new RationalTime(24, 24).StrictlyEquals(new(48, 48)));
    }

    [Fact]
    public void Times_that_are_equal_hash_alike_at_every_rate() => Gen.Select(s_times, s_times).Sample((a, b) =>
    {
        var same = a.RescaledTo(b.Rate);
        if (a.Equals(same))
            Assert.Equal(a.GetHashCode(), same.GetHashCode());
    });

    [Fact]
    public void Arithmetic_takes_the_higher_rate()
    {
        var sum = new RationalTime(24, 24) + new RationalTime(10, 48);
        Assert.True(sum.StrictlyEquals(new(58, 48)), sum.ToString());
        var difference = new RationalTime(10, 48) - new RationalTime(24, 24);
        Assert.True(difference.StrictlyEquals(new(-38, 48)), difference.ToString());
    }

    [Fact]
    public void Adding_and_taking_away_gives_the_time_back() => Gen.Select(s_times, s_times).Sample((a, b) =>
        Assert.True((a + b - b).AlmostEqual(a, 1e-6), $"{a} {b}"));

    [Fact]
    public void Order_agrees_with_seconds() => Gen.Select(s_times, s_times).Sample((a, b) =>
    {
        Assert.Equal(a.ToSeconds() < b.ToSeconds() - 1e-9, a < b && b.ToSeconds() - a.ToSeconds() > 1e-9);
        Assert.Equal(a < b, b > a);
        Assert.True(a <= b || b <= a);
    });

    [Fact]
    public void Rounding_keeps_the_rate()
    {
        Assert.True(new RationalTime(1.5, 24).Floor().StrictlyEquals(new(1, 24)));
        Assert.True(new RationalTime(1.2, 24).Ceiling().StrictlyEquals(new(2, 24)));
        Assert.True(new RationalTime(-2.5, 24).Round().StrictlyEquals(new(-3, 24)));
    }

    [Fact]
    public void Frames_that_are_no_count_are_refused()
    {
        Assert.Equal(36, new RationalTime(36.9, 24).ToFrames());
        Assert.Throws<OtioException>(() => new RationalTime(double.NaN, 24).ToFrames());
        Assert.Throws<OtioException>(() => new RationalTime(1e300, 24).ToFrames());
    }
}
