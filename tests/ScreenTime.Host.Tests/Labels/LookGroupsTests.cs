using ScreenTime.Host.Labels;

namespace ScreenTime.Host.Tests.Labels;

public class LookGroupsTests
{
    [Fact]
    public void Frames_that_look_alike_are_a_group_and_the_largest_is_first()
    {
        float[][] looks = [Look(1, 0), Look(0, 1), Look(1, 0.1f), Look(0.1f, 1), Look(0, 1), Look(1, 0.2f), Look(0.05f, 1), Look(-1, -1)];
        var groups = LookGroups.Of(looks, TestContext.Current.CancellationToken);
        Assert.Equal([[1, 3, 4, 6], [0, 2, 5]], groups);
    }

    [Fact]
    public void Fewer_than_three_are_no_group()
    {
        Assert.Empty(LookGroups.Of([Look(1, 0), Look(1, 0), Look(0, 1)], TestContext.Current.CancellationToken));
        Assert.Empty(LookGroups.Of([], TestContext.Current.CancellationToken));
    }

    private static float[] Look(float x, float y)
    {
        var length = MathF.Sqrt((x * x) + (y * y));
        return [x / length, y / length];
    }
}
