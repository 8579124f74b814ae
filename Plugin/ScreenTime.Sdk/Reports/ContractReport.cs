namespace ScreenTime.Sdk;

/// <summary>
/// A report that can be put into a contract: what was counted, of what, by which rule, how sure it is, and from what it was made. All that a reader needs to repeat the
/// figures is in it; nothing in it depends on the clock.
/// </summary>
/// <param name="Result">The analysis: only the characters that are reported, samples left out.</param>
/// <param name="Language"><c>en</c>, <c>zh-Hant</c> or <c>zh-Hans</c>.</param>
/// <param name="CutVersion">What the production calls this version of the cut; empty where nobody said.</param>
/// <param name="Programme">The record that counts, exclusions included.</param>
/// <param name="Exclusions">What of it is left out of the figures, by name, in order, within <paramref name="Programme"/>.</param>
/// <param name="Rules">The counts, a rule each, in the order in which they were asked for.</param>
/// <param name="Appearances">Every appearance within the programme, by start.</param>
/// <param name="Unknown">The record that could not be looked at, within the programme, as a union.</param>
/// <param name="Companions">Who is on screen together with whom, by the first rule that counts intervals; each pair once.</param>
/// <param name="Audit">What people saw in a random sample; null while there is none.</param>
/// <param name="Changes">What people changed of what the machine said.</param>
/// <param name="Threshold">A screen time to compare with; null when nobody asked.</param>
/// <param name="Recipient">Who this copy is for, printed across every page; empty for nobody in particular.</param>
/// <param name="KeyFingerprint">The fingerprint of the key that this report will be signed with; empty when none was named.</param>
/// <param name="Evidence">Which pictures the report shows.</param>
public sealed record ContractReport(
    AnalysisResult Result,
    string Language,
    string CutVersion,
    FrameRange Programme,
    IReadOnlyList<Exclusion> Exclusions,
    IReadOnlyList<RuleCount> Rules,
    IReadOnlyList<ReportedAppearance> Appearances,
    IReadOnlyList<FrameRange> Unknown,
    IReadOnlyList<Companions> Companions,
    AuditSummary? Audit,
    IReadOnlyList<ReviewChange> Changes,
    MediaTime? Threshold,
    string Recipient,
    string KeyFingerprint,
    EvidenceKind Evidence)
{
    /// <summary>The scenes that rules per scene were counted by; null where none were given.</summary>
    public SceneList? Scenes { get; init; }

    /// <summary>Where each character's face can be seen, within the programme; only those for whom the analysis looked for faces.</summary>
    public IReadOnlyList<FaceRecord> Faces { get; init; } = [];

    /// <summary>The audit sample and its answers, from which the bounds follow; null while it is not finished.</summary>
    public AuditEvidence? AuditEvidence { get; init; }

    /// <summary>The files that it was written from; null where it was made of a result that lies nowhere.</summary>
    public ReportOrigin? Origin { get; init; }

    /// <summary>Whether it is a draft: it is until the audit sample was seen to its last picture.</summary>
    public bool IsDraft => Audit is not { IsFinished: true };

    /// <summary>The programme less the exclusions.</summary>
    public IReadOnlyList<FrameRange> Counted => Without(Programme, Exclusions.Select(exclusion => exclusion.Record));

    /// <summary>Frames of <see cref="Counted"/>.</summary>
    public long CountedFrames => Counted.Sum(range => range.Length);

    /// <summary>Frames of <see cref="Counted"/> that could not be looked at.</summary>
    public long UnknownFrames => FrameRange.Union(Counted.SelectMany(part => Unknown.Select(range => range.Intersect(part)))).Sum(range => range.Length);

    /// <summary>A range less others, in order.</summary>
    public static IReadOnlyList<FrameRange> Without(FrameRange range, IEnumerable<FrameRange> others)
    {
        var rest = new List<FrameRange>();
        var from = range.Start;
        foreach (var other in FrameRange.Union(others.Select(other => other.Intersect(range))))
        {
            if (other.Start > from)
                rest.Add(new FrameRange(from, other.Start));
            from = other.End;
        }

        if (range.End > from)
            rest.Add(new FrameRange(from, range.End));
        return rest;
    }
}

/// <summary>What a report was written from, so that it can be told when that has changed since: SHA-256, lower-case hex, of files in the folder of the analysis; empty where there is none.</summary>
/// <param name="Result">What the machine found.</param>
/// <param name="Corrections">What people changed of it.</param>
/// <param name="AuditSample">The frames that were drawn.</param>
/// <param name="AuditAnswers">What was seen in them.</param>
public sealed record ReportOrigin(string Result, string Corrections, string AuditSample, string AuditAnswers);

/// <summary>A part of the programme that is left out of the figures.</summary>
/// <param name="Name"><c>bars</c>, <c>slate</c>, <c>black</c>, <c>recap</c>, <c>titles</c>, <c>credits</c>, <c>preview</c>, or a name that the user gave.</param>
/// <param name="Record">Its record frames.</param>
public sealed record Exclusion(string Name, FrameRange Record);

/// <summary>Everybody's screen time by one rule.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Characters">A count each, in the cast's order.</param>
public sealed record RuleCount(CountingRule Rule, IReadOnlyList<CharacterCount> Characters)
{
    /// <summary>The same by performer, then by the characters that they play; empty where the cast does not say who plays whom.</summary>
    public IReadOnlyList<RoleCount> Roles { get; init; } = [];
}

/// <summary>The screen time of a performer or of a character that is played, by one rule: of the union of all looks that are theirs.</summary>
/// <param name="Kind">Whose.</param>
/// <param name="Looks">The entries of the cast that are theirs, in ordinal order.</param>
/// <param name="OwnLooks">Those of them that are nobody else's.</param>
/// <param name="Count">The count; its id is the name.</param>
/// <param name="Certain">
/// Of looks that are nobody else's; equal to the count's time, or less where a look may be one of several people: then the count is the most that it can be.
/// </param>
public sealed record RoleCount(RoleKind Kind, IReadOnlyList<string> Looks, IReadOnlyList<string> OwnLooks, CharacterCount Count, CountedTime? Certain);

/// <summary>Where somebody's face can be seen.</summary>
/// <param name="CharacterId">Who.</param>
/// <param name="Record">The record frames, as a union within the appearances.</param>
public sealed record FaceRecord(string CharacterId, IReadOnlyList<FrameRange> Record);

/// <summary>A scene of the programme.</summary>
/// <param name="Name">What the list calls it: <c>12A</c>.</param>
/// <param name="Record">Its record frames.</param>
public sealed record Scene(string Name, FrameRange Record);

/// <summary>The scenes of a timeline.</summary>
/// <param name="Source">The name of the file that lists them.</param>
/// <param name="Sha256">Its hash.</param>
/// <param name="Scenes">The scenes, in order; they do not overlap.</param>
public sealed record SceneList(string Source, string Sha256, IReadOnlyList<Scene> Scenes);

/// <summary>One character's screen time by one rule.</summary>
/// <param name="CharacterId">Who.</param>
/// <param name="Time">Screen time in the programme less the exclusions; null where the rule cannot be counted from this analysis.</param>
/// <param name="TimeWithExclusions">Screen time in the whole programme.</param>
/// <param name="Stretches">The stretches that are counted, in order; empty for rules that count samples.</param>
/// <param name="FaceFrames">Frames of <paramref name="Stretches"/> in which the face can be seen; null where the analysis does not say.</param>
/// <param name="Bounds">How sure it is; null while unaudited, and for rules that single frames cannot audit.</param>
/// <param name="Verdict">How it compares with the threshold; null when nobody asked.</param>
public sealed record CharacterCount(
    string CharacterId,
    CountedTime? Time,
    CountedTime? TimeWithExclusions,
    IReadOnlyList<FrameRange> Stretches,
    long? FaceFrames,
    TimeBounds? Bounds,
    ThresholdVerdict? Verdict)
{
    /// <summary>Frames of <see cref="Stretches"/> that lie in appearances which a person confirmed or made.</summary>
    public long ReviewedFrames { get; init; }

    /// <summary>Whether there are bounds and the count lies outside them: machine and audit disagree.</summary>
    public bool IsOutsideBounds => Time is { } time && Bounds is { } bounds && (time.Seconds < bounds.Lower || time.Seconds > bounds.Upper);

    /// <summary>For rules that count samples: the record frames that were counted; null where the result does not say which.</summary>
    public IReadOnlyList<long>? SampledFrames { get; init; }
}

/// <summary>A length that was counted.</summary>
/// <param name="Frames">Record frames; null for rules that count samples.</param>
/// <param name="Seconds">Exact seconds.</param>
public sealed record CountedTime(long? Frames, MediaTime Seconds);

/// <summary>Between what the true screen time lies.</summary>
/// <param name="Lower">Not less than this.</param>
/// <param name="Estimate">The audit sample's own estimate, unknown time counted as absence.</param>
/// <param name="Upper">Not more than this: every second that could not be looked at may show anybody.</param>
/// <param name="Confidence">How often an interval made in this way holds the truth: 0.9.</param>
public sealed record TimeBounds(MediaTime Lower, MediaTime Estimate, MediaTime Upper, double Confidence);

/// <summary>How a screen time compares with a threshold.</summary>
public enum ThresholdVerdict
{
    /// <summary>Even the lower bound reaches it.</summary>
    Met,

    /// <summary>Even the upper bound lies below it.</summary>
    NotMet,

    /// <summary>The interval spans it, or there is no interval.</summary>
    CannotBeTold,
}

/// <summary>An appearance as it is printed.</summary>
/// <param name="Appearance">Who, when, how sure.</param>
/// <param name="Picture">The evidence as a JPEG; null where the report shows none.</param>
/// <param name="IsReviewed">Whether a person confirmed or made it.</param>
public sealed record ReportedAppearance(Appearance Appearance, ReadOnlyMemory<byte>? Picture, bool IsReviewed = false);

/// <summary>Two characters on screen together.</summary>
/// <param name="First">One of them.</param>
/// <param name="Second">The other.</param>
/// <param name="Frames">For how many frames.</param>
public sealed record Companions(string First, string Second, long Frames);

/// <summary>How far the audit is (docs/audit.md).</summary>
/// <param name="Planned">Frames in the sample.</param>
/// <param name="Seen">Frames that somebody has answered for every character.</param>
/// <param name="Doubtful">Of these, frames marked as ambiguous: they widen the bounds both ways.</param>
/// <param name="Seed">The number that the sample was drawn with.</param>
/// <param name="Remark">Why the sample says nothing of this cut, in a sentence; else empty.</param>
public sealed record AuditSummary(int Planned, int Seen, int Doubtful, long Seed, string Remark = "")
{
    /// <summary>Whether every frame of the sample was answered, and it is a sample of this cut.</summary>
    public bool IsFinished => Planned > 0 && Seen == Planned && Remark.Length == 0;
}

/// <summary>The sample of an audit and what people saw in it: all that the bounds are computed from (docs/audit.md).</summary>
/// <param name="RuleId">The rule by whose text the frames were answered.</param>
/// <param name="RuleSha256">Its hash.</param>
/// <param name="Strata">The groups of frames that were drawn from.</param>
/// <param name="Frames">The frames that were drawn, in the order in which they were shown.</param>
public sealed record AuditEvidence(string RuleId, string RuleSha256, IReadOnlyList<AuditedStratum> Strata, IReadOnlyList<AuditedFrame> Frames);

/// <summary>A group of frames for which the machine gave one answer.</summary>
/// <param name="CountedFrames">Its frames in what the report counts.</param>
/// <param name="Characters">Who it said is there; null where rare answers are together, and where a report leaves people out.</param>
/// <param name="Record">All its frames, as a union; null where a report leaves people out, whose coming and going it would show.</param>
public sealed record AuditedStratum(long CountedFrames, IReadOnlyList<string>? Characters, IReadOnlyList<FrameRange>? Record);

/// <summary>A frame that was drawn.</summary>
/// <param name="RecordFrame">The record frame.</param>
/// <param name="Stratum">The index of its group.</param>
/// <param name="Present">Who was seen in it, of those who are reported.</param>
/// <param name="IsAmbiguous">Whether it could not be told.</param>
public sealed record AuditedFrame(long RecordFrame, int Stratum, IReadOnlyList<string> Present, bool IsAmbiguous);

/// <summary>A change that a person made.</summary>
/// <param name="Number">Its number in the log, from 1.</param>
/// <param name="Who">The person.</param>
/// <param name="When">The moment, UTC, as the log has it.</param>
/// <param name="Action">What was done: <c>reject</c>, <c>trim</c>.</param>
/// <param name="Before">What it was.</param>
/// <param name="After">What it is.</param>
/// <param name="Undoes">The number of the change that it takes back; 0 for none.</param>
/// <param name="Note">What the person wrote beside it; may be empty.</param>
public sealed record ReviewChange(int Number, string Who, string When, string Action, string Before, string After, int Undoes = 0, string Note = "");

/// <summary>Which pictures a report shows.</summary>
public enum EvidenceKind
{
    /// <summary>None.</summary>
    None,

    /// <summary>The frame, with everybody but the subject made unrecognisable.</summary>
    Subject,

    /// <summary>The whole frame.</summary>
    Frame,
}

/// <summary>Writes a contract report: an extension point.</summary>
public interface IContractReportWriter
{
    /// <summary>The name that <c>report --format</c> takes: <c>html</c>, <c>pdf</c>.</summary>
    string FormatId { get; }

    /// <summary>The ending of the file name: <c>.report.html</c>.</summary>
    string Suffix { get; }

    /// <summary>Writes the report; the same report gives the same bytes.</summary>
    /// <exception cref="UserException">Something that the format needs is not there, such as a font for a script.</exception>
    void Write(ContractReport report, Stream output);
}
