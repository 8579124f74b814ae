using ScreenTime.Host.Cache;
using ScreenTime.Host.Media;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Jobs;

/// <summary>
/// Features of media frames: from the cache where they are known, else decoded and described. Decoding runs ahead while a batch is described; what was
/// described is kept in the cache every few megabytes, so that a killed job goes on from there.
/// </summary>
/// <param name="reader">Decodes.</param>
/// <param name="recognizer">Describes.</param>
/// <param name="cacheFolder">The cache's root.</param>
/// <param name="progress">Is told of every frame.</param>
public sealed class FrameDescriber(FrameReader reader, IRecognizer recognizer, string cacheFolder, IJobProgress progress)
{
    private const int BatchSize = 8;

    private readonly ShotCache _shots = new(cacheFolder);

    /// <summary>Describes the frames that show at the wanted times.</summary>
    /// <param name="media">The media file.</param>
    /// <param name="times">Wanted times from the media's first frame, sorted, each once.</param>
    /// <param name="options">How to decode, and where to look for cuts.</param>
    /// <param name="counter">Counts frames for the progress.</param>
    /// <param name="cancellationToken">Stops decoding; what was described stays in the cache.</param>
    public async Task<DescribedMedia> DescribeAsync(
        MediaFile media, IReadOnlyList<MediaTime> times, DecodeOptions options, ProgressCounter counter, CancellationToken cancellationToken)
    {
        var pictureId = await reader.PictureIdAsync(media, options, cancellationToken).ConfigureAwait(false);
        var cache = FeatureCache.Open(cacheFolder, $"{recognizer.FeaturesId}-{pictureId}", media.Id);
        var missing = new Dictionary<MediaTime, string>();
        var unknown = times.Where(time => !cache.Contains(time)).ToList();
        var changes = options.ShotRanges is { } known ? _shots.Read(media.Id, known) : [];
        counter.Add(times.Count - unknown.Count, progress);
        if (unknown.Count > 0 || changes is null)
        {
            try
            {
                changes = await DecodeAsync(media, unknown, changes is null ? options : options with { ShotRanges = null }, cache, missing, counter, cancellationToken)
                    .ConfigureAwait(false) ?? changes;
            }
            finally
            {
                cache.Flush();
            }

            if (options.ShotRanges is { } ranges && missing.Count == 0)
                _shots.Write(media.Id, ranges, changes ?? []);
        }

        return new DescribedMedia(cache, missing, changes ?? []);
    }

    /// <summary>Describes loose images. Black bars are looked for in all of them together, so give those of one film at a time.</summary>
    /// <param name="paths">Image files.</param>
    /// <param name="training">True for features that a head is trained with, false for features that it judges.</param>
    /// <param name="counter">Counts images for the progress.</param>
    /// <param name="cancellationToken">Stops; what was described stays in the cache.</param>
    /// <returns>The features, in the images' order.</returns>
    /// <exception cref="UserException">An image cannot be read.</exception>
    public async Task<IReadOnlyList<byte[]>> DescribeImagesAsync(IReadOnlyList<string> paths, bool training, ProgressCounter counter, CancellationToken cancellationToken)
    {
        var features = new List<byte[]>();
        await foreach (var image in new ImageFrames(paths).ReadAsync(recognizer.FrameRequest, cancellationToken).ConfigureAwait(false))
        {
            var cache = FeatureCache.Open(cacheFolder, $"{(training ? recognizer.TrainingFeaturesId : recognizer.FeaturesId)}-{image.PictureId}", image.Id);
            if (!cache.Contains(MediaTime.Zero))
            {
                var frame = new Frame(recognizer.FrameRequest, image.Pixels, image.Id, MediaTime.Zero, -1);
                cache.Add(MediaTime.Zero, training ? await recognizer.DescribeForTrainingAsync(frame, cancellationToken).ConfigureAwait(false) : (await recognizer.DescribeAsync([frame], cancellationToken).ConfigureAwait(false))[0]);
                cache.Flush();
            }

            features.Add(cache.Get(MediaTime.Zero));
            counter.Add(1, progress);
        }

        return features;
    }

    private async Task<IReadOnlyList<ShotChange>?> DecodeAsync(
        MediaFile media,
        List<MediaTime> times,
        DecodeOptions options,
        FeatureCache cache,
        Dictionary<MediaTime, string> missing,
        ProgressCounter counter,
        CancellationToken cancellationToken)
    {
        var batch = new List<DecodedFrame>(BatchSize);
        var pass = await reader.OpenAsync(media, times, recognizer.FrameRequest, options, cancellationToken).ConfigureAwait(false);
        await using (pass.ConfigureAwait(false))
        {
            try
            {
                await foreach (var frame in pass.Frames.WithCancellation(cancellationToken).ConfigureAwait(false))
                {
                    if (frame.MissingReason is { } reason)
                    {
                        for (var i = 0; i < frame.WantedCount; i++)
                            missing[times[frame.FirstWanted + i]] = reason;
                        counter.Add(frame.WantedCount, progress);
                        frame.Dispose();
                        continue;
                    }

                    batch.Add(frame);
                    if (batch.Count == BatchSize)
                        await DescribeBatchAsync(media, times, batch, cache, counter, cancellationToken).ConfigureAwait(false);
                }

                if (batch.Count > 0)
                    await DescribeBatchAsync(media, times, batch, cache, counter, cancellationToken).ConfigureAwait(false);
                return options.ShotRanges is null ? null : pass.ShotChanges;
            }
            finally
            {
                foreach (var frame in batch)
                    frame.Dispose();
            }
        }
    }

    private async Task DescribeBatchAsync(
        MediaFile media, List<MediaTime> times, List<DecodedFrame> batch, FeatureCache cache, ProgressCounter counter, CancellationToken cancellationToken)
    {
        var frames = batch.ConvertAll(frame => new Frame(recognizer.FrameRequest, frame.Pixels, media.Id, frame.Time, -1));
        var features = await recognizer.DescribeAsync(frames, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < batch.Count; i++)
        {
            var frame = batch[i];
            // One frame may show at several wanted times (variable frame rates): all of them are answered.
            for (var wanted = 0; wanted < frame.WantedCount; wanted++)
                cache.Add(times[frame.FirstWanted + wanted], features[i]);
            counter.Add(frame.WantedCount, progress);
            frame.Dispose();
        }

        batch.Clear();
    }
}

/// <summary>What is known of one media file's frames.</summary>
/// <param name="cache">Holds the features.</param>
/// <param name="missing">Wanted times that cannot be read, and why.</param>
/// <param name="shotChanges">Where shots begin.</param>
public sealed class DescribedMedia(FeatureCache cache, IReadOnlyDictionary<MediaTime, string> missing, IReadOnlyList<ShotChange> shotChanges)
{
    /// <summary>Where shots begin, within the stretches that were looked through.</summary>
    public IReadOnlyList<ShotChange> ShotChanges => shotChanges;

    /// <summary>Why the frame at a time cannot be read; null when it was described.</summary>
    public string? Problem(MediaTime time) => cache.Contains(time) ? null : missing.GetValueOrDefault(time, "the frame could not be read");

    /// <summary>The features of the frame at a time that has no <see cref="Problem"/>.</summary>
    public byte[] Features(MediaTime time) => cache.Get(time);
}

/// <summary>Counts over several media files.</summary>
/// <param name="total">What there is to count.</param>
public sealed class ProgressCounter(long total)
{
    private long _done;

    /// <summary>Counts some more.</summary>
    public void Add(long count, IJobProgress progress)
    {
        _done += count;
        progress.Done(_done, total);
    }
}
