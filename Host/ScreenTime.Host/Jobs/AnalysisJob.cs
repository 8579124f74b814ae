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
        var request = new TaskCompletionSource<FrameRequest>(TaskCreationOptions.RunContinuationsAsynchronously);
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
                        new RecognizerSetup(castFolder.Cast, headFolder, Locations.ModelsFolder, settings.Device, gate) { Models = castFolder.ChosenModels, TellRequest = told => request.TrySetResult(told) }, given.Token),
                    CancellationToken.None);
            }

            return await RunAsync(settings, exports, castFolder, breakdown, tools, opening, request.Task, cancellationToken).ConfigureAwait(false);
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
        AnalysisSettings settings, ExportSet exports, CastFolder castFolder, ShotBreakdown? breakdown, FfmpegTools tools, Task<IRecognizer>? opening, Task<FrameRequest> request,
        CancellationToken cancellationToken)
    {
        var probe = new MediaProbe(tools, Locations.CacheFolder) { LooksForBars = true };

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
            exports.RefuseToOverwrite(path, output, document.Timeline.Name);

        progress.Stage("Finding the media");
        var title = new TitleAnalysis(
            settings, castFolder, await OpenedTimeline.OpenAsync(document, settings, tools, probe, cancellationToken).ConfigureAwait(false), breakdown);

        progress.Stage("Opening the recogniser");
        var reader = new FrameReader(tools, probe);
        try
        {
            await PrepareAsync(reader, title, settings.Lut, opening, request, cancellationToken).ConfigureAwait(false);
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
        finally
        {
            await reader.ForgetForeseenAsync().ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Finds out, while the recogniser is opened, what decoding begins with: black bars. Where opening takes longer than that, as on a GPU, the first media is already decoded, unless something is known of its frames, which only the
    /// open recogniser can say. What is wrong with the media is said when its turn comes.
    /// </summary>
    private static async Task PrepareAsync(
        FrameReader reader, TitleAnalysis title, string? lut, Task<IRecognizer> opening, Task<FrameRequest> request, CancellationToken cancellationToken)
    {
        var all = Sampler.MediaFrames(title.Planned);
        try
        {
            foreach (var (media, _) in all)
                await reader.PictureIdAsync(media, new DecodeOptions { LutPath = lut }, cancellationToken).ConfigureAwait(false);
            if (all.Count == 0 || opening.IsCompleted || !request.IsCompletedSuccessfully)
                return;
            var (first, times) = all[0];
            if (!FeatureCache.HasAny(Locations.CacheFolder, first.Id))
            {
                var options = DescribedSightings.OptionsOf(lut, title.ShotSearches.GetValueOrDefault(first.Id));
                await reader.ForeseeAsync(first, times, await request.ConfigureAwait(false), options, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (UserException)
        {
            // Said when its turn comes.
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
