using ScreenTime.Host.Counting;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Auditing;

/// <summary>Draws the sample of an audit: stratified by what the machine said, so that its rare answers are looked at too, and by chance alone within that.</summary>
public static class AuditSample
{
    /// <summary>The fewest frames that a sample may have.</summary>
    public const int Fewest = 20;

    private const int MostStrata = 40;
    private const int FramesAStratum = 10;

    /// <summary>Draws a sample. The same result, number and seed give the same sample.</summary>
    /// <param name="result">What the machine said.</param>
    /// <param name="count">How many frames; all of them where there are fewer.</param>
    /// <param name="seed">The number that chance begins with.</param>
    /// <param name="rule">The rule by whose text the frames will be answered; null for <c>visible-v1</c>.</param>
    /// <exception cref="UserException">Single frames cannot audit the rule.</exception>
    public static AuditPlan Draw(AnalysisResult result, int count, long seed, CountingRule? rule = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        rule ??= CountingRuleFile.Read(CountingRules.Visible, "en");
        if (!rule.IsFrameByFrame)
            throw new UserException(ExitCode.Usage, $"--rule {rule.Id} bridges, drops or counts samples: single frames cannot audit it; take {CountingRules.Visible} or face-v1");
        var strata = Strata(result, rule.Counts == CountedEvidence.Face ? result.FaceAppearances : result.Appearances, Math.Clamp(count / FramesAStratum, 2, MostStrata));
        var chance = new Chance(seed);
        var frames = new List<(long Frame, int Stratum)>();
        foreach (var (index, size) in Allocate(strata, count).Index())
            frames.AddRange(chance.Choose(strata[index].Frames, size).Select(offset => (FrameAt(strata[index], offset), index)));
        chance.Shuffle(frames);
        return new AuditPlan(
            result.Provenance.TimelineHash,
            AuditPlan.MediaOf(result),
            result.Rate,
            result.Programme,
            [.. result.Cast.Characters.Select(character => character.Id)],
            seed,
            strata,
            [.. frames.Select((item, index) => new AuditFrame($"{(index + 1).ToString("0000", System.Globalization.CultureInfo.InvariantCulture)}.jpg", item.Frame, item.Stratum))])
        {
            RuleId = rule.Id,
            RuleSha256 = rule.Sha256,
            Counts = rule.Counts,
        };
    }

    /// <summary>The frames that could be looked at, by who is on screen together; the rarest answers are one stratum.</summary>
    private static List<AuditStratum> Strata(AnalysisResult result, IReadOnlyList<Appearance> seen, int most)
    {
        var looked = ContractReport.Without(result.Programme, result.Unknowns.Select(unknown => unknown.Record));
        var present = result.Cast.Characters.Select(character =>
            FrameRange.Union(seen.Where(appearance => appearance.CharacterId == character.Id).Select(appearance => appearance.Record))).ToList();
        var changes = present.SelectMany(ranges => ranges.SelectMany(range => (long[])[range.Start, range.End])).ToHashSet();
        var byAnswer = new Dictionary<string, (List<string> Characters, List<FrameRange> Record)>(StringComparer.Ordinal);
        var next = new int[present.Count];
        foreach (var range in looked)
        {
            var borders = changes.Where(change => change > range.Start && change < range.End).Append(range.Start).Append(range.End).Order().ToList();
            for (var i = 1; i < borders.Count; i++)
            {
                var piece = new FrameRange(borders[i - 1], borders[i]);
                var characters = new List<string>();
                for (var c = 0; c < present.Count; c++)
                {
                    while (next[c] < present[c].Count && present[c][next[c]].End <= piece.Start)
                        next[c]++;
                    if (next[c] < present[c].Count && present[c][next[c]].Contains(piece.Start))
                        characters.Add(result.Cast.Characters[c].Id);
                }

                var key = string.Join(',', characters);
                if (!byAnswer.TryGetValue(key, out var stratum))
                    byAnswer.Add(key, stratum = (characters, []));
                stratum.Record.Add(piece);
            }
        }

        var strata = byAnswer.OrderByDescending(pair => pair.Value.Record.Sum(range => range.Length)).ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => new AuditStratum(pair.Value.Characters, FrameRange.Union(pair.Value.Record))).ToList();
        return strata.Count <= most
            ? strata
            : [.. strata.Take(most - 1), new AuditStratum(null, FrameRange.Union(strata.Skip(most - 1).SelectMany(stratum => stratum.Record)))];
    }

    /// <summary>Half of the frames evenly, so that rare answers are seen, half by size.</summary>
    private static int[] Allocate(List<AuditStratum> strata, int count)
    {
        var total = strata.Sum(stratum => stratum.Frames);
        var sizes = strata.ConvertAll(stratum => (int)Math.Min(stratum.Frames, (count / 2 / strata.Count) + ((long)count / 2 * stratum.Frames / total))).ToArray();
        for (var left = Math.Min(count, total) - sizes.Sum(); left > 0;)
        {
            for (var i = 0; i < sizes.Length && left > 0; i++)
            {
                if (sizes[i] < strata[i].Frames)
                    (sizes[i], left) = (sizes[i] + 1, left - 1);
            }
        }

        return sizes;
    }

    private static long FrameAt(AuditStratum stratum, long offset)
    {
        foreach (var range in stratum.Record)
        {
            if (offset < range.Length)
                return range.Start + offset;
            offset -= range.Length;
        }

        throw new ArgumentOutOfRangeException(nameof(offset));
    }

    /// <summary>SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): the same numbers on every machine and version.</summary>
    private sealed class Chance(long seed)
    {
        private ulong _state = unchecked((ulong)seed);

        /// <summary>So many different numbers below a limit, by Floyd's method, in order.</summary>
        public IEnumerable<long> Choose(long below, int count)
        {
            var chosen = new SortedSet<long>();
            for (var i = below - count; i < below; i++)
            {
                if (Below(i + 1) is var candidate && !chosen.Add(candidate))
                    chosen.Add(i);
            }

            return chosen;
        }

        public void Shuffle<T>(List<T> items)
        {
            for (var i = items.Count - 1; i > 0; i--)
            {
                var k = (int)Below(i + 1);
                (items[i], items[k]) = (items[k], items[i]);
            }
        }

        private long Below(long limit) => (long)(Next() % (UInt128)limit);

        private ulong Next()
        {
            unchecked
            {
                var z = _state += 0x9E3779B97F4A7C15;
                z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
                z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
                return z ^ (z >> 31);
            }
        }
    }
}
