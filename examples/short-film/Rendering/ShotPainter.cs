using ScreenTime.Examples.ShortFilm.Drawing;
using ScreenTime.Examples.ShortFilm.Story;
using SkiaSharp;

namespace ScreenTime.Examples.ShortFilm.Rendering;

/// <summary>Paints any frame of one shot. What never moves is painted once; frames may be asked for in any order and by several threads.</summary>
internal abstract class ShotPainter : IDisposable
{
    /// <summary>Paints a frame of the shot over the whole canvas.</summary>
    /// <param name="canvas">Where.</param>
    /// <param name="frame">Counted from the shot's first frame.</param>
    public abstract void Paint(SKCanvas canvas, int frame);

    public abstract void Dispose();

    protected static SKImage PaintOnce(int width, int height, bool opaque, Action<SKCanvas> paint)
    {
        using var surface = SKSurface.Create(new SKImageInfo(width, height, SKColorType.Bgra8888, opaque ? SKAlphaType.Opaque : SKAlphaType.Premul))
            ?? throw new InvalidOperationException($"no memory for a picture of {width}x{height}");
        paint(surface.Canvas);
        return surface.Snapshot();
    }
}

/// <summary>Paints a shot of a scene.</summary>
internal sealed class ScenePainter : ShotPainter
{
    private static readonly SKSamplingOptions Smooth = new(SKFilterMode.Linear);

    private readonly Scene _scene;
    private readonly int _length;
    private readonly double _rate;
    private readonly int _width;
    private readonly int _height;
    private readonly SKImage _backdrop;
    private readonly SKRect _backdropView;
    private readonly SKImage _light;

    public ScenePainter(Scene scene, int length, double rate, int width, int height)
    {
        (_scene, _length, _rate, _width, _height) = (scene, length, rate, width, height);
        var aspect = (float)width / height;
        var view = SKRect.Union(scene.From.View(aspect), scene.To.View(aspect));
        view.Inflate(2 / scene.From.Zoom, 2 / scene.From.Zoom);
        _backdropView = view;
        var scale = MathF.Max(scene.From.Zoom, scene.To.Zoom) * height / Camera.Lines;
        _backdrop = PaintOnce((int)MathF.Ceiling(view.Width * scale), (int)MathF.Ceiling(view.Height * scale), opaque: true, canvas =>
        {
            canvas.Scale(scale);
            canvas.Translate(-view.Left, -view.Top);
            using var sketch = Sketch.ForPicture(canvas);
            scene.Place.Paint(sketch);
            foreach (var thing in scene.Backdrop)
                thing.Draw(sketch, 0);
        });
        _light = PaintOnce(width, height, opaque: false, canvas =>
        {
            canvas.Clear(scene.Place.Light);
            using var shader = SKShader.CreateRadialGradient(
                new SKPoint(width / 2f, height / 2f), width * 0.64f, [new SKColor(0x10, 8, 0x28, 0), new SKColor(0x10, 8, 0x28, 0), new SKColor(0x10, 8, 0x28, 0x50)], [0, 0.6f, 1], SKShaderTileMode.Clamp);
            using var paint = new SKPaint();
            paint.Shader = shader;
            canvas.DrawRect(0, 0, width, height, paint);
        });
    }

    public override void Paint(SKCanvas canvas, int frame)
    {
        var seconds = frame / _rate;
        var matrix = _scene.CameraAt(frame, _length).ToPicture(_width, _height);
        canvas.Save();
        canvas.SetMatrix(matrix);
        canvas.DrawImage(_backdrop, _backdropView, Smooth);
        using (var sketch = Sketch.ForPicture(canvas))
        {
            foreach (var thing in _scene.Things)
                thing.Draw(sketch, seconds);
            canvas.SetMatrix(SKMatrix.CreateScale(_height / Camera.Lines, _height / Camera.Lines));
            var width = Camera.Lines * _width / _height;
            Air.Draw(sketch, _scene.Place.Drift, _scene.DriftKey, width, seconds);
            Undergrowth.Draw(sketch, _scene, width, seconds);
        }

        canvas.Restore();
        canvas.DrawImage(_light, 0, 0);
    }

    public override void Dispose()
    {
        _backdrop.Dispose();
        _light.Dispose();
    }
}
