using CsCheck;

namespace OpenTimelineIO.Tests.Time;

public class TimecodeTests
{
    private const double Ntsc = 30000.0 / 1001;
    private const double Ntsc60 = 60000.0 / 1001;

    [Theory]
    [InlineData(1799, Ntsc, "00:00:59;29")]
    [InlineData(1800, Ntsc, "00:01:00;02")]
    [InlineData(17982, Ntsc, "00:10:00;00")]
    [InlineData(107892, Ntsc, "01:00:00;00")]
    [InlineData(3600, Ntsc60, "00:01:00;04")]
    [InlineData(215784, Ntsc60, "01:00:00;00")]
    public void Drop_frame_skips_numbers(double frame, double rate, string timecode)
    {
        Assert.Equal(timecode, new RationalTime(frame, rate).ToTimecode());
        Assert.Equal(frame, RationalTime.FromTimecode(timecode, rate).Value);
    }

    [Fact]
    public void Non_drop_at_2997_counts_108000_frames_an_hour()
    {
        Assert.Equal(108000, RationalTime.FromTimecode("01:00:00:00", Ntsc).Value);
        Assert.Equal("01:00:00:00", new RationalTime(108000, Ntsc).ToTimecode(DropFrame.No));
    }

    [Fact]
    public void Non_drop_at_2997_starts_anew_after_24_hours_of_its_own()
    {
        Assert.Equal("23:59:59:29", new RationalTime(24 * 108000 - 1, Ntsc).ToTimecode(DropFrame.No));
        Assert.Equal("00:00:00:00", new RationalTime(24 * 108000, Ntsc).ToTimecode(DropFrame.No));
        Assert.Equal("00:00:00;00", new RationalTime(24 * 107892, Ntsc).ToTimecode());
    }

    [Theory]
    [InlineData("00:00:00;00", 25)]
    [InlineData("00:00:00:24", 24)]
    [InlineData("00:60:00:00", 24)]
    [InlineData("00:00:60:00", 24)]
    [InlineData("-0:00:01:00", 24)]
    [InlineData("00:00:01", 24)]
    [InlineData("", 24)]
    [InlineData("0a:00:01:00", 24)]
    [InlineData("00:00:01:00", 0)]
    [InlineData("00:00:01:00", 29.97)]
    [InlineData("00:00:01:00", double.NaN)]
    public void What_is_no_timecode_is_refused(string text, double rate)
    {
        Assert.False(Timecode.TryParse(text, rate, out _));
        Assert.Equal(OtioError.InvalidTime, Assert.Throws<OtioException>(() => RationalTime.FromTimecode(text, rate)).Error);
    }

    [Theory]
    [InlineData(-1, 24)]
    [InlineData(10, 0)]
    [InlineData(10, 29)]
    [InlineData(10, 23.5)]
    [InlineData(double.NaN, 24)]
    [InlineData(double.PositiveInfinity, 24)]
    public void What_can_be_no_timecode_is_refused(double value, double rate) =>
        Assert.Equal(OtioError.InvalidTime, Assert.Throws<OtioException>(() => new RationalTime(value, rate).ToTimecode()).Error);

    [Fact]
    public void The_nearest_rate_to_a_rounded_one_is_exact()
    {
        Assert.Equal(24000.0 / 1001, Timecode.NearestRate(23.976));
        Assert.Equal(Ntsc, Timecode.NearestRate(29.97));
        Assert.Equal("00:00:01:00", new RationalTime(24, 23.976).ToTimecode());
    }

    [Fact]
    public void Every_frame_of_a_day_comes_back_from_its_timecode() =>
        Gen.Select(Pick.From([.. Timecode.Rates]), Gen.Bool, Gen.Double[0, 1]).Sample((rate, drop, at) =>
        {
            drop &= Timecode.CanDrop(rate);
            var nominal = (long)Math.Ceiling(rate);
            var day = drop ? (nominal * 600 - (nominal == 30 ? 18 : 36)) * 144 : nominal * 86400;
            var frame = (long)(at * (day - 1));
            var text = new RationalTime(frame, rate).ToTimecode(drop ? DropFrame.Yes : DropFrame.No);
            Assert.Equal(frame, (long)RationalTime.FromTimecode(text, rate).Value);
        }, iter: 20000);
}
