using ScreenTime.Examples.ShortFilm.Drawing;
using SkiaSharp;

namespace ScreenTime.Examples.ShortFilm.Places;

/// <summary>What drifts through the air.</summary>
internal enum Drift
{
    None,
    Snow,
    Fireflies,
    Leaves,
}

/// <summary>
/// A place where scenes are set. Its world is seen at zoom 1 through a window of 1280 by 720 units, reaches from <see cref="Left"/> to
/// <see cref="Right"/>, and meets the ground at <see cref="Horizon"/>. The same number makes the same place, so that all shots of a scene agree.
/// </summary>
internal abstract class Place(long number)
{
    public const float Horizon = 420;
    public const float Left = -1700;
    public const float Right = 3000;

    private const float Top = -1600;
    private const float Bottom = 1900;

    public abstract IReadOnlyList<Creature> Creatures { get; }

    /// <summary>Light that lies over everything, alpha included.</summary>
    public abstract SKColor Light { get; }

    public abstract Drift Drift { get; }

    /// <summary>The ground seen from close by, as plants or the like at the lower edge of a picture.</summary>
    public abstract SKColor Foreground { get; }

    /// <summary>Paints all that never moves and hides no one.</summary>
    public abstract void Paint(Sketch s);

    /// <summary>Something to stand behind, about half as high as a character.</summary>
    public abstract Prop SmallProp(Chance chance);

    /// <summary>Something to vanish behind.</summary>
    public abstract Prop Hideaway(Chance chance);

    /// <summary>Random numbers of this place, the same at each call.</summary>
    protected Chance Numbers(int purpose) => new(number, purpose);

    protected static void Sky(Sketch s, uint top, uint bottom)
    {
        s.Box(Left, Top, Right, Horizon - 800, top);
        s.Box(Left, Horizon - 801, Right, Horizon + 20, Ink.Between(top, bottom));
    }

    protected static void Ground(Sketch s, uint far, uint near)
    {
        s.Box(Left, Horizon, Right, Horizon + 420, Ink.Between(far, near));
        s.Box(Left, Horizon + 419, Right, Bottom, near);
    }

    /// <summary>A row of hills from end to end of the world.</summary>
    protected static void Hills(Sketch s, Chance chance, float foot, float height, float length, Ink ink, float outline = 0)
    {
        using var path = new SKPath();
        path.MoveTo(Left, foot + 40);
        path.LineTo(Left, foot - (height * 0.5f));
        for (var x = Left; x < Right; x += length)
        {
            var peak = height * chance.Between(0.6f, 1.4f);
            path.CubicTo(x + (length * 0.3f), foot - peak, x + (length * 0.6f), foot - peak, x + length, foot - (height * chance.Between(0.2f, 0.5f)));
        }

        path.LineTo(Right, foot + 40);
        path.Close();
        s.Shape(path, ink, outline, Sketch.Outline.WithAlpha(outline > 0 ? (byte)0x60 : (byte)0));
    }

    protected static void Cloud(Sketch s, float x, float y, float size, Ink ink)
    {
        s.Canvas.Save();
        s.Canvas.Translate(x, y);
        s.Canvas.Scale(size);
        s.Svg("M-80,14 C-106,10 -98,-24 -66,-20 C-64,-52 -18,-60 -4,-36 C16,-58 62,-44 56,-18 C92,-20 98,12 72,14 Z", ink);
        s.Canvas.Restore();
    }

    protected static void Pine(Sketch s, float x, float foot, float height, SKColor leaf, bool snow)
    {
        s.Box(x - (height * 0.05f), foot - (height * 0.2f), x + (height * 0.05f), foot, 0xFF5B4032, 0, height * 0.012f);
        for (var i = 0; i < 3; i++)
        {
            var low = foot - (height * (0.12f + (0.24f * i)));
            var half = height * (0.3f - (0.065f * i));
            var top = low - (height * 0.4f);
            s.Polygon([x - half, low, x, top, x + half, low], Ink.Lit(Ink.Shade(leaf, 0.07f * i)), height * 0.012f);
            if (snow)
                s.Polygon([x - (half * 0.45f), top + (height * 0.18f), x, top, x + (half * 0.45f), top + (height * 0.18f), x + (half * 0.1f), top + (height * 0.14f), x - (half * 0.15f), top + (height * 0.2f)], 0xFFF4F9FF);
        }
    }

    protected static void Tree(Sketch s, Chance chance, float x, float foot, float height, SKColor leaf)
    {
        var trunk = Ink.Between(0xFF8A6242, 0xFF5D3F2A);
        s.Svg(FormattableString.Invariant($"M{x - (height * 0.07f)},{foot} C{x - (height * 0.04f)},{foot - (height * 0.2f)} {x - (height * 0.05f)},{foot - (height * 0.4f)} {x - (height * 0.03f)},{foot - (height * 0.6f)} L{x + (height * 0.03f)},{foot - (height * 0.6f)} C{x + (height * 0.05f)},{foot - (height * 0.4f)} {x + (height * 0.04f)},{foot - (height * 0.2f)} {x + (height * 0.07f)},{foot} Z"), trunk, 2.2f);
        for (var i = 0; i < 5; i++)
        {
            var angle = (i * MathF.Tau / 5) + chance.Between(-0.2f, 0.2f);
            s.Oval(x + (height * 0.19f * MathF.Cos(angle)), foot - (height * 0.68f) + (height * 0.13f * MathF.Sin(angle)), height * 0.19f, height * 0.17f, Ink.Lit(leaf), 2.2f);
        }

        s.Oval(x, foot - (height * 0.68f), height * 0.26f, height * 0.2f, Ink.Lit(leaf, 0.1f));
        s.Curve(x - (height * 0.14f), foot - (height * 0.74f), x - (height * 0.06f), foot - (height * 0.84f), x + (height * 0.06f), foot - (height * 0.78f), Ink.Shade(leaf, 0.28f), height * 0.016f);
        s.Curve(x + (height * 0.02f), foot - (height * 0.6f), x + (height * 0.1f), foot - (height * 0.68f), x + (height * 0.18f), foot - (height * 0.62f), Ink.Shade(leaf, -0.25f), height * 0.014f);
    }

    /// <summary>Small things strewn over the ground; the farther, the smaller.</summary>
    protected static void Strew(Chance chance, int count, Action<float, float, float> draw)
    {
        for (var i = 0; i < count; i++)
        {
            var near = (float)Math.Pow((i + 0.5) / count, 1.4);
            draw(chance.Between(Left, Right), Horizon + 14 + (700 * near), 0.45f + (0.9f * near));
        }
    }
}
