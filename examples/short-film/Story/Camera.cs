using SkiaSharp;

namespace ScreenTime.Examples.ShortFilm.Story;

/// <summary>A window on a place's world: its centre, and how many pixels of a picture 720 lines high show one unit.</summary>
internal readonly record struct Camera(float X, float Y, float Zoom)
{
    public const float Lines = 720;

    public float Height => Lines / Zoom;

    public static Camera Between(Camera from, Camera to, float share) => new(
        from.X + ((to.X - from.X) * share), from.Y + ((to.Y - from.Y) * share), from.Zoom + ((to.Zoom - from.Zoom) * share));

    public SKRect View(float aspect) =>
        new(X - (Height * aspect / 2), Y - (Height / 2), X + (Height * aspect / 2), Y + (Height / 2));

    /// <summary>From the world to a picture of so many pixels.</summary>
    public SKMatrix ToPicture(int width, int height)
    {
        var scale = Zoom * height / Lines;
        return new SKMatrix(scale, 0, (width / 2f) - (X * scale), 0, scale, (height / 2f) - (Y * scale), 0, 0, 1);
    }
}
