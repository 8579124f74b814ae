using ScreenTime.Recognition.Backbones;
using ScreenTime.Recognition.Features;
using ScreenTime.Recognition.Training;

namespace ScreenTime.Recognition.Tests.Training;

public class HeadFitterTests
{
    private const int Character = 0;
    private static readonly Stage Stage = new("a", 8, 6, 8, 16, 8, 8);

    [Fact]
    public void The_background_of_a_new_title_s_one_frame_is_not_learnt_for_the_character()
    {
        var random = new Random(5);
        // Another title, where the character stands before many backgrounds, and five labels of a new one: one shows it in a shot of its own, four are of another shot.
        var frames = Enumerable.Range(0, 60).Select(i => Frame("old", 1 + (i % 4), i % 3 == 0)).ToList();
        frames.Add(Frame("new", 6, true));
        frames.AddRange(Enumerable.Range(0, 4).Select(_ => Frame("new", 7, false)));
        var taught = Enumerable.Range(0, frames.Count).ToList();
        // Not labelled: the first shot without it, the second with it.
        frames.AddRange([Frame("new", 6, false), Frame("new", 7, true)]);
        var fitter = new HeadFitter(frames, [Stage], 0, false, true, HeadFitter.MostPoints, default);
        var evidence = fitter.Evidence(fitter.Run(taught, []).Points[0], [frames.Count - 2, frames.Count - 1]);
        Assert.True(evidence[1][0] > 99 + evidence[0][0], $"seen where it is not: {evidence[0][0]:0.00}, where it is: {evidence[1][0]:0.00}");

        LabelledFrame Frame(string title, int background, bool shown)
        {
            var values = new float[Stage.Values];
            for (var cell = 0; cell < Stage.Cells; cell++)
                values[(background * Stage.Cells) + cell] = 1 + random.NextSingle();
            if (shown)
                values[(Character * Stage.Cells) + random.Next(Stage.Cells)] = title == "old" ? 4 : 2;
            var decoded = FeatureCodec.Decode(FeatureCodec.Encode([values]), [Stage]);
            return new LabelledFrame([new SparseMap(decoded.Maps[0], Stage)], [shown ? 1 : 0], title);
        }
    }
}
