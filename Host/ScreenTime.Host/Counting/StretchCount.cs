using ScreenTime.Sdk;

namespace ScreenTime.Host.Counting;

/// <summary>
/// Applies a rule that counts intervals: unites a character's appearances, bridges short gaps, then drops short stretches, each inside one unit (programme, scene, clip or shot) of the
/// record that counts.
/// </summary>
public static class StretchCount
{
    /// <summary>The stretches that count, in order; they neither touch nor overlap within a unit.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="appearances">Where the character is on screen, in any order.</param>
    /// <param name="counted">The record that counts: a union.</param>
    /// <param name="shots">The shots, in order.</param>
    /// <param name="scenes">The scenes, in order; they do not overlap.</param>
    /// <param name="unknown">The record that could not be looked at: a union. It counts for nobody, and a gap that holds a frame of it is not bridged.</param>
    /// <param name="rate">The record rate.</param>
    public static IReadOnlyList<FrameRange> Of(
        CountingRule rule, IEnumerable<FrameRange> appearances, IReadOnlyList<FrameRange> counted, IReadOnlyList<Shot> shots, IReadOnlyList<Scene> scenes,
        IReadOnlyList<FrameRange> unknown, FrameRate rate)
    {
        // Time that could not be looked at counts for nobody, as every rule says; only a person can have put somebody there.
        var present = FrameRange.Union(appearances).SelectMany(range => ContractReport.Without(range, unknown)).ToList();
        var stretches = new List<FrameRange>();
        foreach (var unit in Units(rule.Within, counted, shots, scenes))
        {
            var inside = Cut(present, unit);
            var bridged = new List<FrameRange>();
            foreach (var stretch in inside)
            {
                if (bridged.Count > 0
                    && MediaTime.FromFrames(stretch.Start - bridged[^1].End, rate) <= rule.Bridge
                    && Cut(unknown, new FrameRange(bridged[^1].End, stretch.Start)).Count == 0)
                    bridged[^1] = new FrameRange(bridged[^1].Start, stretch.End);
                else
                    bridged.Add(stretch);
            }

            stretches.AddRange(bridged.Where(stretch => MediaTime.FromFrames(stretch.Length, rate) >= rule.MinimumRun));
        }

        return FrameRange.Union(stretches);
    }

    private static IEnumerable<FrameRange> Units(CountingScope scope, IReadOnlyList<FrameRange> counted, IReadOnlyList<Shot> shots, IReadOnlyList<Scene> scenes)
    {
        if (scope == CountingScope.Timeline)
            return counted;
        if (scope == CountingScope.Scene)
            return counted.SelectMany(part => Scenes(part, scenes));
        var units = new List<(FrameRange Record, string Clip)>();
        foreach (var shot in shots)
        {
            if (scope == CountingScope.Clip && units.Count > 0 && units[^1].Clip == shot.ClipName && units[^1].Record.End == shot.Record.Start)
                units[^1] = (new FrameRange(units[^1].Record.Start, shot.Record.End), shot.ClipName);
            else
                units.Add((shot.Record, shot.ClipName));
        }

        return units.SelectMany(unit => Cut(counted, unit.Record));
    }

    /// <summary>A part of the record, cut where scenes begin and end.</summary>
    private static IEnumerable<FrameRange> Scenes(FrameRange part, IReadOnlyList<Scene> scenes)
    {
        var borders = scenes.SelectMany(scene => (long[])[scene.Record.Start, scene.Record.End]).Where(border => border > part.Start && border < part.End)
            .Append(part.Start).Append(part.End).Distinct().Order().ToList();
        return borders.Zip(borders.Skip(1)).Select(pair => new FrameRange(pair.First, pair.Second));
    }

    /// <summary>What of ordered, disjoint ranges lies in another.</summary>
    internal static IReadOnlyList<FrameRange> Cut(IReadOnlyList<FrameRange> ranges, FrameRange within)
    {
        int low = 0, high = ranges.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (ranges[middle].End <= within.Start)
                low = middle + 1;
            else
                high = middle;
        }

        var cut = new List<FrameRange>();
        for (var i = low; i < ranges.Count && ranges[i].Start < within.End; i++)
        {
            if (ranges[i].Intersect(within) is { IsEmpty: false } part)
                cut.Add(part);
        }

        return cut;
    }
}
