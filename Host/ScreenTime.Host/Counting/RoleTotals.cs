using System.Globalization;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Counting;

/// <summary>Totals by performer and by character, from the appearances of looks.</summary>
public static class RoleTotals
{
    /// <summary>Counts: a performer or character has the union of all looks that are theirs.</summary>
    /// <param name="castings">Who plays whom, those that hold.</param>
    /// <param name="appearances">The appearances of looks.</param>
    /// <param name="programme">The record that counts.</param>
    /// <param name="rate">The record rate.</param>
    public static IReadOnlyList<RoleTotal> Count(IReadOnlyList<Casting> castings, IReadOnlyList<Appearance> appearances, FrameRange programme, FrameRate rate)
    {
        // A look that several may have at once (twins of one performer): the time is each one's at most, and certainly that of one of them.
        bool Shared(Casting casting, Func<Casting, string> who) => castings.Any(other => other.Look == casting.Look && who(other) != who(casting));
        IEnumerable<RoleTotal> Of(RoleKind kind, Func<Casting, string> who) => castings.GroupBy(who, StringComparer.Ordinal).Select(group =>
        {
            IReadOnlyList<FrameRange> Union(IEnumerable<Casting> looks) => FrameRange.Union(
                from look in looks.Select(casting => casting.Look).Distinct(StringComparer.Ordinal)
                from appearance in appearances
                where appearance.CharacterId == look
                select appearance.Record.Intersect(programme) into record
                where !record.IsEmpty
                select record);
            var all = Union(group).Sum(range => range.Length);
            var certain = Union(group.Where(casting => !Shared(casting, who))).Sum(range => range.Length);
            return new RoleTotal(
                kind, group.Key, [.. group.Select(casting => casting.Look).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)], all, MediaTime.FromFrames(all, rate), certain, MediaTime.FromFrames(certain, rate));
        });
        return [.. Of(RoleKind.Performer, casting => casting.Performer), .. Of(RoleKind.Character, casting => casting.Character)];
    }

    /// <summary>One total as a line for people.</summary>
    public static string Format(RoleTotal total) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(total.Kind == RoleKind.Performer ? "Performer" : "Character")} {total.Name}: {total.Seconds.Seconds:0.0} s{(total.Frames == total.CertainFrames ? "" : $" at most, {total.CertainSeconds.Seconds:0.0} s certainly: a look of theirs is somebody else's too")} ({string.Join(", ", total.Looks)})");
}
