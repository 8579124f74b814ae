using System.Globalization;
using System.Text;
using ScreenTime.Host.Casts;
using ScreenTime.Host.Devices;
using ScreenTime.Host.Labels;
using ScreenTime.Host.Media;
using ScreenTime.Host.Plugins;
using ScreenTime.Host.Teaching;
using ScreenTime.Sdk;
using SkiaSharp;

namespace ScreenTime.Host.Jobs;

/// <summary>What <c>screentime cast next</c> was asked for; of <paramref name="MediaPath"/> and <paramref name="ImagesFolder"/> one is given.</summary>
/// <param name="MediaPath">A film: one frame a second is considered.</param>
/// <param name="ImagesFolder">A folder of images.</param>
/// <param name="Count">How many frames to choose, 1 to 400.</param>
/// <param name="OutputFolder">Where the label file and the pictures go.</param>
/// <param name="Device">Where to run.</param>
public sealed record NextLabelsSettings(string? MediaPath, string? ImagesFolder, int Count, string OutputFolder, DeviceRequest Device);

/// <summary>What was chosen.</summary>
/// <param name="Chosen">How many frames.</param>
/// <param name="Of">Among how many.</param>
/// <param name="Unlabelled">How many of those look like no labelled frame.</param>
/// <param name="Files">The files that were written, full paths; the label file first.</param>
public sealed record NextLabelsOutcome(int Chosen, int Of, int Unlabelled, IReadOnlyList<string> Files);

/// <summary>
/// <c>screentime cast next</c>: ranks the frames whose labels teach most, and writes a label file to fill in, a picture of each and a contact sheet.
/// </summary>
/// <param name="plugins">Brings the recogniser.</param>
/// <param name="progress">Where it says how far it is.</param>
public sealed class NextLabelsJob(PluginCatalog plugins, IJobProgress progress)
{
    /// <summary>The label file.</summary>
    public const string LabelsFile = "next.csv";

    /// <summary>The contact sheet.</summary>
    public const string SheetFile = "next.png";

    private const int ThumbnailWidth = 480;
    private const int JpegQuality = 90;

    /// <summary>Chooses and writes.</summary>
    /// <exception cref="UserException">Something that the user can mend.</exception>
    public async Task<NextLabelsOutcome> RunAsync(CastFolder cast, NextLabelsSettings settings, CancellationToken cancellationToken)
    {
        cast.RefuseWithoutConsent(DateOnly.FromDateTime(DateTime.UtcNow));
        var tools = await FfmpegTools.FindAsync(cancellationToken).ConfigureAwait(false);
        var probe = new MediaProbe(tools, Locations.CacheFolder);
        var reader = new FrameReader(tools, probe);
        var media = settings.MediaPath is { } film ? await probe.ProbeAsync(film, cancellationToken).ConfigureAwait(false) : null;
        var images = settings.ImagesFolder is { } folder ? ImageFrames.In(folder) : [];
        using var output = OutputFolder.Open(settings.OutputFolder);
        var provider = plugins.RecognizerOf(cast);
        var model = TrainingJob.UsableModelOf(cast);
        using var gate = new DeviceGate();
        progress.Stage("Opening the recogniser");
        var recognizer = await provider.OpenAsync(
            new RecognizerSetup(cast.Cast, model, Locations.ModelsFolder, settings.Device, gate) { Models = cast.ChosenModels }, cancellationToken).ConfigureAwait(false);
        await using (recognizer.ConfigureAwait(false))
        {
            var describer = new FrameDescriber(reader, recognizer, recognizer.FeaturesArePersonal ? PersonalFeatures.FolderOf(output.Path, cast) : Locations.CacheFolder, progress);
            progress.Stage("Looking at frames");
            var (moments, candidates, features) = media is null
                ? ([], images.Count, await DescribeAsync(describer, images, cancellationToken).ConfigureAwait(false))
                : await DescribeAsync(describer, media, cancellationToken).ConfigureAwait(false);
            var ranking = await new FrameRanking(recognizer, cast, model, describer, progress).ChooseAsync(
                candidates, features, new HashSet<int>(), settings.Count, cancellationToken).ConfigureAwait(false);
            var choices = ranking.Choices;
            var subjects = choices.Select(choice => media is null ? Path.GetFileName(images[choice.Index]) : moments[choice.Index].Seconds.ToString("0.###", CultureInfo.InvariantCulture)).ToList();
            output.Write(LabelsFile, stream => stream.Write(Encoding.UTF8.GetBytes(Sheet(cast.Cast, media is null, choices, subjects))));
            progress.Stage("Taking pictures");
            if (media is null)
                WritePictures(output, choices, subjects, choices.Select(choice => ToImage(ImageFile.Read(images[choice.Index]))));
            else
                WritePictures(output, choices, subjects, await TakeAsync(reader, media, [.. choices.Select(choice => moments[choice.Index])], cancellationToken).ConfigureAwait(false));
            cancellationToken.ThrowIfCancellationRequested();
            return new NextLabelsOutcome(choices.Count, candidates, ranking.Unlabelled(), output.Keep());
        }
    }

    private static async Task<(IReadOnlyList<MediaTime> Moments, int Count, Func<int, byte[]> Features)> DescribeAsync(
        FrameDescriber describer, MediaFile media, CancellationToken cancellationToken)
    {
        // Half past every second: where label files of seconds look too.
        var second = new FrameRate(1, 1);
        var times = Enumerable.Range(0, (int)Math.Max(1, media.Duration.CeilingToFrame(second))).Select(n => new MediaTime((2L * n) + 1, 2)).Where(time => time < media.Duration).DefaultIfEmpty(MediaTime.Zero).ToList();
        var counter = new ProgressCounter(times.Count, 0, TimeProvider.System);
        var described = await describer.DescribeAsync(media, times, new DecodeOptions(), counter, cancellationToken).ConfigureAwait(false);
        var readable = times.Where(time => described.Problem(time) is null).ToList();
        return readable.Count > 0
            ? (readable, readable.Count, index => described.Features(readable[index]))
            : throw new UserException(ExitCode.MediaUnusable, $"{media.Name}: {described.Problem(times[0])}");
    }

    private static async Task<Func<int, byte[]>> DescribeAsync(FrameDescriber describer, IReadOnlyList<string> images, CancellationToken cancellationToken)
    {
        IReadOnlyList<byte[]> features = images.Count == 0
            ? []
            : await describer.DescribeImagesAsync(images, false, new ProgressCounter(images.Count, 0, TimeProvider.System), cancellationToken).ConfigureAwait(false);
        return index => features[index];
    }

    /// <summary>A label file without answers; <c>note</c> says why each frame was chosen.</summary>
    private static string Sheet(Cast cast, bool ofImages, IReadOnlyList<Choice> choices, IReadOnlyList<string> subjects)
    {
        var text = new StringBuilder(ofImages ? "image" : "time");
        foreach (var character in cast.Characters)
            text.Append(',').Append(character.Id);
        text.Append(",note\n");
        foreach (var (choice, subject) in choices.Zip(subjects))
        {
            text.Append(CsvFile.Escape(subject)).Append(',', cast.Characters.Count + 1).Append(CsvFile.Escape(choice.Reason switch
            {
                ChoiceReason.Probable => $"{cast.Characters[choice.Character].Name}?",
                ChoiceReason.Doubtful => "doubtful",
                _ => "unlike the others",
            })).Append('\n');
        }

        return text.ToString();
    }

    private static void WritePictures(OutputFolder output, IReadOnlyList<Choice> choices, IReadOnlyList<string> subjects, IEnumerable<SKImage> pictures)
    {
        ContactSheet? sheet = null;
        try
        {
            foreach (var (n, picture) in pictures.Index())
            {
                using (picture)
                {
                    sheet ??= new ContactSheet(FormattableString.Invariant($"{choices.Count} frames to label, the most telling first"), choices.Count, picture.Width, picture.Height);
                    sheet.Add(picture, FormattableString.Invariant($"{n + 1}"), subjects[n]);
                    using var small = Small(picture);
                    using var encoded = small.Encode(SKEncodedImageFormat.Jpeg, JpegQuality);
                    output.Write(FormattableString.Invariant($"{n + 1:000}.jpg"), encoded.SaveTo);
                }
            }

            if (sheet is not null)
                output.Write(SheetFile, stream => stream.Write(sheet.Encode()));
        }
        finally
        {
            sheet?.Dispose();
        }
    }

    private static SKImage Small(SKImage picture)
    {
        var width = Math.Min(ThumbnailWidth, picture.Width);
        var size = new SKImageInfo(width, Math.Max(1, (int)Math.Round((double)picture.Height * width / picture.Width)), SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var surface = SKSurface.Create(size);
        surface.Canvas.DrawImage(picture, new SKRect(0, 0, size.Width, size.Height), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        return surface.Snapshot();
    }

    private static SKImage ToImage(ImageFile file) => FrameExtraction.ToImage(file.Pixels, new FrameRequest(file.Width, file.Height));

    /// <summary>The pictures at some moments, in the moments' order.</summary>
    private static async Task<IReadOnlyList<SKImage>> TakeAsync(FrameReader reader, MediaFile media, IReadOnlyList<MediaTime> moments, CancellationToken cancellationToken)
    {
        var sorted = moments.Distinct().Order().ToList();
        var full = await reader.FullSizeAsync(media, cancellationToken).ConfigureAwait(false);
        var width = Math.Min(full.Width, ThumbnailWidth);
        var size = new FrameRequest(width, Math.Max(1, (int)((long)full.Height * width / full.Width)));
        var taken = new Dictionary<MediaTime, SKImage>();
        await foreach (var frame in reader.ReadAsync(media, sorted, size, new DecodeOptions { CropBars = false }, cancellationToken).ConfigureAwait(false))
        {
            using (frame)
            {
                if (frame.MissingReason is { } reason)
                    throw new UserException(ExitCode.MediaUnusable, reason);
                for (var n = frame.FirstWanted; n < frame.FirstWanted + frame.WantedCount; n++)
                    taken[sorted[n]] = FrameExtraction.ToImage(frame.Pixels.Span, size);
            }
        }

        return [.. moments.Select(moment => taken[moment])];
    }
}
