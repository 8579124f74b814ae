using System.Threading.Channels;
using ScreenTime.Host.Cache;
using ScreenTime.Host.Media;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Jobs;

/// <summary>
/// Features of media frames: from the cache where they are known, else decoded and described. Decoding runs while the last batch is described; what was
/// described is kept in the cache every few megabytes, so that a killed job goes on from there.
/// </summary>
/// <param name="reader">Decodes.</param>
/// <param name="recognizer">Describes.</param>
/// <param name="cacheFolder">The cache's root.</param>
/// <param name="progress">Is told of every frame.</param>
public sealed class FrameDescriber(FrameReader reader, IRecognizer recognizer, string cacheFolder, IJobProgress progress)
{
    private const int BatchSize = 8;

    /// <summary>Describes the frames that show at the wanted times.</summary>
    /// <param name="media">The media file.</param>
    /// <param name="times">Wanted times from the media's first frame, sorted, each once.</param>
    /// <param name="options">How to decode; part of the features' identity.</param>
    /// <param name="counter">Counts frames for the progress.</param>
    /// <param name="cancellationToken">Stops decoding; what was described stays in the cache.</param>
    /// <returns>A feature array a wanted time; null with the reason where the frame cannot be read.</returns>
    public async Task<DescribedMedia> DescribeAsync(
        MediaFile media, IReadOnlyList<MediaTime> times, DecodeOptions options, ProgressCounter counter, CancellationToken cancellationToken)
    {
        var cache = FeatureCache.Open(cacheFolder, recognizer.FeaturesId + "-" + FrameReader.PreparationId(options), media.Id);
        var missing = new Dictionary<MediaTime, string>();
        var unknown = times.Where(time => !cache.Contains(time)).ToList();
        counter.Add(times.Count - unknown.Count, progress);
        if (unknown.Count > 0)
        {
            try
            {
                await DecodeAsync(media, unknown, options, cache, missing, counter, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                cache.Flush();
            }
        }

        return new DescribedMedia(cache, missing);
    }

    private async Task DecodeAsync(
        MediaFile media,
        List<MediaTime> times,
        DecodeOptions options,
        FeatureCache cache,
        Dictionary<MediaTime, string> missing,
        ProgressCounter counter,
        CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var decoded = Channel.CreateBounded<DecodedFrame>(BatchSize * 2);
        var decoding = Task.Run(
            async () =>
            {
                try
                {
                    await foreach (var frame in reader.ReadAsync(media, times, recognizer.FrameRequest, options, stop.Token).ConfigureAwait(false))
                        await decoded.Writer.WriteAsync(frame, stop.Token).ConfigureAwait(false);
                    decoded.Writer.Complete();
                }
                catch (Exception exception)
                {
                    decoded.Writer.Complete(exception);
                    throw;
                }
            },
            stop.Token);
        var batch = new List<DecodedFrame>(BatchSize);
        try
        {
            await foreach (var frame in decoded.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
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
            await decoding.ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            foreach (var frame in batch)
                frame.Dispose();
            await decoding.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).ConfigureAwait(false);
            while (decoded.Reader.TryRead(out var frame))
                frame.Dispose();
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
            // One frame may show at several wanted times (a slow speed change): all of them are answered.
            for (var wanted = 0; wanted < frame.WantedCount; wanted++)
                cache.Add(times[frame.FirstWanted + wanted], features[i]);
            counter.Add(frame.WantedCount, progress);
            frame.Dispose();
        }

        batch.Clear();
    }
}

/// <summary>The features of one media file's frames, by wanted time.</summary>
/// <param name="cache">Holds them.</param>
/// <param name="missing">Wanted times that cannot be read, and why.</param>
public sealed class DescribedMedia(FeatureCache cache, IReadOnlyDictionary<MediaTime, string> missing)
{
    /// <summary>The features at a time; false with the reason where the frame cannot be read.</summary>
    public bool TryGet(MediaTime time, out byte[] features, out string reason)
    {
        if (cache.Contains(time))
        {
            (features, reason) = (cache.Get(time), "");
            return true;
        }

        features = [];
        reason = missing.GetValueOrDefault(time, "the frame could not be read");
        return false;
    }
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
