using System.Buffers;
using ScreenTime.Host.Cache;
using ScreenTime.Host.Media;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Jobs;

/// <summary>
/// Features of media frames: from the cache where they are known, else decoded and described. Decoding runs ahead while a batch is described; what was
/// described is kept in the cache every few megabytes or ten seconds, so that a killed job goes on from there.
/// </summary>
/// <param name="reader">Decodes.</param>
/// <param name="recognizer">Describes.</param>
/// <param name="cacheFolder">The cache's root.</param>
/// <param name="progress">Is told of every frame.</param>
/// <param name="clock">Says when what was described is kept; null for the system's.</param>
public sealed class FrameDescriber(FrameReader reader, IRecognizer recognizer, string cacheFolder, IJobProgress progress, TimeProvider? clock = null)
{
    // While the last frames of a batch are worked on, cores that have none left wait: the more frames, the less that is of the whole.
    internal static readonly int BatchSize = Math.Clamp(8 * Environment.ProcessorCount, 32, 64);

    // A GPU describes faster than frames are decoded: what counts is how long the last of them take.
    private const int GpuBatchSize = 16;

    // Enough to keep every core busy twice; a run of minutes must not begin with half a minute of measuring.
    private static readonly int s_measuredPictures = Math.Clamp(2 * Environment.ProcessorCount, 4, 32);

    // What a kill may lose, at most, on a machine that needs long for the few megabytes of a pack.
    private static readonly TimeSpan s_keepEvery = TimeSpan.FromSeconds(10);

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private long _kept = (clock ?? TimeProvider.System).GetTimestamp();

    private readonly ShotCache _shots = new(cacheFolder);

    // A run asks for the same media many times over, and a cache is checked in full when it is opened.
    private readonly Dictionary<(string Picture, string Media), FeatureCache> _caches = [];
    // The frames around a few hundred edges.
    private const long MostStashed = 2L << 30;
    private readonly FrameStash _stash = new(recognizer.FrameRequest.ByteCount, MostStashed);
    private long _describedBytes;
    private long _described;

    /// <summary>Whether frames are described by the processor.</summary>
    internal bool OnProcessor => recognizer.Device.Provider == "cpu";

    private int MostInBatch => OnProcessor ? BatchSize : GpuBatchSize;

    /// <summary>The mean bytes of features a frame, of those that were described; 0 before the first.</summary>
    public long BytesPerFrame => _described == 0 ? 0 : _describedBytes / _described;

    /// <summary>How many of the wanted frames are known, so that describing them takes no time.</summary>
    /// <param name="media">The media file.</param>
    /// <param name="times">Wanted times, sorted, each once.</param>
    /// <param name="options">How to decode.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<long> CountKnownAsync(MediaFile media, IReadOnlyList<MediaTime> times, DecodeOptions options, CancellationToken cancellationToken) =>
        (await KnownAsync(media, times, options, cancellationToken).ConfigureAwait(false)).Count;

    /// <summary>The wanted times that are known.</summary>
    /// <param name="media">The media file.</param>
    /// <param name="times">Wanted times, sorted, each once.</param>
    /// <param name="options">How to decode.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<IReadOnlyList<MediaTime>> KnownAsync(MediaFile media, IReadOnlyList<MediaTime> times, DecodeOptions options, CancellationToken cancellationToken)
    {
        var cache = await CacheOfAsync(media, options, cancellationToken).ConfigureAwait(false);
        return [.. times.Where(cache.Contains)];
    }

    /// <summary>Describes a few pictures to see how long it takes and how much comes out; nothing is kept.</summary>
    /// <param name="paths">Image files of any look.</param>
    /// <param name="clock">Measures.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The pace without decoding; null when there is no picture that can be read.</returns>
    public async Task<Pace?> MeasureAsync(IReadOnlyList<string> paths, TimeProvider clock, CancellationToken cancellationToken)
    {
        var frames = new List<Frame>();
        try
        {
            await foreach (var image in new ImageFrames([.. paths.Take(s_measuredPictures)]).ReadAsync(recognizer.FrameRequest, cancellationToken).ConfigureAwait(false))
                frames.Add(new Frame(recognizer.FrameRequest, image.Pixels, image.Id, MediaTime.Zero, -1));
        }
        catch (UserException)
        {
            // Those that could be read will do: a broken picture of the cast is no reason not to look at a timeline.
        }

        if (frames.Count == 0)
            return null;
        // The first run of a model allocates and tunes; it says nothing of the second.
        await recognizer.DescribeAsync([frames[0]], cancellationToken).ConfigureAwait(false);
        var start = clock.GetTimestamp();
        var features = await recognizer.DescribeAsync(frames, cancellationToken).ConfigureAwait(false);
        var seconds = Math.Max(1e-6, clock.GetElapsedTime(start).TotalSeconds);
        return new Pace(frames.Count / seconds, Math.Max(1, (long)features.Average(bytes => bytes.Length)));
    }

    /// <summary>Describes the frames that show at the wanted times.</summary>
    /// <param name="media">The media file.</param>
    /// <param name="times">Wanted times from the media's first frame, sorted, each once.</param>
    /// <param name="options">How to decode, and where to look for cuts.</param>
    /// <param name="counter">Counts frames for the progress.</param>
    /// <param name="cancellationToken">Stops decoding; what was described stays in the cache.</param>
    public Task<DescribedMedia> DescribeAsync(
        MediaFile media, IReadOnlyList<MediaTime> times, DecodeOptions options, ProgressCounter counter, CancellationToken cancellationToken) =>
        DescribeAsync(media, times, [], options, counter, null, cancellationToken);

    /// <summary>The same where it is known which frames may be wanted next: those are decoded on the way, and wait in a temporary file.</summary>
    /// <param name="media">The media file.</param>
    /// <param name="times">Wanted times from the media's first frame, sorted, each once.</param>
    /// <param name="later">Times that may be wanted next, sorted, each once.</param>
    /// <param name="options">How to decode, and where to look for cuts.</param>
    /// <param name="counter">Counts frames for the progress.</param>
    /// <param name="useAsync">Is given what was described, batch by batch, while the next is decoded, but not what was known from before; null for nobody.</param>
    /// <param name="cancellationToken">Stops decoding; what was described stays in the cache.</param>
    public async Task<DescribedMedia> DescribeAsync(
        MediaFile media,
        IReadOnlyList<MediaTime> times,
        IReadOnlyList<MediaTime> later,
        DecodeOptions options,
        ProgressCounter counter,
        Func<IReadOnlyList<(MediaTime Time, byte[] Features)>, Task>? useAsync,
        CancellationToken cancellationToken)
    {
        var cache = await CacheOfAsync(media, options, cancellationToken).ConfigureAwait(false);
        var missing = new Dictionary<MediaTime, string>();
        var unknown = times.Where(time => !cache.Contains(time)).ToList();
        var pictureId = await reader.PictureIdAsync(media, options, cancellationToken).ConfigureAwait(false);
        var evidence = options.ShotRanges is { } known ? _shots.Read(media.Id, pictureId, known) : ShotEvidence.None;
        counter.AddKnown(times.Count - unknown.Count, progress);
        if (unknown.Count > 0 || evidence is null)
        {
            try
            {
                var near = new HashSet<MediaTime>();
                if (options.ShotRanges is null)
                {
                    unknown = await DescribeStashedAsync(media, pictureId, unknown, cache, counter, useAsync, cancellationToken).ConfigureAwait(false);
                    if (unknown.Count > 0)
                        near.UnionWith(await NotStashedAsync(media, pictureId, later, unknown, cache, cancellationToken).ConfigureAwait(false));
                }

                if (unknown.Count > 0 || evidence is null)
                {
                    evidence = await DecodeAsync(
                        media, pictureId, [.. unknown.Concat(near).Order()], near, evidence is null ? options : options with { ShotRanges = null }, cache, missing, counter, useAsync, cancellationToken)
                        .ConfigureAwait(false) ?? evidence;
                }
            }
            finally
            {
                cache.Flush();
            }

            if (options.ShotRanges is { } ranges && missing.Count == 0)
                _shots.Write(media.Id, pictureId, ranges, evidence ?? ShotEvidence.None);
        }

        return new DescribedMedia(cache, missing, evidence ?? ShotEvidence.None);
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
            if (cache.Contains(MediaTime.Zero))
            {
                counter.AddKnown(1, progress);
            }
            else
            {
                var frame = new Frame(recognizer.FrameRequest, image.Pixels, image.Id, MediaTime.Zero, -1);
                cache.Add(MediaTime.Zero, training ? await recognizer.DescribeForTrainingAsync(frame, cancellationToken).ConfigureAwait(false) : (await recognizer.DescribeAsync([frame], cancellationToken).ConfigureAwait(false))[0]);
                cache.Flush();
                counter.AddNew(1, progress);
            }

            features.Add(cache.Get(MediaTime.Zero));
        }

        return features;
    }

    private async Task<FeatureCache> CacheOfAsync(MediaFile media, DecodeOptions options, CancellationToken cancellationToken)
    {
        var pictureId = await reader.PictureIdAsync(media, options, cancellationToken).ConfigureAwait(false);
        return _caches.TryGetValue((pictureId, media.Id), out var open)
            ? open
            : _caches[(pictureId, media.Id)] = FeatureCache.Open(cacheFolder, $"{recognizer.FeaturesId}-{pictureId}", media.Id, name: media.Name);
    }

    /// <summary>Describes those of the frames that were decoded on the way to others.</summary>
    /// <returns>The times of the rest.</returns>
    private async Task<List<MediaTime>> DescribeStashedAsync(
        MediaFile media, string pictureId, List<MediaTime> times, FeatureCache cache, ProgressCounter counter,
        Func<IReadOnlyList<(MediaTime Time, byte[] Features)>, Task>? useAsync, CancellationToken cancellationToken)
    {
        var numbers = await reader.FramesAtAsync(media, times, cancellationToken).ConfigureAwait(false);
        var starts = await reader.TimesOfAsync(media, numbers.Where(number => _stash.Contains(media.Id, pictureId, number)), cancellationToken).ConfigureAwait(false);
        var line = Line(media, times, cache, counter, useAsync, cancellationToken);
        var rest = new List<MediaTime>();
        await using (line.ConfigureAwait(false))
        {
            for (int i = 0, there = 0; i < times.Count; i++)
            {
                if (!_stash.Contains(media.Id, pictureId, numbers[i]))
                {
                    rest.Add(times[i]);
                    continue;
                }

                var pixels = ArrayPool<byte>.Shared.Rent(recognizer.FrameRequest.ByteCount);
                line.Add(new DecodedFrame(starts[there++], i, 1, pixels, recognizer.FrameRequest.ByteCount, null));
                _stash.Read(media.Id, pictureId, numbers[i], pixels.AsSpan(0, recognizer.FrameRequest.ByteCount));
                if (line.Waiting == MostInBatch)
                    await line.BeginAsync().ConfigureAwait(false);
            }

            await line.EndAsync().ConfigureAwait(false);
            return rest;
        }
    }

    /// <summary>Those of the frames that may be wanted next that have to be decoded for it, as many as there is room for, without those that are decoded anyway.</summary>
    private async Task<IReadOnlyList<MediaTime>> NotStashedAsync(
        MediaFile media, string pictureId, IReadOnlyList<MediaTime> later, List<MediaTime> wanted, FeatureCache cache, CancellationToken cancellationToken)
    {
        var numbers = await reader.FramesAtAsync(media, later, cancellationToken).ConfigureAwait(false);
        var decoded = (await reader.FramesAtAsync(media, wanted, cancellationToken).ConfigureAwait(false)).ToHashSet();
        return [.. later.Where((time, i) => !cache.Contains(time) && decoded.Add(numbers[i]) && !_stash.Contains(media.Id, pictureId, numbers[i])).Take(_stash.Room)];
    }

    private async Task<ShotEvidence?> DecodeAsync(
        MediaFile media,
        string pictureId,
        List<MediaTime> times,
        HashSet<MediaTime> near,
        DecodeOptions options,
        FeatureCache cache,
        Dictionary<MediaTime, string> missing,
        ProgressCounter counter,
        Func<IReadOnlyList<(MediaTime Time, byte[] Features)>, Task>? useAsync,
        CancellationToken cancellationToken)
    {
        // Around edges decoding is what takes long, so what is there is described meanwhile. Elsewhere it is the beginning that must not wait for a whole batch (on a GPU it does not wait long).
        var size = near.Count > 0 || OnProcessor ? Math.Min(MostInBatch, Environment.ProcessorCount) : MostInBatch;
        var line = Line(media, times, cache, counter, useAsync, cancellationToken);
        await using var _ = line.ConfigureAwait(false);
        var pass = await reader.OpenAsync(media, times, recognizer.FrameRequest, options, cancellationToken).ConfigureAwait(false);
        await using (pass.ConfigureAwait(false))
        {
            // Of each sequence for itself: what is not known of a neighbour is kept.
            var waiting = new Dictionary<int, WaitingSpares>();
            WaitingSpares SparesOf(int sequence) => waiting.TryGetValue(sequence, out var spares)
                ? spares
                : waiting[sequence] = new WaitingSpares(pass.ChangesIn, (number, frame) => _stash.Add(media.Id, pictureId, number, frame.Pixels.Span));
            try
            {
                await foreach (var frame in pass.Frames.WithCancellation(cancellationToken).ConfigureAwait(false))
                {
                    var number = (await reader.FramesAtAsync(media, [frame.Time], cancellationToken).ConfigureAwait(false))[0];
                    if (frame.WantedCount == 0)
                    {
                        SparesOf(frame.Sequence).Add(number, frame);
                        continue;
                    }

                    SparesOf(frame.Sequence).Wanted(number);
                    if (near.Contains(times[frame.FirstWanted]))
                    {
                        if (frame.MissingReason is null)
                            _stash.Add(media.Id, pictureId, number, frame.Pixels.Span);
                        frame.Dispose();
                        continue;
                    }

                    if (frame.MissingReason is { } reason)
                    {
                        for (var i = 0; i < frame.WantedCount; i++)
                            missing[times[frame.FirstWanted + i]] = reason;
                        counter.AddNew(frame.WantedCount, progress);
                        frame.Dispose();
                        continue;
                    }

                    line.Add(frame);
                    if (line.Waiting < size)
                        continue;
                    await line.BeginAsync().ConfigureAwait(false);
                    if (near.Count == 0)
                        size = Math.Min(2 * size, MostInBatch);
                }

                foreach (var spares in waiting.Values)
                    spares.End();
                await line.EndAsync().ConfigureAwait(false);
                return options.ShotRanges is null ? null : pass.ShotEvidence;
            }
            finally
            {
                foreach (var spares in waiting.Values)
                    spares.Dispose();
            }
        }
    }

    private DescribingLine Line(
        MediaFile media, List<MediaTime> times, FeatureCache cache, ProgressCounter counter, Func<IReadOnlyList<(MediaTime Time, byte[] Features)>, Task>? useAsync,
        CancellationToken cancellationToken) => new(
        recognizer,
        media.Id,
        async (frames, features) =>
        {
            var described = new List<(MediaTime Time, byte[] Features)>();
            foreach (var (frame, found) in frames.Zip(features))
            {
                _described++;
                _describedBytes += found.Length;
                // One frame may show at several wanted times (variable frame rates): all of them are answered.
                foreach (var time in times.Skip(frame.FirstWanted).Take(frame.WantedCount))
                {
                    cache.Add(time, found);
                    described.Add((time, found));
                }

                counter.AddNew(frame.WantedCount, progress);
            }

            if (useAsync is not null)
                await useAsync(described).ConfigureAwait(false);
            if (_clock.GetElapsedTime(_kept) < s_keepEvery)
                return;
            cache.Flush();
            _kept = _clock.GetTimestamp();
        },
        cancellationToken);
}

/// <summary>What is known of one media file's frames.</summary>
/// <param name="cache">Holds the features.</param>
/// <param name="missing">Wanted times that cannot be read, and why.</param>
/// <param name="shots">What tells where shots begin.</param>
public sealed class DescribedMedia(FeatureCache cache, IReadOnlyDictionary<MediaTime, string> missing, ShotEvidence shots)
{
    /// <summary>What tells where shots begin, in the stretches that were looked through.</summary>
    public ShotEvidence Shots => shots;

    /// <summary>Why the frame at a time cannot be read; null when it was described.</summary>
    public string? Problem(MediaTime time) => cache.Contains(time) ? null : missing.GetValueOrDefault(time, "the frame could not be read");

    /// <summary>The features of the frame at a time that has no <see cref="Problem"/>.</summary>
    public byte[] Features(MediaTime time) => cache.Get(time);
}
