using ScreenTime.Examples.ShortFilm.Drawing;
using SkiaSharp;

namespace ScreenTime.Examples.ShortFilm.Characters;

/// <summary>What the seed decides of a figure's look.</summary>
/// <param name="Body">Main colour.</param>
/// <param name="Belly">A light colour.</param>
/// <param name="Accent">A contrasting colour.</param>
/// <param name="Iris">Colour of the eyes.</param>
/// <param name="Pattern">0 plain, 1 spots, 2 stripes.</param>
/// <param name="Extra">0 none, 1 scarf, 2 bow, 3 glasses.</param>
/// <param name="Girth">Width, about 1.</param>
/// <param name="Feature">Which of the figure's own variants, 0 to 2.</param>
internal sealed record Look(SKColor Body, SKColor Belly, SKColor Accent, SKColor Iris, int Pattern, int Extra, float Girth, int Feature);

/// <summary>
/// A kind of character: draws itself about 100 units tall, feet at the origin, facing right, y downwards.
/// </summary>
internal abstract class Figure(Look look)
{
    protected Look Look { get; } = look;

    /// <summary>Half its width, for placing.</summary>
    public virtual float Reach => 40 * Look.Girth;

    public abstract void Draw(Sketch s, Pose pose);

    protected SKColor Dark => Ink.Shade(Look.Body, -0.32f);

    /// <summary>Two eyes that look the same way.</summary>
    protected void Eyes(Sketch s, Pose pose, float x0, float x1, float y, float radius)
    {
        foreach (var x in (ReadOnlySpan<float>)[x0, x1])
        {
            var open = 1 - pose.Blink;
            if (open < 0.25f)
            {
                s.Curve(x - radius, y, x, y + (radius * 0.6f), x + radius, y, Sketch.Outline, 2.2f);
                continue;
            }

            s.Oval(x, y, radius, radius * 1.12f * open, SKColors.White, 1.7f);
            var pupil = x + (pose.Look * radius * 0.34f);
            s.Oval(pupil, y, radius * 0.58f, radius * 0.64f * open, Look.Iris);
            s.Oval(pupil, y, radius * 0.34f, radius * 0.4f * open, Sketch.Outline);
            s.Oval(pupil + (radius * 0.18f), y - (radius * 0.28f * open), radius * 0.17f, radius * 0.17f, SKColors.White);
        }

        if (Look.Extra == 3)
        {
            using var frame = new SKPath();
            frame.AddCircle(x0, y, radius * 1.45f);
            frame.AddCircle(x1, y, radius * 1.45f);
            s.Stroke(frame, Look.Accent, 2.6f);
            s.Line(x0 + (radius * 1.45f), y, x1 - (radius * 1.45f), y, Look.Accent, 2.6f);
        }
    }

    protected static void Smile(Sketch s, Pose pose, float x, float y, float width)
    {
        if (pose.Mouth < 0.2f)
        {
            s.Curve(x - width, y, x, y + (width * 0.7f), x + width, y, Sketch.Outline, 2.2f);
            return;
        }

        using var mouth = new SKPath();
        mouth.MoveTo(x - width, y - 1);
        mouth.QuadTo(x, y + (width * (0.5f + (1.6f * pose.Mouth))), x + width, y - 1);
        mouth.Close();
        s.Shape(mouth, new SKColor(0x7A, 0x1E, 0x33), 2f);
        s.Oval(x, y + (width * 0.45f * pose.Mouth), width * 0.42f, width * 0.2f * pose.Mouth, new SKColor(0xF4, 0x7C, 0x86));
    }

    /// <summary>The seed's neckwear.</summary>
    protected void Neckwear(Sketch s, Pose pose, float y, float halfWidth)
    {
        if (Look.Extra == 1)
        {
            using var tail = new SKPath();
            tail.MoveTo(-halfWidth * 0.6f, y);
            tail.QuadTo(-halfWidth - 8, y + 8 + (4 * pose.Swing), -halfWidth - 10, y + 24 + (7 * pose.Swing));
            tail.LineTo(-halfWidth - 1, y + 25 + (5 * pose.Swing));
            tail.QuadTo(-halfWidth, y + 10, -halfWidth * 0.3f, y + 4);
            tail.Close();
            s.Shape(tail, Ink.Lit(Look.Accent), 1.8f);
            s.Box(-halfWidth, y - 4.5f, halfWidth, y + 4.5f, Ink.Lit(Look.Accent), 4.5f, 1.8f);
        }
        else if (Look.Extra == 2)
        {
            s.Polygon([0, y, -11, y - 7, -11, y + 7], Ink.Lit(Look.Accent), 1.8f);
            s.Polygon([0, y, 11, y - 7, 11, y + 7], Ink.Lit(Look.Accent), 1.8f);
            s.Oval(0, y, 3.6f, 3.6f, Look.Accent, 1.6f);
        }
    }

    /// <summary>Spots or stripes, inside a shape.</summary>
    protected void Markings(Sketch s, SKPath inside)
    {
        if (Look.Pattern == 0)
            return;
        s.Canvas.Save();
        s.ClipTo(inside);
        var bounds = inside.Bounds;
        var colour = Ink.Mix(Look.Body, Look.Accent, 0.62f);
        if (Look.Pattern == 1)
        {
            ReadOnlySpan<float> spots = [0.12f, 0.25f, 8, 0.86f, 0.2f, 6, 0.2f, 0.62f, 6, 0.84f, 0.55f, 8, 0.5f, 0.07f, 6, 0.35f, 0.9f, 7, 0.72f, 0.85f, 5];
            for (var i = 0; i < spots.Length; i += 3)
                s.Oval(bounds.Left + (spots[i] * bounds.Width), bounds.Top + (spots[i + 1] * bounds.Height), spots[i + 2], spots[i + 2] * 0.9f, colour);
        }
        else
        {
            for (var y = bounds.Top + 8; y < bounds.Bottom; y += 17)
            {
                s.Curve(bounds.Left - 4, y, bounds.Left + 4, y + 8, bounds.Left + (bounds.Width * 0.27f), y + 5, colour, 6);
                s.Curve(bounds.Right + 4, y, bounds.Right - 4, y + 8, bounds.Right - (bounds.Width * 0.27f), y + 5, colour, 6);
            }
        }

        s.Canvas.Restore();
    }
}
