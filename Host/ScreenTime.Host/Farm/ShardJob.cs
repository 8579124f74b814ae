using ScreenTime.Host.Jobs;
using ScreenTime.Host.Media;
using ScreenTime.Host.Sampling;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Farm;

/// <summary>
/// <c>screentime work</c>: does shards of a plan, those that are not done. A shard that was stopped goes on from what this machine's cache keeps. Title and recogniser stay open from one shard to the next of the same title.
/// </summary>
/// <param name="progress">Where it says how far it is.</param>
public sealed class ShardJob(IJobProgress progress)
{
    /// <summary>Does shards in a row, up to the first that fails.</summary>
    /// <param name="planPath">The job's folder, or its plan.</param>
    /// <param name="first">The first shard's number.</param>
    /// <param name="last">The last shard's number.</param>
    /// <param name="again">Whether to do them even if they are done.</param>
    /// <param name="cancellationToken">Stops; what was described is kept.</param>
    /// <exception cref="UserException">
    /// <see cref="ExitCode.Retry"/>: other shards must be done before. Else something that trying again does not mend.
    /// </exception>
    public async Task RunAsync(string planPath, int first, int last, bool again, CancellationToken cancellationToken)
    {
        var plan = FarmPlanFile.Read(planPath);
        var failures = new ShardFailures(plan.Folder);
        var bench = new Workbench(plan, progress);
        await using (bench.ConfigureAwait(false))
        {
            for (var number = first; number <= last; number++)
            {
                var shard = plan.Shard(number);
                try
                {
                    await RunAsync(plan, shard, again, bench, cancellationToken).ConfigureAwait(false);
                    failures.Forget(number);
                }
                catch (Exception exception) when (!cancellationToken.IsCancellationRequested && Failure.Of(exception) is { ExitCode: not ExitCode.Retry } failure)
                {
                    failures.Remember(number, failure);
                    throw;
                }
            }
        }
    }

    private async Task RunAsync(FarmPlan plan, FarmShard shard, bool again, Workbench bench, CancellationToken cancellationToken)
    {
        var results = new ShardResults(plan.Folder);
        var done = new DoneShards(plan, results);
        var basis = shard.Phase == ShardPhase.Refine ? done.Looked(shard.Title) : [];
        if (basis is null)
        {
            throw new UserException(
                ExitCode.Retry, FormattableString.Invariant($"shard {shard.Number} finds edges in {plan.Titles[shard.Title].Name}, of which {done.MissingOf(shard.Title, ShardPhase.Look)} must be done first: run it again when they are"));
        }

        var key = ShardResults.KeyOf(plan, shard, basis);
        if (again)
        {
            results.Remove(key);
        }
        else if (results.Read(key).Count > 0)
        {
            progress.Message(FormattableString.Invariant($"Shard {shard.Number} is done."));
            return;
        }

        var (work, recognizer) = await bench.OpenAsync(shard.Title, cancellationToken).ConfigureAwait(false);
        var reader = new FrameReader(work.Tools, work.Probe);
        var sightings = work.See(plan, reader, recognizer, progress);
        var media = shard.Phase == ShardPhase.Look
            ? await LookAsync(shard, work, sightings, cancellationToken).ConfigureAwait(false)
            : await RefineAsync(shard, work, new ShardSightings(basis, reader, sightings), cancellationToken).ConfigureAwait(false);
        work.RefuseChanged();
        results.Write(key, new ShardResult(LookingEnvironment.Of(recognizer, work.Tools), media));
        progress.Message(FormattableString.Invariant($"Shard {shard.Number} of {plan.Shards.Count} is done."));
    }

    private async Task<Dictionary<string, ShardMedia>> LookAsync(FarmShard shard, FarmWork work, DescribedSightings sightings, CancellationToken cancellationToken)
    {
        progress.Stage("Looking at frames");
        var planned = Sampler.MediaFrames(work.Analyse().Planned).ToDictionary(item => item.Media.Id, StringComparer.Ordinal);
        var counter = new ProgressCounter(shard.Frames, 0, TimeProvider.System);
        var seen = new Dictionary<string, List<ShardMedia>>(StringComparer.Ordinal);
        foreach (var part in shard.Parts)
        {
            var (media, all) = planned[part.MediaId];
            var index = await work.Probe.IndexAsync(media, cancellationToken).ConfigureAwait(false);
            var times = FrameSelection.FramesAt(all, index).Where(frame => frame.Frame >= part.First && frame.Frame < part.After)
                .SelectMany(frame => all.Skip(frame.FirstWanted).Take(frame.WantedCount)).ToList();
            IReadOnlyList<MediaRange>? ranges = part.Shots
                ? [new MediaRange(index.Frames.TimeOf(part.ContextFirst), index.Frames.TimeOf(part.ContextLast) - index.Frames.TimeOf(part.ContextFirst))]
                : null;
            var described = await sightings.DescribeAsync(media, times, ranges, counter, cancellationToken).ConfigureAwait(false);
            var problems = times.Where(time => described.Problem(time) is not null).ToDictionary(time => time, time => described.Problem(time)!);
            var readable = times.Where(time => !problems.ContainsKey(time)).ToList();
            var judged = sightings.OfShots
                ? readable.ToDictionary(time => time, _ => (Sighting?)null)
                : (await sightings.JudgeAsync(media, readable, described, cancellationToken).ConfigureAwait(false)).ToDictionary(pair => pair.Key, pair => (Sighting?)pair.Value);
            (seen.TryGetValue(media.Id, out var list) ? list : seen[media.Id] = []).Add(new ShardMedia(judged, problems, described.Shots.EndingIn(part.First, part.After)));
        }

        return seen.ToDictionary(
            pair => pair.Key,
            pair => new ShardMedia(
                pair.Value.SelectMany(media => media.Sightings).ToDictionary(),
                pair.Value.SelectMany(media => media.Problems).ToDictionary(),
                ShotEvidence.Of([.. pair.Value.Select(media => media.Shots)])),
            StringComparer.Ordinal);
    }

    private async Task<IReadOnlyDictionary<string, ShardMedia>> RefineAsync(FarmShard shard, FarmWork work, ShardSightings sightings, CancellationToken cancellationToken)
    {
        var analysis = work.Analyse();
        var looking = new Looking(sightings, TimeProvider.System, progress);
        await sightings.PrepareAsync(analysis, cancellationToken).ConfigureAwait(false);
        var (start, end) = (shard.Record.Start, shard.Record.End);
        IReadOnlyList<Shot> Mine() => [.. analysis.Shots.Where(shot => shard.Record.Contains(shot.Record.Start))];
        // Where whole shots are judged nothing adapts to the title, and judging takes longer than reading what others have judged: then only what is needed, up to the end of the last shot.
        await analysis.LookAsync(looking, sightings.OfShots ? sample => sample.RecordFrame >= start && sample.RecordFrame < end : null, cancellationToken).ConfigureAwait(false);
        analysis.Adapt(looking, work.Qualities);
        if (sightings.OfShots && Mine() is [.., { } last] && last.Record.End > end)
        {
            await analysis.LookAsync(looking, sample => sample.RecordFrame >= end && sample.RecordFrame < last.Record.End, cancellationToken).ConfigureAwait(false);
            analysis.Adapt(looking, work.Qualities);
        }

        await analysis.RefineAsync(looking, Mine(), cancellationToken).ConfigureAwait(false);
        return sightings.Fresh;
    }
}
