using ScreenTime.Host.Auditing;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Reports;

/// <summary>An episode of a season.</summary>
/// <param name="Report">Its report, by one rule.</param>
/// <param name="Audit">Its audit; null for none.</param>
public sealed record Episode(ContractReport Report, Audit? Audit);

/// <summary>Somebody's screen time in one episode.</summary>
/// <param name="IsLookedFor">Whether the episode's cast has them: of others nobody knows whether they are there.</param>
/// <param name="Time">What was counted; null where nobody looked, or the rule cannot be counted.</param>
/// <param name="Bounds">How sure it is; null while unaudited.</param>
/// <param name="Certain">Of looks that are nobody else's: less than <paramref name="Time"/> where a look may be somebody else's, which is the most that it can be then.</param>
public sealed record EpisodeCount(bool IsLookedFor, MediaTime? Time, TimeBounds? Bounds, MediaTime? Certain);

/// <summary>Somebody over a season.</summary>
/// <param name="Kind">Null for a look of the cast; else whether it is a performer's count, or a played character's.</param>
/// <param name="Name">The name, as the first episode has it.</param>
/// <param name="Episodes">A count an episode, in the order of the season.</param>
/// <param name="Total">All that was counted; null where nothing was.</param>
/// <param name="Certain">Of it, what no other can claim; equal to it, or less.</param>
/// <param name="Lower">Not less than this; null while an episode that looked for them is unaudited.</param>
/// <param name="Upper">Not more than this; null also where an episode did not look for them.</param>
public sealed record SeasonCount(RoleKind? Kind, string Name, IReadOnlyList<EpisodeCount> Episodes, MediaTime? Total, MediaTime? Certain, MediaTime? Lower, MediaTime? Upper);

/// <summary>
/// <c>screentime season</c>: screen time an episode and in total. The samples of the episodes are independent of each other, so the bounds of the total come from all their strata
/// together, as those of one film do (<see cref="AuditTally"/>): errors of chance even out, doubt and unknown time do not.
/// </summary>
public static class SeasonTable
{
    // Bounds are rounded outwards to hundredths of a second: episodes may differ in rate.
    private const int Parts = 100;

    /// <summary>Adds episodes up: looks of the cast by their ids, then performers and those they play by their names.</summary>
    /// <param name="episodes">The episodes, counted by one rule.</param>
    public static IReadOnlyList<SeasonCount> Of(IReadOnlyList<Episode> episodes)
    {
        var looks = episodes.SelectMany(episode => episode.Report.Result.Cast.Characters).DistinctBy(character => character.Id, StringComparer.OrdinalIgnoreCase)
            .Select(character => Count(episodes, null, character.Id) with { Name = character.Name });
        var roles = from kind in (RoleKind[])[RoleKind.Performer, RoleKind.Character]
                    from name in episodes.SelectMany(episode => episode.Report.Rules[0].Roles).Where(role => role.Kind == kind).Select(role => role.Count.CharacterId).Distinct(StringComparer.Ordinal)
                    select Count(episodes, kind, name);
        return [.. looks, .. roles];
    }

    private static SeasonCount Count(IReadOnlyList<Episode> episodes, RoleKind? kind, string name)
    {
        var counts = new List<EpisodeCount>();
        AuditTally? sum = new AuditTally();
        foreach (var episode in episodes)
        {
            var role = episode.Report.Rules[0].Roles.FirstOrDefault(role => role.Kind == kind && role.Count.CharacterId == name);
            var line = kind is null
                ? episode.Report.Rules[0].Characters.FirstOrDefault(line => line.CharacterId.Equals(name, StringComparison.OrdinalIgnoreCase))
                : role?.Count;
            counts.Add(new EpisodeCount(line is not null, line?.Time?.Seconds, line?.Bounds, role is null ? line?.Time?.Seconds : role.Certain?.Seconds));
            if (line is null)
                continue;
            var tally = line.Bounds is null || episode.Audit is null ? null : AuditBounds.Tally(episode.Audit, role?.Looks ?? [name], role?.OwnLooks ?? [name], episode.Report.Counted);
            var rate = episode.Report.Result.Rate;
            sum = tally is { } frames ? sum + frames.Times((double)rate.Denominator / rate.Numerator) : null;
        }

        return new SeasonCount(
            kind,
            name,
            counts,
            Sum(counts.Select(count => count.Time)),
            Sum(counts.Select(count => count.Certain)),
            sum is { } lower ? new MediaTime(lower.Times(Parts).LowerWhole, Parts) : null,
            sum is { } upper && counts.TrueForAll(count => count.IsLookedFor) ? new MediaTime(upper.Times(Parts).UpperWhole, Parts) : null);
    }

    private static MediaTime? Sum(IEnumerable<MediaTime?> times) => times.OfType<MediaTime>().ToList() is { Count: > 0 } known ? known.Aggregate((total, time) => total + time) : null;
}
