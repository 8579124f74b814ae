using ScreenTime.Host.Media;
using ScreenTime.Host.Sampling;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Jobs;

/// <summary>Sees frames by decoding, describing and judging them.</summary>
/// <param name="reader">Decodes.</param>
/// <param name="describer">Gives features.</param>
/// <param name="recognizer">Judges them.</param>
/// <param name="lut">A look-up table for log footage.</param>
/// <param name="paces">Remembers how fast this machine is.</param>
/// <param name="clock">Measures how fast.</param>
internal sealed class DescribedSightings(FrameReader reader, FrameDescriber describer, IRecognizer recognizer, string? lut, PaceMemory paces, TimeProvider clock) : ISightings
{
    private const int JudgeBatch = 32;

    // Fewer new frames, or fewer than known ones, say nothing of a long run.
    private const int TellingFrames = 64;

    // Fewer new frames take a few minutes and some 60 MB, and the progress says within seconds how long; measuring takes as long as some ten of them.
    internal const int LeastMeasuredFor = 1000;

    // A GPU describes a thousand in the seconds in which decoding would wait for the measuring.
    internal const int LeastMeasuredForOnGpu = 20_000;

    private readonly Dictionary<string, IReadOnlyList<ShotChange>> _changes = new(StringComparer.Ordinal);

    // The regular samples by media id, readable ones: what a recogniser of shots judges each shot by.
    private readonly Dictionary<string, IReadOnlyList<MediaTime>> _regular = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public bool OfShots => recognizer is IShotRecognizer;

    /// <summary>What looking at samples will take: the frames, and their time and bytes where an earlier run tells, or where they are enough to be worth measuring for.</summary>
    /// <param name="planned">What to look at.</param>
    /// <param name="pictures">Pictures to measure with on a machine that has no memory of a run.</param>
    /// <param name="cacheFolder">Where features are kept.</param>
    /// <param name="freeBytes">What is free there.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<RunEstimate> EstimateAsync(
        IReadOnlyList<PlannedSample> planned, IReadOnlyList<string> pictures, string cacheFolder, long? freeBytes, CancellationToken cancellationToken)
    {
        var frames = Sampler.MediaFrames(planned);
        var total = frames.Sum(media => (long)media.Times.Count);
        var known = await CountKnownAsync(frames, cancellationToken).ConfigureAwait(false);
        if (known == total)
            return new RunEstimate(total, known, null, true, cacheFolder, freeBytes);
        var remembered = paces.Recall(recognizer.FeaturesId);
        var least = describer.OnProcessor ? LeastMeasuredFor : LeastMeasuredForOnGpu;
        var pace = remembered ?? (total - known < least ? null : await describer.MeasureAsync(pictures, clock, cancellationToken).ConfigureAwait(false));
        return new RunEstimate(total, known, pace, remembered is not null, cacheFolder, freeBytes);
    }

    /// <inheritdoc/>
    public async Task<long> CountKnownAsync(IReadOnlyList<(MediaFile Media, IReadOnlyList<MediaTime> Times)> frames, CancellationToken cancellationToken)
    {
        long known = 0;
        foreach (var (media, times) in frames)
            known += await describer.CountKnownAsync(media, times, new DecodeOptions { LutPath = lut }, cancellationToken).ConfigureAwait(false);
        return known;
    }

    /// <summary>Says what a media file is judged by that others have looked through: where its shots begin, and which of its regular frames can be read.</summary>
    public void Know(string mediaId, IReadOnlyList<MediaTime> regular, IReadOnlyList<ShotChange> changes) =>
        (_regular[mediaId], _changes[mediaId]) = (regular, changes);

    /// <summary>Decodes and describes frames without judging them.</summary>
    public Task<DescribedMedia> DescribeAsync(
        MediaFile media, IReadOnlyList<MediaTime> times, IReadOnlyList<MediaRange>? shotRanges, ProgressCounter counter, CancellationToken cancellationToken) =>
        describer.DescribeAsync(media, times, [], OptionsOf(lut, null) with { ShotRanges = shotRanges }, counter, null, cancellationToken);

    /// <summary>How frames are decoded that are to be seen.</summary>
    /// <param name="lut">A look-up table for log footage.</param>
    /// <param name="shots">Where cuts are looked for; null for nowhere.</param>
    public static DecodeOptions OptionsOf(string? lut, ShotSearch? shots) =>
        new() { LutPath = lut, ShotRanges = shots?.Ranges, ShotEdits = shots is null ? null : (shots.Starts, shots.Ends), PartsAtOnce = DecodeOptions.PartsForThisMachine };

    /// <inheritdoc/>
    public async Task<SeenFrames> SeeAsync(MediaFile media, AskedFrames asked, ProgressCounter counter, CancellationToken cancellationToken)
    {
        var options = OptionsOf(lut, asked.Shots);
        var sightings = new Dictionary<MediaTime, Sighting>();
        // Frames are judged while others are decoded; shots, when all of their frames are there.
        var described = await describer.DescribeAsync(
            media, asked.Times, asked.Later, options, counter, OfShots ? null : frames => JudgeFramesAsync(media, frames, sightings, cancellationToken), cancellationToken).ConfigureAwait(false);
        if (asked.Shots is { } shots)
            _changes[media.Id] = await reader.ShotChangesAsync(media, described.Shots, shots.Ranges, cancellationToken).ConfigureAwait(false);
        var problems = new Dictionary<MediaTime, string>();
        var readable = new List<MediaTime>();
        foreach (var time in asked.Times)
        {
            if (described.Problem(time) is { } reason)
                problems[time] = reason;
            else
                readable.Add(time);
        }

        if (!_regular.ContainsKey(media.Id))
            _regular[media.Id] = [.. readable.Where(asked.Regular.Contains)];
        foreach (var (time, sighting) in await JudgeAsync(media, [.. readable.Where(time => !sightings.ContainsKey(time))], described, cancellationToken).ConfigureAwait(false))
            sightings[time] = sighting;
        return new SeenFrames(sightings, problems, asked.Shots is null ? null : _changes[media.Id]);
    }

    /// <inheritdoc/>
    public void Took(ProgressCounter counter, long total)
    {
        if (counter.New >= TellingFrames && counter.New * 2 >= total && describer.BytesPerFrame > 0)
            paces.Remember(recognizer.FeaturesId, new Pace(counter.New / counter.Elapsed.TotalSeconds, describer.BytesPerFrame));
    }

    /// <summary>Judges frames of one media file: shot by shot where the recogniser judges shots, else as they come.</summary>
    public async Task<Dictionary<MediaTime, Sighting>> JudgeAsync(MediaFile media, IReadOnlyList<MediaTime> times, DescribedMedia described, CancellationToken cancellationToken)
    {
        var sightings = new Dictionary<MediaTime, Sighting>();
        if (recognizer is not IShotRecognizer shots)
        {
            await JudgeFramesAsync(media, times.Select(time => (time, described.Features(time))), sightings, cancellationToken).ConfigureAwait(false);
            return sightings;
        }

        var cuts = _changes.GetValueOrDefault(media.Id, []).Select(change => change.Start + (change.End - change.Start).Scale(1, 2)).Order().ToList();
        int ShotOf(MediaTime time) => cuts.Count(cut => cut <= time);
        ShotFrame Frame(MediaTime time) => new(time, described.Features(time));
        var all = _regular[media.Id].ToLookup(ShotOf);
        foreach (var shot in times.GroupBy(ShotOf))
        {
            var asked = shot.Order().Select(Frame).ToList();
            var judged = await shots.JudgeShotAsync([.. all[shot.Key].Order().Select(Frame)], asked, cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < asked.Count; i++)
                sightings[asked[i].Time] = Checked(media, judged[i]);
        }

        return sightings;
    }

    private async Task JudgeFramesAsync(
        MediaFile media, IEnumerable<(MediaTime Time, byte[] Features)> frames, Dictionary<MediaTime, Sighting> sightings, CancellationToken cancellationToken)
    {
        foreach (var batch in frames.Chunk(JudgeBatch))
        {
            var judged = await recognizer.JudgeAsync(Array.ConvertAll(batch, frame => frame.Features), cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < batch.Length; i++)
                sightings[batch[i].Time] = Checked(media, judged[i]);
        }
    }

    private static Sighting Checked(MediaFile media, Sighting sighting) => sighting.Probabilities.Concat(sighting.Faces ?? []).Any(p => !(p is >= 0 and <= 1))
        ? throw new UserException(ExitCode.CastUnusable, $"the recogniser's model gives what is no probability for {media.Name}: run 'screentime cast train' again, or 'screentime doctor'")
        : sighting;
}
