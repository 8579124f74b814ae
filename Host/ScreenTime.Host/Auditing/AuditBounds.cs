using ScreenTime.Sdk;

namespace ScreenTime.Host.Auditing;

/// <summary>
/// Between what the true screen time lies, from what people saw in a stratified random sample of frames. What they saw is taken for the truth, so the interval holds whatever
/// the machine did wrong, and how it sampled; only chance in drawing the sample is left, and that is what it measures.
/// </summary>
/// <remarks>
/// <see cref="SampledTime"/> says how strata are put together. Drawing without replacement only narrows the truth about it. Frames marked as ambiguous
/// count as absence below and as presence above, and so do those of a look that may be somebody else's; frames that could not be looked at are added to the upper bound whole.
/// </remarks>
public static class AuditBounds
{
    /// <summary>How often the interval holds the truth.</summary>
    public const double Confidence = 0.9;

    /// <summary>How often the truth may lie below the lower bound, and as often above the upper.</summary>
    internal const double SideError = 0.05;

    /// <summary>The bounds of one character; null while the sample is not answered.</summary>
    /// <param name="audit">The sample and its answers.</param>
    /// <param name="characterId">Who.</param>
    /// <param name="counted">The record that counts: a union within the plan's programme.</param>
    public static TimeBounds? Of(Audit audit, string characterId, IReadOnlyList<FrameRange> counted) => Of(audit, [characterId], [characterId], counted);

    /// <summary>The bounds of somebody with several looks; null while the sample is not answered, or where it did not ask for a look.</summary>
    /// <param name="audit">The sample and its answers.</param>
    /// <param name="looks">The looks: whoever shows one of them is there at most.</param>
    /// <param name="own">Those that are nobody else's: whoever shows one of them is there for certain.</param>
    /// <param name="counted">The record that counts: a union within the plan's programme.</param>
    public static TimeBounds? Of(Audit audit, IReadOnlyList<string> looks, IReadOnlyList<string> own, IReadOnlyList<FrameRange> counted) =>
        Tally(audit, looks, own, counted) is { } tally
            ? new TimeBounds(
                MediaTime.FromFrames(tally.LowerWhole, audit.Plan.Rate),
                MediaTime.FromFrames((long)Math.Round(tally.Estimate), audit.Plan.Rate),
                MediaTime.FromFrames(tally.UpperWhole, audit.Plan.Rate),
                Confidence)
            : null;

    /// <summary>What the bounds are made of, in frames; several, in seconds, give the bounds of their sum. Null as for <see cref="Of(Audit, IReadOnlyList{string}, IReadOnlyList{string}, IReadOnlyList{FrameRange})"/>.</summary>
    internal static AuditTally? Tally(Audit audit, IReadOnlyList<string> looks, IReadOnlyList<string> own, IReadOnlyList<FrameRange> counted)
    {
        var plan = audit.Plan;
        var characters = looks.Select(look => plan.CharacterIds.ToList().FindIndex(id => string.Equals(id, look, StringComparison.OrdinalIgnoreCase))).ToList();
        if (characters.Contains(-1) || audit.Answers.Any(answer => !answer.IsWhole))
            return null;
        var certain = characters.Where((_, index) => own.Contains(looks[index], StringComparer.OrdinalIgnoreCase)).ToList();
        var tally = new AuditTally { Unknown = counted.Sum(range => range.Length) };
        for (var i = 0; i < plan.Strata.Count; i++)
        {
            var stratum = plan.Strata[i];
            var size = counted.Sum(range => Counting.StretchCount.Cut(stratum.Record, range).Sum(part => part.Length));
            if (size == 0)
                continue;
            int seen = 0, present = 0, doubtful = 0;
            for (var k = 0; k < plan.Frames.Count; k++)
            {
                if (plan.Frames[k].Stratum != i || !counted.Any(range => range.Contains(plan.Frames[k].RecordFrame)))
                    continue;
                seen++;
                var answer = audit.Answers[k];
                if (!answer.Ambiguous && certain.Exists(character => answer.Present[character] is true))
                    present++;
                else if (answer.Ambiguous || characters.Exists(character => answer.Present[character] is true))
                    doubtful++;
            }

            var isSaid = characters.Exists(character => stratum.Characters?.Contains(plan.CharacterIds[character], StringComparer.Ordinal) is true);
            // No frame of a stratum was drawn: all that is known is its size.
            tally += seen == 0 ? new AuditTally { Estimate = isSaid ? size : 0 } : Seen(size, seen, present, doubtful);
        }

        return tally;
    }

    private static AuditTally Seen(long size, int seen, int present, int doubtful) => new()
    {
        Certain = SampledTime.Of(size, seen, present),
        Possible = SampledTime.Of(size, seen, present + doubtful),
        Estimate = size * (present + (doubtful / 2.0)) / seen,
        // What was seen is certain, whatever chance did with the rest.
        Least = present,
        Most = size - (seen - present - doubtful),
        Unknown = -size,
    };
}
