using ScreenTime.Recognition.Faces;

namespace ScreenTime.Recognition.Tests.Faces;

public sealed class FaceGroupsTests
{
    [Fact]
    public void People_come_apart_and_those_seen_twice_are_left_out()
    {
        var faces = Enumerable.Range(0, 12).Select(i => Portraits.Of(i < 6 ? 0 : i < 10 ? 1 : 2, i)).ToList();
        var groups = FaceGroups.Of(faces, default);
        Assert.Equal([6, 4], groups.Select(group => group.Count));
        Assert.Equal([0, 1, 2, 3, 4, 5], groups[0].Order());
        Assert.Equal([6, 7, 8, 9], groups[1].Order());
    }

    [Fact]
    public void Nobody_makes_no_group() => Assert.Empty(FaceGroups.Of([], default));
}
