namespace ScreenTime.Recognition.Training;

/// <summary>What each label weighs, a character: all labels of a character together weigh 1.</summary>
internal static class AnswerWeights
{
    /// <summary>
    /// Which share of a side's weight is dealt out among titles instead of among frames: a few labels of a new title must not drown among many of
    /// another (measured: docs/recognition.md).
    /// </summary>
    private const double ByTitle = 0.5;

    /// <summary>
    /// With so many frames a title has half the say in that share that it has with very many: two frames that weigh as much as fifty are learnt by heart
    /// (measured: docs/recognition.md).
    /// </summary>
    private const double HalfHeard = 10;

    /// <param name="frames">The labelled frames.</param>
    /// <param name="balance">Whether present and absent weigh the same in sum.</param>
    /// <returns>[frame][character]; 0 where the label does not say, and for a character that is never or always there.</returns>
    public static float[][] Of(IReadOnlyList<LabelledFrame> frames, bool balance)
    {
        var weights = frames.Select(f => new float[f.Targets.Length]).ToArray();
        for (var k = 0; k < frames[0].Targets.Length; k++)
        {
            var (present, absent) = Count(frames, k);
            if (present == 0 || absent == 0)
                continue;
            foreach (var (side, count) in ((float, int)[])[(1, present), (0, absent)])
            {
                var weight = balance ? 0.5f : (float)count / (present + absent);
                var titles = frames.Where(f => f.Targets[k] == side).CountBy(f => f.Title).ToDictionary();
                var says = titles.Values.Sum(Say);
                for (var i = 0; i < frames.Count; i++)
                    if (frames[i].Targets[k] == side)
                        weights[i][k] = weight * (float)(((1 - ByTitle) / count) + (ByTitle * Say(titles[frames[i].Title]) / (says * titles[frames[i].Title])));
            }
        }

        return weights;

        static double Say(int frames) => frames / (frames + HalfHeard);
    }

    /// <summary>How many frames show a character, and how many do not.</summary>
    public static (int Present, int Absent) Count(IReadOnlyList<LabelledFrame> frames, int character) =>
        (frames.Count(f => f.Targets[character] == 1), frames.Count(f => f.Targets[character] == 0));
}
