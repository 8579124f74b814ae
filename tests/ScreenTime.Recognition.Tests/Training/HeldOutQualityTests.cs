using ScreenTime.Recognition.Training;

namespace ScreenTime.Recognition.Tests.Training;

public class HeldOutQualityTests
{
    [Fact]
    public void Figures_are_those_of_all_answers_and_lie_in_their_intervals()
    {
        // Ten groups; in each one right, one missed, one wrongly called, one rightly not.
        var answers = Enumerable.Range(0, 10).SelectMany(g => ((int, bool, double)[])[(g, true, 1), (g, true, -1), (g, false, 2), (g, false, -2)]).ToList();
        var (precision, recall, f1, evidence) = HeldOutQuality.Of(answers, 42);
        Assert.Equal((0.5, 0.5, 0.5), (precision!.Value.Value, recall!.Value.Value, f1!.Value.Value));
        Assert.Equal((0.5, 0.5), (f1.Value.Low, f1.Value.High)); // every group alike: drawing them again changes nothing
        Assert.Equal((-2, 2), (evidence!.Value.Low, evidence.Value.High));
    }

    [Fact]
    public void Groups_that_differ_and_few_of_them_make_a_wide_interval()
    {
        (int, bool, double)[] Group(int g, bool found) => [.. Enumerable.Range(0, 20).Select(_ => (g, true, found ? 1.0 : -1.0))];
        var few = HeldOutQuality.Of([.. Group(0, true), .. Group(1, true), .. Group(2, false)], 42).Recall!.Value;
        var many = HeldOutQuality.Of([.. Enumerable.Range(0, 60).SelectMany(g => Group(g, g % 3 != 2))], 42).Recall!.Value;
        Assert.Equal(2.0 / 3, few.Value, 1e-9);
        Assert.Equal(few.Value, many.Value, 1e-9);
        Assert.True(few.High - few.Low > 0.6);
        Assert.InRange(many.High - many.Low, 0.1, 0.3);
    }

    [Fact]
    public void Nothing_held_out_says_nothing() => Assert.Equal((null, null, null, null), HeldOutQuality.Of([], 42));
}
