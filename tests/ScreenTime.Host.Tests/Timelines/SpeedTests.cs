using CsCheck;
using OpenTimelineIO;
using ScreenTime.Host.Timelines;

namespace ScreenTime.Host.Tests.Timelines;

public sealed class SpeedTests
{
    [Fact]
    public void Every_ratio_of_two_lengths_is_found_behind_its_double() =>
        Gen.Select(Gen.Int[1, 90_000], Gen.Int[1, 90_000], Gen.Bool).Sample(
            (from, to, backwards) =>
            {
                var scalar = (double)from / to * (backwards ? -1 : 1);
                var divisor = (int)System.Numerics.BigInteger.GreatestCommonDivisor(from, to);
                if (Math.Abs(scalar) <= 10_000)
                    Assert.Equal(new Speed((backwards ? -from : from) / divisor, to / divisor), Speed.FromScalar(scalar));
            },
            iter: 20_000);

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(1, 1, 1)]
    [InlineData(-1, -1, 1)]
    [InlineData(0.333333333333, 1, 3)]
    [InlineData(1.001, 1001, 1000)]
    [InlineData(0.96, 24, 25)]
    [InlineData(0.999000999000999, 1000, 1001)]
    [InlineData(10_000, 10_000, 1)]
    [InlineData(1e-9, 0, 1)]
    public void A_factor_is_the_fraction_that_people_meant(double scalar, long numerator, long denominator) =>
        Assert.Equal(new Speed(numerator, denominator), Speed.FromScalar(scalar));

    [Fact]
    public void Any_other_factor_is_exact_to_the_millionth() =>
        Gen.Double[-10, 10].Sample(scalar => Assert.True(Math.Abs(Speed.FromScalar(scalar).Value - scalar) <= 5.01e-7), iter: 20_000);

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(10_001)]
    [InlineData(-1e300)]
    public void What_is_no_speed_is_refused(double scalar) => Assert.Throws<ArgumentOutOfRangeException>(() => Speed.FromScalar(scalar));

    [Fact]
    public void Warps_multiply_and_a_freeze_frame_holds_whatever_else_there_is()
    {
        var clip = new Clip();
        Assert.Equal(Speed.Normal, Speed.Of(clip));
        clip.Effects.Add(new LinearTimeWarp { TimeScalar = 2 });
        clip.Effects.Add(new LinearTimeWarp { TimeScalar = -0.75 });
        Assert.Equal(new Speed(-3, 2), Speed.Of(clip));
        clip.Effects.Add(new FreezeFrame { Enabled = false });
        Assert.Equal(new Speed(-3, 2), Speed.Of(clip));
        clip.Effects.Add(new FreezeFrame());
        Assert.Equal(Speed.Freeze, Speed.Of(clip));
    }
}
