using CsCheck;
using ScreenTime.Host.Evaluation;

namespace ScreenTime.Host.Tests.Evaluation;

public sealed class ScoreTests
{
    [Fact]
    public void Figures_of_an_example_counted_by_hand()
    {
        // By falling probability: hit, false, hit, miss, nothing.
        var score = Score.Of("tom", [(true, true, 0.9f), (false, true, 0.8f), (true, true, 0.7f), (true, false, 0.4f), (false, false, 0.1f)]);
        Assert.Equal((3, 5), (score.Positives, score.Scored));
        Assert.Equal(2.0 / 3, score.Precision!.Value, 1e-12);
        Assert.Equal(2.0 / 3, score.Recall!.Value, 1e-12);
        Assert.Equal(2.0 / 3, score.F1!.Value, 1e-12);
        Assert.Equal(((1.0 / 1) + (2.0 / 3) + (3.0 / 4)) / 3, score.AveragePrecision!.Value, 1e-12);
    }

    [Fact]
    public void What_cannot_be_said_is_not_said()
    {
        var nobody = Score.Of("tom", [(false, false, 0.1f)]);
        Assert.Equal((null, null, null, null), (nobody.Precision, nobody.Recall, nobody.F1, nobody.AveragePrecision));
        var missed = Score.Of("tom", [(true, false, 0.1f)]);
        Assert.Equal((null, 0.0, 0.0, 1.0), (missed.Precision, missed.Recall, missed.F1, missed.AveragePrecision));
        var invented = Score.Of("tom", [(false, true, 0.9f)]);
        Assert.Equal((0.0, null, 0.0, null), (invented.Precision, invented.Recall, invented.F1, invented.AveragePrecision));
    }

    [Fact]
    public void Average_precision_is_the_area_that_every_threshold_tried_in_turn_gives() =>
        Gen.Select(Gen.Bool, Gen.Int[0, 9]).Array[1, 40].Where(answers => answers.Any(answer => answer.Item1)).Sample(
            answers =>
            {
                var positives = answers.Count(answer => answer.Item1);
                var (area, recallBefore) = (0.0, 0.0);
                for (var threshold = 9; threshold >= 0; threshold--)
                {
                    var called = answers.Where(answer => answer.Item2 >= threshold).ToList();
                    if (called.Count == 0)
                        continue;
                    var hits = called.Count(answer => answer.Item1);
                    area += (((double)hits / positives) - recallBefore) * hits / called.Count;
                    recallBefore = (double)hits / positives;
                }

                var score = Score.Of("tom", [.. answers.Select(answer => (answer.Item1, answer.Item2 >= 5, answer.Item2 / 10f))]);
                Assert.Equal(area, score.AveragePrecision!.Value, 1e-9);
                Assert.InRange(score.AveragePrecision.Value, 0, 1);
            },
            iter: 3000);
}
