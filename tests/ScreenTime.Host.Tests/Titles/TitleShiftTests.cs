using ScreenTime.Host.Titles;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Titles;

public class TitleShiftTests
{
    private static readonly CharacterQuality Known = new("tom", 50, 50, 1, null, null, null, new EvidenceSpan(-4, 2));

    [Theory]
    [InlineData(-4.5, 2.5)]
    [InlineData(-4.1, 2.1)] // a little short: by chance
    public void Evidence_that_reaches_about_as_far_as_that_of_labelled_frames_moves_nothing(double low, double high)
    {
        var shift = TitleShift.Estimate(Spread(low, high), [Known]);
        Assert.False(shift.Moves);
        Assert.Equal([0.3f], shift.Apply([0.3f]));
    }

    [Fact]
    public void Frames_that_are_alike_go_one_way_together()
    {
        List<IReadOnlyList<float>> frames = [.. Enumerable.Repeat<IReadOnlyList<float>>([0.4f], 100), .. Enumerable.Repeat<IReadOnlyList<float>>([0.001f], 100)];
        var shift = TitleShift.Estimate(frames, [Known with { Evidence = new EvidenceSpan(-10, 6) }]);
        Assert.True(shift.Moves);
        Assert.Equal(100, frames.Count(frame => shift.Apply(frame)[0] >= 0.5f));
    }

    [Fact]
    public void Evidence_that_shrank_lowers_the_threshold_towards_the_same_place_between_its_ends()
    {
        // From -4 to -1, ends of one in twenty: half as far; the place of 0 is two thirds up, at -2, and it goes half the way at most.
        var shift = TitleShift.Estimate(Spread(-4 - (3 / 18.0), -1 + (3 / 18.0)), [Known]);
        // And from there so that as many frames are found as are to be expected.
        Assert.InRange(shift.Thresholds[0], (0.5 * -2) - Math.Log(2), (0.5 * -2) + Math.Log(2));
        Assert.Equal(Expected(Spread(-4 - (3 / 18.0), -1 + (3 / 18.0)), 0.5 * -2), Spread(-4 - (3 / 18.0), -1 + (3 / 18.0)).Count(frame => shift.Apply(frame)[0] >= 0.5f), 5.0);
        Assert.Equal(0.5f, shift.Apply([Probability(shift.Thresholds[0])])[0], 1e-4);
        Assert.True(shift.Apply([0.2f])[0] > 0.2f);
    }

    [Fact]
    public void A_character_that_the_title_lacks_is_not_found_in_it()
    {
        var frames = Spread(-5, -4);
        var shift = TitleShift.Estimate(frames, [Known]);
        Assert.True(shift.Moves);
        Assert.All(frames, frame => Assert.True(shift.Apply(frame)[0] < 0.5f));
    }

    [Fact]
    public void Few_frames_or_nothing_known_move_nothing()
    {
        Assert.False(TitleShift.Estimate([.. Spread(-4, -1).Take(TitleShift.FewestFrames - 1)], [Known]).Moves);
        Assert.False(TitleShift.Estimate(Spread(-4, -1), null).Moves);
        Assert.False(TitleShift.Estimate(Spread(-4, -1), [Known with { Evidence = null }]).Moves);
        Assert.False(TitleShift.Estimate(Spread(-4, -1), [Known with { Evidence = new EvidenceSpan(-4, -1) }]).Moves);
        Assert.False(TitleShift.Estimate([], [Known]).Moves);
    }

    private static double Expected(IEnumerable<IReadOnlyList<float>> frames, double threshold) =>
        frames.Sum(frame => 1 / (1 + Math.Exp(threshold - Math.Log(frame[0] / (1 - (double)frame[0])))));

    private static List<IReadOnlyList<float>> Spread(double low, double high) =>
        [.. Enumerable.Range(0, 1001).Select(i => (IReadOnlyList<float>)[Probability(low + ((high - low) * i / 1000))])];

    private static float Probability(double logOdds) => (float)(1 / (1 + Math.Exp(-logOdds)));
}
