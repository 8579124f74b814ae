using ScreenTime.Host.Counting;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Auditing;

/// <summary>What somebody said of one frame of the sample.</summary>
/// <param name="Present">Whether each character is visible, in the plan's order; null where nothing is said.</param>
/// <param name="Ambiguous">Whether it cannot be told.</param>
public sealed record AuditAnswer(IReadOnlyList<bool?> Present, bool Ambiguous)
{
    /// <summary>Whether every character is answered for.</summary>
    public bool IsWhole => Ambiguous || Present.All(present => present is not null);
}

/// <summary>A sample and its answers.</summary>
/// <param name="Plan">The sample.</param>
/// <param name="Answers">An answer each of <see cref="AuditPlan.Frames"/>, in that order.</param>
public sealed record Audit(AuditPlan Plan, IReadOnlyList<AuditAnswer> Answers)
{
    /// <summary>How far it is, for the report on a result.</summary>
    /// <param name="result">The result.</param>
    /// <param name="rules">The rules that the report counts by; where the sample was answered by the text of none of them, the audit says nothing of it.</param>
    public AuditSummary SummaryFor(AnalysisResult result, params IReadOnlyList<CountingRule> rules) => new(
        Plan.Frames.Count,
        Answers.Count(answer => answer.IsWhole),
        Answers.Count(answer => answer.Ambiguous),
        Plan.Seed,
        Plan.WhyNot(result)
            ?? (result.Provenance.Device.Precision != Precision.Full.Name() ? $"the figures were computed in reduced precision ({result.Provenance.Device.Precision}), which is for quick looks: analyse again without --precision"
            : rules.Count == 0 || rules.Any(Plan.IsOf) ? ""
            : $"the audit sample was answered by the text of the rule {Plan.RuleId}, which is none of those that are counted: name that rule, too"));

    /// <summary>What the bounds are computed from, for a report that others can repeat.</summary>
    /// <param name="reported">Who is in the report.</param>
    /// <param name="counted">The record that counts.</param>
    public AuditEvidence EvidenceFor(IReadOnlyList<string> reported, IReadOnlyList<FrameRange> counted)
    {
        var isWhole = Plan.CharacterIds.All(id => reported.Contains(id, StringComparer.OrdinalIgnoreCase));
        return new AuditEvidence(
            Plan.RuleId,
            Plan.RuleSha256,
            [.. Plan.Strata.Select(stratum => new AuditedStratum(
                counted.Sum(range => StretchCount.Cut(stratum.Record, range).Sum(part => part.Length)), isWhole ? stratum.Characters : null, isWhole ? stratum.Record : null))],
            [.. Plan.Frames.Zip(Answers).Select(pair => new AuditedFrame(
                pair.First.RecordFrame,
                pair.First.Stratum,
                [.. pair.Second.Ambiguous ? [] : Plan.CharacterIds.Where((id, index) => pair.Second.Present[index] is true && reported.Contains(id, StringComparer.OrdinalIgnoreCase))],
                pair.Second.Ambiguous))]);
    }

    /// <summary>
    /// The part that is answered so far. Frames are shown in mixed order, so the first ones are a random sample, too; bounds from them are wider.
    /// </summary>
    public Audit SoFar()
    {
        var whole = Answers.Index().Where(item => item.Item.IsWhole).Select(item => item.Index).ToList();
        return new Audit(Plan with { Frames = whole.ConvertAll(index => Plan.Frames[index]) }, whole.ConvertAll(index => Answers[index]));
    }
}
