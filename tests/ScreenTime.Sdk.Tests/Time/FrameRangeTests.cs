using CsCheck;

namespace ScreenTime.Sdk.Tests.Time;

public sealed class FrameRangeTests
{
    // Some of them empty, some written backwards: both hold no frame.
    private static readonly Gen<FrameRange> Ranges = Gen.Select(Gen.Long[-20, 60], Gen.Long[-3, 25], (start, length) => new FrameRange(start, start + length));

    [Fact]
    public void A_range_holds_the_frames_from_its_start_to_before_its_end() =>
        Ranges.Sample(
            range =>
            {
                var frames = Frames(range);
                Assert.Equal(frames.Count, range.Length);
                Assert.Equal(frames.Count == 0, range.IsEmpty);
                if (frames.Count > 0)
                    Assert.Equal(frames.Order().ElementAt(frames.Count / 2), range.Middle);
            },
            iter: 2000);

    [Fact]
    public void An_intersection_holds_what_both_hold() =>
        Gen.Select(Ranges, Ranges).Sample(
            (a, b) =>
            {
                Assert.Equal(Frames(a).Intersect(Frames(b)).Order(), Frames(a.Intersect(b)).Order());
                Assert.Equal(Frames(a.Intersect(b)).Count, a.Intersect(b).Length);
                Assert.Equal(a.Intersect(b).Length, b.Intersect(a).Length);
            },
            iter: 5000);

    [Fact]
    public void A_union_holds_what_any_holds_once_in_order_and_apart() =>
        Ranges.Array[0, 12].Sample(
            ranges =>
            {
                var expected = ranges.SelectMany(Frames).Distinct().Order().ToList();
                var union = FrameRange.Union(ranges);
                Assert.Equal(expected, union.SelectMany(Frames));
                Assert.Equal(expected.Count, union.Sum(range => range.Length));
                Assert.DoesNotContain(union, range => range.IsEmpty);
                // Neighbours that touch would be one.
                Assert.All(union.Zip(union.Skip(1)), pair => Assert.True(pair.First.End < pair.Second.Start));
                Assert.Equal(union, FrameRange.Union(ranges.Reverse()));
                Assert.Equal(union, FrameRange.Union(union));
            },
            iter: 5000);

    [Fact]
    public void A_range_too_long_to_count_is_an_error()
    {
        Assert.Throws<OverflowException>(() => new FrameRange(long.MinValue, long.MaxValue).Length);
        Assert.Throws<OverflowException>(() => new FrameRange(long.MinValue, long.MaxValue).Middle);
        Assert.Equal(long.MaxValue, new FrameRange(0, long.MaxValue).Length);
        Assert.Equal(0, new FrameRange(long.MaxValue, long.MinValue).Length);
    }

    private static HashSet<long> Frames(FrameRange range)
    {
        var frames = new HashSet<long>();
        for (long frame = -100; frame < 200; frame++)
            if (range.Contains(frame))
                frames.Add(frame);
        Assert.All(frames, frame => Assert.True(frame >= range.Start && frame < range.End));
        Assert.Equal(Math.Max(0, range.End - range.Start), frames.Count);
        return frames;
    }
}
