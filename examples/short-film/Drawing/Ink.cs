using SkiaSharp;

namespace ScreenTime.Examples.ShortFilm.Drawing;

/// <summary>A colour, or a gradient from the top of a shape to its bottom.</summary>
internal readonly record struct Ink(SKColor Top, SKColor Bottom)
{
    public static implicit operator Ink(SKColor colour) => new(colour, colour);

    public static implicit operator Ink(uint argb) => new(new SKColor(argb), new SKColor(argb));

    public bool IsPlain => Top == Bottom;

    /// <summary>Whether it hides what lies behind it.</summary>
    public bool Covers => Top.Alpha >= 128;

    /// <summary>Lit from above: lighter at the top, darker at the bottom.</summary>
    public static Ink Lit(SKColor colour, float contrast = 0.16f) => new(Shade(colour, contrast), Shade(colour, -contrast));

    public static Ink Between(uint top, uint bottom) => new(new SKColor(top), new SKColor(bottom));

    /// <summary>Towards white (positive) or a dark violet (negative): shadows that are merely black look dirty.</summary>
    public static SKColor Shade(SKColor colour, float amount) =>
        amount >= 0 ? Mix(colour, SKColors.White, amount) : Mix(colour, new SKColor(0x1E, 0x12, 0x3C), -amount);

    public static SKColor Mix(SKColor a, SKColor b, float share)
    {
        byte Channel(byte x, byte y) => (byte)Math.Clamp(MathF.Round(x + ((y - x) * share)), 0, 255);
        return new SKColor(Channel(a.Red, b.Red), Channel(a.Green, b.Green), Channel(a.Blue, b.Blue), a.Alpha);
    }
}
