using ScreenTime.Examples.ShortFilm.Drawing;
using SkiaSharp;

namespace ScreenTime.Examples.ShortFilm.Characters;

/// <summary>A dome on wavy arms.</summary>
internal sealed class Octopus(Look look) : Figure(look)
{
    public override float Reach => 44 * Look.Girth;

    public override void Draw(Sketch s, Pose pose)
    {
        var g = Look.Girth;
        for (var i = 0; i < 6; i++)
        {
            var root = (-25 + (10 * i)) * g;
            var wave = MathF.Sin(((pose.Stride * pose.Going) + (i * 0.31f)) * MathF.Tau) + (0.5f * pose.Swing);
            var raised = i == 5 ? pose.Wave : 0;
            s.Limb(
                root, -36,
                (root * 1.25f) + (6 * wave) + (16 * raised), -20 - (20 * raised),
                (root * 1.5f) + (5 * wave) + (6 * raised), -5 - (4 * pose.Lift(i * 0.31f)) - (50 * raised),
                i % 2 == 0 ? Look.Body : Ink.Shade(Look.Body, -0.14f), 9);
        }

        var w = 33 * g * (1 + (0.02f * pose.Breath));
        var top = -98f;
        using var dome = new SKPath();
        dome.MoveTo(-w * 0.86f, -34);
        dome.CubicTo(-w * 1.5f, -62, -w, top, 0, top);
        dome.CubicTo(w, top, w * 1.5f, -62, w * 0.86f, -34);
        dome.QuadTo(0, -24, -w * 0.86f, -34);
        dome.Close();
        s.Fill(dome, Ink.Lit(Look.Body, 0.2f));
        Markings(s, dome);
        s.Stroke(dome, Sketch.Outline, 2.4f);
        s.Oval(-w * 0.5f, -84, 5.5f, 8, new SKColor(0xFF, 0xFF, 0xFF, 0x70));

        switch (Look.Feature)
        {
            case 0:
                s.Polygon([-13, -95, -15, -110, -6, -103, 0, -113, 6, -103, 15, -110, 13, -95], Ink.Between(0xFFFFE082, 0xFFF9A825), 2);
                break;
            case 1:
                s.Box(-22, -99, 22, -93, Ink.Lit(Look.Accent), 3, 2);
                s.Svg("M-15,-97 C-15,-112 15,-112 15,-97 Z", Ink.Lit(Look.Accent), 2);
                break;
            default:
                s.Limb(0, -96, 2, -104, 8 + (4 * pose.Swing), -108, new SKColor(0x55, 0x8B, 0x2F), 2.4f, 1.4f);
                for (var petal = 0; petal < 5; petal++)
                {
                    var angle = petal * MathF.Tau / 5;
                    s.Oval(8 + (4 * pose.Swing) + (5 * MathF.Cos(angle)), -110 + (5 * MathF.Sin(angle)), 3.6f, 3.6f, Look.Accent, 1.2f);
                }

                s.Oval(8 + (4 * pose.Swing), -110, 3, 3, new SKColor(0xFF, 0xD5, 0x4F));
                break;
        }

        Eyes(s, pose, -12, 14, -62, 9.2f);
        Smile(s, pose, 1, -46, 9);
        s.Oval(-23, -50, 4.5f, 3, new SKColor(0xFF, 0xE0, 0xE6, 0x8C));
        s.Oval(25, -50, 4.5f, 3, new SKColor(0xFF, 0xE0, 0xE6, 0x8C));
        Neckwear(s, pose, -35, w * 0.8f);
    }
}
