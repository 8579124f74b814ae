using ScreenTime.Examples.ShortFilm.Drawing;
using SkiaSharp;

namespace ScreenTime.Examples.ShortFilm.Characters;

/// <summary>A box with a screen for a face.</summary>
internal sealed class Robot(Look look) : Figure(look)
{
    public override float Reach => 42 * Look.Girth;

    public override void Draw(Sketch s, Pose pose)
    {
        var g = Look.Girth;
        var steel = new SKColor(0xB4, 0xBE, 0xCC);
        var glow = Ink.Mix(Look.Accent, SKColors.White, 0.35f);
        if (Look.Feature == 0)
        {
            foreach (var x in (ReadOnlySpan<float>)[-17, 0, 17])
            {
                s.Oval(x * g, -7, 8.5f, 7.5f, Ink.Lit(new SKColor(0x44, 0x4A, 0x5C)), 2);
                s.Line(
                    (x * g) - (5 * MathF.Cos(pose.Stride * 12)), -7 - (5 * MathF.Sin(pose.Stride * 12)),
                    (x * g) + (5 * MathF.Cos(pose.Stride * 12)), -7 + (5 * MathF.Sin(pose.Stride * 12)), steel, 2);
            }
        }
        else
        {
            foreach (var side in (ReadOnlySpan<float>)[-1, 1])
            {
                var leg = side < 0 ? 0f : 0.5f;
                var foot = (side * 12 * g) + (9 * pose.Leg(leg));
                var up = 7 * pose.Lift(leg);
                s.Limb(side * 11 * g, -20, side * 12 * g, -12 - up, foot, -6 - up, steel, 6, 1.8f);
                s.Box(foot - 9, -8 - up, foot + 11, -up, Ink.Lit(Look.Accent), 4, 2);
            }
        }

        s.Limb(-23 * g, -44, -38 * g, -40, (-34 * g) + (6 * pose.Leg(0.5f)), -22, steel, 6, 1.8f);
        s.Oval((-34 * g) + (6 * pose.Leg(0.5f)), -20, 6, 6, Look.Accent, 2);

        using var trunk = new SKPath();
        trunk.AddRoundRect(new SKRect(-24 * g, -55, 24 * g, -12), 8, 8);
        s.Fill(trunk, Ink.Lit(Look.Body));
        Markings(s, trunk);
        s.Stroke(trunk, Sketch.Outline, 2.4f);
        s.Box(-14 * g, -46, 14 * g, -24, Ink.Lit(Look.Belly, 0.08f), 4, 1.8f);
        for (var i = 0; i < 3; i++)
            s.Oval((i - 1) * 8 * g, -35, 3, 3, i == (int)(MathF.Abs(pose.Stride * 3) % 3) ? Look.Accent : new SKColor(0x6B, 0x70, 0x80), 1.2f);

        s.Box(-6, -60, 6, -53, steel, 2, 1.8f);
        s.Line(0, -93, 4 * pose.Swing, -105, Sketch.Outline, 3);
        s.Oval(4 * pose.Swing, -107, 5.5f, 5.5f, Ink.Lit(Look.Accent), 2);
        if (Look.Feature == 2)
        {
            s.Polygon([-27 * g, -84, -38 * g, -92, -38 * g, -70], Ink.Lit(Look.Accent), 2);
            s.Polygon([27 * g, -84, 38 * g, -92, 38 * g, -70], Ink.Lit(Look.Accent), 2);
        }
        else
        {
            s.Box(-32 * g, -84, -25 * g, -70, Ink.Lit(Look.Accent), 3, 2);
            s.Box(25 * g, -84, 32 * g, -70, Ink.Lit(Look.Accent), 3, 2);
        }

        s.Box(-27 * g, -95 - pose.Breath, 27 * g, -59, Ink.Lit(Look.Body), Look.Feature == 1 ? 17 : 8, 2.4f);
        s.Box(-20 * g, -89, 20 * g, -65, Ink.Between(0xFF1B2440, 0xFF2C3A63), 7, 1.8f);
        var open = MathF.Max(0.12f, 1 - pose.Blink);
        var shift = 2.5f * pose.Look;
        s.Oval((-8 * g) + shift, -79, 4.2f, 5 * open, glow);
        s.Oval((8 * g) + shift, -79, 4.2f, 5 * open, glow);
        if (pose.Mouth > 0.2f)
            s.Oval(shift, -70, 5, 1 + (2.5f * pose.Mouth), glow);
        else
            s.Curve(-6 + shift, -71, shift, -67, 6 + shift, -71, glow, 2);
        if (Look.Extra != 3)
            Neckwear(s, pose, -55, 18 * g);

        var lift = pose.Wave;
        var handX = (36 * g) + (6 * pose.Leg(0)) + (4 * lift * pose.Swing);
        var handY = -22 - (58 * lift);
        s.Limb(23 * g, -44, 40 * g, -40 - (14 * lift), handX, handY, steel, 6, 1.8f);
        s.Oval(handX, handY, 6, 6, Look.Accent, 2);
    }
}
