namespace ScreenTime.Host.Labels;

/// <summary>
/// Groups frames that look alike. Chinese whispers (Biemann, TextGraphs 2006): everyone takes the name that is heard most among those who look alike, in a fixed order, until
/// nothing changes.
/// </summary>
public static class LookGroups
{
    // Frames of one shot have a dot product of 0.9 and more, those across a cut below 0.8 (docs/recognition.md).
    private const float Alike = 0.85f;
    private const int SmallestGroup = 3;
    private const int Rounds = 30;

    /// <summary>Groups of indexes, the largest first, each in order; frames that are in no group of three are left out.</summary>
    /// <param name="looks">What each frame looks like: vectors of length 1.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static IReadOnlyList<IReadOnlyList<int>> Of(IReadOnlyList<float[]> looks, CancellationToken cancellationToken)
    {
        var alike = new List<(int Other, float Weight)>[looks.Count];
        for (var i = 0; i < looks.Count; i++)
            alike[i] = [];
        for (var i = 0; i < looks.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var j = 0; j < i; j++)
            {
                if (Dot(looks[i], looks[j]) is var likeness && likeness > Alike)
                {
                    alike[i].Add((j, likeness - Alike));
                    alike[j].Add((i, likeness - Alike));
                }
            }
        }

        var names = Enumerable.Range(0, looks.Count).ToArray();
        var order = Enumerable.Range(0, looks.Count).Where(i => alike[i].Count > 0).OrderByDescending(i => alike[i].Count).ThenBy(i => i).ToList();
        for (var (round, changed) = (0, true); round < Rounds && changed; round++)
        {
            changed = false;
            foreach (var i in order)
            {
                var heard = alike[i].GroupBy(neighbour => names[neighbour.Other]).MaxBy(group => (group.Sum(neighbour => (double)neighbour.Weight), -group.Key))!.Key;
                changed |= heard != names[i];
                names[i] = heard;
            }
        }

        return
        [
            .. Enumerable.Range(0, looks.Count).GroupBy(i => names[i]).Where(group => group.Count() >= SmallestGroup)
                .OrderByDescending(group => group.Count()).ThenBy(group => group.Min()).Select(group => group.ToArray()),
        ];
    }

    private static float Dot(float[] a, float[] b)
    {
        var sum = 0f;
        for (var i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }
}
