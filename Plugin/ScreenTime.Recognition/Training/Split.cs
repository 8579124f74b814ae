namespace ScreenTime.Recognition.Training;

/// <summary>Which examples teach and which are held out.</summary>
internal sealed record Split(IReadOnlyList<int> Teaching, IReadOnlyList<int> HeldOut)
{
    private const int Attempts = 200;

    /// <summary>
    /// Holds out whole groups, about <paramref name="share"/> of the examples: of many random choices the one in which both parts show and lack each character,
    /// and which comes nearest to the share.
    /// </summary>
    public static Split Random(Groups groups, IReadOnlyList<float[]> targets, double share, int seed)
    {
        var random = new Random(seed);
        var order = Enumerable.Range(0, groups.Count).ToArray();
        var (best, bestCost) = ((Split?)null, double.PositiveInfinity);
        for (var attempt = 0; attempt < Attempts && bestCost > 0.02; attempt++)
        {
            random.Shuffle(order);
            var held = new HashSet<int>();
            var count = 0;
            foreach (var group in order)
            {
                if (count >= share * targets.Count || held.Count == groups.Count - 1)
                    break;
                held.Add(group);
                count += groups.Numbers.Count(g => g == group);
            }

            var split = Of(groups, held);
            var cost = Math.Abs(((double)count / targets.Count) - share) + Lacking(split.Teaching, targets) + Lacking(split.HeldOut, targets);
            if (cost < bestCost)
                (best, bestCost) = (split, cost);
        }

        return best!;
    }

    /// <summary>Holds out each group once; groups are dealt into at most <paramref name="most"/> parts of about the same size.</summary>
    public static IReadOnlyList<Split> Folds(Groups groups, int most, int seed)
    {
        if (groups.Count < 2)
            return [];
        var sizes = groups.Numbers.CountBy(g => g).ToDictionary();
        var order = Enumerable.Range(0, groups.Count).ToArray();
        new Random(seed).Shuffle(order);
        var parts = Enumerable.Range(0, Math.Min(most, groups.Count)).Select(_ => (Held: new HashSet<int>(), Size: 0)).ToArray();
        foreach (var group in order.OrderByDescending(g => sizes[g]))
        {
            var smallest = Array.IndexOf(parts, parts.MinBy(p => p.Size));
            parts[smallest].Held.Add(group);
            parts[smallest].Size += sizes[group];
        }

        return [.. parts.Select(p => Of(groups, p.Held))];
    }

    private static Split Of(Groups groups, HashSet<int> held)
    {
        var all = Enumerable.Range(0, groups.Numbers.Count).ToList();
        return new Split([.. all.Where(i => !held.Contains(groups.Numbers[i]))], [.. all.Where(i => held.Contains(groups.Numbers[i]))]);
    }

    /// <summary>How many characters a part never shows, or always.</summary>
    private static int Lacking(IReadOnlyList<int> part, IReadOnlyList<float[]> targets)
    {
        var lacking = 0;
        for (var k = 0; k < targets[0].Length; k++)
            foreach (var value in (float[])[0, 1])
                // What no example has at all cannot be asked of a part.
                if (targets.Any(t => t[k] == value) && !part.Any(i => targets[i][k] == value))
                    lacking++;
        return lacking;
    }
}
