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
    public AuditSummary SummaryFor(AnalysisResult result) =>
        new(Plan.Frames.Count, Answers.Count(answer => answer.IsWhole), Answers.Count(answer => answer.Ambiguous), Plan.Seed, Plan.WhyNot(result) ?? "");

    /// <summary>
    /// The part that is answered so far. Frames are shown in mixed order, so the first ones are a random sample, too; bounds from them are wider.
    /// </summary>
    public Audit SoFar()
    {
        var whole = Answers.Index().Where(item => item.Item.IsWhole).Select(item => item.Index).ToList();
        return new Audit(Plan with { Frames = whole.ConvertAll(index => Plan.Frames[index]) }, whole.ConvertAll(index => Answers[index]));
    }
}
