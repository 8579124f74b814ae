using ScreenTime.Host.Casts;
using ScreenTime.Host.Labels;
using ScreenTime.Host.Media;
using ScreenTime.Host.Sampling;
using ScreenTime.Host.Timelines;
using ScreenTime.Sdk;
using SkiaSharp;

namespace ScreenTime.Host.Jobs;

/// <summary>What a labelling added.</summary>
/// <param name="Added">Labelled frames.</param>
/// <param name="LeftOut">Rows that were not taught: ambiguous, or without an answer.</param>
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
        if (sheet.Form is not (LabelForm.Images or LabelForm.Classes))
            throw new UserException(ExitCode.Usage, $"{sheet.Name} labels moments of a film, not images: give --media instead of --images");
        if (!Directory.Exists(imagesFolder))
            throw new UserException(ExitCode.InputMissing, $"--images {imagesFolder} is not a folder: check the path");
        var root = Path.GetFullPath(imagesFolder);
        var labelled = new List<LabelledFrame>();
        progress.Stage("Adding labelled images");
        foreach (var row in sheet.Rows)
        {
            var path = Path.GetFullPath(Path.Combine(root, row.Subject));
            if (!path.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                throw new UserException(ExitCode.InputInvalid, $"{sheet.Name}, line {row.Line}: \"{row.Subject}\" leads out of the images folder");
            if (!File.Exists(path))
                throw new UserException(ExitCode.InputMissing, $"{sheet.Name}, line {row.Line}: there is no image {row.Subject} in {imagesFolder}");
            if (Answer(row) is { } present)
                labelled.Add(new LabelledFrame(cast.AddImage(File.ReadAllBytes(path), Path.GetExtension(path).ToLowerInvariant()), title, null, row.Subject, present));
            progress.Done(labelled.Count, sheet.Rows.Count, null);
        }

        cast.AddLabels(labelled);
        return new LabellingOutcome(labelled.Count, sheet.Rows.Count - labelled.Count);
    }

    /// <summary>Labels moments and stretches of a film; of a stretch, one frame a second.</summary>
    /// <param name="sheet">Rows that name times.</param>
    /// <param name="mediaPath">The film.</param>
    /// <param name="title">Its title.</param>
    /// <param name="cancellationToken">Stops; nothing is added then.</param>
    public async Task<LabellingOutcome> LabelMediaAsync(LabelSheet sheet, string mediaPath, string title, CancellationToken cancellationToken)
    {
        if (sheet.Form is LabelForm.Images or LabelForm.Classes)
            throw new UserException(ExitCode.Usage, $"{sheet.Name} labels images, not moments of a film: give --images instead of --media");
        var tools = await FfmpegTools.FindAsync(cancellationToken).ConfigureAwait(false);
        var probe = new MediaProbe(tools);
        var media = await probe.ProbeAsync(mediaPath, cancellationToken).ConfigureAwait(false);
        MediaTime Time(string text, int line) => sheet.TimeOf(text, media.Rate, media.DropFrame, media.StartTimecode ?? 0, line);
        var wanted = new List<(MediaTime Time, IReadOnlyDictionary<string, bool> Present)>();
        var leftOut = 0;
        foreach (var row in sheet.Rows)
        {
            if (Answer(row) is not { } present)
            {
                leftOut++;
                continue;
            }

            var start = Time(row.Subject, row.Line);
            if (sheet.Form == LabelForm.Seconds)
                wanted.Add((start + new MediaTime(1, 2), present));
            else if (sheet.Form == LabelForm.Times)
                wanted.Add((start, present));
            else
                wanted.AddRange(Within(start, Time(row.End, row.Line), sheet, row.Line).Select(time => (time, present)));
        }

        var outside = wanted.FindIndex(item => item.Time < MediaTime.Zero || item.Time >= media.Duration);
        if (outside >= 0)
            throw new UserException(ExitCode.InputInvalid, $"{sheet.Name} labels {wanted[outside].Time.Seconds:0.###} s, which lies outside {media.Name}");
        var frames = await ExtractAsync(new FrameReader(tools, probe), media, [.. wanted.Select(item => item.Time)], cancellationToken).ConfigureAwait(false);
        var labelled = wanted.Where(item => frames.ContainsKey(item.Time))
            .Select(item => new LabelledFrame(frames[item.Time].Image, title, frames[item.Time].Shot, Describe(media, item.Time), item.Present)).ToList();
        cast.AddLabels(labelled);
        return new LabellingOutcome(labelled.Count, leftOut + wanted.Count - labelled.Count);
    }

    /// <summary>Labels what clips and markers of a timeline are named after a character; a name says nothing of who else is there.</summary>
    /// <param name="document">The timeline.</param>
    /// <param name="links">Where its media is to be found.</param>
    /// <param name="cancellationToken">Stops; nothing is added then.</param>
    public async Task<LabellingOutcome> LabelFromMarkersAsync(TimelineDocument document, LinkOptions links, CancellationToken cancellationToken)
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
        foreach (var (characterId, record) in named)
        {
            var count = Math.Clamp(record.Length / second, 1, MaximumFramesAStretch);
            var frames = Enumerable.Range(0, (int)count).Select(i => record.Start + (record.Length * ((2 * i) + 1) / (2 * count)));
            planned.AddRange(sampler.At(frames, 0).Where(sample => sample.Layer.Media is not null && !sample.Composited).Select(sample => (sample, characterId)));
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

        cast.AddLabels(labelled);
        return new LabellingOutcome(labelled.Count, planned.Count - labelled.Count);
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

    private static IEnumerable<MediaTime> Within(MediaTime start, MediaTime end, LabelSheet sheet, int line)
    {
        if (end <= start)
            throw new UserException(ExitCode.InputInvalid, $"{sheet.Name}, line {line}: the stretch ends before it starts");
        var count = Math.Clamp((end - start).RoundToFrame(new FrameRate(1, 1)), 1, MaximumFramesAStretch);
        for (long i = 0; i < count; i++)
            yield return start + (end - start).Scale((2 * i) + 1, 2 * count);
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

    private static byte[] Png(ReadOnlySpan<byte> rgb, FrameRequest size)
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

    private static string Describe(MediaFile media, MediaTime time) =>
        media.StartTimecode is { } start
            ? $"{media.Name} {Timecode.Format(start + time.FloorToFrame(media.Rate), media.Rate, media.DropFrame && media.Rate.HasDropFrame)}"
            : FormattableString.Invariant($"{media.Name} {time.Seconds:0.###} s");
}
