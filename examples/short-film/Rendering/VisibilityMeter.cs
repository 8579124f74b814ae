using ScreenTime.Examples.ShortFilm.Drawing;
using ScreenTime.Examples.ShortFilm.Story;
using SkiaSharp;

namespace ScreenTime.Examples.ShortFilm.Rendering;

/// <summary>
/// Measures how much of each character a frame shows: the pixels that remain its own after everything nearer has been drawn, divided by the pixels
/// of the whole character, picture or not. Measured on masks of <see cref="Lines"/> lines whatever the film's size, so that the truth of a film
/// depends on its seed, length, rate and shape alone.
/// </summary>
internal sealed class VisibilityMeter : IDisposable
{
    public const int Lines = 240;

    private readonly int _width;
    private readonly SKSurface _picture;
    private readonly SKSurface _whole;

    public VisibilityMeter(float aspect)
    {
        _width = (int)MathF.Round(Lines * aspect);
        _picture = SKSurface.Create(new SKImageInfo(_width, Lines, SKColorType.Alpha8, SKAlphaType.Premul));
        // Three pictures wide and high: nobody reaches farther out of the frame than that and is still in it.
        _whole = SKSurface.Create(new SKImageInfo(_width * 3, Lines * 3, SKColorType.Alpha8, SKAlphaType.Premul));
    }

    /// <summary>The visible share of each character, by its number; 0 for those that are not in the scene.</summary>
    public float[] Measure(Scene scene, int frame, int length, double rate, int characters)
    {
        var shares = new float[characters];
        var seconds = frame / rate;
        var matrix = scene.CameraAt(frame, length).ToPicture(_width, Lines);
        var canvas = _picture.Canvas;
        canvas.Clear();
        using (var sketch = Sketch.ForMask(canvas))
        {
            canvas.SetMatrix(matrix);
            foreach (var thing in scene.Things)
            {
                sketch.Identity = thing is Actor actor ? (byte)(actor.Number + 1) : (byte)0;
                thing.Draw(sketch, seconds);
            }

            sketch.Identity = 0;
            canvas.SetMatrix(SKMatrix.CreateScale(Lines / Camera.Lines, Lines / Camera.Lines));
            Undergrowth.Draw(sketch, scene, Camera.Lines * _width / Lines, seconds);
        }

        foreach (var actor in scene.Things.OfType<Actor>())
        {
            var identity = (byte)(actor.Number + 1);
            var visible = Count(_picture, identity);
            if (visible > 0)
                shares[actor.Number] = (float)visible / Math.Max(visible, Whole(actor, seconds, matrix, identity));
        }

        return shares;
    }

    public void Dispose()
    {
        _picture.Dispose();
        _whole.Dispose();
    }

    private int Whole(Actor actor, double seconds, SKMatrix matrix, byte identity)
    {
        var canvas = _whole.Canvas;
        canvas.Clear();
        using var sketch = Sketch.ForMask(canvas);
        sketch.Identity = identity;
        canvas.SetMatrix(SKMatrix.CreateTranslation(_width, Lines).PreConcat(matrix));
        actor.Draw(sketch, seconds);
        return Count(_whole, identity);
    }

    private static int Count(SKSurface surface, byte identity)
    {
        using var pixels = surface.PeekPixels();
        return pixels.GetPixelSpan<byte>().Count(identity);
    }
}
