using ScreenTime.Host.Auditing;
using ScreenTime.Host.Corrections;
using ScreenTime.Host.Counting;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Reports;

/// <summary>Makes a contract report of a result: a pure function of the result, the audit and what was asked.</summary>
public static class ReportBuilder
{
    /// <summary>The report on a result that nobody corrected.</summary>
    public static ContractReport Build(AnalysisResult result, Audit? audit, ReportSettings settings) =>
        Build(new CorrectedResult(result, [.. result.Appearances.Select(_ => false)], []), audit, settings);

    /// <summary>The report, its pictures still to be put in.</summary>
    /// <exception cref="UserException">A rule, a character, a range or the language is not known, or rules and ranges do not go together.</exception>
    public static ContractReport Build(CorrectedResult corrected, Audit? audit, ReportSettings settings)
    {
        var result = corrected.Result;
        if (!ReportSettings.Languages.Contains(settings.Language, StringComparer.Ordinal))
            throw new UserException(ExitCode.Usage, $"--language {settings.Language}: there are {string.Join(", ", ReportSettings.Languages)}");
        Refuse(settings.CutVersion, "--cut-version");
        Refuse(settings.Recipient, "--recipient");
        var programme = settings.Programme is { } text ? RecordRange.Parse(text, "--programme", result, result.Programme) : result.Programme;
        var exclusions = Exclusions(settings.Exclusions ?? [], result, programme);
        var rules = (settings.Rules.Count == 0 ? [CountingRules.Visible] : settings.Rules).Select(name => CountingRuleFile.Read(name, settings.Language)).ToList();
        if (rules.GroupBy(rule => rule.Id).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new UserException(ExitCode.Usage, $"--rule {twice.Key} is there twice: leave one out");
        if ((exclusions.Count > 0 || programme != result.Programme) && rules.Any(rule => rule.Counts == CountedEvidence.Samples))
        {
            throw new UserException(
                ExitCode.Usage, $"--rule {CountingRules.Tutorial} goes without --programme and --exclude: the analysis counted it over all that was analysed");
        }

        var only = OnlyThose(result, settings.Only ?? []);
        var unknown = FrameRange.Union(only.Unknowns.Select(item => item.Record.Intersect(programme)));
        var summary = audit?.SummaryFor(result);
        var usable = summary is { IsFinished: true } ? audit : null;
        var counts = rules.ConvertAll(rule => new RuleCount(
            rule,
            [.. only.Cast.Characters.Select(character => Count(only, rule, character.Id, programme, exclusions, unknown, usable, settings.Threshold))]));
        return new ContractReport(
            only with { Samples = [] },
            settings.Language,
            settings.CutVersion,
            programme,
            exclusions,
            counts,
            [.. only.Appearances.Where(appearance => !appearance.Record.Intersect(programme).IsEmpty)
                .Select(appearance => new ReportedAppearance(appearance with { Record = appearance.Record.Intersect(programme) }, null))],
            unknown,
            counts.Find(count => count.Rule.Counts != CountedEvidence.Samples) is { } first ? Together(first) : [],
            summary,
            FrameRange.Union(result.Appearances.Zip(corrected.Reviewed)
                .Where(pair => pair.Second && only.Cast.IndexOf(pair.First.CharacterId) >= 0).Select(pair => pair.First.Record.Intersect(programme))),
            [.. corrected.Changes.Select(change => Change(change, only)).OfType<ReviewChange>()],
            settings.Threshold,
            settings.Recipient,
            settings.KeyFingerprint,
            settings.Evidence);
    }

    private static CharacterCount Count(
        AnalysisResult result,
        CountingRule rule,
        string id,
        FrameRange programme,
        IReadOnlyList<Exclusion> exclusions,
        IReadOnlyList<FrameRange> unknown,
        Audit? audit,
        MediaTime? threshold)
    {
        if (rule.Counts == CountedEvidence.Samples)
        {
            var total = result.Totals.FirstOrDefault(total => total.CharacterId == id && total.RuleId == rule.Id);
            var time = total is null ? null : new CountedTime(null, total.Seconds);
            return new CharacterCount(id, time, time, [], null, null, threshold is null ? null : ThresholdVerdict.CannotBeTold);
        }

        // The analysis says where a character is, not yet where its face is.
        if (rule.Counts == CountedEvidence.Face)
            return new CharacterCount(id, null, null, [], null, null, threshold is null ? null : ThresholdVerdict.CannotBeTold);
        var seen = result.Appearances.Where(appearance => appearance.CharacterId == id).Select(appearance => appearance.Record).ToList();
        var counted = ContractReport.Without(programme, exclusions.Select(exclusion => exclusion.Record));
        var stretches = StretchCount.Of(rule, seen, counted, result.Shots, unknown, result.Rate);
        var whole = exclusions.Count == 0 ? stretches : StretchCount.Of(rule, seen, [programme], result.Shots, unknown, result.Rate);
        var bounds = audit is not null && rule.IsFrameByFrame ? AuditBounds.Of(audit, id, counted) : null;
        return new CharacterCount(id, Time(stretches), Time(whole), stretches, null, bounds, threshold is { } least ? Compare(bounds, least) : null);

        CountedTime Time(IReadOnlyList<FrameRange> ranges)
        {
            var frames = ranges.Sum(range => range.Length);
            return new CountedTime(frames, MediaTime.FromFrames(frames, result.Rate));
        }
    }

    private static ThresholdVerdict Compare(TimeBounds? bounds, MediaTime threshold) => bounds switch
    {
        null => ThresholdVerdict.CannotBeTold,
        _ when bounds.Lower >= threshold => ThresholdVerdict.Met,
        _ when bounds.Upper < threshold => ThresholdVerdict.NotMet,
        _ => ThresholdVerdict.CannotBeTold,
    };

    private static IReadOnlyList<Companions> Together(RuleCount count)
    {
        var pairs = new List<Companions>();
        for (var i = 0; i < count.Characters.Count; i++)
        {
            for (var k = i + 1; k < count.Characters.Count; k++)
            {
                var (first, second) = (count.Characters[i], count.Characters[k]);
                var frames = first.Stretches.Sum(stretch => StretchCount.Cut(second.Stretches, stretch).Sum(part => part.Length));
                if (frames > 0)
                    pairs.Add(new Companions(first.CharacterId, second.CharacterId, frames));
            }
        }

        return pairs;
    }

    private static IReadOnlyList<Exclusion> Exclusions(IReadOnlyList<string> texts, AnalysisResult result, FrameRange programme)
    {
        var exclusions = new List<Exclusion>();
        foreach (var text in texts)
        {
            var sides = text.Split('=', 2, StringSplitOptions.TrimEntries);
            if (sides.Length != 2 || sides[0].Length is 0 or > 100 || sides[0].Any(char.IsControl))
                throw new UserException(ExitCode.Usage, $"--exclude takes NAME=IN-OUT, such as credits=01:20:00:00-01:22:10:00, not \"{text}\"");
            exclusions.Add(new Exclusion(sides[0], RecordRange.Parse(sides[1], $"--exclude {sides[0]}", result, programme)));
        }

        exclusions.Sort((a, b) => (a.Record.Start, a.Record.End).CompareTo((b.Record.Start, b.Record.End)));
        for (var i = 1; i < exclusions.Count; i++)
        {
            if (exclusions[i].Record.Start < exclusions[i - 1].Record.End)
                throw new UserException(ExitCode.Usage, $"--exclude {exclusions[i - 1].Name} and {exclusions[i].Name} overlap: each second has one reason to be left out");
        }

        return exclusions.Sum(exclusion => exclusion.Record.Length) == programme.Length
            ? throw new UserException(ExitCode.Usage, "--exclude leaves nothing of the programme")
            : exclusions;
    }

    private static AnalysisResult OnlyThose(AnalysisResult result, IReadOnlyList<string> only)
    {
        foreach (var id in only.Where(id => result.Cast.IndexOf(id) < 0))
            throw new UserException(ExitCode.CastUnusable, $"--only {id}: the result has {string.Join(", ", result.Cast.Characters.Select(character => character.Id))}");
        if (only.Count == 0)
            return result;
        bool Asked(string id) => only.Contains(id, StringComparer.OrdinalIgnoreCase);
        return result with
        {
            Cast = result.Cast with { Characters = [.. result.Cast.Characters.Where(character => Asked(character.Id))] },
            Appearances = [.. result.Appearances.Where(appearance => Asked(appearance.CharacterId))],
            Totals = [.. result.Totals.Where(total => Asked(total.CharacterId))],
        };
    }

    /// <summary>A correction in words; null where it is about others than those who are reported.</summary>
    private static ReviewChange? Change(Correction correction, AnalysisResult result)
    {
        var (before, after) = (Words(correction.Before), Words(correction.After));
        if (before.Length + after.Length == 0 && correction.Undoes == 0)
            return null;
        var what = correction.Undoes == 0 ? correction.Action : $"{correction.Action} {correction.Undoes}";
        return new ReviewChange(correction.Who, correction.When, $"{correction.Number}: {what}", before, after);

        string Words(IReadOnlyList<Stretch> stretches) => string.Join("; ", stretches.Where(stretch => result.Cast.IndexOf(stretch.CharacterId) >= 0)
            .Select(stretch => $"{result.Cast.Characters[result.Cast.IndexOf(stretch.CharacterId)].Name} {result.TimecodeOf(stretch.Record.Start)} – {result.TimecodeOf(stretch.Record.End)}"));
    }

    private static void Refuse(string text, string option)
    {
        if (text.Length > 200 || text.Any(char.IsControl))
            throw new UserException(ExitCode.Usage, $"{option} takes at most 200 printable characters");
    }
}
