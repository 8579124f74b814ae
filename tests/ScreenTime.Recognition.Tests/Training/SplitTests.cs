using ScreenTime.Recognition.Heads;
using ScreenTime.Recognition.Training;
using ScreenTime.Sdk;

namespace ScreenTime.Recognition.Tests.Training;

public class SplitTests
{
    [Fact]
    public void Titles_stay_together()
    {
        var groups = Groups.ByTitle([Example("a", 0), Example("a", 1), Example("b", 0)]);
        Assert.Equal(("title", 2), (groups.Kind, groups.Count));
        Assert.Equal([0, 0, 1], groups.Numbers);
    }

    [Fact]
    public void Shots_stay_together()
    {
        var groups = Groups.ByShot([Example("a", 0), Example("a", 3), Example("a", 0), Example("b", 0)], Same(4));
        Assert.Equal([0, 1, 0, 2], groups.Numbers);
    }

    [Fact]
    public void Loose_images_that_look_alike_stay_together()
    {
        float[][] looks = [[1, 0], [0.95f, 0.31f], [0, 1], [0.1f, 0.99f]];
        var groups = Groups.ByShot([Example("a", null), Example("a", null), Example("a", -1), Example("a", null)], looks);
        Assert.Equal([0, 0, 1, 1], groups.Numbers);
    }

    [Fact]
    public void Holds_out_whole_groups_with_every_character_on_both_sides()
    {
        // Ten groups of four; the second character is in two of them only.
        var groups = new Groups([.. Enumerable.Range(0, 40).Select(i => i / 4)], 10, "shot");
        var targets = Enumerable.Range(0, 40).Select(i => new float[] { i / 4 % 2, i / 4 is 2 or 7 ? 1 : 0 }).ToList();
        for (var seed = 0; seed < 20; seed++)
        {
            var split = Split.Random(groups, targets, 0.3, seed);
            Assert.Equal(12, split.HeldOut.Count);
            Assert.Empty(split.HeldOut.Select(i => groups.Numbers[i]).Intersect(split.Teaching.Select(i => groups.Numbers[i])));
            foreach (var part in new[] { split.HeldOut, split.Teaching })
                Assert.Equal([0, 1], part.Select(i => targets[i][1]).Distinct().Order());
        }
    }

    [Fact]
    public void Folds_hold_out_every_example_once()
    {
        var groups = new Groups([0, 0, 0, 1, 2, 2, 3, 4, 5, 5], 6, "shot");
        var folds = Split.Folds(groups, 3, 42);
        Assert.Equal(3, folds.Count);
        Assert.Equal(Enumerable.Range(0, 10), folds.SelectMany(f => f.HeldOut).Order());
        Assert.All(folds, f => Assert.InRange(f.HeldOut.Count, 3, 4));
    }

    private static TrainingExample Example(string title, int? shot) => new("key", title, shot, [], [true]);

    private static float[][] Same(int count) => [.. Enumerable.Repeat(new[] { 1f, 0 }, count)];
}
