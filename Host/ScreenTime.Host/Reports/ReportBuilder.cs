using ScreenTime.Host.Auditing;
using ScreenTime.Host.Breakdowns;
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
    /// <param name="corrected">The result, as people left it.</param>
    /// <param name="audit">Its audit; null for none.</param>
    /// <param name="settings">What was asked for.</param>
    /// <param name="timeline">The timeline that was analysed, where scenes are to be read from it; else null.</param>
    /// <exception cref="UserException">A rule, a character, a range or the language is not known, or rules and ranges do not go together.</exception>
    public static ContractReport Build(CorrectedResult corrected, Audit? audit, ReportSettings settings, TimelineDocument? timeline = null)
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

        var scenes = settings.Scenes is not { } list ? null : timeline is not null ? TimelineScenes.Of(list, timeline, result, programme) : SceneFile.Read(list, result, programme);
        if (scenes is null && rules.Find(rule => rule.Within == CountingScope.Scene) is { } unscened)
        {
            throw new UserException(
                ExitCode.Usage, $"--rule {unscened.Id} counts scene by scene, and no analysis knows scenes: say 'screentime report … --scenes markers', '--scenes sequences', or '--scenes FILE', a CSV with the columns scene, in and out");
        }

        var reported = new ReportedPeople(result, settings.Only ?? []);
        var only = reported.Result;
        var summary = audit?.SummaryFor(result, rules);
        var usable = summary is { IsFinished: true } ? audit : null;
        var counter = new RuleCounter(corrected, programme, exclusions, scenes, usable, settings.Threshold);
        var counts = rules.ConvertAll(rule => new RuleCount(rule, [.. only.Cast.Characters.Select(character => counter.Count(rule, character.Id))])
        {
            Roles = [.. counter.Roles(rule).Where(reported.Has)],
        });
        // What the other side cannot repeat from the bundle does not go into it.
        if (counts.Exists(count => count.Rule.Counts == CountedEvidence.Samples && count.Characters.Any(line => line.Time is not null && line.SampledFrames is null)))
        {
            throw new UserException(
                ExitCode.Usage,
                $"--rule {CountingRules.Tutorial}: the analysis weighed a breakdown, or looked for others whom it left out (--only), so that nobody can repeat this count from its result: analyse without, or leave the rule out");
        }

        return new ContractReport(
            only with { Samples = [] },
            settings.Language,
            settings.CutVersion,
            programme,
            exclusions,
            counts,
            [.. from pair in result.Appearances.Zip(corrected.Reviewed)
                let record = pair.First.Record.Intersect(programme)
                where !record.IsEmpty && only.Cast.IndexOf(pair.First.CharacterId) >= 0
                select new ReportedAppearance(record == pair.First.Record ? pair.First : CorrectedLanes.Part(result, pair.First, record), null, pair.Second)],
            FrameRange.Union(result.Unknowns.Select(item => item.Record.Intersect(programme))),
            counts.Find(count => count.Rule.Counts != CountedEvidence.Samples) is { } first ? Together(first) : [],
            summary,
            [.. corrected.Changes.Select(change => Change(change, corrected.Changes, only, settings.Only is not { Count: > 0 })).OfType<ReviewChange>()],
            settings.Threshold,
            settings.Recipient,
            settings.KeyFingerprint,
            settings.Evidence)
        {
            Scenes = scenes,
            Faces = [.. from character in only.Cast.Characters
                        let face = counter.FaceOf(character.Id)
                        where face is not null
                        select new FaceRecord(character.Id, StretchCount.Cut(face, programme))],
            AuditEvidence = usable?.EvidenceFor([.. only.Cast.Characters.Select(character => character.Id)], counter.Counted),
        };
    }

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

    /// <summary>A correction in words; null where it is about others than those who are reported. A remark may be about others, so it goes where they are left out.</summary>
    private static ReviewChange? Change(Correction correction, IReadOnlyList<Correction> all, AnalysisResult result, bool isEverybody)
    {
        var meant = correction;
        while (meant.Undoes > 0 && meant.Undoes < meant.Number && meant.Undoes <= all.Count)
            meant = all[meant.Undoes - 1];
        if (Words(meant.Before).Length + Words(meant.After).Length == 0)
            return null;
        return new ReviewChange(
            correction.Number, correction.Who, correction.When, correction.Action, Words(correction.Before), Words(correction.After), correction.Undoes, isEverybody ? correction.Note : "");

        string Words(IReadOnlyList<Stretch> stretches) => string.Join("; ", stretches.Where(stretch => result.Cast.IndexOf(stretch.CharacterId) >= 0)
            .Select(stretch => $"{result.Cast.Characters[result.Cast.IndexOf(stretch.CharacterId)].Name} {result.TimecodeOf(stretch.Record.Start)} – {result.TimecodeOf(stretch.Record.End)}"));
    }

    private static void Refuse(string text, string option)
    {
        if (text.Length > 200 || text.Any(char.IsControl))
            throw new UserException(ExitCode.Usage, $"{option} takes at most 200 printable characters");
    }
}
