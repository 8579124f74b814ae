using System.Globalization;

namespace ScreenTime.Host.Media;

/// <summary>The part of a displayed picture inside its black bars, in pixels from the top left corner.</summary>
internal readonly record struct PictureCrop(int X, int Y, int Width, int Height)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Width}x{Height}+{X}+{Y}");
}

/// <summary>Where a picture lies in a frame of another shape: scaled to fit, square pixels, centred.</summary>
internal readonly record struct PictureFit(int X, int Y, int Width, int Height)
{
    /// <summary>Fits a picture of the given shape, in square pixels, into a frame.</summary>
    public static PictureFit Of(double width, double height, int frameWidth, int frameHeight)
    {
        var scale = Math.Min(frameWidth / width, frameHeight / height);
        var fitWidth = Math.Clamp((int)Math.Round(width * scale, MidpointRounding.AwayFromZero), 1, frameWidth);
        var fitHeight = Math.Clamp((int)Math.Round(height * scale, MidpointRounding.AwayFromZero), 1, frameHeight);
        return new PictureFit((frameWidth - fitWidth) / 2, (frameHeight - fitHeight) / 2, fitWidth, fitHeight);
    }
}
