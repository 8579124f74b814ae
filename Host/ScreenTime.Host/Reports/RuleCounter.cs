using ScreenTime.Host.Appearances;
using ScreenTime.Host.Auditing;
using ScreenTime.Host.Corrections;
using ScreenTime.Host.Counting;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Reports;

/// <summary>Counts by one rule after the other what a report is asked for: characters, performers, and whom they play.</summary>
/// <param name="corrected">The whole result, everybody in it.</param>
/// <param name="programme">The record that counts, exclusions included.</param>
/// <param name="exclusions">What is left out of the figures.</param>
/// <param name="scenes">The scenes; null where none were given.</param>
/// <param name="audit">A finished audit of this result; null for none.</param>
/// <param name="threshold">A screen time to compare with; null for none.</param>
internal sealed class RuleCounter(
    CorrectedResult corrected, FrameRange programme, IReadOnlyList<Exclusion> exclusions, SceneList? scenes, Audit? audit, MediaTime? threshold)
{
    private readonly AnalysisResult _result = corrected.Result;
    private readonly IReadOnlyList<FrameRange> _unknown = FrameRange.Union(corrected.Result.Unknowns.Select(item => item.Record.Intersect(programme)));

    /// <summary>The programme less the exclusions.</summary>
    public IReadOnlyList<FrameRange> Counted { get; } = ContractReport.Without(programme, exclusions.Select(exclusion => exclusion.Record));

    /// <summary>Where a character's face can be seen while it is on screen; null where the analysis did not look for faces of its kind.</summary>
    public IReadOnlyList<FrameRange>? FaceOf(string id)
    {
        if (_result.Cast.IndexOf(id) is not (>= 0 and var index) || _result.Cast.Characters[index].Kind != CharacterKind.Person || !_result.Provenance.Rules.ContainsKey(CountingRules.FaceVisible))
            return null;
        var faces = FrameRange.Union(_result.FaceAppearances.Where(face => face.CharacterId == id).Select(face => face.Record));
        return FrameRange.Union(Present(id).SelectMany(range => StretchCount.Cut(faces, range)));
    }

    /// <summary>A character's count.</summary>
    public CharacterCount Count(CountingRule rule, string id)
    {
        if (rule.Counts != CountedEvidence.Samples)
            return Count(rule, id, [id], [id]);
        var total = _result.Totals.FirstOrDefault(total => total.CharacterId == id && total.RuleId == rule.Id);
        var time = total is null ? null : new CountedTime(null, total.Seconds);
        return new CharacterCount(id, time, time, [], null, null, threshold is null ? null : ThresholdVerdict.CannotBeTold) { SampledFrames = total is null ? null : Sampled(id, total) };
    }

    /// <summary>The count of everybody who plays or is played, those alone whose looks are all in the result.</summary>
    public IReadOnlyList<RoleCount> Roles(CountingRule rule)
    {
        // Samples give each frame to one look: what several looks have together cannot be told from their counts.
        if (rule.Counts == CountedEvidence.Samples)
            return [];
        return [.. Of(RoleKind.Performer, casting => casting.Performer), .. Of(RoleKind.Character, casting => casting.Character)];

        IEnumerable<RoleCount> Of(RoleKind kind, Func<Casting, string> who) =>
            from role in _result.Castings.GroupBy(who, StringComparer.Ordinal)
            let looks = role.Select(casting => casting.Look).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList()
            where looks.TrueForAll(look => _result.Cast.IndexOf(look) >= 0)
            let own = looks.Where(look => _result.Castings.All(casting => casting.Look != look || who(casting) == role.Key)).ToList()
            let count = Count(rule, role.Key, looks, own)
            select new RoleCount(kind, looks, own, count, own.Count == looks.Count ? count.Time : Time(Stretches(rule, own, Counted)));
    }

    /// <summary>The count of several looks as one.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="name">Whose count it is.</param>
    /// <param name="looks">Their looks.</param>
    /// <param name="own">Those that are nobody else's.</param>
    private CharacterCount Count(CountingRule rule, string name, IReadOnlyList<string> looks, IReadOnlyList<string> own)
    {
        var faces = looks.Select(FaceOf).ToList();
        if (rule.Counts == CountedEvidence.Face && faces.Contains(null))
            return new CharacterCount(name, null, null, [], null, null, threshold is null ? null : ThresholdVerdict.CannotBeTold);
        var stretches = Stretches(rule, looks, Counted);
        var whole = exclusions.Count == 0 ? stretches : Stretches(rule, looks, [programme]);
        var bounds = audit is not null && audit.Plan.IsOf(rule) ? AuditBounds.Of(audit, looks, own, Counted) : null;
        return new CharacterCount(
            name, Time(stretches), Time(whole), stretches, faces.Contains(null) ? null : Shared(stretches, FrameRange.Union(faces.SelectMany(face => face!))), bounds,
            threshold is { } least ? Compare(bounds, least) : null)
        {
            ReviewedFrames = Shared(stretches, FrameRange.Union(_result.Appearances.Zip(corrected.Reviewed)
                .Where(pair => pair.Second && looks.Contains(pair.First.CharacterId, StringComparer.Ordinal)).Select(pair => pair.First.Record))),
        };
    }

    private IReadOnlyList<FrameRange> Stretches(CountingRule rule, IReadOnlyList<string> looks, IReadOnlyList<FrameRange> counted) => StretchCount.Of(
        rule, looks.SelectMany(look => rule.Counts == CountedEvidence.Face ? FaceOf(look) ?? [] : Present(look)), counted, _result.Shots, scenes?.Scenes ?? [], _unknown, _result.Rate);

    private IReadOnlyList<FrameRange> Present(string id) =>
        FrameRange.Union(_result.Appearances.Where(appearance => appearance.CharacterId == id).Select(appearance => appearance.Record));

    private CountedTime Time(IReadOnlyList<FrameRange> ranges)
    {
        var frames = ranges.Sum(range => range.Length);
        return new CountedTime(frames, MediaTime.FromFrames(frames, _result.Rate));
    }

    /// <summary>The frames that the analysis counted, found again from its samples; null where they do not give its count (a breakdown weighed them, or others took part).</summary>
    private IReadOnlyList<long>? Sampled(string id, ScreenTimeTotal total)
    {
        var frames = CountingRules.TutorialAnswers(
            _result.Cast, _result.Rate, _result.Programme, FrameRange.Union(_result.Unknowns.Select(unknown => unknown.Record)), new FrameReadings(_result.Samples))
            .Where(answer => answer.Character == _result.Cast.IndexOf(id)).Select(answer => answer.Frame).ToList();
        return total.Seconds == new MediaTime(frames.Count, 1) ? frames : null;
    }

    private static long Shared(IReadOnlyList<FrameRange> stretches, IReadOnlyList<FrameRange> others) => stretches.Sum(stretch => StretchCount.Cut(others, stretch).Sum(part => part.Length));

    private static ThresholdVerdict Compare(TimeBounds? bounds, MediaTime threshold) => bounds switch
    {
        null => ThresholdVerdict.CannotBeTold,
        _ when bounds.Lower >= threshold => ThresholdVerdict.Met,
        _ when bounds.Upper < threshold => ThresholdVerdict.NotMet,
        _ => ThresholdVerdict.CannotBeTold,
    };
}
