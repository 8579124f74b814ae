using ScreenTime.Host.Counting;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Counting;

public sealed class RoleTotalsTests
{
    private static readonly FrameRate s_rate = new(24, 1);

    [Fact]
    public void A_child_and_the_grown_up_are_one_character_and_two_performers()
    {
        var totals = Count([Casting("young", "Kid", "Neo"), Casting("old", "Star", "Neo")], ("young", 0, 24), ("old", 24, 72), ("old", 60, 96));
        Assert.Equal(
            [(RoleKind.Performer, "Kid", 24L, 24L), (RoleKind.Performer, "Star", 72, 72), (RoleKind.Character, "Neo", 96, 96)],
            totals.Select(total => (total.Kind, total.Name, total.Frames, total.CertainFrames)));
    }

    [Fact]
    public void Twins_of_one_performer_have_the_time_at_most()
    {
        var totals = Count([Casting("twin", "Star", "Fred"), Casting("twin", "Star", "George"), Casting("alone", "Star", "Fred")], ("twin", 0, 48), ("alone", 48, 72));
        Assert.Equal(("Star", 72L, 72L), totals.Where(total => total.Kind == RoleKind.Performer).Select(total => (total.Name, total.Frames, total.CertainFrames)).Single());
        Assert.Equal([("Fred", 72L, 24L), ("George", 48, 0)], totals.Where(total => total.Kind == RoleKind.Character).Select(total => (total.Name, total.Frames, total.CertainFrames)));
        Assert.Contains("3.0 s at most, 1.0 s certainly", RoleTotals.Format(totals.Single(total => total.Name == "Fred")), StringComparison.Ordinal);
    }

    [Fact]
    public void Episodes_and_days_limit_who_plays_whom()
    {
        var casting = new Casting("neo", "Star", "Neo", ["101", "102"], new DateOnly(2026, 1, 1), new DateOnly(2026, 6, 30));
        Assert.True(casting.Holds(null, null) && casting.Holds("101", new DateOnly(2026, 6, 30)));
        Assert.False(casting.Holds("103", null));
        Assert.False(casting.Holds("101", new DateOnly(2026, 7, 1)));
    }

    private static IReadOnlyList<RoleTotal> Count(IReadOnlyList<Casting> castings, params (string Id, long Start, long End)[] appearances) => RoleTotals.Count(
        castings, [.. appearances.Select(item => new Appearance(item.Id, new FrameRange(item.Start, item.End), 1, "", "", "", item.Start))], new FrameRange(0, 96), s_rate);

    private static Casting Casting(string look, string performer, string character) => new(look, performer, character, [], null, null);
}
