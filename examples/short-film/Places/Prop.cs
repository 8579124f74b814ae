using ScreenTime.Examples.ShortFilm.Drawing;
using SkiaSharp;

namespace ScreenTime.Examples.ShortFilm.Places;

/// <summary>A thing that stands on the ground and hides what is behind it; drawn with its foot at the origin, in the world's units.</summary>
/// <param name="Width">Its width.</param>
/// <param name="Height">Its height.</param>
/// <param name="Draw">Draws it.</param>
internal sealed record Prop(float Width, float Height, Action<Sketch> Draw)
{
    private static readonly SKColor Wood = new(0xB0, 0x7A, 0x48);

    public static Prop Bush(Chance chance, SKColor leaf)
    {
        var size = chance.Between(0.8f, 1.1f);
        var berries = chance.Happens(0.5f);
        return new Prop(130 * size, 78 * size, s =>
        {
            s.Canvas.Scale(size);
            s.Svg("M-62,0 C-80,-22 -60,-48 -40,-44 C-40,-72 -4,-86 10,-66 C34,-80 60,-60 52,-42 C76,-40 76,-8 60,0 Z", Ink.Lit(leaf, 0.2f), 2.4f);
            s.Curve(-38, -22, -28, -34, -14, -26, Ink.Shade(leaf, -0.3f), 3);
            s.Curve(4, -42, 16, -54, 30, -42, Ink.Shade(leaf, 0.3f), 3);
            s.Curve(14, -14, 26, -24, 38, -14, Ink.Shade(leaf, -0.3f), 3);
            if (berries)
                foreach (var (x, y) in (ReadOnlySpan<(float, float)>)[(-30, -12), (-8, -54), (24, -28), (46, -20), (-44, -30)])
                    s.Oval(x, y, 4.5f, 4.5f, new SKColor(0xE5, 0x39, 0x35), 1.4f);
        });
    }

    public static Prop Rock(Chance chance, SKColor stone)
    {
        var size = chance.Between(0.75f, 1.1f);
        return new Prop(110 * size, 62 * size, s =>
        {
            s.Canvas.Scale(size);
            s.Svg("M-56,0 C-62,-26 -40,-54 -12,-60 C22,-66 54,-38 56,0 Z", Ink.Lit(stone, 0.25f), 2.4f);
            s.Curve(-30, -34, -18, -44, -2, -46, Ink.Shade(stone, 0.45f), 4);
            s.Curve(14, -14, 26, -20, 36, -12, Ink.Shade(stone, -0.35f), 3);
        });
    }

    public static Prop Crate(Chance chance)
    {
        var side = chance.Between(62, 84);
        return new Prop(side, side, s => DrawCrate(s, 0, 0, side));
    }

    public static Prop Barrel(Chance chance)
    {
        var colour = chance.Happens(0.5f) ? new SKColor(0x9C, 0x5E, 0x33) : new SKColor(0x54, 0x6E, 0x7A);
        return new Prop(66, 88, s =>
        {
            s.Svg("M-28,0 C-38,-30 -38,-58 -28,-88 L28,-88 C38,-58 38,-30 28,0 Z", Ink.Lit(colour, 0.2f), 2.4f);
            s.Line(-34, -26, 34, -26, new SKColor(0x55, 0x5B, 0x66), 5);
            s.Line(-34, -62, 34, -62, new SKColor(0x55, 0x5B, 0x66), 5);
            s.Oval(0, -88, 28, 6, Ink.Shade(colour, 0.25f), 2.2f);
        });
    }

    public static Prop Fence(Chance chance)
    {
        var white = chance.Happens(0.6f);
        var colour = white ? new SKColor(0xF3, 0xF0, 0xE8) : Wood;
        return new Prop(150, 66, s =>
        {
            s.Box(-75, -48, 75, -39, Ink.Lit(colour), 2, 2);
            s.Box(-75, -24, 75, -15, Ink.Lit(colour), 2, 2);
            for (var x = -66f; x <= 66; x += 33)
                s.Polygon([x - 8, 0, x - 8, -56, x, -66, x + 8, -56, x + 8, 0], Ink.Lit(colour), 2);
        });
    }

    public static Prop Plant(Chance chance)
    {
        var pot = Ink.Lit(SKColor.FromHsl(chance.Between(0, 40), 55, 52));
        return new Prop(76, 118, s =>
        {
            var leaf = new SKColor(0x3F, 0x8F, 0x4E);
            for (var i = -3; i <= 3; i++)
                s.Limb(0, -36, i * 6, -80, i * 13, -96 + (i * i * 4), i % 2 == 0 ? leaf : Ink.Shade(leaf, 0.2f), 9, 1.8f);
            s.Svg("M-28,-44 L28,-44 L21,0 L-21,0 Z", pot, 2.4f);
            s.Box(-32, -50, 32, -38, pot, 3, 2.4f);
        });
    }

    public static Prop Table(Chance chance)
    {
        var cloth = Ink.Lit(SKColor.FromHsl(chance.Between(0, 360), 45, 70));
        return new Prop(150, 84, s =>
        {
            s.Box(-60, -70, -50, 0, Wood, 2, 2);
            s.Box(50, -70, 60, 0, Wood, 2, 2);
            s.Svg("M-74,-72 L74,-72 L70,-40 Q56,-30 42,-40 Q28,-30 14,-40 Q0,-30 -14,-40 Q-28,-30 -42,-40 Q-56,-30 -70,-40 Z", cloth, 2.2f);
            s.Oval(0, -72, 74, 8, cloth, 2.2f);
            s.Oval(22, -76, 17, 5, SKColors.White, 1.8f);
            s.Box(-32, -98, -14, -74, Ink.Between(0xFF90CAF9, 0xFF42A5F5), 4, 2);
        });
    }

    public static Prop SnowPile(Chance chance)
    {
        var size = chance.Between(0.85f, 1.15f);
        return new Prop(150 * size, 60 * size, s =>
        {
            s.Canvas.Scale(size);
            s.Svg("M-78,2 C-70,-34 -34,-36 -24,-50 C0,-72 38,-58 44,-36 C66,-34 78,-14 80,2 Z", Ink.Between(0xFFFFFFFF, 0xFFBFD6EC), 2.2f, new SKColor(0x6B, 0x86, 0xA8));
        });
    }

    public static Prop Sandcastle(Chance chance)
    {
        var flag = SKColor.FromHsl(chance.Between(0, 360), 80, 55);
        return new Prop(120, 90, s =>
        {
            var sand = Ink.Between(0xFFF2D492, 0xFFCFA35B);
            s.Line(0, -84, 0, -112, Sketch.Outline, 3);
            s.Polygon([1, -112, 26, -104, 1, -96], flag, 1.8f);
            s.Polygon([-24, 0, -22, -84, -13, -84, -13, -76, -5, -76, -5, -84, 5, -84, 5, -76, 13, -76, 13, -84, 22, -84, 24, 0], sand, 2.2f);
            s.Polygon([-60, 0, -56, -50, -46, -50, -46, -42, -36, -42, -36, -50, -26, -50, -22, 0], sand, 2.2f);
            s.Polygon([60, 0, 56, -50, 46, -50, 46, -42, 36, -42, 36, -50, 26, -50, 22, 0], sand, 2.2f);
            s.Box(-8, -30, 8, 0, new SKColor(0x8A, 0x5E, 0x2E), 8, 1.8f);
        });
    }

    public static Prop Mushrooms(Chance chance)
    {
        var cap = chance.Happens(0.5f) ? new SKColor(0xD6, 0x45, 0x3D) : new SKColor(0xC9, 0x8B, 0x4E);
        return new Prop(110, 84, s =>
        {
            foreach (var (x, size) in (ReadOnlySpan<(float, float)>)[(-30, 0.7f), (36, 0.55f), (4, 1f)])
            {
                s.Box(x - (12 * size), -52 * size, x + (12 * size), 0, Ink.Between(0xFFFFF8E6, 0xFFD9C7A5), 9 * size, 2.2f);
                s.Svg(FormattableString.Invariant($"M{x - (42 * size)},{-44 * size} C{x - (40 * size)},{-98 * size} {x + (40 * size)},{-98 * size} {x + (42 * size)},{-44 * size} Q{x},{-34 * size} {x - (42 * size)},{-44 * size} Z"), Ink.Lit(cap), 2.4f);
                s.Oval(x - (16 * size), -64 * size, 7 * size, 5 * size, SKColors.White);
                s.Oval(x + (12 * size), -70 * size, 8 * size, 6 * size, SKColors.White);
                s.Oval(x + (24 * size), -54 * size, 5 * size, 4 * size, SKColors.White);
            }
        });
    }

    public static Prop Dustbin(Chance chance)
    {
        var colour = SKColor.FromHsl(chance.Between(80, 220), 18, 46);
        return new Prop(70, 92, s =>
        {
            s.Svg("M-30,-78 L30,-78 L24,0 L-24,0 Z", Ink.Lit(colour, 0.2f), 2.4f);
            for (var x = -16; x <= 16; x += 16)
                s.Line(x, -66, x * 0.85f, -10, Ink.Shade(colour, -0.35f), 3);
            s.Box(-35, -88, 35, -76, Ink.Lit(colour, 0.25f), 5, 2.4f);
            s.Box(-9, -95, 9, -87, Ink.Lit(colour), 4, 2.2f);
        });
    }

    public static Prop Postbox(Chance chance)
    {
        var colour = chance.Happens(0.5f) ? new SKColor(0xD3, 0x2F, 0x2F) : new SKColor(0x19, 0x76, 0xD2);
        return new Prop(58, 116, s =>
        {
            s.Svg("M-28,0 L-28,-96 Q-28,-116 0,-116 Q28,-116 28,-96 L28,0 Z", Ink.Lit(colour, 0.2f), 2.4f);
            s.Box(-17, -88, 17, -81, Sketch.Outline, 3);
            s.Box(-14, -68, 14, -44, Ink.Between(0xFFFFFFFF, 0xFFDDDDDD), 2, 1.6f);
            s.Box(-31, -8, 31, 0, Ink.Shade(colour, -0.4f), 2, 2);
        });
    }

    // The big ones: a character can vanish behind them.

    public static Prop Haystack(Chance chance)
    {
        var size = chance.Between(1.05f, 1.2f);
        return new Prop(230 * size, 190 * size, s =>
        {
            s.Canvas.Scale(size);
            s.Svg("M-112,0 C-124,-60 -94,-150 -30,-182 C-8,-194 14,-194 34,-180 C96,-146 124,-60 112,0 Q0,10 -112,0 Z", Ink.Between(0xFFF7D774, 0xFFC8922E), 2.6f);
            var straw = new SKColor(0xA9, 0x74, 0x1E);
            foreach (var (x, y) in (ReadOnlySpan<(float, float)>)[(-60, -50), (-20, -90), (40, -60), (10, -140), (-70, -100), (62, -112), (0, -30), (70, -20), (-30, -150)])
                s.Curve(x - 14, y + 6, x, y - 8, x + 16, y + 4, straw, 2.6f);
        });
    }

    public static Prop Crates(Chance chance)
    {
        var side = chance.Between(96, 104);
        return new Prop(side * 2, side * 2, s =>
        {
            DrawCrate(s, -side * 0.5f, 0, side);
            DrawCrate(s, side * 0.5f, 0, side);
            DrawCrate(s, -side * 0.45f, -side, side);
            DrawCrate(s, side * 0.52f, -side, side * 0.94f);
        });
    }

    public static Prop Boulder(Chance chance, SKColor stone)
    {
        var size = chance.Between(1f, 1.12f);
        return new Prop(240 * size, 190 * size, s =>
        {
            s.Canvas.Scale(size);
            s.Svg("M-122,0 C-132,-80 -100,-160 -52,-182 C-10,-200 70,-190 100,-130 C122,-90 128,-40 122,0 Z", Ink.Lit(stone, 0.25f), 2.6f);
            s.Curve(-80, -110, -60, -150, -24, -160, Ink.Shade(stone, 0.4f), 6);
            s.Curve(20, -60, 50, -84, 84, -66, Ink.Shade(stone, -0.35f), 4);
            s.Curve(-60, -30, -40, -44, -14, -36, Ink.Shade(stone, -0.35f), 4);
        });
    }

    public static Prop Wardrobe(Chance chance)
    {
        var colour = SKColor.FromHsl(chance.Between(15, 40), 45, 45);
        return new Prop(210, 240, s =>
        {
            s.Box(-100, -240, 100, 0, Ink.Lit(colour, 0.15f), 6, 2.8f);
            s.Box(-106, -246, 106, -228, Ink.Lit(colour, 0.25f), 4, 2.6f);
            s.Box(-90, -218, -5, -16, Ink.Shade(colour, 0.12f), 4, 2.2f);
            s.Box(5, -218, 90, -16, Ink.Shade(colour, 0.12f), 4, 2.2f);
            s.Oval(-16, -116, 5, 5, new SKColor(0xFF, 0xD5, 0x4F), 1.8f);
            s.Oval(16, -116, 5, 5, new SKColor(0xFF, 0xD5, 0x4F), 1.8f);
        });
    }

    public static Prop SnowHeap(Chance chance)
    {
        var size = chance.Between(1f, 1.12f);
        return new Prop(270 * size, 190 * size, s =>
        {
            s.Canvas.Scale(size);
            s.Svg("M-138,4 C-132,-60 -104,-104 -66,-140 C-40,-190 34,-204 66,-150 C110,-120 136,-60 138,4 Z", Ink.Between(0xFFFFFFFF, 0xFFB3CDE6), 2.4f, new SKColor(0x6B, 0x86, 0xA8));
            s.Curve(-60, -80, -30, -104, 4, -92, new SKColor(0xA9, 0xC4, 0xDF), 4);
            s.Curve(20, -40, 54, -58, 84, -42, new SKColor(0xA9, 0xC4, 0xDF), 4);
        });
    }

    private static void DrawCrate(Sketch s, float x, float bottom, float side)
    {
        var (left, top, right) = (x - (side / 2), bottom - side, x + (side / 2));
        s.Box(left, top, right, bottom, Ink.Lit(Wood, 0.18f), 3, 2.4f);
        s.Line(left + 9, bottom - 9, right - 9, top + 9, Ink.Shade(Wood, -0.4f), 11);
        s.Line(left + 9, bottom - 9, right - 9, top + 9, Ink.Shade(Wood, 0.12f), 7);
        using var frame = new SKPath();
        frame.AddRect(new SKRect(left + 5, top + 5, right - 5, bottom - 5));
        s.Stroke(frame, Ink.Shade(Wood, -0.3f), 3);
    }
}
