using ScreenTime.Examples.ShortFilm.Drawing;
using ScreenTime.Examples.ShortFilm.Story;
using SkiaSharp;

namespace ScreenTime.Examples.ShortFilm.Rendering;

/// <summary>Paints the title card and the credits: letters, and nobody.</summary>
internal sealed class CardPainter : ShotPainter
{
    private static readonly string[] Titles = ["THE LOST KITE", "A LONG WAY HOME", "THREE'S COMPANY", "THE QUIET ISLAND", "ONE FINE EVENING", "LANTERN HILL"];

    private readonly Shot _shot;
    private readonly string _title;
    private readonly double _rate;
    private readonly SKImage _backdrop;
    private readonly float _scale;
    private readonly float _width;

    public CardPainter(Shot shot, long seed, double rate, int width, int height)
    {
        var chance = new Chance(seed, 9);
        (_shot, _rate, _scale) = (shot, rate, height / Camera.Lines);
        _title = chance.Pick(Titles);
        _width = width / _scale;
        var hue = chance.Between(190, 330);
        _backdrop = PaintOnce(width, height, opaque: true, canvas =>
        {
            canvas.Scale(_scale);
            using var s = Sketch.ForPicture(canvas);
            var dark = shot.Kind == ShotKind.Credits;
            s.Box(0, 0, _width, Camera.Lines, new Ink(SKColor.FromHsl(hue, 45, dark ? 9 : 24), SKColor.FromHsl(hue - 40, 55, dark ? 16 : 52)));
            for (var i = 0; i < 140; i++)
                s.Oval(chance.Between(0, _width), chance.Between(0, 560), chance.Between(0.6f, 2.2f), chance.Between(0.6f, 2.2f), new SKColor(0xFF, 0xF9, 0xE0, (byte)chance.Between(60, 220)));
            if (dark)
                return;
            s.Glow(_width / 2, 470, 380, new SKColor(0xFF, 0xE0, 0xB0, 0x60));
            s.Svg(FormattableString.Invariant($"M0,720 L0,610 C{_width * 0.2f},540 {_width * 0.3f},660 {_width * 0.5f},600 C{_width * 0.7f},540 {_width * 0.85f},640 {_width},570 L{_width},720 Z"), SKColor.FromHsl(hue, 40, 14));
        });
    }

    public override void Paint(SKCanvas canvas, int frame)
    {
        canvas.DrawImage(_backdrop, 0, 0);
        canvas.Save();
        canvas.Scale(_scale);
        using (var s = Sketch.ForPicture(canvas))
        {
            if (_shot.Kind == ShotKind.Title)
                Title(s, frame / _rate);
            else
                Credits(s, (float)frame / _shot.Length);
        }

        canvas.Restore();
    }

    public override void Dispose() => _backdrop.Dispose();

    private void Title(Sketch s, double seconds)
    {
        var shown = (byte)(255 * Math.Clamp((seconds - 0.2) / 0.6, 0, 1));
        var size = 74 + (float)seconds;
        Lettering.Draw(s, _title, (_width / 2) + 5, 256, size, new SKColor(0x14, 0x0C, 0x28, (byte)(shown * 0.6)));
        Lettering.Draw(s, _title, _width / 2, 250, size, new SKColor(0xFF, 0xF3, 0xD6, shown));
        s.Line((_width / 2) - 160, 368, (_width / 2) + 160, 368, new SKColor(0xFF, 0xC1, 0x6B, shown), 4);
        Lettering.Draw(s, "A SHORT FILM", _width / 2, 396, 26, new SKColor(0xFF, 0xE0, 0xB2, shown));
    }

    private void Credits(Sketch s, float share)
    {
        var lines = new (string Text, float Height, float Gap)[]
        {
            ("THE END", 56, 110), ("WITH", 22, 46), ("MOMO", 34, 60), ("PIP", 34, 60), ("BOLT", 34, 96), ("DRAWN BY A PROGRAM", 22, 50),
            ("NO CHARACTER WAS HARMED", 22, 50),
        };
        var y = 640 - (620 * share);
        foreach (var (text, height, gap) in lines)
        {
            Lettering.Draw(s, text, _width / 2, y, height, new SKColor(0xF5, 0xEA, 0xD8));
            y += gap;
        }
    }
}
