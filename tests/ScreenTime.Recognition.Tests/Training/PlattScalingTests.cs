using ScreenTime.Recognition.Training;

namespace ScreenTime.Recognition.Tests.Training;

public class PlattScalingTests
{
    [Fact]
    public void Finds_the_factor_and_the_offset_that_answers_were_drawn_with()
    {
        var random = new Random(5);
        var evidence = Enumerable.Range(0, 20_000).Select(_ => (float)((random.NextDouble() - 0.5) * 8)).ToList();
        var targets = evidence.ConvertAll(z => random.NextDouble() < 1 / (1 + Math.Exp(-((0.6 * z) + 0.8))) ? 1f : 0f);

        var calibration = PlattScaling.Fit(evidence, targets, [.. evidence.Select(_ => 1.0)]);

        Assert.Equal(0.6, calibration.Slope, 0.03);
        Assert.Equal(0.8, calibration.Offset, 0.06);
    }

    [Fact]
    public void A_handful_of_answers_moves_it_little_and_those_that_do_not_say_not_at_all()
    {
        var calibration = PlattScaling.Fit([2, -2, 3], [1, 0, float.NaN], [1, 1, 1]);
        Assert.InRange(calibration.Slope, 0.7, 1.6);
        Assert.Equal(0, calibration.Offset, 1e-6);
    }

    [Fact]
    public void Few_labels_do_not_make_calibration_certain()
    {
        Assert.InRange(PlattScaling.Fit([-0.1f, 0.1f], [0, 1], [1, 1]).Slope, 1, 1.2);
        Assert.InRange(PlattScaling.Fit([-9f, 9f], [0, 1], [1, 1]).Slope, 1, 1.2);
        var nothing = PlattScaling.Fit([], [], []);
        Assert.Equal((1, 0), (Math.Round(nothing.Slope, 6), Math.Round(nothing.Offset, 6)));
    }
}
