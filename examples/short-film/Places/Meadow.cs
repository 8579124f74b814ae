using ScreenTime.Examples.ShortFilm.Drawing;
using SkiaSharp;

namespace ScreenTime.Examples.ShortFilm.Places;

/// <summary>Hills, flowers, a windmill, a scarecrow; by day or at sunset.</summary>
internal sealed class Meadow(long number, bool sunset) : Place(number)
{
    public override IReadOnlyList<Creature> Creatures { get; } = [Creature.Sheep, Creature.Butterfly, Creature.Snail];

    public override SKColor Light => sunset ? new SKColor(0xFF, 0x8A, 0x3C, 0x30) : SKColors.Transparent;

    public override Drift Drift => Drift.None;

    public override SKColor Foreground => sunset ? new SKColor(0x4E, 0x6B, 0x2E) : new SKColor(0x3D, 0x8B, 0x37);

    public override void Paint(Sketch s)
    {
        var chance = Numbers(1);
        if (sunset)
            Sky(s, 0xFF5B4B8A, 0xFFFFC27A);
        else
            Sky(s, 0xFF5DB7F0, 0xFFDDF3FF);
        var sun = chance.Between(250, 1000);
        s.Glow(sun, sunset ? 330 : 90, 300, sunset ? new SKColor(0xFF, 0xD1, 0x80, 0xD0) : new SKColor(0xFF, 0xF3, 0xB0, 0xC0));
        s.Oval(sun, sunset ? 330 : 90, 62, 62, sunset ? 0xFFFFB74D : 0xFFFFF2A8);
        for (var i = 0; i < 16; i++)
            Cloud(s, chance.Between(Left, Right), chance.Between(-900, 250), chance.Between(0.7f, 1.8f), sunset ? Ink.Between(0xFFFFD3B0, 0xFFE79A8C) : Ink.Between(0xFFFFFFFF, 0xFFE2F0FA));
        Hills(s, chance, Horizon + 4, 150, 560, sunset ? Ink.Between(0xFF8A7BA8, 0xFFB98D92) : Ink.Between(0xFF9CC9C4, 0xFFB5DDBE));
        Hills(s, chance, Horizon + 14, 80, 420, sunset ? Ink.Between(0xFF7C8450, 0xFF98904F) : Ink.Between(0xFF79BE6B, 0xFF93CF78));
        Windmill(s, chance.Between(100, 1100));
        for (var i = 0; i < 12; i++)
            Tree(s, chance, chance.Between(Left, Right), Horizon + chance.Between(6, 26), chance.Between(90, 170), new SKColor(0x4C, 0x95, 0x4A));
        Ground(s, sunset ? 0xFF93A24A : 0xFF8FD164, sunset ? 0xFF56702F : 0xFF4E9A3B);
        s.Svg("M560,420 C600,470 420,520 480,620 C520,700 360,820 300,1100 L760,1100 C700,820 760,700 680,600 C620,520 680,470 590,420 Z", sunset ? Ink.Between(0xFFD9B277, 0xFFB98B55) : Ink.Between(0xFFE9D6A0, 0xFFD3B678));
        Strew(chance, 260, (x, y, size) => s.Curve(x - (6 * size), y, x, y - (15 * size), x + (5 * size), y, sunset ? new SKColor(0x5E, 0x78, 0x34) : new SKColor(0x55, 0xA8, 0x45), 2.4f * size));
        Strew(chance, 130, (x, y, size) =>
        {
            s.Line(x, y, x, y - (14 * size), new SKColor(0x3F, 0x7F, 0x3A), 2 * size);
            s.Oval(x, y - (15 * size), 5 * size, 5 * size, SKColor.FromHsl(chance.Pick([0f, 45, 280, 330, 210]), 85, 72));
            s.Oval(x, y - (15 * size), 2.2f * size, 2.2f * size, 0xFFFFE082);
        });
        Scarecrow(s, chance.Between(150, 500));
    }

    public override Prop SmallProp(Chance chance) => chance.Below(4) switch
    {
        0 => Prop.Fence(chance),
        1 => Prop.Rock(chance, new SKColor(0x9E, 0x9A, 0xA6)),
        _ => Prop.Bush(chance, Foreground),
    };

    public override Prop Hideaway(Chance chance) => Prop.Haystack(chance);

    private static void Windmill(Sketch s, float x)
    {
        s.Polygon([x - 30, Horizon + 10, x - 20, Horizon - 110, x + 20, Horizon - 110, x + 30, Horizon + 10], Ink.Between(0xFFFFF3E0, 0xFFD7C3A5), 2.2f);
        s.Polygon([x - 26, Horizon - 108, x, Horizon - 142, x + 26, Horizon - 108], Ink.Lit(new SKColor(0xB7, 0x47, 0x3A)), 2.2f);
        for (var i = 0; i < 4; i++)
        {
            var angle = (i * MathF.Tau / 4) + 0.5f;
            var (dx, dy) = (MathF.Cos(angle), MathF.Sin(angle));
            s.Line(x, Horizon - 106, x + (82 * dx), Horizon - 106 + (82 * dy), Sketch.Outline, 3);
            s.Polygon([x + (20 * dx), Horizon - 106 + (20 * dy), x + (82 * dx), Horizon - 106 + (82 * dy), x + (82 * dx) - (16 * dy), Horizon - 106 + (82 * dy) + (16 * dx), x + (20 * dx) - (16 * dy), Horizon - 106 + (20 * dy) + (16 * dx)], 0xFFF6EBD5, 1.6f);
        }

        s.Box(x - 8, Horizon - 20, x + 8, Horizon + 10, 0xFF6D4C41, 7, 1.8f);
    }

    private static void Scarecrow(Sketch s, float x)
    {
        var y = Horizon + 60;
        s.Line(x, y, x, y - 110, new SKColor(0x7B, 0x54, 0x33), 7);
        s.Line(x - 50, y - 70, x + 50, y - 70, new SKColor(0x7B, 0x54, 0x33), 6);
        s.Polygon([x - 42, y - 78, x + 42, y - 78, x + 40, y - 60, x + 18, y - 60, x + 20, y - 26, x - 20, y - 26, x - 18, y - 60, x - 40, y - 60], Ink.Lit(new SKColor(0x8D, 0x6E, 0x63)), 2.2f);
        s.Oval(x, y - 96, 17, 18, Ink.Between(0xFFF3DDA8, 0xFFD9B975), 2.2f);
        s.Line(x - 8, y - 100, x - 4, y - 96, Sketch.Outline, 2);
        s.Line(x + 4, y - 100, x + 8, y - 96, Sketch.Outline, 2);
        s.Curve(x - 7, y - 88, x, y - 84, x + 7, y - 88, Sketch.Outline, 2);
        s.Polygon([x - 26, y - 108, x - 12, y - 112, x, y - 136, x + 12, y - 112, x + 26, y - 108], Ink.Lit(new SKColor(0xA6, 0x7C, 0x3D)), 2.2f);
    }
}
