using ScreenTime.Examples.ShortFilm.Drawing;
using SkiaSharp;

namespace ScreenTime.Examples.ShortFilm.Characters;

/// <summary>A bird on long legs with a big beak.</summary>
internal sealed class Bird(Look look) : Figure(look)
{
    private static readonly SKColor Beak = new(0xFF, 0xA7, 0x26);

    public override float Reach => 44 * Look.Girth;

    public override void Draw(Sketch s, Pose pose)
    {
        var g = Look.Girth;
        foreach (var side in (ReadOnlySpan<float>)[-1, 1])
        {
            var leg = side < 0 ? 0f : 0.5f;
            var foot = (side * 9) + (12 * pose.Leg(leg));
            var up = 8 * pose.Lift(leg);
            s.Limb(side * 8, -32, (side * 8) + (foot * 0.3f), -16 - up, foot, -3 - up, Beak, 3, 1.5f);
            s.Polygon([foot - 6, -up, foot + 13, -up, foot + 2, -6 - up], Beak, 1.6f);
        }

        // Tail feathers.
        for (var i = 0; i < 3; i++)
            s.Limb(-22 * g, -44, -38 * g, -50 - (8 * i), (-46 + (4 * i)) * g, -52 - (11 * i) + (3 * pose.Swing), i == 1 ? Look.Accent : Dark, 6, 1.6f);

        using var body = new SKPath();
        body.MoveTo(-30 * g, -48);
        body.CubicTo(-34 * g, -20, 30 * g, -18, 30 * g, -46);
        body.CubicTo(30 * g, -62, 26, -96, 4, -97);
        body.CubicTo(-16, -97, -14, -70, -30 * g, -48);
        body.Close();
        s.Fill(body, Ink.Lit(Look.Body));
        Markings(s, body);
        s.Oval(10, -42, 17 * g, 14, Ink.Lit(Look.Belly, 0.1f));
        s.Stroke(body, Sketch.Outline, 2.4f);

        switch (Look.Feature)
        {
            case 0:
                for (var i = -1; i <= 1; i++)
                    s.Limb(2, -95, (i * 5) - 2, -103, (i * 8) - 4 + (2 * pose.Swing), -109, Look.Accent, 4, 1.6f);
                break;
            case 1:
                s.Box(-10, -112, 16, -94, Ink.Lit(Look.Accent), 4, 2);
                s.Box(-17, -97, 23, -92, Ink.Lit(Look.Accent), 2.5f, 2);
                break;
            default:
                s.Svg("M-10,-90 C-22,-108 -2,-112 4,-97 C10,-112 24,-104 16,-90 Z", Ink.Lit(Look.Accent), 2);
                break;
        }

        var open = 7 * pose.Mouth;
        s.Polygon([18, -76, 46, -67 + open, 17, -64], Ink.Lit(Ink.Shade(Beak, -0.12f)), 2);
        s.Svg("M16,-82 C30,-86 46,-78 50,-70 C40,-68 28,-68 16,-70 Z", Ink.Lit(Beak), 2);
        Eyes(s, pose, 0, 14, -83, 6.8f);
        Neckwear(s, pose, -57, 22);

        // The near wing flaps when it waves.
        var tip = 36 * pose.Wave;
        using var wing = new SKPath();
        wing.MoveTo(4, -54);
        wing.CubicTo(-8, -58 - (tip * 0.3f), -30, -44 - tip, -36, -34 - (tip * 1.2f) + (3 * pose.Swing));
        wing.CubicTo(-24, -26 - (tip * 0.5f), 0, -28, 4, -54);
        wing.Close();
        s.Shape(wing, Ink.Lit(Dark), 2);
    }
}
