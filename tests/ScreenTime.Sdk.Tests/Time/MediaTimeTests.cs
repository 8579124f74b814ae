using System.Numerics;
using CsCheck;

namespace ScreenTime.Sdk.Tests.Time;

public sealed class MediaTimeTests
{
    private static readonly long[] Ends = [long.MinValue, long.MinValue + 1, long.MaxValue, long.MaxValue - 1, 0, 1, -1, 1L << 62];

    // Everyday values, and those at which 64 bits end.
    private static readonly Gen<long> Whole = Gen.Frequency(
        (4, Gen.Long[-1000, 1000]),
        (4, Gen.Long[-10_000_000_000, 10_000_000_000]),
        (2, Gen.Long),
        (1, Gen.Int[0, Ends.Length - 1].Select(i => Ends[i])));

    private static readonly Gen<long> Positive = Whole.Select(value => value == long.MinValue ? long.MaxValue : Math.Max(1, Math.Abs(value)));

    private static readonly Gen<MediaTime> Times = Gen.Select(Whole, Positive, (numerator, denominator) => new MediaTime(numerator, denominator));

    private static readonly Gen<FrameRate> AnyRate = Gen.Frequency(
        (4, Rates.Any),
        (1, Gen.Select(Gen.Int[1, int.MaxValue], Gen.Int[1, int.MaxValue], (numerator, denominator) => new FrameRate(numerator, denominator))));

    [Fact]
    public void A_time_is_the_reduced_fraction_or_an_error() =>
        Gen.Select(Whole, Whole, Whole, Whole).Sample(
            (a, b, c, d) =>
            {
                Int128 numerator = (Int128)a * b, denominator = (Int128)c * d;
                if (denominator == 0)
                    Assert.Throws<ArgumentOutOfRangeException>(() => new MediaTime(numerator, denominator));
                else
                    AgreesOrOverflows(new ExactFraction((BigInteger)a * b, (BigInteger)c * d), () => new MediaTime(numerator, denominator));
            },
            iter: 20_000);

    [Fact]
    public void The_ends_of_128_bits_are_reduced_or_an_error()
    {
        Int128[] ends = [Int128.MinValue, Int128.MinValue + 1, Int128.MinValue / 2, Int128.MaxValue, Int128.MaxValue / 2, 1, -1, 2, -2, 3];
        foreach (var numerator in ends.Append(0))
            foreach (var denominator in ends)
            {
                var exact = new ExactFraction((BigInteger)numerator, (BigInteger)denominator);
                try
                {
                    Assert.Equal(exact, ExactFraction.Of(new MediaTime(numerator, denominator)));
                }
                catch (OverflowException)
                {
                    // A fraction that fits may be refused out here, but never be another number.
                }
            }
    }

    [Fact]
    public void Sums_differences_and_scaling_are_exact_or_an_error() =>
        Gen.Select(Times, Times, Whole, Positive).Sample(
            (a, b, numerator, denominator) =>
            {
                AgreesOrOverflows(ExactFraction.Of(a) + ExactFraction.Of(b), () => a + b);
                AgreesOrOverflows(ExactFraction.Of(a) - ExactFraction.Of(b), () => a - b);
                AgreesOrOverflows(new ExactFraction(-(BigInteger)a.Numerator, a.Denominator), () => -a);
                AgreesOrOverflows(ExactFraction.Of(a) * new ExactFraction(numerator, denominator), () => a.Scale(numerator, denominator));
                AgreesOrOverflows(ExactFraction.Of(a) * new ExactFraction(numerator, -denominator), () => a.Scale(numerator, -denominator));
            },
            iter: 20_000);

    [Fact]
    public void A_day_of_frames_added_one_by_one_does_not_drift()
    {
        foreach (var rate in Rates.All)
        {
            var sum = MediaTime.Zero;
            for (var frame = 0; frame < 24 * 60 * 60; frame++)
                sum += rate.FrameDuration;
            Assert.Equal(new MediaTime((Int128)24 * 60 * 60 * rate.Denominator, rate.Numerator), sum);
        }
    }

    [Fact]
    public void The_order_is_that_of_the_exact_numbers() =>
        Gen.Select(Times, Times).Sample(
            (a, b) =>
            {
                var order = ((BigInteger)a.Numerator * b.Denominator).CompareTo((BigInteger)b.Numerator * a.Denominator);
                Assert.Equal(order, Math.Sign(a.CompareTo(b)));
                Assert.Equal(order < 0, a < b);
                Assert.Equal(order <= 0, a <= b);
                Assert.Equal(order > 0, a > b);
                Assert.Equal(order >= 0, a >= b);
                Assert.Equal(order == 0, a == b);
                Assert.Equal(order != 0, a != b);
                Assert.Equal(order == 0, a.Equals((object)b));
                Assert.Equal(order <= 0 ? a : b, MediaTime.Min(a, b));
                Assert.Equal(order >= 0 ? a : b, MediaTime.Max(a, b));
                var same = new MediaTime((Int128)a.Numerator * 7, (Int128)a.Denominator * 7);
                Assert.True(a == same);
                Assert.Equal(a.GetHashCode(), same.GetHashCode());
            },
            iter: 20_000);

    [Fact]
    public void Neighbours_that_one_double_cannot_tell_apart_are_told_apart()
    {
        var a = new MediaTime(long.MaxValue - 1, long.MaxValue);
        var b = new MediaTime(long.MaxValue - 2, long.MaxValue - 1);
        Assert.Equal(a.Seconds, b.Seconds);
        Assert.True(b < a);
    }

    [Fact]
    public void The_default_is_zero_seconds()
    {
        Assert.Equal(new MediaTime(0, 17), default);
        Assert.Equal(1, default(MediaTime).Denominator);
        Assert.Equal("0 s", MediaTime.Zero.ToString());
        Assert.Equal("-1001/24000 s", new MediaTime(1001, -24000).ToString());
    }

    [Fact]
    public void The_frame_at_a_time_is_exact_or_an_error() =>
        Gen.Select(Times, AnyRate).Sample(
            (time, rate) =>
            {
                var frames = ExactFraction.Of(time) * new ExactFraction(rate.Numerator, rate.Denominator);
                AgreesOrOverflows(frames.Floor(), () => time.FloorToFrame(rate));
                AgreesOrOverflows(-new ExactFraction(-frames.Numerator, frames.Denominator).Floor(), () => time.CeilingToFrame(rate));
                AgreesOrOverflows((frames + new ExactFraction(1, 2)).Floor(), () => time.RoundToFrame(rate));
            },
            iter: 20_000);

    [Fact]
    public void A_frame_is_found_again_from_the_time_at_which_it_starts_and_from_every_time_in_it() =>
        Gen.Select(Rates.Any, Gen.Long[-100_000_000, 100_000_000], Gen.Int[0, 999_999]).Sample(
            (rate, frame, millionths) =>
            {
                var start = MediaTime.FromFrames(frame, rate);
                Assert.Equal(frame, start.FloorToFrame(rate));
                Assert.Equal(frame, start.CeilingToFrame(rate));
                Assert.Equal(frame, start.RoundToFrame(rate));
                var inside = start + rate.FrameDuration.Scale(millionths, 1_000_000);
                Assert.Equal(frame, inside.FloorToFrame(rate));
                Assert.Equal(millionths == 0 ? frame : frame + 1, inside.CeilingToFrame(rate));
                Assert.Equal(millionths < 500_000 ? frame : frame + 1, inside.RoundToFrame(rate));
            },
            iter: 20_000);

    [Theory]
    [InlineData(24000)]
    [InlineData(30000)]
    [InlineData(60000)]
    public void No_frame_of_a_day_is_lost_between_frame_and_time_at_rates_over_1001(int numerator)
    {
        var rate = new FrameRate(numerator, 1001);
        var lostWithDoubles = 0;
        var lost = 0;
        for (long frame = 0; frame < 24L * 3600 * rate.Nominal; frame++)
        {
            if (MediaTime.FromFrames(frame, rate).FloorToFrame(rate) != frame)
                lost++;
            if ((long)Math.Floor(frame / rate.Value * rate.Value) != frame)
                lostWithDoubles++;
        }

        Assert.Equal(0, lost);
        // Or this test would not show what the exact fraction is for.
        Assert.True(lostWithDoubles > 1000);
    }

    [Fact]
    public void Every_frame_of_one_rate_shows_one_frame_of_another_and_none_is_skipped_by_a_slower_record() =>
        Gen.Select(Rates.Any, Rates.Any, Gen.Long[0, 10_000_000]).Sample(
            (record, media, frame) =>
            {
                var shown = MediaTime.FromFrames(frame, record).FloorToFrame(media);
                var next = MediaTime.FromFrames(frame + 1, record).FloorToFrame(media);
                var most = ((long)media.Numerator * record.Denominator / ((long)media.Denominator * record.Numerator)) + 1;
                Assert.InRange(next - shown, 0, most);
                Assert.True(MediaTime.FromFrames(shown, media) <= MediaTime.FromFrames(frame, record));
                Assert.True(MediaTime.FromFrames(shown + 1, media) > MediaTime.FromFrames(frame, record));
            },
            iter: 5000);

    [Fact]
    public void A_count_of_frames_at_a_double_rate_is_the_frame_at_the_exact_rate() =>
        Gen.Select(Rates.Any, Gen.Long[-100_000_000, 100_000_000]).Sample(
            (rate, frame) => Assert.Equal(MediaTime.FromFrames(frame, rate), MediaTime.FromValue(frame, rate.Value)),
            iter: 5000);

    [Fact]
    public void A_part_of_a_frame_is_taken_to_the_millionth()
    {
        Assert.Equal(new MediaTime(1001 * 5, 24000 * 2), MediaTime.FromValue(2.5, 24000.0 / 1001));
        Assert.Equal(new MediaTime(-1, 1_000_000), MediaTime.FromSeconds(-0.0000014));
        Assert.Equal(new MediaTime(1, 10), MediaTime.FromSeconds(0.1));
    }

    [Theory]
    [InlineData(double.NaN, 24)]
    [InlineData(double.PositiveInfinity, 24)]
    [InlineData(1.0001e12, 24)]
    [InlineData(-1.0001e12, 24)]
    [InlineData(1, 0)]
    [InlineData(1, -24)]
    [InlineData(1, double.NaN)]
    [InlineData(1, double.PositiveInfinity)]
    [InlineData(1, 1e7)]
    public void Values_and_rates_that_mean_no_time_are_refused(double value, double rate) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => MediaTime.FromValue(value, rate));

    private static void AgreesOrOverflows(ExactFraction exact, Func<MediaTime> compute)
    {
        if (exact.Fits)
            Assert.Equal(exact, ExactFraction.Of(compute()));
        else
            Assert.Throws<OverflowException>(() => compute());
    }

    private static void AgreesOrOverflows(BigInteger exact, Func<long> compute)
    {
        if (exact >= long.MinValue && exact <= long.MaxValue)
            Assert.Equal(exact, compute());
        else
            Assert.Throws<OverflowException>(() => compute());
    }
}
