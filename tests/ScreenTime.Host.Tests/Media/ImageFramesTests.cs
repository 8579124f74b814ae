using ScreenTime.Host.Media;
using ScreenTime.Sdk;
using SkiaSharp;

namespace ScreenTime.Host.Tests.Media;

[StartsPrograms]
public sealed class ImageFramesTests : IDisposable
{
    private static readonly FrameRequest Request = new(96, 54);

    private readonly NumberedFilm _film = new();

    public void Dispose() => _film.Dispose();

    [Fact]
    public void Images_come_in_the_order_a_person_counts()
    {
        foreach (var name in new[] { "frame10.jpg", "frame2.jpg", "frame1.jpg", "Frame3.png", "notes.txt", "frame010.jpg" })
            File.WriteAllText(_film.Path(name), "");
        Assert.Equal(["Frame3.png", "frame1.jpg", "frame2.jpg", "frame010.jpg", "frame10.jpg"], ImageFrames.In(_film.Folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_saved_frame_looks_like_the_video_frame_it_was_saved_from()
    {
        var path = await _film.MakeAsync(
            "film.mp4", 60, "25", ["-vf", "noise=c0s=20:c0f=t:all_seed=1,boxblur=2", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"], (640, 360));
        var probe = new MediaProbe(NumberedFilm.Tools);
        var reader = new FrameReader(NumberedFilm.Tools, probe);
        var media = await probe.ProbeAsync(path, default);
        var outcome = await new FrameExtraction(reader).WriteAsync(
            media, new FrameExtractionRequest(new FrameRate(1, 1), _film.Path("FRAMES")), null, default);
        Assert.Equal(3, outcome.Written);
        var images = ImageFrames.In(_film.Path("FRAMES"));
        var times = Enumerable.Range(0, 3).Select(second => new MediaTime(second, 1)).ToList();
        var n = 0;
        await foreach (var frame in reader.ReadAsync(media, times, Request, new DecodeOptions(), default))
        {
            using (frame)
            {
                var image = new ImageFrames(images).Read(images[n++], Request);
                var difference = 0.0;
                for (var i = 0; i < Request.ByteCount; i++)
                    difference += Math.Abs(frame.Pixels.Span[i] - image.Pixels[i]);
                Assert.InRange(difference / Request.ByteCount, 0, 1.5);
            }
        }
    }

    [Fact]
    public void Bars_are_cropped_where_the_images_of_a_folder_agree_on_them()
    {
        var paths = Enumerable.Range(0, 8).Select(i => Save($"bars{i}.png", 160, 120, (x, y) => y is < 15 or >= 105 ? SKColors.Black : new SKColor((byte)(60 + x), 120, 90))).ToList();
        var frame = new ImageFrames(paths).Read(paths[0], new FrameRequest(16, 9));
        Assert.All(Enumerable.Range(0, 16), x => Assert.InRange(frame.Pixels[(x * 3) + 1], 110, 130));
        Assert.Contains("crop=160x", frame.PictureId, StringComparison.Ordinal);
        // The last one alone says nothing.
        Assert.Contains("crop=none", new ImageFrames([paths[0]]).Read(paths[0], new FrameRequest(16, 9)).PictureId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void A_photograph_is_turned_as_its_exif_says(int orientation)
    {
        // Upright, the left top is red, the right top green, the left bottom blue.
        var (width, height) = orientation >= 5 ? (40, 60) : (60, 40);
        var path = Save("photo.jpg", width, height, (x, y) =>
        {
            var (u, v) = orientation switch
            {
                2 => (width - 1 - x, y),
                3 => (width - 1 - x, height - 1 - y),
                4 => (x, height - 1 - y),
                5 => (y, x),
                6 => (height - 1 - y, x),
                7 => (height - 1 - y, width - 1 - x),
                8 => (y, width - 1 - x),
                _ => (x, y),
            };
            return (u < 30, v < 20) switch { (true, true) => SKColors.Red, (false, true) => SKColors.Lime, (true, false) => SKColors.Blue, _ => SKColors.Gray };
        });
        var bytes = File.ReadAllBytes(path);
        byte[] exif = [0xFF, 0xE1, 0, 34, .. "Exif\0\0MM\0*\0\0\0\u0008\0\u0001\u0001\u0012\0\u0003\0\0\0\u0001\0"u8, (byte)orientation, 0, 0, 0, 0, 0, 0];
        File.WriteAllBytes(path, [.. bytes[..2], .. exif, .. bytes[2..]]);
        var image = ImageFile.Read(path);
        Assert.Equal((60, 40), (image.Width, image.Height));
        Assert.Equal([(true, false, false), (false, true, false), (false, false, true)], new[] { (8, 8), (52, 8), (8, 32) }.Select(point =>
        {
            var at = ((point.Item2 * 60) + point.Item1) * 3;
            return (image.Pixels[at] > 150, image.Pixels[at + 1] > 150, image.Pixels[at + 2] > 150);
        }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(300)]
    public void A_broken_image_is_named(int length)
    {
        var path = Save("broken.jpg", 64, 64, (x, y) => new SKColor((byte)(x * 4), (byte)(y * 4), 99));
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..length]);
        var failure = Assert.Throws<UserException>(() => new ImageFrames([path]).Read(path, Request));
        Assert.Equal(ExitCode.MediaUnusable, failure.ExitCode);
        Assert.Contains("broken.jpg", failure.Message, StringComparison.Ordinal);
    }

    private string Save(string name, int width, int height, Func<int, int, SKColor> color)
    {
        using var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                bitmap.SetPixel(x, y, color(x, y));
        using var data = bitmap.Encode(name.EndsWith(".png", StringComparison.Ordinal) ? SKEncodedImageFormat.Png : SKEncodedImageFormat.Jpeg, 95);
        File.WriteAllBytes(_film.Path(name), data.ToArray());
        return _film.Path(name);
    }
}
