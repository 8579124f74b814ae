using ScreenTime.Examples.ShortFilm;
using ScreenTime.Examples.ShortFilm.Characters;
using ScreenTime.Examples.ShortFilm.Places;
using ScreenTime.Examples.ShortFilm.Rendering;
using ScreenTime.Examples.ShortFilm.Story;

namespace ScreenTime.Tests;

public sealed class VisibilityMeterTests
{
    private const float Aspect = 16f / 9;
    private static readonly Camera Camera = new(640, 460, 1);
    private static readonly Character Somebody = Troupe.Cast(42)[0];

    [Fact]
    public void Who_stands_free_is_wholly_visible() => Assert.Equal(1, Share(640));

    [Fact]
    public void Who_stands_on_the_edge_of_the_picture_is_half_visible() => Assert.InRange(Share(1280), 0.35f, 0.65f);

    [Fact]
    public void Who_stands_outside_is_not_visible() => Assert.Equal(0, Share(1500));

    [Fact]
    public void Who_stands_behind_a_wardrobe_is_not_visible() =>
        Assert.InRange(Share(640, new Furniture(Prop.Wardrobe(new Chance(1)), 640, 610, Mirrored: false)), 0, 0.05f);

    [Fact]
    public void A_wardrobe_behind_somebody_hides_nothing() =>
        Assert.Equal(1, Share(640, new Furniture(Prop.Wardrobe(new Chance(1)), 640, 590, Mirrored: false)));

    [Theory]
    [InlineData(0.05f, 0, true)]
    [InlineData(0.25f, 1, false)]
    [InlineData(0.2499f, 0, true)]
    [InlineData(0.0499f, 0, false)]
    [InlineData(1f, 1, false)]
    public void A_quarter_counts_and_a_sliver_is_ambiguous(float share, byte cast, bool ambiguous)
    {
        var truth = Examples.ShortFilm.Truth.FrameTruth.From([share]);
        Assert.Equal((cast, ambiguous), (truth.Cast, truth.Ambiguous));
    }

    private static float Share(float x, params Thing[] others)
    {
        var act = new Act([new Mark(0, x)], facesLeft: false, hop: 0, somersaults: false, turnsAbout: false, waves: false, talks: false, phase: 0);
        Thing[] things = [new Actor(0, Somebody, act, 600), .. others];
        Array.Sort(things, (a, b) => a.Foot.CompareTo(b.Foot));
        var scene = new Scene(new Meadow(1, sunset: false), Camera, Camera, [], things, Plants: null, DriftKey: 0);
        using var meter = new VisibilityMeter(Aspect);
        return meter.Measure(scene, 0, 24, 24, 3)[0];
    }
}
