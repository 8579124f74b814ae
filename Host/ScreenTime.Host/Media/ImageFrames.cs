using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Media;

/// <summary>A still image in the shape that was asked for.</summary>
/// <param name="Path">The file.</param>
/// <param name="Id">SHA-256 of the file, lower-case hex.</param>
/// <param name="Pixels">RGB, rows from the top without padding.</param>
/// <param name="PictureId">What the pixels depend on beside the file and the size, as <see cref="MediaPass.PictureId"/>.</param>
public sealed record ImageFrame(string Path, string Id, byte[] Pixels, string PictureId);

/// <summary>
/// Still images, brought into shape as video frames are: black bars cropped, scaled with the same kernel, centred on black. Bars are looked for in
/// all images of one size together, so that a single dark one is not taken for barred.
/// </summary>
public sealed class ImageFrames
{
    private const int Witnesses = 24;

    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif"];

    private readonly IReadOnlyList<string> _paths;
    private readonly ConcurrentDictionary<(int Width, int Height), Lazy<PictureCrop?>> _crops = new();

    /// <summary>Takes a set of images that belong together: one folder, or the images of one list.</summary>
    /// <param name="paths">Their files, in the order in which they are to be read.</param>
    public ImageFrames(IReadOnlyList<string> paths) => _paths = paths;

    /// <summary>The images of a folder, in the order a person counts: <c>frame2.jpg</c> before <c>frame10.jpg</c>.</summary>
    /// <exception cref="UserException">There is no such folder, or no image in it.</exception>
    public static IReadOnlyList<string> In(string folder)
    {
        if (!Directory.Exists(folder))
            throw new UserException(ExitCode.InputMissing, $"There is no folder {MediaNames.Show(folder)}; correct the path.");
        var paths = Directory.EnumerateFiles(folder)
            .Where(IsImage)
            .Order(Comparer<string>.Create((a, b) => NaturalOrder.Compare(Path.GetFileName(a), Path.GetFileName(b))))
            .Select(Path.GetFullPath)
            .ToList();
        return paths.Count > 0
            ? paths
            : throw new UserException(ExitCode.InputMissing, $"There is no image ({string.Join(", ", Extensions)}) in {MediaNames.Show(folder)}; name a folder with images.");
    }

    /// <summary>Whether the name is that of an image that can be read.</summary>
    public static bool IsImage(string path) => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>All images, in order; a few are prepared ahead.</summary>
    /// <exception cref="UserException">An image is missing or broken; the message names it.</exception>
    public async IAsyncEnumerable<ImageFrame> ReadAsync(FrameRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var ahead = new Queue<Task<ImageFrame>>();
        var next = 0;
        while (next < _paths.Count || ahead.Count > 0)
        {
            while (next < _paths.Count && ahead.Count < 4)
            {
                var path = _paths[next++];
                ahead.Enqueue(Task.Run(() => Read(path, request), cancellationToken));
            }

            yield return await ahead.Dequeue();
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>One image of the set.</summary>
    /// <exception cref="UserException">The image is missing or broken.</exception>
    public ImageFrame Read(string path, FrameRequest request)
    {
        var image = ImageFile.Read(path);
        var crop = _crops.GetOrAdd((image.Width, image.Height), size => new Lazy<PictureCrop?>(() => FindBars(size))).Value;
        var area = crop ?? new PictureCrop(0, 0, image.Width, image.Height);
        var pixels = new byte[request.ByteCount];
        var fit = PictureFit.Of(area.Width, area.Height, request.Width, request.Height);
        PictureScaler.Scale(image.Pixels, image.Width, area, pixels, request.Width, fit);
        return new ImageFrame(path, image.Id, pixels, FormattableString.Invariant($"image-{PictureChain.Version};crop={crop?.ToString() ?? "none"}"));
    }

    private PictureCrop? FindBars((int Width, int Height) size)
    {
        var alike = _paths.Where(path => HasSize(path, size)).ToList();
        var pictures = new List<byte[]>();
        foreach (var path in Enumerable.Range(0, Math.Min(Witnesses, alike.Count)).Select(i => alike[(int)((long)i * alike.Count / Math.Min(Witnesses, alike.Count))]))
        {
            try
            {
                pictures.Add(Luma(ImageFile.Read(path)));
            }
            catch (UserException)
            {
                // Reported when its turn comes.
            }
        }

        return BlackBars.Find(pictures, size.Width, size.Height);
    }

    private static bool HasSize(string path, (int Width, int Height) size)
    {
        using var codec = SkiaSharp.SKCodec.Create(path);
        return codec is not null
            && ((codec.Info.Width, codec.Info.Height) == size
                || (codec.EncodedOrigin >= SkiaSharp.SKEncodedOrigin.LeftTop && (codec.Info.Height, codec.Info.Width) == size));
    }

    private static byte[] Luma(ImageFile image)
    {
        var luma = new byte[image.Width * image.Height];
        // Rec.709 weights in 1/256.
        for (var i = 0; i < luma.Length; i++)
            luma[i] = (byte)(((54 * image.Pixels[i * 3]) + (183 * image.Pixels[(i * 3) + 1]) + (19 * image.Pixels[(i * 3) + 2])) >> 8);
        return luma;
    }
}
