using ScreenTime.Host.Counting;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Auditing;

/// <summary>Frames of the programme for which the machine gives one answer: the same characters on screen, and no others.</summary>
/// <param name="Characters">Their ids in the cast's order; empty: nobody. Where many small answers are kept together, <c>null</c>.</param>
/// <param name="Record">The frames, as a union.</param>
public sealed record AuditStratum(IReadOnlyList<string>? Characters, IReadOnlyList<FrameRange> Record)
{
    /// <summary>How many frames.</summary>
    public long Frames => Record.Sum(range => range.Length);
}

/// <summary>One frame of the sample.</summary>
/// <param name="Image">The name of its picture; says nothing of what it shows.</param>
/// <param name="RecordFrame">The record frame.</param>
/// <param name="Stratum">The index of its stratum.</param>
public sealed record AuditFrame(string Image, long RecordFrame, int Stratum);

/// <summary>A stratified random sample of a programme's frames, and what it was drawn from: <c>audit/audit.json</c>.</summary>
/// <param name="TimelineHash">SHA-256 of the timeline.</param>
/// <param name="MediaIds">The content hashes of the media that were found, in ordinal order.</param>
/// <param name="Rate">The record rate.</param>
/// <param name="Programme">The record that was analysed.</param>
/// <param name="CharacterIds">Who is asked for, in the cast's order.</param>
/// <param name="Seed">The number that it was drawn with.</param>
/// <param name="Strata">Every frame of the programme that could be looked at lies in one.</param>
/// <param name="Frames">The sample, in the order in which it is shown.</param>
public sealed record AuditPlan(
    string TimelineHash,
    IReadOnlyList<string> MediaIds,
    FrameRate Rate,
    FrameRange Programme,
    IReadOnlyList<string> CharacterIds,
    long Seed,
    IReadOnlyList<AuditStratum> Strata,
    IReadOnlyList<AuditFrame> Frames)
{
    private static readonly CountingRule s_visible = CountingRuleFile.Read(CountingRules.Visible, "en");

    /// <summary>The rule by whose text the frames are answered.</summary>
    public string RuleId { get; init; } = CountingRules.Visible;

    /// <summary>The hash of that rule's file.</summary>
    public string RuleSha256 { get; init; } = s_visible.Sha256;

    /// <summary>What that rule counts.</summary>
    public CountedEvidence Counts { get; init; } = CountedEvidence.Visible;

    /// <summary>Whether the answers audit a rule: they were given by its text, and each of its frames counts by itself.</summary>
    public bool IsOf(CountingRule rule) => rule.Sha256 == RuleSha256 && rule.IsFrameByFrame;

    /// <summary>Why this sample says nothing of a result, in a sentence; null when it does. A new analysis of the same cut keeps its audit: the sample is of the cut.</summary>
    public string? WhyNot(AnalysisResult result)
    {
        if (result.Provenance.TimelineHash != TimelineHash)
            return "the audit sample was drawn from another version of the timeline: draw a new one with 'screentime audit'";
        if (!MediaOf(result).SequenceEqual(MediaIds, StringComparer.Ordinal))
            return "the audit sample was drawn from other media: draw a new one with 'screentime audit'";
        if (result.Programme != Programme || result.Rate != Rate)
            return "the audit sample was drawn from another part of the timeline: draw a new one with 'screentime audit'";
        return null;
    }

    /// <summary>The hashes of the media that a result found.</summary>
    public static IReadOnlyList<string> MediaOf(AnalysisResult result) =>
        [.. result.Media.Where(media => media.Status == "found" && media.Id.Length > 0).Select(media => media.Id).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
