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

    /// <summary>As <see cref="HalfHeard"/>, of a frame's weight while every cell teaches.</summary>
    private const double HalfHeardWhileSoft = 20;

    /// <summary>What labels weigh once the strongest cells teach.</summary>
    /// <param name="frames">The labelled frames.</param>
    /// <param name="balance">Whether present and absent weigh the same in sum.</param>
    /// <returns>[frame][character]; 0 where the label does not say, and for a character that is never or always there.</returns>
    public static float[][] Of(IReadOnlyList<LabelledFrame> frames, bool balance) => Dealt(frames, balance, static (own, titles) =>
        ((1 - ByTitle) / titles.Sum()) + (ByTitle * Say(own) / (titles.Sum(Say) * own)));

    /// <summary>
    /// What they weigh while every cell of a frame teaches: the fewer frames a title has of a side, the less each. What one or two frames show beside the character is in all of their cells, and
    /// would be learnt for the character; frames of many shots average it out.
    /// </summary>
    /// <inheritdoc cref="Of"/>
    public static float[][] WhileSoft(IReadOnlyList<LabelledFrame> frames, bool balance) => Dealt(frames, balance, static (own, titles) =>
        Say(own, HalfHeardWhileSoft) / titles.Sum(n => n * Say(n, HalfHeardWhileSoft)));

    /// <summary>A title's say beside other titles, by its number of labelled frames.</summary>
    public static double Say(int frames) => Say(frames, HalfHeard);

    private static double Say(int frames, double halfHeard) => frames / (frames + halfHeard);

    /// <param name="frames">The labelled frames.</param>
    /// <param name="balance">Whether present and absent weigh the same in sum.</param>
    /// <param name="share">The share of a side's weight that falls to each frame of a title: of how many frames of the side the title has, and each title has; those of all frames make 1.</param>
    private static float[][] Dealt(IReadOnlyList<LabelledFrame> frames, bool balance, Func<int, IReadOnlyCollection<int>, double> share)
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
                var shares = titles.ToDictionary(title => title.Key, title => (float)share(title.Value, titles.Values));
                for (var i = 0; i < frames.Count; i++)
                    if (frames[i].Targets[k] == side)
                        weights[i][k] = weight * shares[frames[i].Title];
            }
        }

        return weights;
    }

    /// <summary>How many frames show a character, and how many do not.</summary>
    public static (int Present, int Absent) Count(IReadOnlyList<LabelledFrame> frames, int character) =>
        (frames.Count(f => f.Targets[character] == 1), frames.Count(f => f.Targets[character] == 0));
}
