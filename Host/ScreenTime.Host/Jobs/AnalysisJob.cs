using ScreenTime.Host.Breakdowns;
using ScreenTime.Host.Cache;
using ScreenTime.Host.Casts;
using ScreenTime.Host.Devices;
using ScreenTime.Host.Media;
using ScreenTime.Host.Plugins;
using ScreenTime.Host.Results;
using ScreenTime.Host.Sampling;
using ScreenTime.Host.Timelines;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Jobs;

/// <summary>What an analysis gave.</summary>
/// <param name="Result">Everything that was found.</param>
/// <param name="Files">The files that were written, full paths.</param>
/// <param name="Messages">Sentences of writers: what was kept, what a format could not carry.</param>
public sealed record AnalysisOutcome(AnalysisResult Result, IReadOnlyList<string> Files, IReadOnlyList<string> Messages);

/// <summary><c>screentime analyze TIMELINE</c>: the whole way from a timeline to markers and screen time.</summary>
/// <param name="plugins">Readers, writers and recognisers.</param>
/// <param name="progress">Where it says how far it is.</param>
/// <param name="clock">Measures how fast it goes; no result depends on it.</param>
public sealed class AnalysisJob(PluginCatalog plugins, IJobProgress progress, TimeProvider clock)
{
    /// <summary>Runs the analysis and writes its files, whole or not at all.</summary>
    /// <exception cref="UserException">Something that the user can mend.</exception>
    public async Task<AnalysisOutcome> RunAsync(AnalysisSettings settings, CancellationToken cancellationToken)
    {
        using var gate = new DeviceGate();
        using var given = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var tools = FfmpegTools.Begin(given.Token);
        Task<IRecognizer>? opening = null;
        try
        {
            // What can be wrong is found out before anything slow begins.
            var exports = new ExportSet(plugins, settings.Exports);
            var castFolder = CastFolder.Load(settings.CastFolder);
            _ = TitleAnalysis.OnlyCast(castFolder.Cast, settings.Only);
            var breakdown = settings.Breakdown is { } sheet ? ShotBreakdown.Read(sheet, castFolder.Cast, settings.BreakdownWeight) : null;

            // From the beginning: timeline and media wait for disks and for ffprobe, a recogniser for a processor and a GPU's driver. What is wrong with those is said first all the same.
            if (castFolder.CurrentModelFolder is { } headFolder)
            {
                opening = Task.Run(
                    () => plugins.RecognizerOf(castFolder).OpenAsync(
                        new RecognizerSetup(castFolder.Cast, headFolder, Locations.ModelsFolder, settings.Device, gate) { Models = castFolder.ChosenModels }, given.Token),
                    CancellationToken.None);
            }

            return await RunAsync(settings, exports, castFolder, breakdown, tools, opening, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await given.CancelAsync().ConfigureAwait(false);
            await tools.Known.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (opening is not null)
                await CloseAsync(opening).ConfigureAwait(false);
        }
    }

    private async Task<AnalysisOutcome> RunAsync(
        AnalysisSettings settings, ExportSet exports, CastFolder castFolder, ShotBreakdown? breakdown, FfmpegTools tools, Task<IRecognizer>? opening, CancellationToken cancellationToken)
    {
        var probe = new MediaProbe(tools, Locations.CacheFolder);

        // Before the run, for the disk it needs; what it adds itself is bounded by the next.
        new CacheContents(Locations.CacheFolder, clock).Prune(CacheContents.SizeAsked());

        progress.Stage("Reading the timeline");
        var document = await new TimelineLoader(plugins.Readers, probe).LoadAsync([settings.TimelinePath, .. settings.TracksAbove], settings.Read, cancellationToken).ConfigureAwait(false);
        await tools.Known.ConfigureAwait(false);
        if (opening is null || castFolder.CurrentModelFolder is not { } headFolder)
            throw new UserException(ExitCode.CastUnusable, $"the cast {castFolder.Cast.Id} is not trained yet: run 'screentime cast train {settings.CastFolder}'");
        castFolder.RefuseWithoutConsent(DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));
        using var output = OutputFolder.Open(settings.OutputFolder);
        foreach (var path in settings.TracksAbove.Prepend(settings.TimelinePath))
            exports.RefuseToOverwrite(Path.GetFullPath(path), output.Path, document.Timeline.Name);

        progress.Stage("Finding the media");
        var title = new TitleAnalysis(
            settings, castFolder, await OpenedTimeline.OpenAsync(document, settings, tools, probe, cancellationToken).ConfigureAwait(false), breakdown);

        progress.Stage("Opening the recogniser");
        var reader = new FrameReader(tools, probe);
        await PrepareAsync(reader, title.Planned, settings.Lut, cancellationToken).ConfigureAwait(false);
        var recognizer = await opening.ConfigureAwait(false);
        var features = recognizer.FeaturesArePersonal ? PersonalFeatures.FolderOf(output.Path, castFolder) : Locations.CacheFolder;
        var sightings = new DescribedSightings(
            reader, new FrameDescriber(reader, recognizer, features, progress), recognizer, settings.Lut, new PaceMemory(Locations.CacheFolder, Environment.MachineName), clock);
        var looking = new Looking(sightings, clock, progress);
        var estimate = await sightings.EstimateAsync(
            title.Planned, castFolder.Pictures, features, CacheDisk.FreeBytes(features), cancellationToken).ConfigureAwait(false);
        progress.Message(estimate.ToString());
        estimate.RefuseWithoutRoom();
        if (estimate.New > 0)
            CacheDisk.RefuseUnwritable(features);
        await title.LookAsync(looking, null, cancellationToken).ConfigureAwait(false);
        title.Adapt(looking, TrainingJob.OutcomeOf(headFolder)?.Characters);
        if (title.Shifted is { } shifted)
            progress.Message(shifted);
        await title.RefineAsync(looking, title.Shots, cancellationToken).ConfigureAwait(false);
        var result = title.Result(looking, LookingEnvironment.Of(recognizer, tools));
        return Write(result, title, settings, exports, output, progress, cancellationToken);
    }

    /// <summary>Finds out, while the recogniser is opened, what decoding begins with: black bars. What is wrong with the media is said when its turn comes.</summary>
    private static async Task PrepareAsync(FrameReader reader, IReadOnlyList<PlannedSample> planned, string? lut, CancellationToken cancellationToken)
    {
        foreach (var (media, _) in Sampler.MediaFrames(planned))
        {
            try
            {
                await reader.PictureIdAsync(media, new DecodeOptions { LutPath = lut }, cancellationToken).ConfigureAwait(false);
            }
            catch (UserException)
            {
                return;
            }
        }
    }

    /// <summary>Closes a recogniser, if need be when it has been opened; one that cannot be opened no longer matters.</summary>
    private static async Task CloseAsync(Task<IRecognizer> opening)
    {
        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (opening.IsCompletedSuccessfully)
            await opening.Result.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Writes a result and its exports, whole or not at all.</summary>
    internal static AnalysisOutcome Write(
        AnalysisResult result, TitleAnalysis title, AnalysisSettings settings, ExportSet exports, OutputFolder output, IJobProgress progress, CancellationToken cancellationToken)
    {
        progress.Stage("Writing");
        output.Write(ResultFile.Name, stream => ResultFile.Write(result, stream));
        output.Write(SourcesFile.Name, stream => SourcesFile.Write(settings, stream));
        var messages = exports.Write(output, title.Document, title.Cast, result, settings.Export, settings.MarkersOnly);
        cancellationToken.ThrowIfCancellationRequested();
        return new AnalysisOutcome(result, output.Keep(), messages);
    }
}
