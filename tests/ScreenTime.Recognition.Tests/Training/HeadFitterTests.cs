using ScreenTime.Recognition.Backbones;
using ScreenTime.Recognition.Features;
using ScreenTime.Recognition.Training;

namespace ScreenTime.Recognition.Tests.Training;

public class HeadFitterTests
{
    private static readonly Stage Stage = new("a", 4, 3, 4, 16, 8, 8);

    [Fact]
    public void Few_labels_of_a_title_are_hardly_heard_before_the_last_round()
    {
        var random = new Random(5);
        List<LabelledFrame> frames = [.. Enumerable.Range(0, 20).Select(i =>
        {
            var values = new float[Stage.Values];
            for (var v = 0; v < values.Length; v++)
                values[v] = random.Next(3) == 0 ? random.NextSingle() * 4 : 0;
            var decoded = FeatureCodec.Decode(FeatureCodec.Encode([values]), [Stage]);
            return new LabelledFrame([new SparseMap(decoded.Maps[0], Stage)], [i % 2], i < 17 ? "old" : "new");
        })];
        var fitted = new HeadFitter(frames, [Stage], 0, false, true, 1, default).Run([.. Enumerable.Range(0, frames.Count)], []).Points[0].Vector;
        Assert.Equal(AsDescribed(frames, AnswerWeights.WhileSoft(frames, true)), fitted);
        Assert.NotEqual(AsDescribed(frames, AnswerWeights.Of(frames, true)), fitted);
    }

    /// <summary>A fit as docs/recognition.md has it: tau 8, 4, 2, eight steps each, then 1, ten steps to the first point.</summary>
    private static double[] AsDescribed(List<LabelledFrame> frames, float[][] whileSoft)
    {
        var scale = (float)(1 / Math.Sqrt(frames.Sum(frame => frame.Maps[0].SquareSum()) / ((double)frames.Count * Stage.Cells)));
        var point = new double[Stage.Channels + 1];
        foreach (var (tau, steps, weights) in new[] { (8f, 8, whileSoft), (4f, 8, whileSoft), (2f, 8, whileSoft), (1f, 10, AnswerWeights.Of(frames, true)) })
        {
            var objective = new MilObjective(frames, weights, Stage.Channels, scale, 2e-4);
            var descent = new Descent(point, (vector, gradient) => objective.Evaluate(vector, tau, gradient));
            for (var step = 0; step < steps && descent.Step(); step++)
            {
            }

            point = descent.Point;
        }

        return point;
    }
}
