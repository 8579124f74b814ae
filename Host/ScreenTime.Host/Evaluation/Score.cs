using ScreenTime.Sdk;

namespace ScreenTime.Host.Evaluation;

/// <summary>How well one character was found.</summary>
/// <param name="CharacterId">The character.</param>
/// <param name="Positives">Scored moments that show it.</param>
/// <param name="Scored">Scored moments.</param>
/// <param name="Precision">Of the moments at which it was found, the share that shows it; null when it never was found.</param>
/// <param name="Recall">Of the moments that show it, the share at which it was found; null when none does.</param>
/// <param name="F1">Their harmonic mean; null when there is nothing to find and nothing was found.</param>
/// <param name="AveragePrecision">Area under precision over recall as the threshold falls (ties together); null when no moment shows it.</param>
/// <param name="FoundSeconds">Screen time found, within what the truth speaks of; null where the truth is of moments.</param>
/// <param name="TrueSeconds">Screen time by the truth.</param>
public sealed record CharacterScore(
    string CharacterId,
    int Positives,
    int Scored,
    double? Precision,
    double? Recall,
    double? F1,
    double? AveragePrecision,
    MediaTime? FoundSeconds,
    MediaTime? TrueSeconds);

/// <summary>Scores answers against the truth.</summary>
public static class Score
{
    /// <summary>Scores one character.</summary>
    /// <param name="characterId">The character.</param>
    /// <param name="answers">A moment each: whether it shows the character, whether it was found there, and the probability.</param>
    /// <param name="foundSeconds">Screen time found.</param>
    /// <param name="trueSeconds">Screen time by the truth.</param>
    public static CharacterScore Of(
        string characterId, IReadOnlyList<(bool True, bool Found, float Probability)> answers, MediaTime? foundSeconds = null, MediaTime? trueSeconds = null)
    {
        var positives = answers.Count(answer => answer.True);
        var found = answers.Count(answer => answer.Found);
        var hits = answers.Count(answer => answer.True && answer.Found);
        double? precision = found == 0 ? null : (double)hits / found;
        double? recall = positives == 0 ? null : (double)hits / positives;
        double? f1 = positives + found == 0 ? null : 2.0 * hits / (positives + found);
        return new CharacterScore(characterId, positives, answers.Count, precision, recall, f1, AveragePrecision(answers, positives), foundSeconds, trueSeconds);
    }

    /// <summary>Scores a result against a truth of its record, by the rule that counts intervals.</summary>
    public static IReadOnlyList<CharacterScore> Of(AnalysisResult result, Truth truth)
    {
        var samples = result.Samples.Where(sample => sample.Probabilities is not null).OrderBy(sample => sample.RecordFrame).ToList();
        return [.. result.Cast.Characters.Select((character, index) =>
        {
            var appearances = FrameRange.Union(result.Appearances.Where(appearance => appearance.CharacterId == character.Id).Select(appearance => appearance.Record));
            var answers = truth.Points.Where(point => point.Present[index] is not null)
                .Select(point => (point.Present[index]!.Value, appearances.Any(range => range.Contains(point.Frame)), Probability(point.Frame, index)))
                .ToList();
            if (truth.Frames is null)
                return Of(character.Id, answers);
            var found = appearances.Sum(range => truth.Scored![index].Sum(scored => scored.Intersect(range).Length));
            return Of(
                character.Id,
                answers,
                MediaTime.FromFrames(found, result.Rate),
                MediaTime.FromFrames(truth.Frames[index].Sum(range => range.Length), result.Rate));
        })];

        // The nearest sample of the same shot, outside its dissolves, speaks for a frame that was not looked at itself.
        float Probability(long frame, int character)
        {
            var shot = result.Shots.FirstOrDefault(item => item.Record.Contains(frame))?.Telling() ?? result.Programme;
            var nearest = samples.Where(sample => shot.Contains(sample.RecordFrame)).GroupBy(sample => Math.Abs(sample.RecordFrame - frame)).MinBy(group => group.Key);
            return nearest?.Max(sample => sample.Probabilities![character]) ?? 0;
        }
    }

    private static double? AveragePrecision(IReadOnlyList<(bool True, bool Found, float Probability)> answers, int positives)
    {
        if (positives == 0)
            return null;
        double area = 0;
        int seen = 0, hits = 0;
        foreach (var tie in answers.GroupBy(answer => answer.Probability).OrderByDescending(group => group.Key))
        {
            var newHits = tie.Count(answer => answer.True);
            seen += tie.Count();
            hits += newHits;
            area += (double)newHits / positives * hits / seen;
        }

        return area;
    }
}
