using SkiaSharp;

namespace ScreenTime.Host.Media;

/// <summary>A page of small pictures with captions, as a PNG.</summary>
internal sealed class ContactSheet : IDisposable
{
    /// <summary>Pictures that one page takes; beyond, every second, third … is shown.</summary>
    public const int MostPictures = 400;

    private const int PerRow = 6;
    private const int CellWidth = 240;
    private const int Gap = 12;
    private const int Dot = 2;
    private const int LineHeight = (PixelFont.Height + 2) * Dot;
    private const int Header = LineHeight + (2 * Gap);

    private readonly SKBitmap _bitmap;
    private readonly SKCanvas _canvas;
    private readonly int _cellHeight;
    private int _count;

    /// <param name="title">The line at the top.</param>
    /// <param name="pictures">How many will be added.</param>
    /// <param name="width">The pictures' width.</param>
    /// <param name="height">The pictures' height.</param>
    public ContactSheet(string title, int pictures, int width, int height)
    {
        _cellHeight = Math.Clamp((int)Math.Round((double)CellWidth * height / width), 24, 4 * CellWidth);
        var rows = Math.Max(1, (pictures + PerRow - 1) / PerRow);
        _bitmap = new SKBitmap(new SKImageInfo(
            Gap + (PerRow * (CellWidth + Gap)), Header + (rows * (_cellHeight + (2 * LineHeight) + Gap)) + Gap, SKColorType.Rgba8888, SKAlphaType.Opaque));
        _canvas = new SKCanvas(_bitmap);
        _canvas.Clear(new SKColor(24, 24, 26));
        Write(title, Gap, Gap, _bitmap.Width - (2 * Gap), SKColors.White);
    }

    /// <summary>Adds a picture with two lines below it.</summary>
    public void Add(SKImage picture, string name, string timecode)
    {
        var x = Gap + (_count % PerRow * (CellWidth + Gap));
        var y = Header + (_count / PerRow * (_cellHeight + (2 * LineHeight) + Gap));
        _canvas.DrawImage(picture, new SKRect(x, y, x + CellWidth, y + _cellHeight), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        Write(name, x, y + _cellHeight + (2 * Dot), CellWidth, SKColors.White);
        Write(timecode, x, y + _cellHeight + LineHeight + (2 * Dot), CellWidth, new SKColor(160, 160, 165));
        _count++;
    }

    /// <summary>The page as a PNG.</summary>
    public byte[] Encode()
    {
        _canvas.Flush();
        using var image = SKImage.FromBitmap(_bitmap);
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    public void Dispose()
    {
        _canvas.Dispose();
        _bitmap.Dispose();
    }

    private void Write(string text, int x, int y, int width, SKColor color)
    {
        var most = width / (PixelFont.Advance * Dot);
        // The end of a name tells frames apart.
        var shown = text.Length <= most ? text : ".." + text[^(most - 2)..];
        using var paint = new SKPaint { Color = color, IsAntialias = false };
        foreach (var (dotX, dotY) in PixelFont.Draw(shown))
            _canvas.DrawRect(x + (dotX * Dot), y + (dotY * Dot), Dot, Dot, paint);
    }
}
