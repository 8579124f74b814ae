using SkiaSharp;

namespace ScreenTime.Examples.ShortFilm.Drawing;

/// <summary>
/// What everything in the film draws on. The same drawing calls make the picture and, with an identity instead of colours, the mask that the ground
/// truth counts: nothing can be visible in one and not in the other.
/// </summary>
internal sealed class Sketch : IDisposable
{
    public static readonly SKColor Outline = new(0x2B, 0x1D, 0x3A);

    private readonly SKPaint _fill = new() { IsAntialias = true, Style = SKPaintStyle.Fill };
    private readonly SKPaint _stroke = new()
    {
        IsAntialias = true,
        Style = SKPaintStyle.Stroke,
        StrokeCap = SKStrokeCap.Round,
        StrokeJoin = SKStrokeJoin.Round,
    };

    private readonly bool _mask;

    private Sketch(SKCanvas canvas, bool mask)
    {
        Canvas = canvas;
        _mask = mask;
        if (!mask)
            return;
        foreach (var paint in (ReadOnlySpan<SKPaint>)[_fill, _stroke])
        {
            paint.IsAntialias = false;
            paint.BlendMode = SKBlendMode.Src;
        }
    }

    public SKCanvas Canvas { get; }

    public static Sketch ForPicture(SKCanvas canvas) => new(canvas, mask: false);

    /// <summary>On an 8-bit alpha canvas: each pixel holds the identity of what is drawn there last.</summary>
    public static Sketch ForMask(SKCanvas canvas) => new(canvas, mask: true);

    /// <summary>In a mask, what everything from now on is drawn as: 0 hides, above it is someone.</summary>
    public byte Identity { get; set; }

    public void Fill(SKPath path, Ink ink)
    {
        if (_mask)
        {
            if (ink.Covers)
                Canvas.DrawPath(path, Identified(_fill));
            return;
        }

        if (ink.IsPlain)
        {
            _fill.Color = ink.Top;
            Canvas.DrawPath(path, _fill);
            return;
        }

        var bounds = path.Bounds;
        using var shader = SKShader.CreateLinearGradient(
            new SKPoint(0, bounds.Top), new SKPoint(0, bounds.Bottom), [ink.Top, ink.Bottom], SKShaderTileMode.Clamp);
        _fill.Color = SKColors.Black;
        _fill.Shader = shader;
        Canvas.DrawPath(path, _fill);
        _fill.Shader = null;
    }

    public void Stroke(SKPath path, SKColor colour, float width)
    {
        if (_mask && colour.Alpha < 128)
            return;
        _stroke.StrokeWidth = width;
        if (!_mask)
            _stroke.Color = colour;
        Canvas.DrawPath(path, _mask ? Identified(_stroke) : _stroke);
    }

    /// <summary>A filled shape with an outline.</summary>
    public void Shape(SKPath path, Ink ink, float outline = 2f, SKColor? colour = null)
    {
        Fill(path, ink);
        Stroke(path, colour ?? Outline, outline);
    }

    public void Oval(float x, float y, float rx, float ry, Ink ink, float outline = 0)
    {
        using var path = new SKPath();
        path.AddOval(new SKRect(x - rx, y - ry, x + rx, y + ry));
        Finish(path, ink, outline);
    }

    public void Box(float left, float top, float right, float bottom, Ink ink, float radius = 0, float outline = 0)
    {
        using var path = new SKPath();
        path.AddRoundRect(new SKRect(left, top, right, bottom), radius, radius);
        Finish(path, ink, outline);
    }

    public void Line(float x0, float y0, float x1, float y1, SKColor colour, float width)
    {
        using var path = new SKPath();
        path.MoveTo(x0, y0);
        path.LineTo(x1, y1);
        Stroke(path, colour, width);
    }

    /// <summary>A quadratic curve.</summary>
    public void Curve(float x0, float y0, float cx, float cy, float x1, float y1, SKColor colour, float width)
    {
        using var path = new SKPath();
        path.MoveTo(x0, y0);
        path.QuadTo(cx, cy, x1, y1);
        Stroke(path, colour, width);
    }

    /// <summary>A limb: a thick line with an outline around it.</summary>
    public void Limb(float x0, float y0, float cx, float cy, float x1, float y1, SKColor colour, float width, float outline = 2f)
    {
        Curve(x0, y0, cx, cy, x1, y1, Outline, width + (2 * outline));
        Curve(x0, y0, cx, cy, x1, y1, colour, width);
    }

    /// <summary>A path in SVG notation.</summary>
    public void Svg(string data, Ink ink, float outline = 0, SKColor? colour = null)
    {
        using var path = SKPath.ParseSvgPathData(data);
        Fill(path, ink);
        if (outline > 0)
            Stroke(path, colour ?? Outline, outline);
    }

    public void Polygon(ReadOnlySpan<float> xy, Ink ink, float outline = 0)
    {
        using var path = new SKPath();
        path.MoveTo(xy[0], xy[1]);
        for (var i = 2; i < xy.Length; i += 2)
            path.LineTo(xy[i], xy[i + 1]);
        path.Close();
        Finish(path, ink, outline);
    }

    /// <summary>Everything until the canvas is restored stays inside a shape; in a mask with hard edges, since an edge's blend would be someone else.</summary>
    public void ClipTo(SKPath path) => Canvas.ClipPath(path, antialias: !_mask);

    /// <summary>A glow or a shadow: part of the picture, never of the mask.</summary>
    public void Glow(float x, float y, float radius, SKColor colour, float squeeze = 1)
    {
        if (_mask)
            return;
        Canvas.Save();
        Canvas.Translate(x, y);
        Canvas.Scale(1, squeeze);
        using var shader = SKShader.CreateRadialGradient(
            SKPoint.Empty, radius, [colour, colour.WithAlpha((byte)(colour.Alpha * 0.45f)), colour.WithAlpha(0)], [0, 0.5f, 1], SKShaderTileMode.Clamp);
        _fill.Color = SKColors.Black;
        _fill.Shader = shader;
        Canvas.DrawCircle(0, 0, radius, _fill);
        _fill.Shader = null;
        Canvas.Restore();
    }

    public void Dispose()
    {
        _fill.Dispose();
        _stroke.Dispose();
    }

    private void Finish(SKPath path, Ink ink, float outline)
    {
        Fill(path, ink);
        if (outline > 0)
            Stroke(path, Outline, outline);
    }

    private SKPaint Identified(SKPaint paint)
    {
        paint.Color = new SKColor(0, 0, 0, Identity);
        return paint;
    }
}
