using ScreenTime.Host.Devices;
using ScreenTime.Host.Jobs;
using ScreenTime.Host.Media;
using ScreenTime.Host.Plugins;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Farm;

/// <summary>
/// <c>screentime merge</c>: joins what the shards saw to the results that <c>analyze</c> would have written. Nothing is decoded; a recogniser is opened only where whole shots are judged.
/// </summary>
/// <param name="progress">Where it says how far it is.</param>
public sealed class MergeJob(IJobProgress progress)
{
    /// <summary>Merges every title of a plan.</summary>
    /// <param name="planPath">The job's folder, or its plan.</param>
    /// <param name="allowMixed">Whether parts may have been looked at with different things.</param>
    /// <param name="done">Is told of each title's outcome.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="UserException">Shards are missing, or they were done with different things. Then nothing is written.</exception>
    public async Task RunAsync(string planPath, bool allowMixed, Action<AnalysisSettings, AnalysisOutcome> done, CancellationToken cancellationToken)
    {
        var plan = FarmPlanFile.Read(planPath);
        var shards = new DoneShards(plan, new ShardResults(plan.Folder));
        RefuseIncomplete(plan, shards);
        if (!allowMixed)
            RefuseMixed(plan, shards);
        var merges = new MergedTitles(plan);
        for (var i = 0; i < plan.Titles.Count; i++)
        {
            progress.Stage($"Merging {plan.Titles[i].Name}");
            var outcome = await MergeAsync(plan, i, shards, cancellationToken).ConfigureAwait(false);
            merges.Remember(plan.Titles[i]);
            done(plan.Titles[i].Settings, outcome);
        }
    }

    private static void RefuseIncomplete(FarmPlan plan, DoneShards shards)
    {
        var missing = Enumerable.Range(0, plan.Titles.Count).SelectMany(title => shards.Missing(title, ShardPhase.Look).Concat(shards.Missing(title, ShardPhase.Refine))).ToList();
        if (missing.Count > 0)
        {
            throw new UserException(
                ExitCode.Retry, $"{ShardNumbers.Of(missing)} {(missing.Count == 1 ? "is" : "are")} not done yet: 'screentime status {plan.Folder}' says why; merge when all are");
        }
    }

    private static void RefuseMixed(FarmPlan plan, DoneShards shards)
    {
        var groups = Enumerable.Range(0, plan.Titles.Count).SelectMany(shards.Environments)
            .GroupBy(group => group.Environment.Line, StringComparer.Ordinal)
            .Select(group => (Line: group.Key, Shards: group.SelectMany(item => item.Shards).ToList()))
            .OrderByDescending(group => group.Shards.Count).ThenBy(group => group.Line, StringComparer.Ordinal).ToList();
        if (groups.Count > 1)
        {
            throw new UserException(
                ExitCode.InputInvalid,
                $"the shards were done with different things, so that their last digits may differ: {string.Join("; ", groups.Select(group => $"{ShardNumbers.Of(group.Shards)} with {group.Line}"))}: "
                + "do the odd ones again on a machine like the others ('screentime work … --shard N --again'), or give --allow-mixed, which the results and reports then say");
        }
    }

    private async Task<AnalysisOutcome> MergeAsync(FarmPlan plan, int index, DoneShards shards, CancellationToken cancellationToken)
    {
        var title = plan.Titles[index];
        var settings = title.Settings;
        var plugins = HostPlugins.Load(settings.Without);
        var exports = new ExportSet(plugins, settings.Exports);
        var work = await FarmWork.OpenAsync(plan, title, plugins, cancellationToken).ConfigureAwait(false);
        var analysis = work.Analyse();
        using var output = OutputFolder.Open(settings.OutputFolder);
        foreach (var path in settings.TracksAbove.Prepend(settings.TimelinePath))
            exports.RefuseToOverwrite(path, output, analysis.Document.Timeline.Name);
        IReadOnlyList<ShardResult> results = [.. shards.Looked(index)!, .. shards.Refined(index)!];
        var reader = new FrameReader(work.Tools, work.Probe);
        using var gate = new DeviceGate();
        var recognizer = ShardSightings.LeftUnjudged(results) ? await work.OpenRecognizerAsync(plugins, gate, cancellationToken).ConfigureAwait(false) : null;
        try
        {
            var sightings = new ShardSightings(results, reader, recognizer is null ? null : work.See(plan, reader, recognizer, progress));
            await sightings.PrepareAsync(analysis, cancellationToken).ConfigureAwait(false);
            var looking = new Looking(sightings, TimeProvider.System, progress);
            await analysis.LookAsync(looking, null, cancellationToken).ConfigureAwait(false);
            analysis.Adapt(looking, work.Qualities);
            await analysis.RefineAsync(looking, analysis.Shots, cancellationToken).ConfigureAwait(false);
            var environments = shards.Environments(index);
            var result = analysis.Result(
                looking, environments[0].Environment, [.. environments.Skip(1).Select(other => $"{ShardNumbers.Of(other.Shards)} with {other.Environment.Line}")]);
            return AnalysisJob.Write(result, analysis, settings, exports, output, progress, cancellationToken);
        }
        finally
        {
            if (recognizer is not null)
                await recognizer.DisposeAsync().ConfigureAwait(false);
        }
    }
}
