using ScreenTime.Host.Breakdowns;
using ScreenTime.Host.Casts;
using ScreenTime.Host.Jobs;
using ScreenTime.Host.Media;
using ScreenTime.Host.Plugins;
using ScreenTime.Host.Timelines;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Farm;

/// <summary>What a plan came to.</summary>
/// <param name="Folder">The job's folder.</param>
/// <param name="Looking">How many shards look; they have the first numbers.</param>
/// <param name="Refining">How many shards refine, once those have looked.</param>
/// <param name="Titles">The titles' names.</param>
/// <param name="Frames">Frames to look at.</param>
public sealed record PlannedJob(string Folder, int Looking, int Refining, IReadOnlyList<string> Titles, long Frames);

/// <summary>
/// <c>screentime plan</c>: finds the media of timelines once, and divides what is to be looked at into shards. Nothing is decoded but what <c>analyze</c> decodes to find its media.
/// </summary>
/// <param name="plugins">Readers.</param>
/// <param name="progress">Where it says how far it is.</param>
public sealed class PlanJob(PluginCatalog plugins, IJobProgress progress)
{
    /// <summary>Plans.</summary>
    /// <param name="titles">The analyses, one a timeline; their output folders are given by the plan.</param>
    /// <param name="folder">The job's folder.</param>
    /// <param name="size">How large shards are.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="UserException">As for an analysis: what can be wrong is found out here, before a farm is busy with it.</exception>
    public async Task<PlannedJob> RunAsync(IReadOnlyList<AnalysisSettings> titles, string folder, ShardSize size, CancellationToken cancellationToken)
    {
        using var output = OutputFolder.Open(folder);
        var names = Names(titles);
        var drafts = new List<(FarmTitle Title, TitleShards Shards, IReadOnlyList<KnownMedia> Media)>();
        foreach (var (settings, name) in titles.Zip(names))
        {
            progress.Stage($"Planning {name}");
            drafts.Add(await PlanAsync(settings with { OutputFolder = Path.Combine(output.Path, name) }, name, cancellationToken).ConfigureAwait(false));
        }

        var shards = TitleShards.Divide([.. drafts.Select(draft => draft.Shards)], size);
        var planned = drafts.ConvertAll(draft => draft.Title);
        var plan = new FarmPlan(output.Path, FarmPlanFile.HashOf(planned, shards), planned, shards);
        foreach (var media in drafts.SelectMany(draft => draft.Media).DistinctBy(media => media.Media.Id, StringComparer.Ordinal))
            FarmPlanFile.WriteMedia(plan.Folder, media);
        FarmPlanFile.Write(plan);
        return new PlannedJob(
            plan.Folder, shards.Count(shard => shard.Phase == ShardPhase.Look), shards.Count(shard => shard.Phase == ShardPhase.Refine), names, shards.Sum(shard => shard.Frames));
    }

    private async Task<(FarmTitle Title, TitleShards Shards, IReadOnlyList<KnownMedia> Media)> PlanAsync(AnalysisSettings settings, string name, CancellationToken cancellationToken)
    {
        var exports = new ExportSet(plugins, settings.Exports);
        var cast = CastFolder.Load(settings.CastFolder);
        if (cast.CurrentModelFolder is not { } model)
            throw new UserException(ExitCode.CastUnusable, $"the cast {cast.Cast.Id} is not trained yet: run 'screentime cast train {settings.CastFolder}'");
        cast.RefuseWithoutConsent(DateOnly.FromDateTime(DateTime.UtcNow));
        _ = plugins.RecognizerOf(cast);
        var breakdown = settings.Breakdown is { } sheet ? ShotBreakdown.Read(sheet, cast.Cast, settings.BreakdownWeight) : null;
        var tools = await FfmpegTools.FindAsync(cancellationToken).ConfigureAwait(false);
        var probe = new MediaProbe(tools, Locations.CacheFolder);
        var document = await new TimelineLoader(plugins.Readers, probe).LoadAsync([settings.TimelinePath, .. settings.TracksAbove], settings.Read, cancellationToken).ConfigureAwait(false);
        using (var output = OutputFolder.Open(settings.OutputFolder))
        {
            foreach (var path in settings.TracksAbove.Prepend(settings.TimelinePath))
                exports.RefuseToOverwrite(path, output, document.Timeline.Name);
        }

        var opened = await OpenedTimeline.OpenAsync(document, settings, tools, probe, cancellationToken).ConfigureAwait(false);
        var analysis = new TitleAnalysis(settings, cast, opened, breakdown);
        var links = MediaLinker.ClipsOf(document).Select(clip => opened.Links[clip]).ToList();
        var media = links.Select(link => link.Media).Append(opened.Picture).OfType<MediaFile>().Distinct(ReferenceEqualityComparer.Instance).Cast<MediaFile>().ToList();
        var known = new List<KnownMedia>();
        foreach (var file in media.DistinctBy(file => file.Id, StringComparer.Ordinal))
            known.Add(KnownMedia.Of(await ProbedAsync(probe, file, cancellationToken).ConfigureAwait(false), await probe.IndexAsync(file, cancellationToken).ConfigureAwait(false)));

        var title = new FarmTitle(
            name,
            TimelineContent.HashOf(document),
            cast.Hash,
            FarmWork.HashOfModel(model),
            analysis.Provenance,
            media,
            [.. links.Select(link => new PlannedLink(link.Media is null ? -1 : media.IndexOf(link.Media), link.Name, link.Status, link.Detail))],
            opened.Picture is null ? -1 : media.IndexOf(opened.Picture),
            opened.Opaque)
        { Settings = settings };
        return (title, new TitleShards(analysis, opened.Programme, known.ToDictionary(item => item.Media.Id, item => item.Index, StringComparer.Ordinal)), known);
    }

    /// <summary>The media as its file says it is, before a timecode was given or an alpha channel found to be opaque.</summary>
    private static async Task<MediaFile> ProbedAsync(MediaProbe probe, MediaFile media, CancellationToken cancellationToken) => media.Sequence is { } sequence
        ? await probe.ProbeAsync(sequence, cancellationToken).ConfigureAwait(false)
        : await probe.ProbeAsync(media.Path, cancellationToken).ConfigureAwait(false);

    /// <summary>A folder name for each timeline: its file's, without the ending.</summary>
    private static List<string> Names(IReadOnlyList<AnalysisSettings> titles)
    {
        string[] taken = [FarmPlanFile.Name, "media", "shards", "failures", "merged", "features", "farm"];
        var names = new List<string>();
        foreach (var title in titles)
        {
            var name = Path.GetFileNameWithoutExtension(title.TimelinePath);
            if (name.Length == 0 || name is "." or ".." || taken.Contains(name, StringComparer.OrdinalIgnoreCase))
                throw new UserException(ExitCode.Usage, $"{title.TimelinePath}: the results' folder would be called \"{name}\", which the job needs for itself: rename the timeline");
            if (names.Contains(name, StringComparer.OrdinalIgnoreCase))
                throw new UserException(ExitCode.Usage, $"two of the timelines are called {name}, and each needs a folder of its own name: rename one");
            names.Add(name);
        }

        return names;
    }
}
