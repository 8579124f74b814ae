using ScreenTime.Examples.ShortFilm.Drawing;
using SkiaSharp;

namespace ScreenTime.Examples.ShortFilm.Characters;

/// <summary>A round, furry fellow with horns, feelers or a tuft.</summary>
internal sealed class Monster(Look look) : Figure(look)
{
    public override void Draw(Sketch s, Pose pose)
    {
        var g = Look.Girth;
        var swell = 1 + (0.015f * pose.Breath);
        foreach (var side in (ReadOnlySpan<float>)[-1, 1])
        {
            var leg = side < 0 ? 0f : 0.5f;
            s.Oval((side * 14 * g) + (7 * pose.Leg(leg)), -5 - (6 * pose.Lift(leg)), 12, 6, Ink.Lit(Dark), 2);
        }

        switch (Look.Feature)
        {
            case 0:
                s.Polygon([-24, -74, -34, -98, -11, -85], Ink.Lit(Look.Belly), 2);
                s.Polygon([24, -74, 34, -98, 11, -85], Ink.Lit(Look.Belly), 2);
                break;
            case 1:
                s.Limb(-8, -84, -14, -98, -18 + (4 * pose.Swing), -104, Dark, 2.4f, 1.4f);
                s.Limb(8, -84, 14, -98, 18 + (4 * pose.Swing), -104, Dark, 2.4f, 1.4f);
                s.Oval(-18 + (4 * pose.Swing), -105, 5, 5, Look.Accent, 1.8f);
                s.Oval(18 + (4 * pose.Swing), -105, 5, 5, Look.Accent, 1.8f);
                break;
            default:
                s.Svg("M-14,-84 C-20,-104 -8,-100 -6,-92 C-6,-112 8,-110 5,-92 C10,-104 20,-98 13,-84 Z", Ink.Lit(Look.Accent), 2);
                break;
        }

        var w = 36 * g * swell;
        using var body = new SKPath();
        body.MoveTo(-w * 0.8f, -6);
        body.CubicTo(-w * 1.35f, -40, -w * 0.8f, -92 * swell, 0, -92 * swell);
        body.CubicTo(w * 0.8f, -92 * swell, w * 1.35f, -40, w * 0.8f, -6);
        body.QuadTo(0, 2, -w * 0.8f, -6);
        body.Close();

        s.Limb(-w * 0.85f, -42, -w * 1.25f, -34, (-w * 1.15f) + (5 * pose.Leg(0.5f)), -20, Look.Body, 9);
        s.Fill(body, Ink.Lit(Look.Body));
        Markings(s, body);
        s.Oval(0, -27, w * 0.62f, 21, Ink.Lit(Look.Belly, 0.1f));
        s.Stroke(body, Sketch.Outline, 2.4f);
        var lift = pose.Wave;
        s.Limb(w * 0.85f, -44, w * (1.2f + (0.1f * lift)), -34 - (24 * lift), (w * 1.12f) + (4 * lift) + (5 * pose.Leg(0)) + (3 * lift * pose.Swing), -20 - (58 * lift), Look.Body, 9);
        Eyes(s, pose, -11, 13, -66, 9.5f);
        Smile(s, pose, 1, -48, 12);
        s.Polygon([6, -47, 9, -41, 12, -48], SKColors.White, 1.2f);
        s.Oval(-20, -53, 4.5f, 3, new SKColor(0xFF, 0x8A, 0x9A, 0x90));
        s.Oval(23, -53, 4.5f, 3, new SKColor(0xFF, 0x8A, 0x9A, 0x90));
        Neckwear(s, pose, -34, w * 0.95f);
    }
}
