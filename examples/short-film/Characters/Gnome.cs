using ScreenTime.Examples.ShortFilm.Drawing;
using SkiaSharp;

namespace ScreenTime.Examples.ShortFilm.Characters;

/// <summary>A tall hat, a beard, a coat.</summary>
internal sealed class Gnome(Look look) : Figure(look)
{
    private static readonly SKColor Skin = new(0xF6, 0xC9, 0xA4);

    public override float Reach => 34 * Look.Girth;

    public override void Draw(Sketch s, Pose pose)
    {
        var g = Look.Girth;
        foreach (var side in (ReadOnlySpan<float>)[-1, 1])
        {
            var leg = side < 0 ? 0f : 0.5f;
            var foot = (side * 10 * g) + (8 * pose.Leg(leg));
            var up = 7 * pose.Lift(leg);
            s.Limb(side * 9 * g, -16, side * 10 * g, -10 - up, foot, -6 - up, Dark, 7, 1.8f);
            s.Svg(FormattableString.Invariant($"M{foot - 8},{-up} L{foot - 7},{-9 - up} L{foot + 5},{-9 - up} Q{foot + 16},{-9 - up} {foot + 15},{-up} Z"), Ink.Lit(new SKColor(0x6D, 0x46, 0x2F)), 2);
        }

        s.Limb(-20 * g, -38, -34 * g, -34, (-31 * g) + (6 * pose.Leg(0.5f)), -21, Look.Body, 8);
        s.Oval((-31 * g) + (6 * pose.Leg(0.5f)), -18, 5, 5, Skin, 1.8f);

        using var coat = new SKPath();
        coat.MoveTo(-18 * g, -52);
        coat.LineTo(18 * g, -52);
        coat.QuadTo(26 * g, -30, 28 * g, -12);
        coat.QuadTo(0, -5, -28 * g, -12);
        coat.QuadTo(-26 * g, -30, -18 * g, -52);
        coat.Close();
        s.Fill(coat, Ink.Lit(Look.Body));
        Markings(s, coat);
        s.Stroke(coat, Sketch.Outline, 2.4f);
        s.Box(-26 * g, -25, 26 * g, -18, Ink.Lit(new SKColor(0x5A, 0x3A, 0x28)), 2, 1.8f);
        s.Box(-6, -27, 6, -16, new SKColor(0xFF, 0xD5, 0x4F), 2, 1.8f);

        s.Oval(0, -57 + pose.Breath, 20, 17, Ink.Lit(Skin), 2.2f);
        if (Look.Feature == 2)
            s.Svg("M-20,-58 C-32,-40 -28,-30 -24,-26 C-20,-34 -18,-44 -14,-52 Z M20,-58 C32,-40 28,-30 24,-26 C20,-34 18,-44 14,-52 Z", Ink.Lit(Look.Accent), 2);
        else
            s.Svg("M-20,-55 C-22,-38 -12,-28 1,-20 C14,-28 24,-38 20,-55 C12,-46 -10,-46 -20,-55 Z", Ink.Lit(Look.Feature == 0 ? new SKColor(0xF4, 0xF1, 0xEA) : Look.Accent), 2);
        s.Oval(4, -54, 5.5f, 5, Ink.Lit(new SKColor(0xEE, 0x8F, 0x7C)), 1.8f);
        Smile(s, pose, 3, -44, 6);
        Eyes(s, pose, -6, 12, -62, 5.2f);

        var lean = 7 * pose.Swing;
        using var hat = new SKPath();
        hat.MoveTo(-25 * g, -67);
        hat.CubicTo(-14, -84, -12 + (lean * 0.3f), -98, lean - 6, -116);
        hat.CubicTo(6 + (lean * 0.3f), -98, 16, -84, 26 * g, -67);
        hat.QuadTo(0, -76, -25 * g, -67);
        hat.Close();
        s.Shape(hat, Ink.Lit(Ink.Mix(Look.Body, Look.Accent, 0.8f)), 2.4f);
        s.Svg("M-23,-70 Q0,-80 23,-70 L20,-77 Q0,-86 -20,-77 Z", Ink.Lit(Look.Belly), 1.6f);
        s.Oval(lean - 6, -115, 4.5f, 4.5f, Look.Belly, 1.8f);

        var lift = pose.Wave;
        var handX = (31 * g) + (6 * pose.Leg(0)) + (3 * lift * pose.Swing);
        s.Limb(20 * g, -38, 33 * g, -34 - (14 * lift), handX, -21 - (52 * lift), Look.Body, 8);
        s.Oval(handX, -18 - (57 * lift), 5, 5, Skin, 1.8f);
    }
}
