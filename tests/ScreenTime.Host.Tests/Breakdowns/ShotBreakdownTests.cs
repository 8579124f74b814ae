using ScreenTime.Host.Breakdowns;
using ScreenTime.Host.Jobs;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Breakdowns;

public sealed class ShotBreakdownTests : IDisposable
{
    private static readonly Cast s_cast = new("cast", [new Character("tom", "TOM", "BLUE"), new Character("jerry", "JERRY", "RED")]);
    private static readonly IReadOnlyList<Shot> s_shots = [new(new FrameRange(0, 48), "sc010.mov"), new(new FrameRange(48, 96), "SC020"), new(new FrameRange(96, 120), "other")];

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"screentime-{Guid.NewGuid():N}.csv");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Who_is_not_listed_is_ruled_out_in_listed_shots_alone()
    {
        var breakdown = Read("shot,character\nsc010,tom\nsc020,\n");
        Assert.Equal([0.9f, 0f], breakdown.Weighed(Sample(5, "sc010.mov", 0.9f, 0.8f)).Probabilities!);
        Assert.Equal([0f, 0f], breakdown.Weighed(Sample(50, "SC020", 1f, 0.8f)).Probabilities!);
        Assert.Equal([0.9f, 0.8f], breakdown.Weighed(Sample(100, "other", 0.9f, 0.8f)).Probabilities!);
    }

    [Fact]
    public void A_weight_doubts_those_who_are_not_listed()
    {
        var weighed = Read("shot,character\nsc010,TOM\n", 0.1).Weighed(Sample(5, "sc010", 0.5f, 0.5f)).Probabilities!;
        Assert.Equal(0.5f, weighed[0]);
        Assert.Equal(1 / 11.0, weighed[1], 1e-4);
    }

    [Fact]
    public void Contradictions_of_every_kind_are_listed()
    {
        var breakdown = Read("shot,character\nsc010,tom\nsc020,jerry\nsc030,jerry\n");
        var samples = new[] { Sample(5, "sc010.mov", 0.9f, 0.9f), Sample(29, "sc010.mov", 0.9f, 0.9f), Sample(53, "SC020", 0.1f, 0.1f) };
        var found = breakdown.Contradictions(samples, s_shots, [new Appearance("tom", new FrameRange(0, 48), 0.9, "sc010.mov", "", "", 5)]);
        Assert.Equal(
            [("sc010", "jerry", ContradictionKind.FoundNotListed), ("SC020", "jerry", ContradictionKind.ListedNotFound), ("sc030", "", ContradictionKind.NoSuchShot)],
            found.Select(item => (item.Shot, item.CharacterId, item.Kind)));
    }

    [Theory]
    [InlineData("scene,who\na,tom\n", "must name the columns shot and character")]
    [InlineData("shot,character\n,tom\n", "line 2: a row needs a shot")]
    [InlineData("shot,character\na,tom\na,spike\n", "line 3: the cast has no \"spike\"; it has tom, jerry")]
    public void A_breakdown_that_cannot_be_read_is_explained(string text, string message) =>
        Assert.Contains(message, Assert.Throws<UserException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_result_names_the_breakdown_that_was_read_whatever_the_file_holds_since()
    {
        var breakdown = Read("shot,character\nsc010,tom\n");
        var read = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(_path)));
        File.Delete(_path);

        Assert.Equal(read, (new AnalysisSettings("cut.otio", "cast", "out") { Breakdown = _path }).ForProvenance(breakdown)["breakdown"]);
    }

    private ShotBreakdown Read(string text, double weight = 0)
    {
        File.WriteAllText(_path, text);
        return ShotBreakdown.Read(_path, s_cast, weight);
    }

    private static Sample Sample(long frame, string clip, params float[] probabilities) =>
        new(frame, new FrameRange(frame, frame + 1), "m", MediaTime.Zero, clip, 0, false, 0, probabilities);
}
