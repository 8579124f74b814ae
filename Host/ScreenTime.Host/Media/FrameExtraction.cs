using System.Globalization;
using OpenTimelineIO;
using ScreenTime.Host.Files;
using ScreenTime.Sdk;
using SkiaSharp;
using Timecode = ScreenTime.Sdk.Timecode;

namespace ScreenTime.Host.Media;

/// <summary>What <c>screentime frames</c> writes.</summary>
/// <param name="SampleRate">Images a second: image n is the frame that shows at n ÷ rate seconds, the first at 0.</param>
/// <param name="OutputFolder">The folder for the images.</param>
/// <param name="Name">The images' names, with one <c>%d</c> for their number, from 0.</param>
/// <param name="SheetPath">A PNG with all images in small, or null.</param>
public sealed record FrameExtractionRequest(FrameRate SampleRate, string OutputFolder, string Name = "frame%d.jpg", string? SheetPath = null);

/// <summary>What <c>screentime frames</c> wrote.</summary>
/// <param name="Written">How many images.</param>
/// <param name="Missing">A sentence for each time at which the media has no readable picture; its number is left out.</param>
public sealed record FrameExtractionOutcome(int Written, IReadOnlyList<string> Missing);

/// <summary>Saves frames of a media file at a rate, in full resolution, to label them; all or none.</summary>
public sealed class FrameExtraction(FrameReader reader)
{
    private const string Prefix = ".frames-";
    private const int JpegQuality = 95;
    private const int MostImages = 1_000_000;

    /// <summary>Writes the images, and the sheet when asked for.</summary>
    /// <param name="media">The media.</param>
    /// <param name="request">What to write.</param>
    /// <param name="progress">Receives how many of how many are done; may be null.</param>
    /// <param name="cancellationToken">Stops; nothing is left behind then.</param>
    /// <exception cref="UserException">The name has no %d, an image of that name is there already, or the folder cannot be written.</exception>
    public async Task<FrameExtractionOutcome> WriteAsync(
        MediaFile media, FrameExtractionRequest request, IProgress<(int Done, int Of)>? progress, CancellationToken cancellationToken)
    {
        CheckName(request.Name);
        var count = media.Duration.CeilingToFrame(request.SampleRate);
        if (media.FrameCount == 1)
            count = 1;
        if (count > MostImages)
            throw new UserException(ExitCode.Usage, $"That would be {count} images; give a smaller --sample-rate.");
        var times = Enumerable.Range(0, (int)count).Select(n => MediaTime.FromFrames(n, request.SampleRate)).ToList();
        var folder = Path.GetFullPath(request.OutputFolder);
        RefuseToOverwrite(request, folder, times.Count);
        var partial = Prepare(folder);
        try
        {
            var (written, missing, sheet) = await WriteImagesAsync(media, request, times, partial, progress, cancellationToken);
            Publish(partial, folder, request.SheetPath, sheet);
            return new FrameExtractionOutcome(written, missing);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(folder, failure);
        }
        finally
        {
            if (Directory.Exists(partial))
                Directory.Delete(partial, recursive: true);
        }
    }

    private async Task<(int Written, List<string> Missing, byte[]? Sheet)> WriteImagesAsync(
        MediaFile media,
        FrameExtractionRequest request,
        List<MediaTime> times,
        string folder,
        IProgress<(int Done, int Of)>? progress,
        CancellationToken cancellationToken)
    {
        var size = await reader.FullSizeAsync(media, cancellationToken);
        var every = ((times.Count - 1) / ContactSheet.MostPictures) + 1;
        using var sheet = request.SheetPath is null
            ? null
            : new ContactSheet(
                FormattableString.Invariant($"{media.Name}   {times.Count} images, {request.SampleRate} a second") + (every > 1 ? FormattableString.Invariant($"; one of {every} shown") : ""),
                (times.Count + every - 1) / every, size.Width, size.Height);
        var format = Path.GetExtension(request.Name).Equals(".png", StringComparison.OrdinalIgnoreCase) ? SKEncodedImageFormat.Png : SKEncodedImageFormat.Jpeg;
        var (written, missing) = (0, new List<string>());
        await foreach (var frame in reader.ReadAsync(media, times, size, new DecodeOptions { CropBars = false }, cancellationToken))
        {
            using (frame)
            {
                if (frame.MissingReason is not null)
                {
                    missing.AddRange(Enumerable.Repeat(frame.MissingReason, frame.WantedCount));
                    continue;
                }

                using var image = ToImage(frame.Pixels.Span, size);
                using var encoded = image.Encode(format, JpegQuality);
                for (var n = frame.FirstWanted; n < frame.FirstWanted + frame.WantedCount; n++)
                {
                    var name = NameOf(request.Name, n);
                    await File.WriteAllBytesAsync(Path.Combine(folder, name), encoded.ToArray(), cancellationToken);
                    if (n % every == 0)
                        sheet?.Add(image, name, TimecodeOf(media, frame.Time));
                    written++;
                }

                progress?.Report((frame.FirstWanted + frame.WantedCount, times.Count));
            }
        }

        return (written, missing, sheet?.Encode());
    }

    private static string TimecodeOf(MediaFile media, MediaTime time) =>
        Timecode.Format((media.StartTimecode ?? 0) + time.FloorToFrame(media.Rate), media.Rate, media.DropFrame && media.Rate.HasDropFrame);

    /// <summary>An image of RGB pixels, rows from the top without padding.</summary>
    internal static SKImage ToImage(ReadOnlySpan<byte> rgb, FrameRequest size)
    {
        var rgba = new byte[size.Width * size.Height * 4];
        for (var i = 0; i < size.Width * size.Height; i++)
            (rgba[i * 4], rgba[(i * 4) + 1], rgba[(i * 4) + 2], rgba[(i * 4) + 3]) = (rgb[i * 3], rgb[(i * 3) + 1], rgb[(i * 3) + 2], 255);
        return SKImage.FromPixelCopy(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Opaque), rgba);
    }

    private static void CheckName(string name)
    {
        var mark = name.IndexOf('%', StringComparison.Ordinal);
        var extension = Path.GetExtension(name).ToLowerInvariant();
        if (mark < 0 || mark != name.LastIndexOf('%') || !name.AsSpan(mark).StartsWith("%d", StringComparison.Ordinal)
            || name.AsSpan().IndexOfAny('/', '\\', ':') >= 0 || name.Any(char.IsControl) || name.StartsWith('.') || name.StartsWith('-')
            || extension is not (".jpg" or ".jpeg" or ".png"))
        {
            throw new UserException(
                ExitCode.Usage, $"--name {MediaNames.Show(name)} must be a file name, without folders, with one %d for the number, that ends in .jpg or .png, such as frame%d.jpg.");
        }
    }

    private static string NameOf(string pattern, int number) => pattern.Replace("%d", number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private static void RefuseToOverwrite(FrameExtractionRequest request, string folder, int count)
    {
        // Any other ending is a slip, and may be that of the film.
        if (request.SheetPath is { } png && !Path.GetExtension(png).Equals(".png", StringComparison.OrdinalIgnoreCase))
            throw new UserException(ExitCode.Usage, $"--sheet {MediaNames.Show(png)} must end in .png.");
        if (request.SheetPath is { } sheet
            && Path.GetDirectoryName(Path.GetFullPath(sheet)) is var sheetFolder
            && !Directory.Exists(sheetFolder) && !string.Equals(sheetFolder, folder.TrimEnd(Path.DirectorySeparatorChar), StringComparison.Ordinal))
            throw new UserException(ExitCode.OutputUnwritable, $"There is no folder for the sheet {MediaNames.Show(sheet)}; make it, or name another place.");
        if (File.Exists(folder))
            throw new UserException(ExitCode.OutputUnwritable, $"{MediaNames.Show(folder)} is a file; give a folder to --out.");
        if (!Directory.Exists(folder))
            return;
        for (var n = 0; n < count; n++)
        {
            if (File.Exists(Path.Combine(folder, NameOf(request.Name, n))))
            {
                throw new UserException(
                    ExitCode.OutputUnwritable, $"{MediaNames.Show(folder)} already holds {NameOf(request.Name, n)}; empty it, or give another --out or --name.");
            }
        }
    }

    private static string Prepare(string folder)
    {
        try
        {
            // Beside the folder, so that moving it there is one step on one disk.
            var beside = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(folder)) ?? folder;
            Directory.CreateDirectory(beside);
            AsideFolder.Sweep(beside, Prefix);
            return Directory.CreateDirectory(Path.Combine(beside, AsideFolder.Name(Prefix))).FullName;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(folder, failure);
        }
    }

    private static void Publish(string partial, string folder, string? sheetPath, byte[]? sheet)
    {
        if (Directory.Exists(folder))
        {
            foreach (var image in Directory.GetFiles(partial))
                Renaming.Replace(image, Path.Combine(folder, Path.GetFileName(image)));
        }
        else
        {
            Renaming.MoveFolder(partial, folder);
        }

        if (sheet is null)
            return;
        var sheetFile = Path.GetFullPath(sheetPath!);
        File.WriteAllBytes(sheetFile + ".partial", sheet);
        Renaming.Replace(sheetFile + ".partial", sheetFile);
    }

    private static UserException Unwritable(string folder, Exception failure) =>
        new(ExitCode.OutputUnwritable, $"{MediaNames.Show(folder)} cannot be written: {failure.Message}", failure);
}
