using ScreenTime.Examples.ShortFilm.Drawing;
using SkiaSharp;

namespace ScreenTime.Examples.ShortFilm.Places;

/// <summary>A living room: wallpaper, pictures, a sofa, a window.</summary>
internal sealed class Room(long number, bool evening) : Place(number)
{
    public override IReadOnlyList<Creature> Creatures { get; } = [Creature.Fish, Creature.Snail];

    public override SKColor Light => evening ? new SKColor(0x5A, 0x2A, 0x10, 0x3C) : SKColors.Transparent;

    public override Drift Drift => Drift.None;

    public override SKColor Foreground => new(0x2F, 0x6E, 0x4E);

    public override void Paint(Sketch s)
    {
        var chance = Numbers(4);
        var hue = chance.Between(0, 360);
        var wall = SKColor.FromHsl(hue, 36, evening ? 58 : 80);
        s.Box(Left, -1600, Right, Horizon + 10, wall);
        for (var x = Left; x < Right; x += 64)
            s.Box(x, -1600, x + 26, Horizon, Ink.Shade(wall, 0.25f));
        s.Box(Left, Horizon - 16, Right, Horizon + 12, 0xFFF5EFE4, 0, 2.2f);
        Ground(s, evening ? 0xFF9C6B45 : 0xFFCB9460, evening ? 0xFF6C452B : 0xFF94653C);
        for (var i = 0; i < 9; i++)
            s.Line(Left, Horizon + 24 + (i * i * 9), Right, Horizon + 24 + (i * i * 9), new SKColor(0x5B, 0x39, 0x1E, 0x70), 2.4f);
        for (var x = Left; x < Right; x += 130)
            s.Line(x, Horizon + 12, x + ((x - 640) * 0.9f), Horizon + 700, new SKColor(0x5B, 0x39, 0x1E, 0x50), 2);

        for (var i = 0; i < 5; i++)
        {
            // One stretch of wall every 900 units, furnished in an order of its own.
            var x = Left + 120 + (i * 920);
            var pieces = new List<Action<float>>
            {
                left => Window(s, left), left => Bookshelf(s, chance, left), left => Sofa(s, chance, left), left => Pictures(s, chance, left),
            };
            chance.Shuffle(pieces);
            for (var k = 0; k < pieces.Count; k++)
                pieces[k](x + (k * 228));
        }

        var rug = SKColor.FromHsl(hue + 150 > 360 ? hue - 210 : hue + 150, 50, 52);
        s.Oval(640, Horizon + 190, 430, 92, Ink.Lit(rug), 2.4f);
        s.Oval(640, Horizon + 190, 340, 70, Ink.Shade(rug, 0.3f));
        s.Oval(640, Horizon + 190, 250, 50, rug);
    }

    public override Prop SmallProp(Chance chance) => chance.Below(3) switch
    {
        0 => Prop.Plant(chance),
        1 => Prop.Table(chance),
        _ => Prop.Crate(chance),
    };

    public override Prop Hideaway(Chance chance) => Prop.Wardrobe(chance);

    private void Window(Sketch s, float x)
    {
        s.Box(x, 90, x + 190, 310, evening ? Ink.Between(0xFF3A3F7A, 0xFFF08A5D) : Ink.Between(0xFF8FD3FF, 0xFFE8F8FF), 4, 2.4f);
        s.Oval(x + 60, 300, 70, 30, evening ? 0xFF4A3A5A : 0xFF86C66C);
        s.Oval(x + 140, 304, 60, 34, evening ? 0xFF3C2F4E : 0xFF6DB35A);
        s.Line(x + 95, 90, x + 95, 310, SKColors.White, 7);
        s.Line(x, 200, x + 190, 200, SKColors.White, 7);
        var curtain = Ink.Lit(new SKColor(0xD9, 0x5F, 0x5F));
        s.Svg(FormattableString.Invariant($"M{x - 26},76 L{x + 50},76 Q{x + 30},220 {x - 18},330 L{x - 30},330 Z"), curtain, 2.2f);
        s.Svg(FormattableString.Invariant($"M{x + 216},76 L{x + 140},76 Q{x + 160},220 {x + 208},330 L{x + 220},330 Z"), curtain, 2.2f);
        s.Line(x - 34, 76, x + 224, 76, new SKColor(0x7A, 0x50, 0x30), 8);
    }

    private static void Bookshelf(Sketch s, Chance chance, float x)
    {
        s.Box(x, 130, x + 180, Horizon + 20, Ink.Lit(new SKColor(0x8D, 0x5F, 0x3C), 0.1f), 2, 2.4f);
        for (var shelf = 0; shelf < 4; shelf++)
        {
            var foot = 200 + (shelf * 72);
            s.Box(x + 8, foot - 60, x + 172, foot, 0xFF5B3B24);
            for (var left = x + 10; left < x + 156;)
            {
                var wide = chance.Between(9, 19);
                s.Box(left, foot - chance.Between(36, 56), left + wide, foot, Ink.Lit(SKColor.FromHsl(chance.Between(0, 360), 50, 52)), 1, 1.4f);
                left += wide + 1;
            }
        }
    }

    private static void Sofa(Sketch s, Chance chance, float x)
    {
        var cloth = SKColor.FromHsl(chance.Between(0, 360), 40, 52);
        s.Box(x, Horizon - 110, x + 200, Horizon + 20, Ink.Lit(cloth), 18, 2.4f);
        s.Box(x - 14, Horizon - 70, x + 22, Horizon + 30, Ink.Lit(Ink.Shade(cloth, -0.1f)), 14, 2.4f);
        s.Box(x + 178, Horizon - 70, x + 214, Horizon + 30, Ink.Lit(Ink.Shade(cloth, -0.1f)), 14, 2.4f);
        s.Box(x + 18, Horizon - 44, x + 182, Horizon + 18, Ink.Lit(Ink.Shade(cloth, 0.15f)), 10, 2.4f);
        s.Box(x + 40, Horizon - 84, x + 88, Horizon - 38, Ink.Lit(SKColor.FromHsl(chance.Between(0, 360), 60, 66)), 8, 2.2f);
    }

    private static void Pictures(Sketch s, Chance chance, float x)
    {
        // A portrait of somebody who is not in the film.
        s.Box(x + 10, 110, x + 100, 220, Ink.Lit(new SKColor(0xC9, 0x9A, 0x3C)), 3, 2.4f);
        s.Box(x + 20, 120, x + 90, 210, 0xFFE9E3D2);
        s.Oval(x + 55, 205, 28, 26, 0xFF5D6D7E);
        s.Oval(x + 55, 160, 19, 22, 0xFFEAB98F, 1.8f);
        s.Svg(FormattableString.Invariant($"M{x + 34},156 C{x + 36},126 {x + 74},126 {x + 76},156 Q{x + 55},140 {x + 34},156 Z"), 0xFF5D4037, 1.6f);
        s.Oval(x + 49, 160, 2, 2.4f, Sketch.Outline);
        s.Oval(x + 62, 160, 2, 2.4f, Sketch.Outline);
        s.Curve(x + 49, 171, x + 55, 174, x + 62, 171, Sketch.Outline, 1.8f);
        s.Box(x + 120, 130, x + 190, 190, Ink.Lit(new SKColor(0x5D, 0x40, 0x37)), 3, 2.2f);
        s.Box(x + 127, 137, x + 183, 183, Ink.Between(0xFFBDE3F5, 0xFF8BC98A));
        s.Polygon([x + 127, 176, x + 148, 150, x + 162, 168, x + 172, 156, x + 183, 174, x + 183, 183, x + 127, 183], SKColor.FromHsl(chance.Between(80, 200), 35, 46));
        s.Box(x + 40, Horizon - 90, x + 170, Horizon + 20, Ink.Lit(new SKColor(0x9A, 0x6A, 0x45)), 4, 2.4f);
        s.Line(x + 105, Horizon - 84, x + 105, Horizon + 12, Sketch.Outline, 2);
        s.Box(x + 60, Horizon - 128, x + 74, Horizon - 90, Ink.Lit(new SKColor(0x7E, 0x9A, 0xC4)), 5, 2);
        s.Polygon([x + 118, Horizon - 92, x + 112, Horizon - 126, x + 158, Horizon - 126, x + 152, Horizon - 92], 0xFFFFE7B0, 2);
    }
}
