using ScreenTime.Examples.ShortFilm.Drawing;
using ScreenTime.Examples.ShortFilm.Places;
using SkiaSharp;

namespace ScreenTime.Examples.ShortFilm.Rendering;

/// <summary>Snow, fireflies, leaves: too small to hide anyone, so never part of a mask. In a picture 720 lines high.</summary>
internal static class Air
{
    public static void Draw(Sketch s, Drift drift, long key, float width, double seconds)
    {
        if (drift == Drift.None)
            return;
        var chance = new Chance(key, 7);
        var count = drift switch { Drift.Snow => 90, Drift.Fireflies => 16, _ => 12 };
        for (var i = 0; i < count; i++)
        {
            var (x, y, phase, size) = (chance.Between(0, width), chance.Between(0, 720), chance.Between(0, 6), chance.Between(0.6f, 1.4f));
            var sway = (float)Math.Sin((seconds * 1.3) + phase);
            switch (drift)
            {
                case Drift.Snow:
                    s.Oval(Wrap(x + (18 * sway), width), Wrap(y + (float)(seconds * 70 * size), 720), 3.2f * size, 3.2f * size, new SKColor(0xFF, 0xFF, 0xFF, 0xD8));
                    break;
                case Drift.Fireflies:
                    var glow = (byte)(90 + (80 * Math.Sin((seconds * 2.3) + (phase * 2))));
                    var (fx, fy) = (x + (30 * sway), (y * 0.8f) + (float)(20 * Math.Sin((seconds * 0.9) + phase)));
                    s.Oval(fx, fy, 7 * size, 7 * size, new SKColor(0xFF, 0xF1, 0x76, (byte)(glow / 3)));
                    s.Oval(fx, fy, 2.6f * size, 2.6f * size, new SKColor(0xFF, 0xF9, 0xC4, glow));
                    break;
                default:
                    var (lx, ly) = (Wrap(x + (60 * sway), width), Wrap(y + (float)(seconds * 46), 720));
                    s.Canvas.Save();
                    s.Canvas.Translate(lx, ly);
                    s.Canvas.RotateDegrees((60 * sway) + (phase * 40));
                    s.Oval(0, 0, 9 * size, 4 * size, i % 2 == 0 ? 0xFFC6A43C : 0xFF8FB04A, 1.2f);
                    s.Canvas.Restore();
                    break;
            }
        }
    }

    private static float Wrap(float value, float length) => ((value % length) + length) % length;
}
