using CsCheck;
using ScreenTime.Host.Media;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Media;

public sealed class FrameTableTests
{
    private static readonly FrameRate[] Rates = [new(24000, 1001), new(24, 1), new(25, 1), new(30000, 1001), new(50, 1), new(60000, 1001)];

    [Fact]
    public void Millisecond_timestamps_fall_on_the_exact_grid_and_never_drift() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[2, 3000], Gen.Int[0, 5000], Gen.Bool).Sample((which, count, start, truncated) =>
        {
            var rate = Rates[which];
            // As Matroska muxers write them: rounded or cut to the millisecond, from a first frame that is rounded too.
            var frames = Enumerable.Range(0, count).Select(frame =>
            {
                var exact = (((Int128)(start + frame)) * rate.Denominator * 1000 * 2) / rate.Numerator;
                return ((long)(truncated ? exact / 2 : (exact + 1) / 2), FrameStart.Key);
            }).ToList();
            var table = FrameTable.Create(frames, 0, 1, 1000, [FrameRate.FromDouble(rate.Value)]);
            Assert.False(table.Varies);
            Assert.Equal(rate, table.Rate);
            for (var frame = 0; frame < count; frame += 7)
            {
                Assert.Equal(MediaTime.FromFrames(frame, rate), table.TimeOf(frame));
                Assert.Equal(frame, table.FrameAt(MediaTime.FromFrames(frame, rate)));
                Assert.Equal(frame, table.FrameAt(MediaTime.FromFrames(frame + 1, rate) - new MediaTime(1, 1_000_000)));
            }
        }, iter: 200);

    [Fact]
    public void Any_timestamps_give_the_last_frame_that_starts_at_or_before_a_time() =>
        Gen.Select(Gen.Int[1, 500].Array[1, 60], Gen.Int[0, 2000].Array[1, 40]).Sample((steps, units) =>
        {
            var timestamps = new List<long> { 17 };
            foreach (var step in steps)
                timestamps.Add(timestamps[^1] + step);
            var table = FrameTable.Create(timestamps.ConvertAll(timestamp => (timestamp, FrameStart.Key)), 100, 1, 90000, [new FrameRate(25, 1)]);
            foreach (var unit in units)
            {
                var time = new MediaTime(unit, 90000);
                if (table.OnGrid || time >= table.Duration)
                    continue;
                Assert.Equal(timestamps.FindLastIndex(timestamp => timestamp - 17 <= unit), table.FrameAt(time));
            }
        }, iter: 500);

    [Fact]
    public void A_dropped_frame_leaves_the_grid_as_it_is_and_the_one_before_showing()
    {
        var table = FrameTable.Create(Enumerable.Range(0, 100).Where(frame => frame != 40).Select(frame => (frame * 40L, FrameStart.Key)).ToList(), 40, 1, 1000, [new FrameRate(25, 1)]);
        Assert.True(table.Varies);
        Assert.Equal(39, table.FrameAt(MediaTime.FromFrames(40, table.Rate)));
        Assert.Equal(MediaTime.FromFrames(41, table.Rate), table.TimeOf(40));
        Assert.Equal(new MediaTime(4, 1), table.Duration);
    }

    [Fact]
    public void Times_outside_belong_to_no_frame()
    {
        var table = FrameTable.Create([(0, FrameStart.Key), (40, FrameStart.None)], 40, 1, 1000, [new FrameRate(25, 1)]);
        Assert.Equal(-1, table.FrameAt(new MediaTime(-1, 1000)));
        Assert.Equal(2, table.FrameAt(new MediaTime(80, 1000)));
    }

    [Fact]
    public void Fields_and_milliseconds_are_not_taken_for_a_frame_rate()
    {
        // ffprobe gives 50 for interlaced film of 25 frames, and 1000 for screen recordings.
        var interlaced = FrameTable.Create(Enumerable.Range(0, 50).Select(frame => (frame * 3600L, FrameStart.Key)).ToList(), 3600, 1, 90000, [new FrameRate(50, 1), new FrameRate(25, 1)]);
        Assert.Equal((new FrameRate(25, 1), false), (interlaced.Rate, interlaced.Varies));
        var recording = FrameTable.Create([(0, FrameStart.Key), (33, FrameStart.Key), (81, FrameStart.Key), (90, FrameStart.Key), (160, FrameStart.Key)], 0, 1, 1000, [new FrameRate(1000, 1)]);
        Assert.False(recording.OnGrid);
        Assert.Equal(25, recording.Rate.Nominal);
    }
}
