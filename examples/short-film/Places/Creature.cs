using ScreenTime.Examples.ShortFilm.Drawing;
using SkiaSharp;

namespace ScreenTime.Examples.ShortFilm.Places;

/// <summary>Drawn, alive, and none of the characters: so that "something drawn moves" is not yet a character.</summary>
internal enum Creature
{
    Sheep,
    Snail,
    Butterfly,
    Crab,
    Hedgehog,
    Fish,
}

internal static class Creatures
{
    /// <summary>Draws one with its foot at the origin, in the world's units.</summary>
    public static void Draw(Sketch s, Creature creature, double seconds)
    {
        var beat = (float)Math.Sin(seconds * Math.Tau);
        switch (creature)
        {
            case Creature.Sheep:
                foreach (var x in (ReadOnlySpan<float>)[-22, -10, 12, 24])
                    s.Line(x, -20, x + (2 * beat), 0, new SKColor(0x3C, 0x38, 0x44), 6);
                s.Svg("M-38,-18 C-56,-22 -54,-44 -40,-46 C-42,-64 -18,-70 -8,-60 C4,-74 28,-68 30,-54 C48,-54 50,-30 36,-22 C26,-8 -26,-6 -38,-18 Z", Ink.Between(0xFFFFFFFF, 0xFFD8D4DE), 2.2f);
                s.Oval(42, -50 + beat, 13, 16, Ink.Lit(new SKColor(0x4B, 0x45, 0x55)), 2);
                s.Oval(30, -58 + beat, 8, 4, new SKColor(0x4B, 0x45, 0x55), 1.8f);
                s.Oval(45, -54 + beat, 3, 3.6f, SKColors.White);
                s.Oval(46, -54 + beat, 1.6f, 2, Sketch.Outline);
                break;
            case Creature.Snail:
                s.Svg("M-34,0 C-30,-12 6,-12 14,-14 C16,-30 22,-36 28,-34 C34,-30 32,-8 26,0 Z", Ink.Between(0xFFE8D3A2, 0xFFB99862), 2);
                s.Oval(-8, -22, 22, 20, Ink.Between(0xFFB77BD0, 0xFF7E4A9A), 2.2f);
                s.Oval(-6, -21, 13, 12, 0xFFA066BC, 1.6f);
                s.Oval(-4, -20, 5, 5, 0xFF7E4A9A, 1.4f);
                s.Line(26, -34, 22 + beat, -46, Sketch.Outline, 2.4f);
                s.Line(30, -33, 33 + beat, -45, Sketch.Outline, 2.4f);
                break;
            case Creature.Butterfly:
                s.Canvas.Translate((float)(30 * Math.Sin(seconds * 1.7)), (float)(-110 + (18 * Math.Sin(seconds * 3.1))));
                var flap = 0.35f + (0.65f * MathF.Abs((float)Math.Sin(seconds * 11)));
                foreach (var side in (ReadOnlySpan<float>)[-1, 1])
                {
                    s.Oval(side * 13 * flap, -8, 13 * flap, 13, Ink.Between(0xFFFFCC80, 0xFFF4702C), 1.8f);
                    s.Oval(side * 10 * flap, 9, 9 * flap, 9, Ink.Between(0xFFFFE0B2, 0xFFFB8C00), 1.8f);
                }

                s.Oval(0, 0, 3, 13, Sketch.Outline);
                break;
            case Creature.Crab:
                foreach (var side in (ReadOnlySpan<float>)[-1, 1])
                {
                    for (var i = 0; i < 3; i++)
                        s.Curve(side * 18, -12, side * (30 + (4 * i)), -18 + (4 * i), side * (34 + (4 * i)) + (2 * beat), 0, new SKColor(0xB7, 0x3A, 0x22), 4);
                    s.Limb(side * 22, -20, side * 38, -24, side * 36, -38 - (4 * beat), new SKColor(0xE2, 0x57, 0x35), 5, 1.6f);
                    s.Oval(side * 36, -42 - (4 * beat), 9, 8, 0xFFE25735, 2);
                    s.Line(side * 7, -26, side * 8, -36, Sketch.Outline, 2.4f);
                    s.Oval(side * 8, -38, 4, 4, SKColors.White, 1.6f);
                }

                s.Oval(0, -17, 27, 14, Ink.Between(0xFFF4805F, 0xFFC4452A), 2.2f);
                break;
            case Creature.Hedgehog:
                s.Polygon([-40, 0, -46, -16, -38, -18, -40, -34, -28, -34, -26, -48, -14, -42, -4, -52, 4, -42, 16, -44, 18, -32, 28, -26, 24, 0], Ink.Between(0xFF8D6E63, 0xFF4E342E), 2.2f);
                s.Svg("M14,-28 C26,-30 34,-18 46,-10 C40,0 20,2 12,-2 Z", Ink.Between(0xFFF0D5B0, 0xFFD2AE80), 2);
                s.Oval(46, -11, 4, 4, Sketch.Outline);
                s.Oval(27, -18, 2.4f, 2.8f, Sketch.Outline);
                s.Oval(-18 + (3 * beat), -2, 7, 4, 0xFFD2AE80, 1.8f);
                s.Oval(12 - (3 * beat), -2, 7, 4, 0xFFD2AE80, 1.8f);
                break;
            default:
                // A goldfish in its bowl.
                s.Oval(0, -34, 38, 34, Ink.Between(0xFFE3F6FF, 0xFF8CCBEA), 2.2f);
                var x0 = 9 * (float)Math.Sin(seconds * 1.3);
                s.Polygon([x0 - 8, -34, x0 - 22, -44, x0 - 22, -24], 0xFFFF9800, 1.8f);
                s.Oval(x0, -34, 14, 9, Ink.Between(0xFFFFB74D, 0xFFF57C00), 1.8f);
                s.Oval(x0 + 7, -36, 2.2f, 2.2f, Sketch.Outline);
                s.Oval(0, -64, 26, 5, 0xFFF2FBFF, 2);
                break;
        }
    }
}
