using ScreenTime.Sdk;

namespace ScreenTime.Host.Reports;

/// <summary>A character's screen time in one episode.</summary>
/// <param name="Time">What was counted; null where the rule cannot be counted, or the episode's cast lacks the character.</param>
/// <param name="Bounds">How sure it is; null while unaudited.</param>
public sealed record EpisodeCount(MediaTime? Time, TimeBounds? Bounds);

/// <summary>A character over a season.</summary>
/// <param name="CharacterId">Who.</param>
/// <param name="Name">The name, as the first episode has it.</param>
/// <param name="Episodes">A count an episode, in the order of the season.</param>
/// <param name="Total">All of it.</param>
/// <param name="Bounds">
/// The episodes' bounds added up, which is wider than need be, since errors of chance even out; null while an episode is unaudited. An episode whose cast lacks the character
/// counts as nothing.
/// </param>
public sealed record SeasonCount(string CharacterId, string Name, IReadOnlyList<EpisodeCount> Episodes, MediaTime Total, (MediaTime Lower, MediaTime Upper)? Bounds);

/// <summary><c>screentime season</c>: screen time an episode and in total.</summary>
public static class SeasonTable
{
    /// <summary>Adds episodes up. Characters are the same where their ids are.</summary>
    /// <param name="episodes">A report each, by one rule.</param>
    public static IReadOnlyList<SeasonCount> Of(IReadOnlyList<ContractReport> episodes)
    {
        var everybody = episodes.SelectMany(episode => episode.Result.Cast.Characters).DistinctBy(character => character.Id, StringComparer.OrdinalIgnoreCase);
        return [.. everybody.Select(character =>
        {
            var missing = new EpisodeCount(null, null);
            var counts = episodes.Select(episode =>
                episode.Rules[0].Characters.FirstOrDefault(line => line.CharacterId.Equals(character.Id, StringComparison.OrdinalIgnoreCase)) is { } line
                    ? new EpisodeCount(line.Time?.Seconds, line.Bounds)
                    : missing).ToList();
            var there = counts.Where(count => count.Time is not null).ToList();
            return new SeasonCount(
                character.Id,
                character.Name,
                counts,
                Sum(there.Select(count => count.Time!.Value)),
                there.TrueForAll(count => count.Bounds is not null)
                    ? (Sum(there.Select(count => count.Bounds!.Lower)), Sum(there.Select(count => count.Bounds!.Upper)))
                    : null);
        })];
    }

    private static MediaTime Sum(IEnumerable<MediaTime> times) => times.Aggregate(MediaTime.Zero, (sum, time) => sum + time);
}
