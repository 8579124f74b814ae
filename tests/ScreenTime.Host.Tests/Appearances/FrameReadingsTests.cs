using CsCheck;
using ScreenTime.Host.Appearances;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Appearances;

public sealed class FrameReadingsTests
{
    private static readonly Gen<Sample> Samples = Gen.Select(
        Gen.Long[0, 6], Gen.Int[0, 2], Gen.Int[0, 1], Gen.Float[0, 1].Array[2], Gen.Int[0, 4],
        (frame, track, refinement, probabilities, broken) => Layer(frame, track, refinement, broken == 0 ? null : probabilities));

    [Fact]
    public void A_character_is_as_probable_as_in_the_layer_that_shows_it_best()
    {
        var readings = new FrameReadings([Layer(5, 0, 0, [0.9f, 0.1f]), Layer(5, 1, 0, [0.2f, 0.6f]), Layer(6, 0, 1, [0.3f, 0.3f])]);
        Assert.Equal([0.9f, 0.6f], readings.At(5)!);
        Assert.Equal([0.3f, 0.3f], readings.At(6)!);
    }

    [Fact]
    public void A_frame_with_a_layer_that_could_not_be_read_has_no_reading_but_was_looked_at()
    {
        var readings = new FrameReadings([Layer(5, 0, 0, [0.9f, 0.1f]), Layer(5, 1, 0, null)]);
        Assert.Null(readings.At(5));
        Assert.True(readings.Knows(5));
        Assert.False(readings.Knows(6));
        Assert.Null(readings.At(6));
    }

    [Fact]
    public void The_grid_is_the_samples_that_nobody_asked_for_in_order()
    {
        var readings = new FrameReadings([Layer(9, 0, 0, [1]), Layer(7, 0, 1, [1]), Layer(2, 0, 0, null)]);
        Assert.Equal([2, 9], readings.Grid.Keys);
        Assert.Equal([2, 7, 9], readings.All.Keys);
        Assert.Equal(new FrameRange(9, 10), readings.Grid[9]);
    }

    [Fact]
    public void What_gave_nothing_is_noted_and_takes_no_reading_away()
    {
        var readings = new FrameReadings([Layer(5, 0, 0, [0.9f])]);
        readings.AddUnreadable([5, 6]);
        Assert.Equal([0.9f], readings.At(5)!);
        Assert.True(readings.Knows(6));
        Assert.Null(readings.At(6));
    }

    [Fact]
    public void Neither_the_order_of_the_samples_nor_the_parts_in_which_they_come_matter() =>
        Gen.Select(Samples.Array[0, 14], Gen.Int[0, 14], Gen.Int).Sample(
            (samples, split, seed) =>
            {
                var whole = new FrameReadings(samples);
                var shuffled = (Sample[])samples.Clone();
                new Random(seed).Shuffle(shuffled);
                var parts = new FrameReadings(shuffled.Take(split));
                parts.Add(shuffled.Skip(split));
                Assert.Equal(whole.All.Keys, parts.All.Keys);
                Assert.Equal(whole.Grid, parts.Grid);
                Assert.All(whole.All.Keys, frame => Assert.Equal(whole.At(frame), parts.At(frame)));
            },
            iter: 2000);

    [Fact]
    public void Samples_are_not_changed_by_what_is_merged_from_them()
    {
        float[] below = [0.1f], above = [0.8f];
        _ = new FrameReadings([Layer(5, 0, 0, below), Layer(5, 1, 0, above)]);
        Assert.Equal((0.1f, 0.8f), (below[0], above[0]));
    }

    private static Sample Layer(long frame, int track, int refinement, float[]? probabilities) =>
        new(frame, new FrameRange(frame, frame + 1), "hash", new MediaTime(frame, 24), "clip", track, track > 0, refinement, probabilities);
}
