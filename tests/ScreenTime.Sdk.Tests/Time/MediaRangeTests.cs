using CsCheck;

namespace ScreenTime.Sdk.Tests.Time;

public sealed class MediaRangeTests
{
    [Fact]
    public void A_range_of_frames_holds_the_starts_of_those_frames_and_no_other() =>
        Gen.Select(Rates.Any, Gen.Long[-1000, 5_000_000], Gen.Long[0, 40]).Sample(
            (rate, first, count) =>
            {
                var range = new MediaRange(MediaTime.FromFrames(first, rate), MediaTime.FromFrames(count, rate));
                Assert.Equal(MediaTime.FromFrames(first + count, rate), range.End);
                for (var frame = first - 2; frame < first + count + 2; frame++)
                    Assert.Equal(frame >= first && frame < first + count, range.Contains(MediaTime.FromFrames(frame, rate)));
            },
            iter: 2000);

    [Fact]
    public void The_last_instant_before_the_end_lies_inside_and_the_end_outside()
    {
        var range = new MediaRange(new MediaTime(1, 3), new MediaTime(1, 7));
        Assert.Equal(new MediaTime(10, 21), range.End);
        Assert.True(range.Contains(range.Start));
        Assert.True(range.Contains(range.End - new MediaTime(1, 1_000_000_000)));
        Assert.False(range.Contains(range.End));
        Assert.False(range.Contains(range.Start - new MediaTime(1, 1_000_000_000)));
    }

    [Fact]
    public void Ranges_that_follow_each_other_share_no_time_and_leave_none() =>
        Gen.Select(Rates.Any, Gen.Int[1, 500].Array[1, 8], Gen.Long[0, 4_000_000]).Sample(
            (rate, lengths, at) =>
            {
                var ranges = new List<MediaRange>();
                foreach (var length in lengths)
                    ranges.Add(new MediaRange(ranges.Count == 0 ? MediaTime.Zero : ranges[^1].End, MediaTime.FromFrames(length, rate)));
                var time = new MediaTime(at, 90_000);
                Assert.Equal(time < ranges[^1].End ? 1 : 0, ranges.Count(range => range.Contains(time)));
                Assert.Equal(MediaTime.FromFrames(lengths.Sum(), rate), ranges[^1].End);
            },
            iter: 2000);

    [Fact]
    public void A_range_without_length_holds_nothing()
    {
        Assert.False(default(MediaRange).Contains(MediaTime.Zero));
        Assert.False(new MediaRange(new MediaTime(2, 1), new MediaTime(-1, 1)).Contains(new MediaTime(3, 2)));
    }
}
