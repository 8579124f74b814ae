using ScreenTime.Examples.ShortFilm.Drawing;
using SkiaSharp;

namespace ScreenTime.Examples.ShortFilm.Places;

/// <summary>Snow, pines, a hut, a snowman; by day or at dusk.</summary>
internal sealed class Winter(long number, bool dusk) : Place(number)
{
    public override IReadOnlyList<Creature> Creatures { get; } = [Creature.Sheep, Creature.Hedgehog];

    public override SKColor Light => dusk ? new SKColor(0x4A, 0x3A, 0x8C, 0x48) : new SKColor(0xBF, 0xDD, 0xFF, 0x14);

    public override Drift Drift => Drift.Snow;

    public override SKColor Foreground => new(0x2C, 0x5F, 0x5B);

    public override void Paint(Sketch s)
    {
        var chance = Numbers(6);
        Sky(s, dusk ? 0xFF3C3F7D : 0xFF9CC7EA, dusk ? 0xFFE9A6B8 : 0xFFEEF6FC);
        Peaks(s, chance, dusk ? Ink.Between(0xFF7C79B0, 0xFFB59CC4) : Ink.Between(0xFFA9C6E0, 0xFFD3E4F2));
        Hills(s, chance, Horizon + 10, 70, 460, dusk ? Ink.Between(0xFFB9B5DC, 0xFFC9C2E2) : Ink.Between(0xFFDCEBF7, 0xFFEAF4FB));
        for (var i = 0; i < 50; i++)
            Pine(s, chance.Between(Left, Right), Horizon + chance.Between(-6, 26), chance.Between(80, 190), new SKColor(0x2F, 0x6B, 0x62), snow: true);
        Hut(s, chance.Between(150, 900));
        Ground(s, dusk ? 0xFFC9C6E8 : 0xFFF3F9FF, dusk ? 0xFF9AA0D0 : 0xFFCFE2F3);
        Strew(chance, 90, (x, y, size) => s.Curve(x - (40 * size), y + 24, x, y + 10, x + (44 * size), y + 26, dusk ? new SKColor(0x86, 0x8D, 0xC2, 0xA0) : new SKColor(0xAE, 0xC9, 0xE2, 0xB0), 3 * size));
        for (var i = 0; i < 7; i++)
            Pine(s, Left + (i * 700) + chance.Between(0, 400), Horizon + chance.Between(50, 80), chance.Between(230, 330), new SKColor(0x29, 0x5C, 0x57), snow: true);
        Snowman(s, chance.Between(200, 600), Horizon + 74);
    }

    public override Prop SmallProp(Chance chance) => chance.Below(4) switch
    {
        0 => Prop.Fence(chance),
        1 => Prop.Rock(chance, new SKColor(0x8C, 0x98, 0xAC)),
        _ => Prop.SnowPile(chance),
    };

    public override Prop Hideaway(Chance chance) => Prop.SnowHeap(chance);

    private static void Peaks(Sketch s, Chance chance, Ink ink)
    {
        for (var x = Left; x < Right; x += 330)
        {
            var top = Horizon - chance.Between(170, 330);
            s.Polygon([x - 260, Horizon + 10, x, top, x + 280, Horizon + 10], ink);
            s.Polygon([x - 52, top + 64, x, top, x + 56, top + 64, x + 20, top + 50, x, top + 74, x - 24, top + 52], 0xFFFFFFFF);
        }
    }

    private static void Hut(Sketch s, float x)
    {
        s.Box(x - 70, Horizon - 84, x + 70, Horizon + 14, Ink.Between(0xFF9A6A45, 0xFF74492C), 0, 2.4f);
        for (var y = Horizon - 66; y < Horizon + 10; y += 18)
            s.Line(x - 68, y, x + 68, y, new SKColor(0x5A, 0x36, 0x1E), 2);
        s.Polygon([x - 92, Horizon - 78, x, Horizon - 150, x + 92, Horizon - 78], Ink.Between(0xFFFFFFFF, 0xFFD5E4F2), 2.4f);
        s.Box(x - 50, Horizon - 62, x - 12, Horizon - 26, Ink.Between(0xFFFFE9A0, 0xFFFFC04D), 2, 2.2f);
        s.Box(x + 14, Horizon - 56, x + 46, Horizon + 14, 0xFF5A3A26, 4, 2.2f);
    }

    // Eyes, a nose, arms: a face, but nobody of the cast.
    private static void Snowman(Sketch s, float x, float foot)
    {
        var snow = Ink.Between(0xFFFFFFFF, 0xFFC5D9EC);
        s.Oval(x, foot - 32, 44, 38, snow, 2.4f);
        s.Oval(x, foot - 86, 32, 30, snow, 2.4f);
        s.Oval(x, foot - 130, 24, 23, snow, 2.4f);
        s.Line(x - 28, foot - 90, x - 66, foot - 112, new SKColor(0x5D, 0x40, 0x37), 4);
        s.Line(x + 28, foot - 90, x + 66, foot - 106, new SKColor(0x5D, 0x40, 0x37), 4);
        s.Oval(x - 8, foot - 135, 3, 3, Sketch.Outline);
        s.Oval(x + 8, foot - 135, 3, 3, Sketch.Outline);
        s.Polygon([x, foot - 130, x + 24, foot - 124, x, foot - 122], 0xFFFF8F3C, 1.6f);
        s.Box(x - 18, foot - 184, x + 18, foot - 150, 0xFF3A3546, 3, 2);
        s.Box(x - 28, foot - 154, x + 28, foot - 147, 0xFF3A3546, 3, 2);
        foreach (var y in (ReadOnlySpan<float>)[-94, -80])
            s.Oval(x, foot + y, 3, 3, Sketch.Outline);
    }
}
