using ScreenTime.Host.Media;
using ScreenTime.Host.Sampling;
using ScreenTime.Host.Timelines;
using ScreenTime.Host.Titles;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Jobs;

/// <summary>Looks at planned samples of one title, and gathers what was seen and what could not be.</summary>
/// <param name="sightings">Sees frames.</param>
/// <param name="clock">Measures how fast.</param>
/// <param name="progress">Where it says how far it is.</param>
internal sealed class Looking(ISightings sightings, TimeProvider clock, IJobProgress progress)
{
    private readonly List<Sample> _samples = [];
    private readonly List<(string MediaId, Unknown Unknown)> _unreadable = [];
    private readonly Dictionary<string, IReadOnlyList<ShotChange>> _changes = new(StringComparer.Ordinal);

    private TitleShift? _shift;

    /// <summary>All samples so far.</summary>
    public IReadOnlyList<Sample> Samples => _samples;

    /// <summary>Shot changes by media id, of the media for which they were asked.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<ShotChange>> ShotChanges => _changes;

    /// <summary>Looks at samples.</summary>
    /// <param name="stage">What it is called in the progress.</param>
    /// <param name="planned">What to look at.</param>
    /// <param name="later">What may have to be looked at next.</param>
    /// <param name="shots">Where to look for cuts on the way, by media id.</param>
    /// <param name="cancellationToken">Stops; what was described stays in the cache.</param>
    /// <returns>The samples, in the order in which they were planned; those without media are left out.</returns>
    public async Task<IReadOnlyList<Sample>> LookAsync(
        string stage,
        IReadOnlyList<PlannedSample> planned,
        IReadOnlyList<PlannedSample> later,
        IReadOnlyDictionary<string, ShotSearch> shots,
        CancellationToken cancellationToken)
    {
        var frames = Sampler.MediaFrames(planned);
        progress.Stage(stage);
        var total = frames.Sum(media => (long)media.Times.Count);
        var counter = new ProgressCounter(total, await sightings.CountKnownAsync(frames, cancellationToken).ConfigureAwait(false), clock);
        var regular = planned.Where(sample => sample.Refinement == 0 && sample.Layer.Media is not null)
            .ToLookup(sample => sample.Layer.Media!.Id, sample => sample.SourceTime, StringComparer.Ordinal);
        var next = Sampler.MediaFrames(later).ToDictionary(item => item.Media.Id, item => item.Times, StringComparer.Ordinal);
        var seen = new Dictionary<string, SeenFrames>(StringComparer.Ordinal);
        foreach (var (media, times) in frames)
        {
            var asked = new AskedFrames(times, regular[media.Id].ToHashSet(), next.GetValueOrDefault(media.Id, []), shots.GetValueOrDefault(media.Id));
            seen[media.Id] = await sightings.SeeAsync(media, asked, counter, cancellationToken).ConfigureAwait(false);
            if (seen[media.Id].ShotChanges is { } changes)
                _changes[media.Id] = changes;
        }

        sightings.Took(counter, total);
        var fresh = new List<Sample>();
        foreach (var sample in planned)
        {
            if (sample.Layer.Media is not { } media)
                continue;
            var sighting = seen[media.Id].Sightings.GetValueOrDefault(sample.SourceTime);
            var probabilities = sighting is null || _shift is null ? sighting?.Probabilities : _shift.Apply(sighting.Probabilities);
            fresh.Add(new Sample(
                sample.RecordFrame, sample.Record, media.Id, sample.SourceTime, sample.Layer.ClipName, sample.Layer.Track, sample.Composited, sample.Refinement, probabilities)
            { Faces = sighting?.Faces, Regions = sighting?.Regions, Strangers = sighting?.Strangers ?? [] });
            // Of an image that a sequence lacks it is known which frames that makes unknown; elsewhere a sample speaks for all that it stands for.
            if (sighting is null && sample.Refinement == 0 && !IsGap(media, sample.SourceTime))
            {
                var reason = seen[media.Id].Problems.GetValueOrDefault(sample.SourceTime, "the frame could not be read");
                _unreadable.Add((media.Id, new Unknown(sample.Record, $"the clip \"{sample.Layer.ClipName}\": {reason}")));
            }
        }

        _samples.AddRange(fresh);
        return fresh;
    }

    /// <summary>Judges all samples, those so far and those to come, as a title of another look than the labelled frames needs it.</summary>
    /// <param name="qualities">How the model did on held-out frames; null: not known, and nothing changes.</param>
    /// <returns>The shift.</returns>
    public TitleShift Adapt(IReadOnlyList<CharacterQuality>? qualities)
    {
        var shift = TitleShift.Estimate([.. _samples.Where(sample => sample.Refinement == 0 && sample.Probabilities is not null).Select(sample => sample.Probabilities!)],
            // Who is known by face looks the same in every title, and what whole shots say is not a frame's own reading.
            sightings.OfShots ? null : qualities);
        for (var i = 0; i < _samples.Count; i++)
            if (_samples[i].Probabilities is { } probabilities)
                _samples[i] = _samples[i] with { Probabilities = shift.Apply(probabilities) };
        return _shift = shift;
    }

    /// <summary>
    /// What could not be looked at: layers without media, images that a sequence lacks, and frames that could not be read; neighbours with the same reason are one.
    /// </summary>
    public IReadOnlyList<Unknown> Unknowns(RecordMap map, FrameRate rate, FrameRange programme)
    {
        var unknowns = _unreadable.Select(item => item.Unknown)
            .Concat(map.Segments.SelectMany(segment => segment.Layers
                .Where(layer => layer.Media is null)
                .Select(layer => new Unknown(segment.Record.Intersect(programme), Capitalised(layer.MissingReason!)))))
            .Concat(map.Segments.SelectMany(segment => segment.Layers.SelectMany(layer => Gaps(rate, segment, layer, segment.Record.Intersect(programme)))));
        var merged = new List<Unknown>();
        foreach (var group in unknowns.Where(unknown => !unknown.Record.IsEmpty).GroupBy(unknown => unknown.Reason, StringComparer.Ordinal))
            merged.AddRange(FrameRange.Union(group.Select(unknown => unknown.Record)).Select(record => new Unknown(record, group.Key)));
        return [.. merged.OrderBy(unknown => unknown.Record.Start).ThenBy(unknown => unknown.Reason, StringComparer.Ordinal)];
    }

    /// <summary>Of media that was found, by id, the record frames of the programme that are unknown because a part of it cannot be read.</summary>
    public IReadOnlyDictionary<string, long> Lost(RecordMap map, FrameRate rate, FrameRange programme) => _unreadable
        .Select(item => (item.MediaId, item.Unknown.Record))
        .Concat(from segment in map.Segments
                from layer in segment.Layers
                where layer.Media is { Gaps.Count: > 0 }
                from gap in Gaps(rate, segment, layer, segment.Record.Intersect(programme))
                select (layer.Media!.Id, gap.Record))
        .GroupBy(item => item.Item1, item => item.Item2, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => FrameRange.Union(group).Sum(range => range.Length), StringComparer.Ordinal);

    /// <summary>The frames of a layer at which its image sequence has no image, looked at or not.</summary>
    private static IEnumerable<Unknown> Gaps(FrameRate rate, RecordSegment segment, Layer layer, FrameRange record)
    {
        if (layer.Media is not { Gaps.Count: > 0 } media)
            yield break;
        for (var frame = record.Start; frame < record.End; frame++)
        {
            if (IsGap(media, layer.SourceTimeAt(frame - segment.Record.Start, rate)))
                yield return new Unknown(new FrameRange(frame, frame + 1), $"Images of {media.Name} are not there");
        }
    }

    private static bool IsGap(MediaFile media, MediaTime time)
    {
        if (media.Gaps.Count == 0)
            return false;
        // By halving: every second image of a long sequence may be missing.
        var image = time.FloorToFrame(media.Rate);
        int low = 0, high = media.Gaps.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (media.Gaps[middle].End <= image)
                low = middle + 1;
            else
                high = middle;
        }

        return low < media.Gaps.Count && media.Gaps[low].Contains(image);
    }

    private static string Capitalised(string sentence) => char.ToUpperInvariant(sentence[0]) + sentence[1..];
}
