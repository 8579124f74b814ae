using System.Security.Cryptography;
using ScreenTime.Examples.ShortFilm.Characters;
using ScreenTime.Examples.ShortFilm.Drawing;
using SkiaSharp;

namespace ScreenTime.Tests;

internal static class Portrait
{
    /// <summary>A hash of what a character looks like, standing still.</summary>
    public static string Checksum(Character character)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(120, 140, SKColorType.Bgra8888, SKAlphaType.Premul));
        bitmap.Erase(SKColors.Transparent);
        using (var canvas = new SKCanvas(bitmap))
        using (var sketch = Sketch.ForPicture(canvas))
        {
            canvas.Translate(60, 130);
            character.Figure.Draw(sketch, default);
        }

        return Convert.ToHexString(SHA256.HashData(bitmap.GetPixelSpan()));
    }
}
