using CsCheck;

namespace ScreenTime.Sdk.Tests.Time;

public sealed class FrameRateTests
{
    [Fact]
    public void A_rate_is_its_reduced_fraction() =>
        Gen.Select(Gen.Int[1, 100_000], Gen.Int[1, 2000], Gen.Int[1, 10_000]).Sample(
            (numerator, denominator, factor) =>
            {
                var rate = new FrameRate(numerator, denominator);
                Assert.Equal((long)numerator * rate.Denominator, (long)denominator * rate.Numerator);
                for (var divisor = 2; divisor <= Math.Min(rate.Numerator, rate.Denominator); divisor++)
                    Assert.False(rate.Numerator % divisor == 0 && rate.Denominator % divisor == 0);
                Assert.Equal(rate, new FrameRate(rate.Numerator * factor, rate.Denominator * factor));
            },
            iter: 300);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(24, 0)]
    [InlineData(-24, 1)]
    [InlineData(24, -1)]
    public void A_rate_that_is_not_positive_is_refused(int numerator, int denominator) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new FrameRate(numerator, denominator));

    [Fact]
    public void The_default_is_the_same_rate_as_one_frame_a_second()
    {
        Assert.Equal(new FrameRate(1, 1), default);
        Assert.Equal(new FrameRate(1, 1).GetHashCode(), default(FrameRate).GetHashCode());
        Assert.Equal(new MediaTime(1, 1), default(FrameRate).FrameDuration);
    }

    [Fact]
    public void The_double_of_a_rate_is_the_rate_again() =>
        Assert.All(Rates.All, rate => Assert.Equal(rate, FrameRate.FromDouble(rate.Value)));

    [Fact]
    public void Every_rate_over_1001_is_known_by_its_double() =>
        Gen.Int[1, 200_000].Sample(thousands => thousands % 1001 == 0 || FrameRate.FromDouble(thousands * 1000.0 / 1001) == new FrameRate(thousands * 1000, 1001), iter: 5000);

    [Theory]
    [InlineData(23.976, 24000, 1001)]
    [InlineData(23.98, 24000, 1001)]
    [InlineData(23.9760239, 24000, 1001)]
    [InlineData(24, 24, 1)]
    [InlineData(24.0000001, 24, 1)]
    [InlineData(25, 25, 1)]
    [InlineData(29.97, 30000, 1001)]
    [InlineData(29.970029, 30000, 1001)]
    [InlineData(30, 30, 1)]
    [InlineData(47.95, 48000, 1001)]
    [InlineData(47.952, 48000, 1001)]
    [InlineData(59.94, 60000, 1001)]
    [InlineData(59.9400599, 60000, 1001)]
    [InlineData(119.88, 120000, 1001)]
    [InlineData(12.5, 25, 2)]
    [InlineData(15, 15, 1)]
    [InlineData(48000, 48000, 1)]
    [InlineData(16.667, 16667, 1000)]
    public void A_rate_as_people_and_files_write_it_is_the_exact_one(double written, int numerator, int denominator) =>
        Assert.Equal(new FrameRate(numerator, denominator), FrameRate.FromDouble(written));

    [Theory]
    [InlineData(0)]
    [InlineData(0.0004)]
    [InlineData(-25)]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1_000_001)]
    public void A_double_that_is_no_rate_is_refused(double rate) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => FrameRate.FromDouble(rate));

    [Fact]
    public void A_double_within_bounds_becomes_a_rate_near_it() =>
        Gen.Double[0.001, 1_000_000].Sample(
            value => Assert.InRange(Math.Abs(FrameRate.FromDouble(value).Value - value), 0, 0.0046),
            iter: 20_000);

    [Theory]
    [InlineData("25", 25, 1)]
    [InlineData("23.976", 24000, 1001)]
    [InlineData("23.98", 24000, 1001)]
    [InlineData("29.97", 30000, 1001)]
    [InlineData("30000/1001", 30000, 1001)]
    [InlineData("60000/1001", 60000, 1001)]
    [InlineData("50/2", 25, 1)]
    public void Text_is_read_as_the_exact_rate(string text, int numerator, int denominator)
    {
        Assert.True(FrameRate.TryParse(text, out var rate));
        Assert.Equal(new FrameRate(numerator, denominator), rate);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("24/")]
    [InlineData("/1001")]
    [InlineData("24/0")]
    [InlineData("0/24")]
    [InlineData("-24")]
    [InlineData("-24/1")]
    [InlineData("24/1/1")]
    [InlineData("24,5")]
    [InlineData("1e3")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("0")]
    [InlineData("1000.1")]
    [InlineData("99999999999999999999")]
    [InlineData("99999999999/1001")]
    [InlineData("2147483647/1000")]
    [InlineData("1/2")]
    [InlineData("24 fps")]
    [InlineData("２４")]
    public void Text_that_is_no_rate_is_refused(string text) => Assert.False(FrameRate.TryParse(text, out _));

    [Fact]
    public void Any_text_is_read_or_refused() =>
        Gen.OneOf(Gen.String, Gen.String[Gen.Char["0123456789./-"], 0, 14]).Sample(
            text =>
            {
                if (FrameRate.TryParse(text, out var rate))
                    Assert.True(rate.Value > 0);
                else
                    Assert.Equal(default, rate);
            },
            iter: 20_000);

    [Fact]
    public void What_is_printed_is_read_back() =>
        Assert.All(Rates.All, rate =>
        {
            Assert.True(FrameRate.TryParse(rate.ToString(), out var read));
            Assert.Equal(rate, read);
        });

    [Fact]
    public void The_nominal_rate_is_the_next_whole_one() =>
        Gen.Select(Gen.OneOf(Gen.Int[1, 200], Gen.Int[1, int.MaxValue]), Gen.OneOf(Gen.Int[1, 1001], Gen.Int[1, int.MaxValue])).Sample(
            (numerator, denominator) =>
            {
                long nominal = new FrameRate(numerator, denominator).Nominal;
                Assert.True(nominal * denominator >= numerator);
                Assert.True((nominal - 1) * denominator < numerator);
            },
            iter: 20_000);

    [Fact]
    public void Only_29_97_and_59_94_drop_frames() =>
        Assert.Equal(["29.97", "59.94"], Rates.All.Where(rate => rate.HasDropFrame).Select(rate => rate.ToString()));
}
