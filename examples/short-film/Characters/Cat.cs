using ScreenTime.Examples.ShortFilm.Drawing;
using SkiaSharp;

namespace ScreenTime.Examples.ShortFilm.Characters;

/// <summary>A big head with ears, a small body, a tail.</summary>
internal sealed class Cat(Look look) : Figure(look)
{
    public override float Reach => 42 * Look.Girth;

    public override void Draw(Sketch s, Pose pose)
    {
        var g = Look.Girth;
        s.Limb(-14, -14, -46, -10, -40 + (6 * pose.Swing), -44, Look.Body, 7);
        s.Oval(-40 + (6 * pose.Swing), -46, 5.5f, 6.5f, Look.Accent, 2);

        foreach (var side in (ReadOnlySpan<float>)[-1, 1])
        {
            var leg = side < 0 ? 0f : 0.5f;
            var foot = (side * 10) + (9 * pose.Leg(leg));
            var up = 7 * pose.Lift(leg);
            s.Limb(side * 9, -18, side * 10, -10 - up, foot, -6 - up, Look.Body, 9);
            s.Oval(foot + 3, -4 - up, 9, 5, Ink.Lit(Look.Belly), 2);
        }

        using var body = new SKPath();
        body.AddRoundRect(new SKRect(-20 * g, -48, 20 * g, -12), 17, 17);
        s.Limb(-15 * g, -40, -28 * g, -34, (-26 * g) + (6 * pose.Leg(0.5f)), -22, Look.Body, 7);
        s.Fill(body, Ink.Lit(Look.Body));
        Markings(s, body);
        s.Oval(0, -26, 12 * g, 13, Ink.Lit(Look.Belly, 0.1f));
        s.Stroke(body, Sketch.Outline, 2.4f);

        var head = -68 + pose.Breath;
        if (Look.Feature == 1)
        {
            // A rabbit's ears.
            foreach (var side in (ReadOnlySpan<float>)[-1, 1])
            {
                s.Limb(side * 14, head - 18, side * 17, head - 34, (side * 19) + (5 * pose.Swing), head - 44, Look.Body, 11);
                s.Curve(side * 14, head - 18, side * 17, head - 34, (side * 19) + (5 * pose.Swing), head - 43, Look.Belly, 5);
            }
        }
        else
        {
            var tip = Look.Feature == 0 ? 34 : 27;
            foreach (var side in (ReadOnlySpan<float>)[-1, 1])
            {
                s.Polygon([side * 31 * g, head - 6, side * 30 * g, head - tip - 4, side * 6, head - 22], Ink.Lit(Look.Body), 2.2f);
                s.Polygon([side * 26 * g, head - 12, side * 26 * g, head - tip + 3, side * 12, head - 20], Look.Accent);
            }
        }

        using var skull = new SKPath();
        skull.AddOval(new SKRect(-35 * g, head - 25, 35 * g, head + 25));
        s.Fill(skull, Ink.Lit(Look.Body));
        Markings(s, skull);
        s.Oval(2, head + 12, 17, 11, Ink.Lit(Look.Belly, 0.1f));
        s.Stroke(skull, Sketch.Outline, 2.4f);
        Eyes(s, pose, -13, 17, head - 4, 8.6f);
        s.Polygon([-3, head + 6, 7, head + 6, 2, head + 11], Look.Accent, 1.6f);
        Smile(s, pose, 2, head + 13, 8);
        foreach (var side in (ReadOnlySpan<float>)[-1, 1])
            for (var i = 0; i < 2; i++)
                s.Line((side * 20) + 2, head + 9 + (4 * i), (side * 39) + 2, head + 6 + (8 * i), Sketch.Outline, 1.3f);
        Neckwear(s, pose, -43, 19 * g);

        var lift = pose.Wave;
        s.Limb(15 * g, -40, 27 * g, -34 - (12 * lift), (26 * g) + (8 * lift) + (6 * pose.Leg(0)) + (3 * lift * pose.Swing), -22 - (40 * lift), Look.Body, 7);
    }
}
