using ScreenTime.Exporters.Report.Contract;
using SkiaSharp;

namespace ScreenTime.Exporters.Report.Pdf;

/// <summary>The picture of the timeline, drawn on a page.</summary>
/// <param name="picture">What it shows.</param>
/// <param name="setter">Sets its words.</param>
internal sealed class TimelineDrawing(TimelinePicture picture, TextSetter setter)
{
    private const float LabelWidth = 116;
    private const float LaneHeight = 11.5f;
    private const float ShotHeight = 6;
    private const float AxisHeight = 14;
    private const float ThinnestMark = 0.4f;
    private const float HatchStep = 4;

    private static readonly SKColor s_grey = new(0x55, 0x55, 0x55);

    private float LanesHeight => picture.Lanes.Count * LaneHeight;

    /// <summary>How high it is, in points.</summary>
    public float Height => LanesHeight + 4 + ShotHeight + AxisHeight + 4;

    /// <summary>Draws it from a height down.</summary>
    public void Draw(SKCanvas canvas, float top)
    {
        var shots = top + LanesHeight + 4;
        foreach (var span in picture.Excluded)
            Fill(canvas, span, top, LanesHeight, new SKColor(0xD9, 0xD9, 0xD9));
        using var line = new SKPaint { Color = new SKColor(0xDD, 0xDD, 0xDD), StrokeWidth = 0.5f };
        var label = new TextStyle(7, false, new SKColor(0x1A, 0x1A, 0x1A));
        for (var i = 0; i < picture.Lanes.Count; i++)
        {
            var y = top + (i * LaneHeight);
            canvas.DrawLine(PdfPages.Left + LabelWidth, y + LaneHeight, PdfPages.Right, y + LaneHeight, line);
            Label(canvas, picture.Lanes[i].Label, label, y + 8);
            foreach (var span in picture.Lanes[i].Spans)
                Fill(canvas, span, y + 1.5f, LaneHeight - 3, new SKColor(0xFF000000 | picture.Lanes[i].Ink));
        }

        foreach (var span in picture.Unknown)
            Hatch(canvas, span, top);
        Label(canvas, picture.ShotsLabel, new TextStyle(6.4f, false, s_grey), shots + 5.5f);
        for (var i = 0; i < picture.Shots.Count; i++)
            Fill(canvas, picture.Shots[i], shots, ShotHeight, i % 2 == 0 ? new SKColor(0x77, 0x77, 0x77) : new SKColor(0xBB, 0xBB, 0xBB));
        using var dotted = new SKPaint { Color = new SKColor(0x99, 0x99, 0x99), StrokeWidth = 0.4f };
        foreach (var tick in picture.Ticks)
        {
            var x = PlaceOf(tick.Place);
            canvas.DrawLine(x, top, x, shots + ShotHeight + 3, dotted);
            setter.Set(tick.Label, new TextStyle(6.4f, false, s_grey), 200, 1)[0].Draw(canvas, x, shots + ShotHeight + 10);
        }
    }

    private static float PlaceOf(double place) => PdfPages.Left + LabelWidth + (float)(place * (PdfPages.Room - LabelWidth));

    private void Label(SKCanvas canvas, string text, TextStyle style, float y)
    {
        foreach (var line in setter.Set(text, style, LabelWidth - 6, 1))
            line.Draw(canvas, PdfPages.Left + LabelWidth - 5 - line.Width, y);
    }

    private static void Fill(SKCanvas canvas, TimelineSpan span, float top, float height, SKColor ink)
    {
        using var paint = new SKPaint { Color = ink };
        var left = PlaceOf(span.Start);
        canvas.DrawRect(left, top, Math.Max(ThinnestMark, PlaceOf(span.End) - left), height, paint);
    }

    private void Hatch(SKCanvas canvas, TimelineSpan span, float top)
    {
        var area = new SKRect(PlaceOf(span.Start), top, Math.Max(PlaceOf(span.Start) + 1, PlaceOf(span.End)), top + LanesHeight);
        using var paint = new SKPaint { Color = new SKColor(0x44, 0x44, 0x44), StrokeWidth = 0.6f, IsAntialias = true };
        canvas.Save();
        canvas.ClipRect(area);
        for (var x = area.Left - area.Height; x < area.Right; x += HatchStep)
            canvas.DrawLine(x, area.Bottom, x + area.Height, area.Top, paint);
        canvas.Restore();
    }
}
