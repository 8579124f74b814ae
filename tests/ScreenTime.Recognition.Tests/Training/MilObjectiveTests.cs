using ScreenTime.Recognition.Backbones;
using ScreenTime.Recognition.Features;
using ScreenTime.Recognition.Training;

namespace ScreenTime.Recognition.Tests.Training;

public class MilObjectiveTests
{
    private static readonly Stage Stage = new("a", 4, 3, 4, 16, 8, 8);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Gradient_is_the_slope_of_the_loss(bool equalLengths)
    {
        var frames = Frames(9, 5).ConvertAll(frame => frame.Only(0, equalLengths));
        var objective = new MilObjective(frames, AnswerWeights.Of(frames, true), Stage.Channels, 1.5f, 0.1);
        var random = new Random(3);
        var point = Enumerable.Range(0, objective.Length).Select(_ => random.NextDouble() - 0.5).ToArray();
        var gradient = new double[objective.Length];
        objective.Evaluate(point, 1.5f, gradient);
        for (var i = 0; i < point.Length; i++)
        {
            const double step = 1e-2;
            var difference = (At(i, step) - At(i, -step)) / (2 * step);
            Assert.Equal(difference, gradient[i], 2e-4);
        }

        double At(int i, double step)
        {
            var moved = (double[])point.Clone();
            moved[i] += step;
            return objective.Evaluate(moved, 1.5f, new double[objective.Length]);
        }
    }

    [Fact]
    public void A_label_that_does_not_say_teaches_nothing()
    {
        var frames = Frames(6, 5);
        var silent = frames.Append(frames[0] with { Targets = [float.NaN, float.NaN] }).ToList();
        Assert.Equal(Loss(frames), Loss(silent));

        static double Loss(IReadOnlyList<LabelledFrame> frames)
        {
            var objective = new MilObjective(frames, AnswerWeights.Of(frames, true), Stage.Channels, 1, 0);
            return objective.Evaluate([.. Enumerable.Repeat(0.1, objective.Length)], 1, new double[objective.Length]);
        }
    }

    [Fact]
    public void Descent_reaches_the_bottom()
    {
        // Rosenbrock's valley, with its bottom at (1, 1).
        var descent = new Descent([-1.2, 1], (p, g) =>
        {
            var (a, b) = (1 - p[0], p[1] - (p[0] * p[0]));
            (g[0], g[1]) = ((-2 * a) - (400 * p[0] * b), 200 * b);
            return (a * a) + (100 * b * b);
        });
        var steps = 0;
        while (descent.Step() && steps < 200)
            steps++;
        Assert.InRange(steps, 5, 100);
        Assert.All(descent.Point, v => Assert.Equal(1, v, 1e-4));
    }

    [Theory]
    [InlineData(true, 0.25f, 0.5f)]
    [InlineData(false, 1f / 3, 1f / 3)]
    public void Balance_gives_present_and_absent_the_same_sum(bool balance, float present, float absent)
    {
        var weights = AnswerWeights.Of([.. ((float[][])[[1, 1], [1, 1], [0, 1], [float.NaN, 1]]).Select(t => new LabelledFrame([], t, "film"))], balance);
        Assert.Equal([present, present, absent, 0], weights.Select(w => w[0]));
        Assert.Equal([0, 0, 0, 0], weights.Select(w => w[1])); // always there: nothing to tell apart
    }

    [Fact]
    public void A_new_title_is_heard_among_many_labels_of_another()
    {
        var frames = Enumerable.Range(0, 100).Select(i => new LabelledFrame([], [i % 2], i < 96 ? "old" : "new")).ToList();
        var weights = AnswerWeights.Of(frames, true);
        Assert.Equal(1, weights.Sum(w => w[0]), 1e-5);
        // Half by frame (2 of 50 on either side), half by title: 2 / (2 + 10) to the old one's 48 / (48 + 10).
        var (fresh, old) = (2.0 / 12, 48.0 / 58);
        Assert.Equal((0.5 * 2 / 50) + (0.5 * fresh / (fresh + old)), weights.Skip(96).Sum(w => w[0]), 1e-5);
    }

    [Fact]
    public void While_every_cell_teaches_few_labels_of_a_title_are_hardly_heard()
    {
        var frames = Enumerable.Range(0, 100).Select(i => new LabelledFrame([], [i % 2], i < 96 ? "old" : "new")).ToList();
        var weights = AnswerWeights.WhileSoft(frames, true);
        Assert.Equal(1, weights.Sum(w => w[0]), 1e-5);
        // By frame, times n / (n + 20).
        var (fresh, old) = (2 * 2.0 / 22, 48 * 48.0 / 68);
        Assert.Equal(fresh / (fresh + old), weights.Skip(96).Sum(w => w[0]), 1e-5);
        Assert.True(weights[^1][0] < 0.2 * AnswerWeights.Of(frames, true)[^1][0]);
    }

    [Fact]
    public void In_one_title_every_frame_of_a_side_weighs_the_same_in_every_round()
    {
        List<LabelledFrame> frames = [.. Enumerable.Range(0, 9).Select(i => new LabelledFrame([], [i % 3 == 0 ? 1 : 0], "film"))];
        Assert.Equal(AnswerWeights.Of(frames, true).Select(w => w[0]), AnswerWeights.WhileSoft(frames, true).Select(w => w[0]));
    }

    private static List<LabelledFrame> Frames(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var values = new float[Stage.Values];
            for (var v = 0; v < values.Length; v++)
                values[v] = random.Next(3) == 0 ? random.NextSingle() * 4 : 0;
            var decoded = FeatureCodec.Decode(FeatureCodec.Encode([values]), [Stage]);
            return new LabelledFrame([new SparseMap(decoded.Maps[0], Stage)], [i % 2, i % 3 == 0 ? 1 : 0], "film");
        })];
    }
}
