namespace ScreenTime.Exporters.Report.Pdf;

/// <summary>
/// The Unicode bidirectional algorithm (UAX #9, Unicode 15.0) for text without explicit direction marks, which <c>CleanText</c> takes out: one level run, so rules X1 to X8 and X10 have
/// nothing to do. Tested with the lines of Unicode's BidiCharacterTest.txt that hold no such marks.
/// </summary>
internal static class BidiOrder
{
    private const int MostBrackets = 63;

    /// <summary>The paragraph's level by its first strong character (P2, P3): 0 or 1.</summary>
    public static int BaseLevel(IReadOnlyList<int> text)
    {
        foreach (var codePoint in text)
        {
            switch (BidiData.ClassOf(codePoint))
            {
                case BidiClass.L: return 0;
                case BidiClass.R or BidiClass.AL: return 1;
            }
        }

        return 0;
    }

    /// <summary>The level of every character: odd ones run from right to left.</summary>
    /// <param name="text">Code points.</param>
    /// <param name="baseLevel">0 or 1.</param>
    public static int[] Levels(IReadOnlyList<int> text, int baseLevel)
    {
        var original = text.Select(BidiData.ClassOf).ToArray();
        // X9: as if these were not there.
        var kept = Enumerable.Range(0, original.Length).Where(i => original[i] != BidiClass.BN).ToArray();
        var classes = kept.Select(i => original[i]).ToArray();
        var edge = baseLevel == 0 ? BidiClass.L : BidiClass.R;
        Weak(classes, edge);
        Brackets(classes, kept.Select(i => text[i]).ToArray(), kept.Select(i => original[i]).ToArray(), edge);
        Neutral(classes, edge);
        var levels = new int[original.Length];
        Array.Fill(levels, baseLevel);
        for (var k = 0; k < kept.Length; k++)
        {
            // I1, I2
            levels[kept[k]] = baseLevel + (classes[k], baseLevel) switch
            {
                (BidiClass.R, 0) => 1,
                (BidiClass.AN or BidiClass.EN, 0) => 2,
                (BidiClass.L or BidiClass.AN or BidiClass.EN, 1) => 1,
                _ => 0,
            };
        }

        for (var i = 1; i < levels.Length; i++)
        {
            if (original[i] == BidiClass.BN)
                levels[i] = levels[i - 1];
        }

        // L1: separators, and blanks before them and at the end.
        var trailing = true;
        for (var i = original.Length - 1; i >= 0; i--)
        {
            trailing = original[i] is BidiClass.S or BidiClass.B || (trailing && original[i] is BidiClass.WS or BidiClass.BN);
            if (trailing)
                levels[i] = baseLevel;
        }

        return levels;
    }

    /// <summary>The places of items with these levels, from left to right (L2).</summary>
    public static int[] Visual(IReadOnlyList<int> levels)
    {
        var order = Enumerable.Range(0, levels.Count).ToArray();
        var odd = levels.Where(level => level % 2 == 1).ToList();
        for (var level = levels.Count == 0 ? 0 : levels.Max(); odd.Count > 0 && level >= odd.Min(); level--)
        {
            for (var start = 0; start < order.Length; start++)
            {
                var end = start;
                while (end < order.Length && levels[order[end]] >= level)
                    end++;
                if (end > start)
                    Array.Reverse(order, start, end - start);
                start = Math.Max(start, end);
            }
        }

        return order;
    }

    /// <summary>W1 to W7.</summary>
    private static void Weak(BidiClass[] classes, BidiClass edge)
    {
        var previous = edge;
        for (var i = 0; i < classes.Length; i++)
            previous = classes[i] = classes[i] == BidiClass.NSM ? previous : classes[i];
        var strong = edge;
        for (var i = 0; i < classes.Length; i++)
        {
            if (classes[i] is BidiClass.L or BidiClass.R or BidiClass.AL)
                strong = classes[i];
            else if (classes[i] == BidiClass.EN && strong == BidiClass.AL)
                classes[i] = BidiClass.AN;
        }

        for (var i = 0; i < classes.Length; i++)
        {
            if (classes[i] == BidiClass.AL)
                classes[i] = BidiClass.R;
        }

        for (var i = 1; i + 1 < classes.Length; i++)
        {
            if (classes[i - 1] == classes[i + 1]
                && ((classes[i] is BidiClass.ES or BidiClass.CS && classes[i - 1] == BidiClass.EN) || (classes[i] == BidiClass.CS && classes[i - 1] == BidiClass.AN)))
                classes[i] = classes[i - 1];
        }

        for (var i = 0; i < classes.Length; i++)
        {
            if (classes[i] != BidiClass.ET)
                continue;
            var end = i;
            while (end < classes.Length && classes[end] == BidiClass.ET)
                end++;
            if ((i > 0 && classes[i - 1] == BidiClass.EN) || (end < classes.Length && classes[end] == BidiClass.EN))
                Array.Fill(classes, BidiClass.EN, i, end - i);
            i = end - 1;
        }

        strong = edge;
        for (var i = 0; i < classes.Length; i++)
        {
            if (classes[i] is BidiClass.ES or BidiClass.ET or BidiClass.CS)
                classes[i] = BidiClass.ON;
            else if (classes[i] is BidiClass.L or BidiClass.R)
                strong = classes[i];
            else if (classes[i] == BidiClass.EN && strong == BidiClass.L)
                classes[i] = BidiClass.L;
        }
    }

    /// <summary>N0: a pair of brackets goes with what it holds.</summary>
    private static void Brackets(BidiClass[] classes, int[] text, BidiClass[] original, BidiClass edge)
    {
        var open = new List<(int Closing, int At)>();
        var pairs = new List<(int Open, int Close)>();
        for (var i = 0; i < text.Length; i++)
        {
            if (classes[i] != BidiClass.ON)
                continue;
            if (BidiData.ClosingOf(text[i]) is { } closing)
            {
                if (open.Count == MostBrackets)
                    break;
                open.Add((BidiData.Canonical(closing), i));
            }
            else if (BidiData.OpeningOf(text[i]) is not null && open.FindLastIndex(item => item.Closing == BidiData.Canonical(text[i])) is >= 0 and var match)
            {
                pairs.Add((open[match].At, i));
                open.RemoveRange(match, open.Count - match);
            }
        }

        foreach (var (first, last) in pairs.OrderBy(pair => pair.Open))
        {
            bool same = false, opposite = false;
            for (var i = first + 1; i < last; i++)
            {
                same |= Strong(classes[i]) == edge;
                opposite |= Strong(classes[i]) is { } strong && strong != edge;
            }

            if (!same && !opposite)
                continue;
            var direction = edge;
            if (!same)
            {
                var before = edge;
                for (var i = first - 1; i >= 0; i--)
                {
                    if (Strong(classes[i]) is { } strong)
                    {
                        before = strong;
                        break;
                    }
                }

                direction = before;
            }

            foreach (var at in (int[])[first, last])
            {
                classes[at] = direction;
                for (var i = at + 1; i < classes.Length && original[i] == BidiClass.NSM; i++)
                    classes[i] = direction;
            }
        }
    }

    /// <summary>N1, N2: what has no direction of its own goes with both its neighbours, or with the paragraph.</summary>
    private static void Neutral(BidiClass[] classes, BidiClass edge)
    {
        for (var i = 0; i < classes.Length; i++)
        {
            if (classes[i] is not (BidiClass.B or BidiClass.S or BidiClass.WS or BidiClass.ON))
                continue;
            var end = i;
            while (end < classes.Length && classes[end] is BidiClass.B or BidiClass.S or BidiClass.WS or BidiClass.ON)
                end++;
            var before = i == 0 ? edge : Strong(classes[i - 1])!.Value;
            var after = end == classes.Length ? edge : Strong(classes[end])!.Value;
            Array.Fill(classes, before == after ? before : edge, i, end - i);
            i = end - 1;
        }
    }

    // Numbers count as R here.
    private static BidiClass? Strong(BidiClass value) => value switch
    {
        BidiClass.L => BidiClass.L,
        BidiClass.R or BidiClass.EN or BidiClass.AN => BidiClass.R,
        _ => null,
    };
}
