using System.Security.Cryptography;
using System.Text;
using OpenTimelineIO;
using ScreenTime.Host.Breakdowns;
using ScreenTime.Host.Casts;
using ScreenTime.Host.Devices;
using ScreenTime.Host.Jobs;
using ScreenTime.Host.Media;
using ScreenTime.Host.Plugins;
using ScreenTime.Host.Timelines;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Farm;

/// <summary>
/// One title of a plan as a machine of the farm opens it: the timeline is read, its media taken from the plan, so that nothing is searched for or read through. What is no longer
/// what was planned is refused.
/// </summary>
internal sealed class FarmWork
{
    private readonly OpenedTimeline _timeline;
    private readonly ShotBreakdown? _breakdown;

    private FarmWork(FarmTitle title, OpenedTimeline timeline, ShotBreakdown? breakdown, CastFolder cast, FfmpegTools tools, MediaProbe probe) =>
        (Title, _timeline, _breakdown, Cast, Tools, Probe) = (title, timeline, breakdown, cast, tools, probe);

    /// <summary>The title.</summary>
    public FarmTitle Title { get; }

    /// <summary>The cast.</summary>
    public CastFolder Cast { get; }

    /// <summary>ffmpeg.</summary>
    public FfmpegTools Tools { get; }

    /// <summary>Knows the title's media.</summary>
    public MediaProbe Probe { get; }

    /// <summary>How the model did on held-out frames.</summary>
    public IReadOnlyList<CharacterQuality>? Qualities => TrainingJob.OutcomeOf(Cast.CurrentModelFolder!)?.Characters;

    /// <summary>SHA-256 of a trained model: of the names and contents of its files.</summary>
    public static string HashOfModel(string folder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var path in Directory.GetFiles(folder).Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetFileName(path) + "\n"));
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(path)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Opens a title.</summary>
    /// <exception cref="UserException">Timeline, cast or model are not those that were planned with, or cannot be read.</exception>
    public static async Task<FarmWork> OpenAsync(FarmPlan plan, FarmTitle title, PluginCatalog plugins, CancellationToken cancellationToken)
    {
        var settings = title.Settings;
        var cast = CastFolder.Load(settings.CastFolder);
        if (cast.Hash != title.CastHash || cast.CurrentModelFolder is not { } model || HashOfModel(model) != title.ModelHash)
            throw new UserException(ExitCode.InputInvalid, $"the cast {settings.CastFolder} has changed since the job was planned: run 'screentime plan' again");
        cast.RefuseWithoutConsent(DateOnly.FromDateTime(DateTime.UtcNow));
        var breakdown = settings.Breakdown is { } sheet ? ShotBreakdown.Read(sheet, cast.Cast, settings.BreakdownWeight) : null;
        RefuseChanged(title, breakdown);
        var tools = await FfmpegTools.FindAsync(cancellationToken).ConfigureAwait(false);
        var probe = new MediaProbe(tools);
        foreach (var media in title.Media.DistinctBy(media => media.Id, StringComparer.Ordinal))
            probe.Remember(FarmPlanFile.ReadMedia(plan.Folder, media.Id, media.Path));
        var document = await new TimelineLoader(plugins.Readers, probe).LoadAsync([settings.TimelinePath, .. settings.TracksAbove], settings.Read, cancellationToken).ConfigureAwait(false);
        if (TimelineContent.HashOf(document) != title.TimelineHash)
            throw new UserException(ExitCode.InputInvalid, $"the timeline {settings.TimelinePath} has changed since the job was planned: run 'screentime plan' again");
        var opened = OpenedTimeline.Of(document, settings, Links(title, document), title.Opaque, title.Picture < 0 ? null : title.Media[title.Picture]);
        return new FarmWork(title, opened, breakdown, cast, tools, probe);
    }

    /// <summary>Refuses what was seen where a look-up table has changed meanwhile: it may have been seen through another.</summary>
    /// <exception cref="UserException">It has.</exception>
    public void RefuseChanged() => RefuseChanged(Title, _breakdown);

    private static void RefuseChanged(FarmTitle title, ShotBreakdown? breakdown)
    {
        if (!title.Provenance.SequenceEqual(title.Settings.ForProvenance(breakdown)))
            throw new UserException(ExitCode.InputInvalid, $"a setting of {title.Name}, or a file that one names, has changed since the job was planned: run 'screentime plan' again");
    }

    /// <summary>What is to be looked at, of which nothing has been looked at yet.</summary>
    public TitleAnalysis Analyse() => new(Title.Settings, Cast, _timeline, _breakdown);

    /// <summary>Opens the recogniser, as <c>analyze</c> does.</summary>
    /// <exception cref="UserException">There is none, or the device that was insisted on is not there.</exception>
    public async Task<IRecognizer> OpenRecognizerAsync(PluginCatalog plugins, DeviceGate gate, CancellationToken cancellationToken)
    {
        var provider = plugins.RecognizerOf(Cast);
        return await provider.OpenAsync(
            new RecognizerSetup(Cast.Cast, Cast.CurrentModelFolder, Locations.ModelsFolder, Title.Settings.Device, gate) { Models = Cast.ChosenModels }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sees frames with a recogniser.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="reader">Decodes.</param>
    /// <param name="recognizer">Describes and judges.</param>
    /// <param name="progress">Is told of every frame.</param>
    public DescribedSightings See(FarmPlan plan, FrameReader reader, IRecognizer recognizer, IJobProgress progress)
    {
        // Features stay on the machine, unless shots are judged as a whole: then all who judge them need them. Those of faces never leave the title's own folder.
        var features = recognizer.FeaturesArePersonal ? PersonalFeatures.FolderOf(Title.Settings.OutputFolder, Cast)
            : recognizer is IShotRecognizer ? Path.Combine(plan.Folder, "features")
            : Locations.CacheFolder;
        Cache.CacheDisk.RefuseUnwritable(features);
        return new DescribedSightings(
            reader, new FrameDescriber(reader, recognizer, features, progress), recognizer, Title.Settings.Lut, new PaceMemory(Locations.CacheFolder, Environment.MachineName), TimeProvider.System);
    }

    private static Dictionary<Clip, MediaLink> Links(FarmTitle title, TimelineDocument document)
    {
        var clips = MediaLinker.ClipsOf(document).ToList();
        if (clips.Count != title.Links.Count)
            throw new UserException(ExitCode.InputInvalid, $"the plan is of {title.Links.Count} clips, and {title.Settings.TimelinePath} has {clips.Count}: run 'screentime plan' again");
        var links = new Dictionary<Clip, MediaLink>(ReferenceEqualityComparer.Instance);
        foreach (var (clip, link) in clips.Zip(title.Links))
            links[clip] = new MediaLink(link.Media < 0 ? null : title.Media[link.Media], link.Name, link.Status, link.Detail);
        return links;
    }
}
