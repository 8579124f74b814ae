namespace ScreenTime.Recognition.Training;

/// <summary>What each label weighs, a character: all labels of a character together weigh 1.</summary>
internal static class AnswerWeights
{
    /// <param name="targets">1 present, 0 absent, NaN unknown; [example][character].</param>
    /// <param name="balance">Whether present and absent weigh the same in sum.</param>
    /// <returns>[example][character]; 0 where the label does not say, and for a character that is never or always there.</returns>
    public static float[][] Of(IReadOnlyList<float[]> targets, bool balance)
    {
        var weights = targets.Select(t => new float[t.Length]).ToArray();
        for (var k = 0; k < targets[0].Length; k++)
        {
            var (present, absent) = Count(targets, k);
            if (present == 0 || absent == 0)
                continue;
            for (var i = 0; i < targets.Count; i++)
            {
                weights[i][k] = targets[i][k] switch
                {
                    1 => balance ? 0.5f / present : 1f / (present + absent),
                    0 => balance ? 0.5f / absent : 1f / (present + absent),
                    _ => 0,
                };
            }
        }

        return weights;
    }

    /// <summary>How many examples show a character, and how many do not.</summary>
    public static (int Present, int Absent) Count(IReadOnlyList<float[]> targets, int character) =>
        (targets.Count(t => t[character] == 1), targets.Count(t => t[character] == 0));
}
