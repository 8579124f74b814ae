using System.Text;
using OpenTimelineIO;
using ScreenTime.Host.Casts;
using ScreenTime.Host.Devices;
using ScreenTime.Host.Labels;
using ScreenTime.Host.Media;
using ScreenTime.Host.Plugins;
using ScreenTime.Host.Sampling;
using ScreenTime.Host.Timelines;
using ScreenTime.Host.Titles;
using ScreenTime.Sdk;
using SkiaSharp;

namespace ScreenTime.Host.Jobs;

/// <summary>Somebody, or something, that recurs and that the cast does not know.</summary>
/// <param name="Name">unnamed-01 and so on, the most frequent first.</param>
/// <param name="Pictures">Pictures of it, full paths.</param>
/// <param name="Frames">In how many of the frames that were looked at.</param>
/// <param name="First">The record timecode at which it is first.</param>
public sealed record SuggestedGroup(string Name, IReadOnlyList<string> Pictures, int Frames, string First)
{
    /// <summary>The record frame of each picture, where pictures are whole frames; empty for faces.</summary>
    public IReadOnlyList<long> RecordFrames { get; init; } = [];
}

/// <summary>What was suggested.</summary>
/// <param name="Groups">The groups.</param>
/// <param name="Sheet">The label file to fill in, full path; null for faces, which are enrolled by their pictures.</param>
public sealed record Suggestions(IReadOnlyList<SuggestedGroup> Groups, string? Sheet);

/// <summary>
/// <c>screentime cast suggest</c>: groups what nobody named. In a cast with people these are faces, and all that is written of them lies among the job's faces, and goes with them; in
/// one of drawn characters the looks of frames in which nobody of the cast is found.
/// </summary>
/// <param name="plugins">Brings readers and the recogniser.</param>
/// <param name="progress">Where it says how far it is.</param>
public sealed class SuggestionJob(PluginCatalog plugins, IJobProgress progress)
{
    /// <summary>The label file for groups of frames.</summary>
    public const string SheetFile = "unnamed.csv";

    private const int MostGroups = 50;
    private const int PicturesAGroup = 8;

    // Frames of a group look alike: more of them teach little more.
    private const int FramesAGroup = 3;
    private const int FrameWidth = 1280;
    private const int JpegQuality = 95;

    // A picture shows the face with as much around it, so that it is found again in the picture.
    private const double Margin = 0.75;

    /// <summary>Looks for what the cast does not know.</summary>
    /// <param name="cast">The cast.</param>
    /// <param name="settings">The timeline, where its media lies, frames a second to look at, and where pictures go.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="UserException">The timeline or its media cannot be read, or the recogniser cannot tell who looks alike.</exception>
    public async Task<Suggestions> RunAsync(CastFolder cast, AnalysisSettings settings, CancellationToken cancellationToken)
    {
        cast.RefuseWithoutConsent(DateOnly.FromDateTime(DateTime.UtcNow));
        var tools = await FfmpegTools.FindAsync(cancellationToken).ConfigureAwait(false);
        var probe = new MediaProbe(tools, Locations.CacheFolder);
        progress.Stage("Reading the timeline");
        var document = await new TimelineLoader(plugins.Readers, probe).LoadAsync([settings.TimelinePath, .. settings.TracksAbove], settings.Read, cancellationToken).ConfigureAwait(false);
        var opened = await OpenedTimeline.OpenAsync(document, settings, tools, probe, cancellationToken).ConfigureAwait(false);
        var provider = plugins.RecognizerOf(cast);
        var model = TrainingJob.UsableModelOf(cast);
        using var gate = new DeviceGate();
        progress.Stage("Opening the recogniser");
        var recognizer = await provider.OpenAsync(
            new RecognizerSetup(cast.Cast, model, Locations.ModelsFolder, settings.Device, gate) { Models = cast.ChosenModels }, cancellationToken).ConfigureAwait(false);
        await using (recognizer.ConfigureAwait(false))
        {
            var output = Directory.CreateDirectory(settings.OutputFolder).FullName;
            var kept = recognizer.FeaturesArePersonal ? PersonalFeatures.FolderOf(output, cast) : Locations.CacheFolder;
            var reader = new FrameReader(tools, probe);
            progress.Stage(cast.HasPeople ? "Looking for faces" : "Looking at frames");
            var frames = await LookAsync(new FrameDescriber(reader, recognizer, kept, progress), new Sampler(opened.Map, document.Rate).Grid(opened.Programme, settings.SampleRate), cancellationToken).ConfigureAwait(false);
            var features = frames.ConvertAll(frame => frame.Features);
            if (!cast.HasPeople)
            {
                var groups = await GroupFramesAsync(recognizer, cast, model, features, cancellationToken).ConfigureAwait(false);
                return await WriteFramesAsync(reader, cast.Cast, document, [.. groups.Take(MostGroups)], frames, output, cancellationToken).ConfigureAwait(false);
            }

            if (recognizer is not IShotRecognizer shots)
                throw new UserException(ExitCode.CastUnusable, $"the recogniser {cast.Recognizer} cannot group who is not named");
            var looks = (await shots.GroupUnnamedAsync(features, cancellationToken).ConfigureAwait(false)).Take(MostGroups).ToList();
            var suggestions = Path.Combine(kept, "suggestions");
            if (Directory.Exists(suggestions))
                Directory.Delete(suggestions, recursive: true);
            return await WriteFacesAsync(reader, document, recognizer.FrameRequest, looks, frames, suggestions, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A frame of the record that was looked at.</summary>
    private sealed record Look(MediaFile Media, MediaTime Time, long RecordFrame, byte[] Features);

    /// <summary>Describes each media frame of the samples once, at the first record frame that shows it.</summary>
    private static async Task<List<Look>> LookAsync(FrameDescriber describer, IReadOnlyList<PlannedSample> samples, CancellationToken cancellationToken)
    {
        var first = new Dictionary<(string, MediaTime), long>();
        foreach (var sample in samples.Where(sample => sample.Layer.Media is not null).OrderBy(sample => sample.RecordFrame))
            first.TryAdd((sample.Layer.Media!.Id, sample.SourceTime), sample.RecordFrame);
        var counter = new ProgressCounter(first.Count, 0, TimeProvider.System);
        var looks = new List<Look>();
        var problem = "no media of it was found";
        foreach (var (media, times) in Sampler.MediaFrames(samples))
        {
            var described = await describer.DescribeAsync(media, times, new DecodeOptions(), counter, cancellationToken).ConfigureAwait(false);
            looks.AddRange(times.Where(time => described.Problem(time) is null).Select(time => new Look(media, time, first[(media.Id, time)], described.Features(time))));
            problem = times.Select(described.Problem).FirstOrDefault(reason => reason is not null) is { } reason ? $"{media.Name}: {reason}" : problem;
        }

        return looks.Count > 0 ? [.. looks.OrderBy(look => look.RecordFrame)] : throw new UserException(ExitCode.MediaUnusable, $"there is no frame to look at: {problem}");
    }

    /// <summary>Frames in which nobody of the cast is found, by what they look like.</summary>
    private static async Task<IReadOnlyList<IReadOnlyList<int>>> GroupFramesAsync(IRecognizer recognizer, CastFolder cast, string? model, List<byte[]> features, CancellationToken cancellationToken)
    {
        var open = Enumerable.Range(0, features.Count).ToList();
        if (model is { } head)
        {
            List<IReadOnlyList<float>> judged = [.. (await recognizer.JudgeAsync(features, cancellationToken).ConfigureAwait(false)).Select(sighting => sighting.Probabilities)];
            var shift = TitleShift.Estimate(judged, TrainingJob.OutcomeOf(head)?.Characters);
            open = open.FindAll(i => shift.Apply(judged[i]).All(p => p < 0.5f));
        }

        var looks = await recognizer.LooksAsync(open.ConvertAll(i => features[i]), cancellationToken).ConfigureAwait(false);
        return looks.Count == open.Count
            ? [.. LookGroups.Of(looks, cancellationToken).Select(group => (IReadOnlyList<int>)[.. group.Select(i => open[i])])]
            : throw new UserException(ExitCode.CastUnusable, $"the recogniser {cast.Recognizer} cannot tell which frames look alike");
    }

    private async Task<Suggestions> WriteFramesAsync(
        FrameReader reader, Cast cast, TimelineDocument document, IReadOnlyList<IReadOnlyList<int>> groups, List<Look> frames, string folder, CancellationToken cancellationToken)
    {
        foreach (var old in Directory.EnumerateFiles(folder, "unnamed-??-?.jpg"))
            File.Delete(old);
        var suggested = new List<SuggestedGroup>();
        var wanted = new List<(Look Look, Action<ReadOnlyMemory<byte>, FrameRequest> Take)>();
        var sheet = new StringBuilder("image").AppendJoin("", cast.Characters.Select(character => $",{character.Id}")).Append(",note\n");
        foreach (var (number, group) in groups.Index())
        {
            var name = FormattableString.Invariant($"unnamed-{number + 1:00}");
            // Spread over the film: neighbours are near-copies.
            var inOrder = group.Order().ToList();
            var count = Math.Min(FramesAGroup, inOrder.Count);
            var chosen = Enumerable.Range(0, count).Select(i => frames[inOrder[inOrder.Count * ((2 * i) + 1) / (2 * count)]]).ToList();
            var pictures = chosen.Select((_, i) => Path.Combine(folder, FormattableString.Invariant($"{name}-{i + 1}.jpg"))).ToList();
            wanted.AddRange(chosen.Zip(pictures, (look, picture) => (look, (Action<ReadOnlyMemory<byte>, FrameRequest>)((pixels, size) => WriteJpeg(picture, pixels, size)))));
            foreach (var (look, picture) in chosen.Zip(pictures))
                sheet.Append(Path.GetFileName(picture)).Append(',', cast.Characters.Count + 1).Append(CsvFile.Escape(FormattableString.Invariant($"{group.Count} frames like this; {document.TimecodeOf(look.RecordFrame)}"))).Append('\n');
            suggested.Add(new SuggestedGroup(name, pictures, group.Count, document.TimecodeOf(group.Min(i => frames[i].RecordFrame))) { RecordFrames = [.. chosen.Select(look => look.RecordFrame)] });
        }

        progress.Stage("Taking pictures");
        await TakeAsync(reader, SizeOfAsync, new DecodeOptions { CropBars = false }, wanted, cancellationToken).ConfigureAwait(false);
        var path = Path.Combine(folder, SheetFile);
        WholeFile.WriteText(path, sheet.ToString());
        return new Suggestions(suggested, path);

        async Task<FrameRequest> SizeOfAsync(MediaFile media)
        {
            var full = await reader.FullSizeAsync(media, cancellationToken).ConfigureAwait(false);
            var width = Math.Min(full.Width, FrameWidth);
            return new FrameRequest(width, Math.Max(1, (int)((long)full.Height * width / full.Width)));
        }
    }

    private static void WriteJpeg(string path, ReadOnlyMemory<byte> pixels, FrameRequest size)
    {
        using var image = FrameExtraction.ToImage(pixels.Span, size);
        using var encoded = image.Encode(SKEncodedImageFormat.Jpeg, JpegQuality);
        WholeFile.Write(path, encoded.SaveTo);
    }

    private async Task<Suggestions> WriteFacesAsync(
        FrameReader reader, TimelineDocument document, FrameRequest size, List<UnnamedLook> looks, List<Look> frames, string folder, CancellationToken cancellationToken)
    {
        var groups = new List<SuggestedGroup>();
        var wanted = new List<(Look Look, Action<ReadOnlyMemory<byte>, FrameRequest> Take)>();
        foreach (var (number, look) in looks.Index())
        {
            var name = FormattableString.Invariant($"unnamed-{number + 1:00}");
            var own = Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
            // Spread over the group: the most typical faces are near-copies of each other.
            var step = Math.Max(1, look.Places.Count / PicturesAGroup);
            var pictures = new List<string>();
            foreach (var (index, place) in look.Places.Where((_, i) => i % step == 0).Take(PicturesAGroup).Index())
            {
                var path = Path.Combine(own, FormattableString.Invariant($"{index + 1:00}.png"));
                pictures.Add(path);
                wanted.Add((frames[place.Frame], (pixels, _) => WholeFile.Write(path, stream => stream.Write(Cut(pixels.Span, size, place.Region)))));
            }

            groups.Add(new SuggestedGroup(
                name, pictures, look.Places.Select(place => place.Frame).Distinct().Count(), document.TimecodeOf(look.Places.Min(place => frames[place.Frame].RecordFrame))));
        }

        progress.Stage("Taking pictures of them");
        await TakeAsync(reader, _ => Task.FromResult(size), new DecodeOptions(), wanted, cancellationToken).ConfigureAwait(false);
        return new Suggestions(groups, null);
    }

    /// <summary>Decodes frames and hands over their pixels, media by media.</summary>
    private static async Task TakeAsync(
        FrameReader reader, Func<MediaFile, Task<FrameRequest>> sizeOf, DecodeOptions options, List<(Look Look, Action<ReadOnlyMemory<byte>, FrameRequest> Take)> wanted, CancellationToken cancellationToken)
    {
        foreach (var media in wanted.GroupBy(item => item.Look.Media.Id, StringComparer.Ordinal))
        {
            var file = media.First().Look.Media;
            var size = await sizeOf(file).ConfigureAwait(false);
            var byTime = media.ToLookup(item => item.Look.Time);
            var sorted = byTime.Select(group => group.Key).Order().ToList();
            await foreach (var frame in reader.ReadAsync(file, sorted, size, options, cancellationToken).ConfigureAwait(false))
            {
                using (frame)
                {
                    if (frame.MissingReason is { } reason)
                        throw new UserException(ExitCode.MediaUnusable, reason);
                    for (var i = 0; i < frame.WantedCount; i++)
                        foreach (var (_, take) in byTime[sorted[frame.FirstWanted + i]])
                            take(frame.Pixels, size);
                }
            }
        }
    }

    /// <summary>The part of a frame around a face, as a PNG.</summary>
    private static byte[] Cut(ReadOnlySpan<byte> pixels, FrameRequest size, SightingRegion region)
    {
        var (marginX, marginY) = (region.Width * Margin, region.Height * Margin);
        var left = Math.Clamp((int)((region.X - marginX) * size.Width), 0, size.Width - 2);
        var top = Math.Clamp((int)((region.Y - marginY) * size.Height), 0, size.Height - 2);
        var width = Math.Clamp((int)((region.Width + (2 * marginX)) * size.Width), 1, size.Width - left);
        var height = Math.Clamp((int)((region.Height + (2 * marginY)) * size.Height), 1, size.Height - top);
        var part = new byte[width * height * 3];
        for (var y = 0; y < height; y++)
            pixels.Slice((((top + y) * size.Width) + left) * 3, width * 3).CopyTo(part.AsSpan(y * width * 3));
        return LabellingJob.Png(part, new FrameRequest(width, height));
    }
}
