using ScreenTime.Sdk;

namespace ScreenTime.Host.Titles;

/// <summary>
/// Moves thresholds for a title, by what the model says of all its frames; no label of the title is used.
/// <para>
/// First for a title that looks otherwise than the labelled frames. In another style evidence shrinks: frames that show a character look less like it, and
/// stay below a threshold that was right for the labelled ones. How far the title's own evidence reaches says how much: where it reaches as far as that of held-out
/// labelled frames nothing moves, and the more it falls short, the nearer the threshold goes to the place between its ends that it has between theirs, but half the way
/// at most: a character that the title lacks reaches short too, and must not be found in it.
/// </para>
/// <para>
/// Then, in such a title alone, so that as many frames are found as the probabilities of all its frames together lead one to expect. Probabilities of one third in a hundred frames mean
/// about 33 frames that show the character, of which a threshold of one half finds none; screen time would come out short. A frame below one third is never found by this alone, and
/// one above two thirds never lost. Where a title looks like the labelled frames, probabilities are too cautious, since they were calibrated on models that fewer labels taught, and what they
/// lead one to expect is too much: there one half is the better threshold (measured, all of it: docs/recognition.md).
/// </para>
/// </summary>
public sealed class TitleShift
{
    /// <summary>Fewer frames say too little of a title.</summary>
    public const int FewestFrames = 50;

    private const double Tail = 0.05;
    private const double Clamp = 1e-6;
    private const double Most = 0.5;
    // Frames of the very films that were labelled fall short by up to a tenth, by chance; those of another style by a fifth and more.
    private const double Ordinary = 0.9;

    // Log-odds of two thirds.
    private static readonly double s_farthestForCount = Math.Log(2);

    private TitleShift(IReadOnlyList<double> thresholds) => Thresholds = thresholds;

    /// <summary>For each character the log-odds that become 0, that is, a probability of one half.</summary>
    public IReadOnlyList<double> Thresholds { get; }

    /// <summary>Whether anything moves.</summary>
    public bool Moves => Thresholds.Any(threshold => threshold != 0);

    /// <summary>Estimates the shift from what the model says of a title's frames.</summary>
    /// <param name="frames">Probabilities of each frame, in the cast's order.</param>
    /// <param name="qualities">How the model did on held-out frames, in the cast's order; null: not known.</param>
    public static TitleShift Estimate(IReadOnlyList<IReadOnlyList<float>> frames, IReadOnlyList<CharacterQuality>? qualities)
    {
        if (qualities is null || frames.Count < FewestFrames || frames.Any(frame => frame.Count != qualities.Count))
            return new TitleShift([.. new double[frames.Count > 0 ? frames[0].Count : 0]]);
        var thresholds = new double[qualities.Count];
        for (var character = 0; character < thresholds.Length; character++)
        {
            if (qualities[character].Evidence is not { } span)
                continue;
            List<double> sorted = [.. frames.Select(frame => LogOdds(frame[character])).Order()];
            if (OfStyle(sorted, span) is var style && style != 0)
                thresholds[character] = style + OfCount(sorted.ConvertAll(evidence => evidence - style));
        }

        return new TitleShift(thresholds);
    }

    /// <summary>Probabilities as they are after the shift.</summary>
    public IReadOnlyList<float> Apply(IReadOnlyList<float> probabilities) => Moves
        ? [.. probabilities.Select((p, character) => Thresholds[character] == 0 ? p : (float)(1 / (1 + Math.Exp(Thresholds[character] - LogOdds(p)))))]
        : probabilities;

    private static double OfStyle(List<double> sorted, EvidenceSpan known)
    {
        var (low, high) = (Quantile(sorted, Tail), Quantile(sorted, 1 - Tail));
        // A threshold outside the known span, or a span of nothing, says nothing of where it lies between the ends.
        if (!(known.Low < 0 && known.High > 0) || high <= low)
            return 0;
        var reach = (high - low) / (known.High - known.Low);
        var lost = 1 - (reach * reach); // the share of the evidence's variance that the title lacks
        return reach < Ordinary ? Math.Min(Most, lost) * (low + (-known.Low / (known.High - known.Low) * (high - low))) : 0;
    }

    /// <summary>The threshold nearest to 0 above which about as many frames lie as their probabilities add up to.</summary>
    private static double OfCount(List<double> sorted)
    {
        var expected = sorted.Sum(evidence => 1 / (1 + Math.Exp(-evidence)));
        var best = (Threshold: 0.0, Miss: Math.Abs(sorted.Count(evidence => evidence >= 0) - expected));
        // Half a frame is as near as a count can be expected to come.
        if (best.Miss <= 0.5)
            return 0;
        for (var i = 1; i < sorted.Count; i++)
        {
            var threshold = Math.Clamp((sorted[i - 1] + sorted[i]) / 2, -s_farthestForCount, s_farthestForCount);
            // Frames that are alike (a still, say) go one way together.
            if (sorted[i - 1] >= threshold || sorted[i] < threshold)
                continue;
            if (Math.Abs(sorted.Count - i - expected) is var miss && miss < best.Miss)
                best = (threshold, miss);
        }

        return best.Threshold;
    }

    private static double Quantile(List<double> sorted, double share)
    {
        var at = share * (sorted.Count - 1);
        var below = (int)at;
        return below + 1 < sorted.Count ? sorted[below] + ((at - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }

    private static double LogOdds(float probability)
    {
        var p = Math.Clamp(probability, Clamp, 1 - Clamp);
        return Math.Log(p / (1 - p));
    }
}
