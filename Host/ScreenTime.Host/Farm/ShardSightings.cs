using ScreenTime.Host.Jobs;
using ScreenTime.Host.Media;
using ScreenTime.Host.Sampling;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Farm;

/// <summary>What the shards of a title saw, and what is seen beside it now.</summary>
/// <param name="results">Their results.</param>
/// <param name="reader">Knows the frames of media.</param>
/// <param name="now">Sees what no shard saw; null where nothing may be left to see.</param>
internal sealed class ShardSightings(IEnumerable<ShardResult> results, FrameReader reader, DescribedSightings? now) : ISightings
{
    private readonly Dictionary<string, List<ShardMedia>> _known = results.SelectMany(result => result.Media)
        .GroupBy(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal);

    private readonly Dictionary<string, Dictionary<MediaTime, Sighting?>> _fresh = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<MediaTime, string>> _freshProblems = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public bool OfShots => now?.OfShots == true;

    /// <summary>Whether the shards left frames to be judged with all of their shot.</summary>
    public static bool LeftUnjudged(IEnumerable<ShardResult> results) => results.Any(result => result.Media.Values.Any(media => media.Sightings.Values.Any(sighting => sighting is null)));

    /// <summary>What was seen now, by media id.</summary>
    public IReadOnlyDictionary<string, ShardMedia> Fresh => _fresh.Keys.Union(_freshProblems.Keys).ToDictionary(
        id => id, id => new ShardMedia(_fresh.GetValueOrDefault(id, []), _freshProblems.GetValueOrDefault(id, []), ShotEvidence.None), StringComparer.Ordinal);

    /// <summary>Tells a recogniser that judges whole shots what all shards found out about them.</summary>
    public async Task PrepareAsync(TitleAnalysis title, CancellationToken cancellationToken)
    {
        if (now is not { OfShots: true })
            return;
        foreach (var (media, times) in Sampler.MediaFrames(title.Planned.Where(sample => sample.Refinement == 0)))
        {
            now.Know(
                media.Id,
                [.. times.Where(time => Problem(media.Id, time) is null)],
                await reader.ShotChangesAsync(media, Evidence(media.Id), title.ShotSearches.GetValueOrDefault(media.Id)?.Ranges ?? [], cancellationToken).ConfigureAwait(false));
        }
    }

    /// <inheritdoc/>
    public Task<long> CountKnownAsync(IReadOnlyList<(MediaFile Media, IReadOnlyList<MediaTime> Times)> frames, CancellationToken cancellationToken) =>
        Task.FromResult(frames.Sum(item => item.Times.LongCount(time => IsKnown(item.Media.Id, time))));

    /// <inheritdoc/>
    public async Task<SeenFrames> SeeAsync(MediaFile media, AskedFrames asked, ProgressCounter counter, CancellationToken cancellationToken)
    {
        var sightings = new Dictionary<MediaTime, Sighting>();
        var problems = new Dictionary<MediaTime, string>();
        var open = new List<MediaTime>();
        foreach (var time in asked.Times)
        {
            if (Problem(media.Id, time) is { } problem)
                problems[time] = problem;
            else if (Sighting(media.Id, time) is { } sighting)
                sightings[time] = sighting;
            else
                open.Add(time);
        }

        if (open.Count > 0)
            await SeeNowAsync(media, asked with { Times = open, Shots = null }, sightings, problems, counter, cancellationToken).ConfigureAwait(false);
        var changes = asked.Shots is null ? null : await reader.ShotChangesAsync(media, Evidence(media.Id), asked.Shots.Ranges, cancellationToken).ConfigureAwait(false);
        return new SeenFrames(sightings, problems, changes);
    }

    /// <inheritdoc/>
    public void Took(ProgressCounter counter, long total)
    {
        // A shard's pace is not that of a run.
    }

    private async Task SeeNowAsync(
        MediaFile media,
        AskedFrames asked,
        Dictionary<MediaTime, Sighting> sightings,
        Dictionary<MediaTime, string> problems,
        ProgressCounter counter,
        CancellationToken cancellationToken)
    {
        if (now is null)
        {
            throw new UserException(
                ExitCode.InputInvalid, FormattableString.Invariant($"the shards' results hold no frame of {media.Name} at {asked.Times[0].Seconds:0.###} s: 'screentime status' shows which to do again"));
        }

        var seen = await now.SeeAsync(media, asked, counter, cancellationToken).ConfigureAwait(false);
        foreach (var (time, sighting) in seen.Sightings)
        {
            sightings[time] = sighting;
            if (!IsKnown(media.Id, time))
                (_fresh.TryGetValue(media.Id, out var list) ? list : _fresh[media.Id] = [])[time] = now.OfShots ? null : sighting;
        }

        foreach (var (time, problem) in seen.Problems)
        {
            problems[time] = problem;
            (_freshProblems.TryGetValue(media.Id, out var list) ? list : _freshProblems[media.Id] = [])[time] = problem;
        }
    }

    private ShotEvidence Evidence(string mediaId) => ShotEvidence.Of([.. Known(mediaId).Select(media => media.Shots)]);

    private string? Problem(string mediaId, MediaTime time) => Known(mediaId).Select(media => media.Problems.GetValueOrDefault(time)).FirstOrDefault(problem => problem is not null);

    private Sighting? Sighting(string mediaId, MediaTime time) => Known(mediaId).Select(media => media.Sightings.GetValueOrDefault(time)).FirstOrDefault(sighting => sighting is not null);

    private bool IsKnown(string mediaId, MediaTime time) => Known(mediaId).Any(media => media.Sightings.ContainsKey(time) || media.Problems.ContainsKey(time));

    private List<ShardMedia> Known(string mediaId) => _known.GetValueOrDefault(mediaId, []);
}
