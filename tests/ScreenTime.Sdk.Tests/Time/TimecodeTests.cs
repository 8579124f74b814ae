using System.Globalization;
using CsCheck;

namespace ScreenTime.Sdk.Tests.Time;

public sealed class TimecodeTests
{
    private static readonly FrameRate Ntsc30 = new(30000, 1001);
    private static readonly FrameRate Ntsc60 = new(60000, 1001);

    /// <summary>Counts as a tape counter does, a label at a time: the rule of SMPTE ST 12-1 in its own words, without a formula.</summary>
    [Theory]
    [InlineData(30, 2)]
    [InlineData(60, 4)]
    public void Drop_frame_labels_counted_one_by_one_over_25_hours_are_the_frames(int nominal, int dropped)
    {
        var rate = new FrameRate(nominal * 1000, 1001);
        long frame = 0;
        for (var hour = 0; hour < 25; hour++)
            for (var minute = 0; minute < 60; minute++)
                for (var second = 0; second < 60; second++)
                    for (var label = 0; label < nominal; label++)
                    {
                        var skipped = second == 0 && minute % 10 != 0 && label < dropped;
                        // Every label near a minute's change, and a few of the others: strings for all of them would take a minute.
                        if (skipped || second is 0 or 59 || (frame % 61) == 0)
                        {
                            var text = string.Create(CultureInfo.InvariantCulture, $"{hour:00}:{minute:00}:{second:00};{label:00}");
                            var read = Timecode.TryParse(text, rate, dropFrame: false, out var parsed, out var error);
                            if (skipped)
                            {
                                Assert.False(read, text);
                                Assert.Equal("drop frame skips this number", error);
                            }
                            else
                            {
                                Assert.True(read, text);
                                Assert.True(parsed == frame, text);
                                Assert.Equal(text, Timecode.Format(frame, rate, dropFrame: true));
                            }
                        }

                        if (!skipped)
                            frame++;
                        if (hour == 23 && minute == 59 && second == 59 && label == nominal - 1)
                            // What ST 12-1 gives as the frames of a day.
                            Assert.Equal(nominal == 30 ? 2_589_408 : 5_178_816, frame);
                    }
    }

    [Fact]
    public void Non_drop_labels_counted_one_by_one_are_the_frames()
    {
        foreach (var rate in Rates.All)
        {
            long frame = 0;
            for (var hour = 0; hour < 26; hour++)
                for (var minute = 0; minute < 60; minute++)
                {
                    for (var second = 0; second < 60; second++)
                        for (var label = 0; label < rate.Nominal; label++, frame++)
                        {
                            if (!(second is 0 or 59 && minute is 0 or 1 or 59 && label is 0 or 1) && label != rate.Nominal - 1)
                                continue;
                            if (minute is not (0 or 1 or 59))
                                continue;
                            var text = Label(hour, minute, second, label, rate);
                            Assert.True(Timecode.TryParse(text, rate, dropFrame: false, out var parsed, out _), text);
                            Assert.True(parsed == frame, text);
                            Assert.Equal(text, Timecode.Format(frame, rate, dropFrame: false));
                        }
                }
        }
    }

    [Fact]
    public void A_frame_is_found_again_from_its_timecode_far_beyond_a_day() =>
        Gen.Select(Rates.Any, Gen.Bool, Gen.Double[0, 1]).Sample(
            (rate, drop, where) =>
            {
                drop &= rate.HasDropFrame;
                // Hours are read to three digits.
                var frame = (long)(where * 999 * 3600 * rate.Value);
                var text = Timecode.Format(frame, rate, drop);
                Assert.True(Timecode.TryParse(text, rate, drop, out var parsed, out var error), error);
                Assert.Equal(frame, parsed);
                if (frame > 0)
                    Assert.Equal("-" + text, Timecode.Format(-frame, rate, drop));
            },
            iter: 20_000);

    [Fact]
    public void Later_frames_have_later_timecodes() =>
        Gen.Select(Rates.Any, Gen.Bool, Gen.Long[0, 4_000_000], Gen.Long[1, 20_000]).Sample(
            (rate, drop, frame, further) =>
            {
                drop &= rate.HasDropFrame;
                return string.CompareOrdinal(Timecode.Format(frame, rate, drop), Timecode.Format(frame + further, rate, drop)) < 0;
            },
            iter: 20_000);

    [Theory]
    // The clock on the wall: drop frame is within 3.6 ms of it at the hour, non-drop is 3.6 s late.
    [InlineData("01:00:00;00", 107_892)]
    [InlineData("01:00:00:00", 108_000)]
    [InlineData("00:00:59;29", 1799)]
    [InlineData("00:01:00;02", 1800)]
    [InlineData("00:09:59;29", 17_981)]
    [InlineData("00:10:00;00", 17_982)]
    [InlineData("24:00:00;00", 2_589_408)]
    public void Known_timecodes_at_29_97_are_the_frames_that_every_editor_shows(string text, long frame)
    {
        Assert.True(Timecode.TryParse(text, Ntsc30, dropFrame: false, out var parsed, out _));
        Assert.Equal(frame, parsed);
        Assert.Equal(text, Timecode.Format(frame, Ntsc30, text.Contains(';', StringComparison.Ordinal)));
    }

    [Fact]
    public void Drop_frame_stays_within_two_labels_of_the_clock_all_day()
    {
        foreach (var rate in (FrameRate[])[Ntsc30, Ntsc60])
            for (var minute = 0; minute < 24 * 60; minute++)
            {
                var text = string.Create(CultureInfo.InvariantCulture, $"{minute / 60:00}:{minute % 60:00}:30;00");
                Assert.True(Timecode.TryParse(text, rate, dropFrame: true, out var frame, out _));
                var late = MediaTime.FromFrames(frame, rate) - new MediaTime((minute * 60) + 30, 1);
                // At the end of a day drop frame is 86.4 ms late; within ten minutes it swings by up to 60 ms.
                Assert.InRange(late.Seconds, -0.16, 0.16);
            }
    }

    [Theory]
    [InlineData("00:01:00;00", 30000)]
    [InlineData("00:01:00;01", 30000)]
    [InlineData("23:59:00;01", 30000)]
    [InlineData("00:01:00;03", 60000)]
    [InlineData("10:11:00.00", 60000)]
    public void A_label_that_drop_frame_skips_is_refused(string text, int numerator)
    {
        Assert.False(Timecode.TryParse(text, new FrameRate(numerator, 1001), dropFrame: false, out var frame, out var error));
        Assert.Equal(0, frame);
        Assert.Contains("skips", error!, StringComparison.Ordinal);
        Assert.True(Timecode.TryParse(text.Replace(';', ':').Replace('.', ':'), new FrameRate(numerator, 1001), dropFrame: false, out _, out _));
        Assert.False(Timecode.TryParse(text.Replace(';', ':').Replace('.', ':'), new FrameRate(numerator, 1001), dropFrame: true, out _, out _));
    }

    [Theory]
    [InlineData("", "form")]
    [InlineData("01:00:00", "form")]
    [InlineData("01:00:00:00:00", "form")]
    [InlineData("-01:00:00:00", "form")]
    [InlineData("+1:00:00:00", "form")]
    [InlineData(" 1:00:00:00", "form")]
    [InlineData("01::00:00", "form")]
    [InlineData("0001:00:00:00", "form")]
    [InlineData("99999999999999999999:00:00:00", "form")]
    [InlineData("٠١:00:00:00", "form")]
    [InlineData("ab:cd:ef:gh", "form")]
    [InlineData("00:60:00:00", "59")]
    [InlineData("00:00:60:00", "59")]
    [InlineData("00:00:00:25", "24")]
    [InlineData("00:00:00;00", "drop frame exists")]
    public void Text_that_is_no_timecode_at_25_is_refused_with_its_reason(string text, string words)
    {
        Assert.False(Timecode.TryParse(text, new FrameRate(25, 1), dropFrame: false, out var frame, out var error));
        Assert.Equal(0, frame);
        Assert.Contains(words, error!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("01:00:00;00")]
    [InlineData("01:00:00.00")]
    [InlineData("01;00;00;00")]
    public void Drop_frame_is_read_in_every_spelling_that_editors_have(string text)
    {
        Assert.True(Timecode.TryParse(text, Ntsc30, dropFrame: false, out var frame, out _));
        Assert.Equal(107_892, frame);
    }

    [Fact]
    public void Any_text_is_read_or_refused_with_a_reason() =>
        Gen.Select(Gen.OneOf(Gen.String, Gen.String[Gen.Char["0123456789:;."], 0, 14]), Rates.Any, Gen.Bool).Sample(
            (text, rate, drop) =>
            {
                var read = Timecode.TryParse(text, rate, drop, out var frame, out var error);
                Assert.Equal(read, error is null);
                Assert.True(frame >= 0);
            },
            iter: 20_000);

    [Fact]
    public void Drop_frame_at_a_rate_without_it_is_an_error()
    {
        Assert.Throws<ArgumentException>(() => Timecode.Format(0, new FrameRate(24000, 1001), dropFrame: true));
        Assert.False(Timecode.TryParse("00:00:00:00", new FrameRate(25, 1), dropFrame: true, out _, out var error));
        Assert.Contains("29.97 and 59.94 only", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MaxValue - 100_000)]
    [InlineData(long.MinValue)]
    public void A_frame_number_beyond_64_bits_of_labels_is_an_error(long frame) =>
        Assert.Throws<OverflowException>(() => Timecode.Format(frame, Ntsc30, dropFrame: true));

    private static string Label(int hour, int minute, int second, int label, FrameRate rate) =>
        string.Create(CultureInfo.InvariantCulture, $"{hour:00}:{minute:00}:{second:00}:") + label.ToString(rate.Nominal > 100 ? "000" : "00", CultureInfo.InvariantCulture);
}
