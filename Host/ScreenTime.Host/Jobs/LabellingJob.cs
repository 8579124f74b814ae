using ScreenTime.Host.Auditing;
using ScreenTime.Host.Casts;
using ScreenTime.Host.Files;
using ScreenTime.Host.Labels;
using ScreenTime.Host.Media;
using ScreenTime.Host.Sampling;
using ScreenTime.Host.Timelines;
using ScreenTime.Sdk;
using SkiaSharp;

namespace ScreenTime.Host.Jobs;

/// <summary>What a labelling added.</summary>
/// <param name="Added">Labelled frames.</param>
/// <param name="LeftOut">Rows that were not taught: ambiguous, or without an answer; of a timeline, stretches that could not be looked at alone.</param>
public sealed record LabellingOutcome(int Added, int LeftOut);

/// <summary><c>screentime cast label</c>: brings labelled frames into a cast, pictures and all, so that the cast can travel without the media.</summary>
/// <param name="cast">The cast.</param>
/// <param name="progress">Where it says how far it is.</param>
public sealed class LabellingJob(CastFolder cast, IJobProgress progress)
{
    // Frames of labelled films are kept at most this wide: more than any recogniser looks at, less than 4K would weigh.
    private const int MaximumWidth = 1280;
    private const int MaximumFramesAStretch = 30;

    /// <summary>Labels images in a folder.</summary>
    /// <param name="sheet">Rows that name images.</param>
    /// <param name="imagesFolder">Where they are.</param>
    /// <param name="title">The film they are from.</param>
    public LabellingOutcome LabelImages(LabelSheet sheet, string imagesFolder, string title)
    {
        RefuseTitle(title);
        if (sheet.Form is not (LabelForm.Images or LabelForm.Classes))
            throw new UserException(ExitCode.Usage, $"{sheet.Name} labels moments of a film, not images: give --media instead of --images");
        if (!Directory.Exists(imagesFolder))
            throw new UserException(ExitCode.InputMissing, $"--images {imagesFolder} is not a folder: check the path");
        // All pictures are looked at before the first is added: a labelling is done whole or not at all.
        var taught = new List<(LabelRow Row, string Path, IReadOnlyDictionary<string, bool> Present)>();
        progress.Stage("Reading labelled images");
        foreach (var (index, row) in sheet.Rows.Index())
        {
            var path = Inside.PathOf(imagesFolder, row.Subject)
                ?? throw new UserException(ExitCode.InputInvalid, $"{sheet.Name}, line {row.Line}: \"{row.Subject}\" leads out of the images folder");
            if (!File.Exists(path))
                throw new UserException(ExitCode.InputMissing, $"{sheet.Name}, line {row.Line}: there is no image {row.Subject} in {imagesFolder}");
            RefuseAudited(path);
            if (Answer(row) is { } present)
            {
                ImageFile.Read(path);
                taught.Add((row, path, present));
            }

            progress.Done(index + 1, sheet.Rows.Count, null);
        }

        try
        {
            cast.AddLabels(taught.Select(item => new LabelledFrame(
                cast.AddImage(File.ReadAllBytes(item.Path), Path.GetExtension(item.Path).ToLowerInvariant()), title, null, item.Row.Subject, item.Present)));
        }
        catch
        {
            cast.RemoveUnlabelledImages();
            throw;
        }

        return new LabellingOutcome(taught.Count, sheet.Rows.Count - taught.Count);
    }

    /// <summary>Refuses a picture that an audit shows. The bounds would hold all the same; but a count that was fitted to the sample agrees with it better than with the rest of the film.</summary>
    private static void RefuseAudited(string path)
    {
        var images = Path.GetDirectoryName(Path.GetFullPath(path));
        var audit = Path.GetDirectoryName(images);
        if (Is(images, AuditFolder.ImagesFolder) && Is(audit, AuditFolder.Name) && File.Exists(Path.Combine(audit!, $"{AuditFolder.Name}.json")))
            throw new UserException(ExitCode.CastUnusable, $"{path} is of an audit's sample, which the count is to be compared with and not fitted to: label other frames (screentime cast next)");

        static bool Is(string? folder, string name) => string.Equals(Path.GetFileName(folder), name, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The title under which photographs of people are kept: they are of no film.</summary>
    public const string Photographs = "photographs";

    /// <summary>Looks whether photographs can be read, before anything is written.</summary>
    private void CheckPhotographs(IReadOnlyList<string> paths)
    {
        progress.Stage("Reading photographs");
        foreach (var path in paths)
        {
            if (!File.Exists(path))
                throw new UserException(ExitCode.InputMissing, $"there is no photograph {path}: check the path");
            RefuseAudited(path);
            ImageFile.Read(path);
        }
    }

    /// <summary>Adds a person, or more photographs of one who is there, or renews the basis to use their face.</summary>
    /// <param name="person">An id of the cast, or a new person: an id, or <c>Display Name=id</c>.</param>
    /// <param name="basis">On what basis their face is used; null for somebody whose basis is known.</param>
    /// <param name="photographs">Pictures of their face and no other.</param>
    /// <param name="today">Must not lie after the basis's last day.</param>
    /// <returns>The person, and how many pictures the cast did not have yet.</returns>
    /// <exception cref="UserException">There is no basis, or a picture cannot be read; nothing is written then.</exception>
    public (Character Person, int Added) Enroll(string person, Consent? basis, IReadOnlyList<string> photographs, DateOnly today)
    {
        CheckPhotographs(photographs);
        var character = cast.Enroll(person, basis);
        cast.RefuseWithoutConsent(today);
        return (character, AddPhotographs(character, photographs));
    }

    /// <summary>Adds photographs of one person's face and no other.</summary>
    private int AddPhotographs(Character person, IReadOnlyList<string> paths)
    {
        var before = cast.Labels.Count;
        try
        {
            cast.AddLabels(paths.Select(path => new LabelledFrame(
                cast.AddImage(File.ReadAllBytes(path), Path.GetExtension(path).ToLowerInvariant()), Photographs, null, Path.GetFileName(path),
                new SortedDictionary<string, bool>(StringComparer.Ordinal) { [person.Id] = true })));
        }
        catch
        {
            cast.RemoveUnlabelledImages();
            throw;
        }

        return cast.Labels.Count - before;
    }

    /// <summary>Labels moments and stretches of a film; of a stretch, one frame a second.</summary>
    /// <param name="sheet">Rows that name times.</param>
    /// <param name="mediaPath">The film.</param>
    /// <param name="title">Its title.</param>
    /// <param name="cancellationToken">Stops; nothing is added then.</param>
    public Task<LabellingOutcome> LabelMediaAsync(LabelSheet sheet, string mediaPath, string title, CancellationToken cancellationToken) =>
        WholeAsync(() => TeachMediaAsync(sheet, mediaPath, title, cancellationToken));

    /// <summary>Labels what clips and markers of a timeline are named after a character; a name says nothing of who else is there.</summary>
    /// <param name="document">The timeline.</param>
    /// <param name="links">Where its media is to be found.</param>
    /// <param name="cancellationToken">Stops; nothing is added then.</param>
    public Task<LabellingOutcome> LabelFromMarkersAsync(TimelineDocument document, LinkOptions links, CancellationToken cancellationToken) =>
        WholeAsync(() => TeachNamedAsync(document, links, cancellationToken));

    private async Task<LabellingOutcome> TeachMediaAsync(LabelSheet sheet, string mediaPath, string title, CancellationToken cancellationToken)
    {
        RefuseTitle(title);
        if (sheet.Form is LabelForm.Images or LabelForm.Classes)
            throw new UserException(ExitCode.Usage, $"{sheet.Name} labels images, not moments of a film: give --images instead of --media");
        var tools = await FfmpegTools.FindAsync(cancellationToken).ConfigureAwait(false);
        var probe = new MediaProbe(tools);
        var media = await probe.ProbeAsync(mediaPath, cancellationToken).ConfigureAwait(false);
        var moments = Moments(sheet, media).ToList();
        var outside = moments.FindIndex(item => item.Time < MediaTime.Zero || item.Time >= media.Duration);
        if (outside >= 0)
        {
            throw new UserException(
                ExitCode.InputInvalid,
                FormattableString.Invariant($"{sheet.Name}, line {moments[outside].Row.Line}: {moments[outside].Row.Subject} reaches outside {media.Name}, which is {media.Duration.Seconds:0.##} s long")
                + (media.StartTimecode is { } first ? $" and starts at {Timecode.Format(first, media.Rate, media.DropFrame && media.Rate.HasDropFrame)}" : ""));
        }

        var wanted = moments.Select(item => (item.Time, Present: Answer(item.Row))).Where(item => item.Present is not null).Select(item => (item.Time, Present: item.Present!)).ToList();
        var leftOut = sheet.Rows.Count - moments.Where(item => Answer(item.Row) is not null).DistinctBy(item => item.Row).Count();
        var frames = await ExtractAsync(new FrameReader(tools, probe), media, [.. wanted.Select(item => item.Time)], cancellationToken).ConfigureAwait(false);
        var labelled = wanted
            .Select(item => new LabelledFrame(frames[item.Time].Image, title, frames[item.Time].Shot, Describe(media, item.Time), item.Present)).ToList();
        cast.AddLabels(labelled);
        return new LabellingOutcome(labelled.Count, leftOut);
    }

    private async Task<LabellingOutcome> TeachNamedAsync(TimelineDocument document, LinkOptions links, CancellationToken cancellationToken)
    {
        var tools = await FfmpegTools.FindAsync(cancellationToken).ConfigureAwait(false);
        var probe = new MediaProbe(tools);
        var map = RecordMap.Build(document, await new MediaLinker(probe).LinkAsync(document, links, cancellationToken).ConfigureAwait(false), []);
        var named = NamedStretches.Find(document, map, cast.Cast);
        if (named.Count == 0)
        {
            throw new UserException(
                ExitCode.CastUnusable,
                $"no clip, marker or keyword of {Path.GetFileName(document.Path)} names a character of the cast ({string.Join(", ", cast.Cast.Characters.Select(character => character.Id))})");
        }

        var sampler = new Sampler(map, document.Rate);
        var second = Math.Max(1, document.Rate.Numerator / document.Rate.Denominator);
        var planned = new List<(PlannedSample Sample, string Character)>();
        var stretchesLeftOut = 0;
        foreach (var (characterId, record) in named)
        {
            var count = Math.Clamp(record.Length / second, 1, MaximumFramesAStretch);
            var frames = Enumerable.Range(0, (int)count).Select(i => record.Start + (record.Length * ((2 * i) + 1) / (2 * count)));
            var clear = sampler.At(frames, 0).Where(sample => sample.Layer.Media is not null && !sample.Composited).ToList();
            planned.AddRange(clear.Select(sample => (sample, characterId)));
            if (clear.Count == 0)
                stretchesLeftOut++;
        }

        var reader = new FrameReader(tools, probe);
        var labelled = new List<LabelledFrame>();
        foreach (var (media, times) in Sampler.MediaFrames(planned.Select(item => item.Sample)))
        {
            var frames = await ExtractAsync(reader, media, times, cancellationToken).ConfigureAwait(false);
            foreach (var group in planned.Where(item => item.Sample.Layer.Media!.Id == media.Id && frames.ContainsKey(item.Sample.SourceTime))
                .GroupBy(item => item.Sample.SourceTime).OrderBy(group => group.Key))
            {
                var present = new SortedDictionary<string, bool>(StringComparer.Ordinal);
                foreach (var (_, character) in group)
                    present[character] = true;
                labelled.Add(new LabelledFrame(frames[group.Key].Image, Path.GetFileNameWithoutExtension(media.Name), frames[group.Key].Shot, Describe(media, group.Key), present));
            }
        }

        if (labelled.Count == 0)
        {
            throw new UserException(
                ExitCode.CastUnusable,
                $"{Path.GetFileName(document.Path)} names characters, but in no frame that could be looked at alone (offline, or under a title): give --media-root, or label other frames");
        }

        cast.AddLabels(labelled);
        return new LabellingOutcome(labelled.Count, stretchesLeftOut);
    }

    /// <summary>A labelling that fails half-way leaves no pictures behind.</summary>
    private async Task<LabellingOutcome> WholeAsync(Func<Task<LabellingOutcome>> label)
    {
        try
        {
            return await label().ConfigureAwait(false);
        }
        catch
        {
            cast.RemoveUnlabelledImages();
            throw;
        }
    }

    private static void RefuseTitle(string title)
    {
        if (title.Length is 0 or > 200 || title.Any(char.IsControl))
            throw new UserException(ExitCode.Usage, "--title takes 1 to 200 printable characters");
    }

    private IReadOnlyDictionary<string, bool>? Answer(LabelRow row)
    {
        if (row.Ambiguous)
            return null;
        var present = new SortedDictionary<string, bool>(StringComparer.Ordinal);
        for (var i = 0; i < row.Present.Count; i++)
            if (row.Present[i] is { } answer)
                present[cast.Cast.Characters[i].Id] = answer;
        return present.Count > 0 ? present : null;
    }

    /// <summary>The moments that rows speak of; of a stretch one a second, less those that another row calls ambiguous.</summary>
    private IEnumerable<(LabelRow Row, MediaTime Time)> Moments(LabelSheet sheet, MediaFile media)
    {
        var start = media.StartTimecode ?? 0;
        if (sheet.Form != LabelForm.Ranges)
            return sheet.Rows.Select(row => (row, sheet.MomentOf(row, media.Rate, media.DropFrame, start)));
        var stretches = LabelledStretch.Of(sheet, cast.Cast, media.Rate, media.DropFrame, start);
        var doubtful = stretches.Where(stretch => stretch.Row.Ambiguous).ToList();
        return from stretch in stretches
               where !stretch.Row.Ambiguous
               from time in Within(stretch with { End = ToTheEnd(stretch.End, media) })
               where !doubtful.Any(other => other.Contains(time))
               select (stretch.Row, time);
    }

    // "Until the end" is often written a little beyond it, to the next whole second.
    private static MediaTime ToTheEnd(MediaTime end, MediaFile media) =>
        end > media.Duration && end - media.Duration <= new MediaTime(1, 1) ? media.Duration : end;

    private static IEnumerable<MediaTime> Within(LabelledStretch stretch)
    {
        var length = stretch.End - stretch.Start;
        var count = Math.Clamp(length.RoundToFrame(new FrameRate(1, 1)), 1, MaximumFramesAStretch);
        for (long i = 0; i < count; i++)
            yield return stretch.Start + length.Scale((2 * i) + 1, 2 * count);
    }

    private async Task<Dictionary<MediaTime, (string Image, int Shot)>> ExtractAsync(
        FrameReader reader, MediaFile media, IReadOnlyList<MediaTime> times, CancellationToken cancellationToken)
    {
        var sorted = times.Distinct().Order().ToList();
        var full = await reader.FullSizeAsync(media, cancellationToken).ConfigureAwait(false);
        var width = Math.Min(full.Width, MaximumWidth);
        var request = new FrameRequest(width, Math.Max(1, (int)((long)full.Height * width / full.Width)));
        var options = new DecodeOptions { CropBars = false, ShotRanges = [new MediaRange(MediaTime.Zero, media.Duration)] };
        var images = new Dictionary<MediaTime, string>();
        progress.Stage($"Taking labelled frames from {media.Name}");
        var pass = await reader.OpenAsync(media, sorted, request, options, cancellationToken).ConfigureAwait(false);
        await using (pass.ConfigureAwait(false))
        {
            await foreach (var frame in pass.Frames.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                using (frame)
                {
                    if (frame.MissingReason is { } reason)
                        throw new UserException(ExitCode.MediaUnusable, reason);
                    var image = cast.AddImage(Png(frame.Pixels.Span, request), ".png");
                    for (var i = 0; i < frame.WantedCount; i++)
                        images[sorted[frame.FirstWanted + i]] = image;
                    progress.Done(images.Count, sorted.Count, null);
                }
            }

            var cuts = pass.ShotChanges.Select(change => change.Start + (change.End - change.Start).Scale(1, 2)).ToList();
            return images.ToDictionary(pair => pair.Key, pair => (pair.Value, cuts.Count(cut => cut <= pair.Key)));
        }
    }

    internal static byte[] Png(ReadOnlySpan<byte> rgb, FrameRequest size)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(size.Width, size.Height, SKColorType.Rgb888x, SKAlphaType.Opaque));
        var target = bitmap.GetPixelSpan();
        for (int from = 0, to = 0; from < rgb.Length; from += 3, to += 4)
        {
            rgb.Slice(from, 3).CopyTo(target[to..]);
            target[to + 3] = 255;
        }

        using var image = SKImage.FromBitmap(bitmap);
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    internal static string Describe(MediaFile media, MediaTime time) =>
        media.StartTimecode is { } start
            ? $"{media.Name} {Timecode.Format(start + time.FloorToFrame(media.Rate), media.Rate, media.DropFrame && media.Rate.HasDropFrame)}"
            : FormattableString.Invariant($"{media.Name} {time.Seconds:0.###} s");
}
