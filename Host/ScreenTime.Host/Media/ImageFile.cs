using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ScreenTime.Sdk;
using SkiaSharp;

namespace ScreenTime.Host.Media;

/// <summary>A decoded still image, upright, in RGB.</summary>
/// <param name="Id">SHA-256 of the file, lower-case hex.</param>
/// <param name="Width">Pixels a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Pixels">RGB, rows from the top without padding.</param>
internal sealed record ImageFile(string Id, int Width, int Height, byte[] Pixels)
{
    private const long LargestFile = 512L * 1024 * 1024;
    private const long MostPixels = 200_000_000;

    /// <summary>Reads an image; what is transparent is black.</summary>
    /// <exception cref="UserException">There is no such image, or it is broken, or not an image.</exception>
    public static ImageFile Read(string path)
    {
        var name = MediaNames.Show(path);
        byte[] bytes;
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
                throw new UserException(ExitCode.InputMissing, $"There is no image {name}; correct the path.");
            if (file.Length > LargestFile)
                throw new UserException(ExitCode.MediaUnusable, $"{name} is larger than 512 MiB; save it as a smaller image.");
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UserException(ExitCode.InputMissing, $"{name} cannot be read: {failure.Message}", failure);
        }

        using var data = SKData.CreateCopy(bytes);
        using var codec = SKCodec.Create(data) ?? throw Broken(name, "it is empty, or of a kind that is not read");
        if ((long)codec.Info.Width * codec.Info.Height > MostPixels)
            throw new UserException(ExitCode.MediaUnusable, $"{name} has more than {MostPixels / 1_000_000} million pixels; save it as a smaller image.");
        // No colour space, so values stay as they are in the file, as they do in video.
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Premul, null);
        using var bitmap = new SKBitmap(info);
        var result = codec.GetPixels(info, bitmap.GetPixels());
        if (result != SKCodecResult.Success)
            throw Broken(name, result == SKCodecResult.IncompleteInput ? "it is cut off" : "its data is damaged");
        return Upright(Convert.ToHexStringLower(SHA256.HashData(bytes)), bitmap.GetPixelSpan(), info.Width, info.Height, codec.EncodedOrigin);
    }

    private static UserException Broken(string name, string why) =>
        new(ExitCode.MediaUnusable, $"{name} is not an image that can be read ({why}); replace it or take it out of the folder.");

    private static ImageFile Upright(string id, ReadOnlySpan<byte> rgba, int width, int height, SKEncodedOrigin origin)
    {
        var source = MemoryMarshal.Cast<byte, uint>(rgba);
        var turned = origin >= SKEncodedOrigin.LeftTop;
        var (uprightWidth, uprightHeight) = turned ? (height, width) : (width, height);
        var pixels = new byte[uprightWidth * uprightHeight * 3];
        for (var y = 0; y < uprightHeight; y++)
        {
            for (var x = 0; x < uprightWidth; x++)
            {
                // The numbers of the EXIF orientation tag (TIFF 6.0), each the way from the upright picture to the stored one.
                var (fromX, fromY) = origin switch
                {
                    SKEncodedOrigin.TopRight => (width - 1 - x, y),
                    SKEncodedOrigin.BottomRight => (width - 1 - x, height - 1 - y),
                    SKEncodedOrigin.BottomLeft => (x, height - 1 - y),
                    SKEncodedOrigin.LeftTop => (y, x),
                    SKEncodedOrigin.RightTop => (y, height - 1 - x),
                    SKEncodedOrigin.RightBottom => (width - 1 - y, height - 1 - x),
                    SKEncodedOrigin.LeftBottom => (width - 1 - y, x),
                    _ => (x, y),
                };
                var value = source[(fromY * width) + fromX];
                var at = ((y * uprightWidth) + x) * 3;
                (pixels[at], pixels[at + 1], pixels[at + 2]) = ((byte)value, (byte)(value >> 8), (byte)(value >> 16));
            }
        }

        return new ImageFile(id, uprightWidth, uprightHeight, pixels);
    }
}
