using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using OpenTimelineIO;
using ScreenTime.Host.Casts;
using ScreenTime.Host.Devices;
using ScreenTime.Host.Files;
using ScreenTime.Host.Media;
using ScreenTime.Host.Plugins;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Jobs;

/// <summary>How to train.</summary>
/// <param name="Split">How examples are held out.</param>
/// <param name="Balance">Whether present and absent weigh the same.</param>
/// <param name="Device">Where to run.</param>
public sealed record TrainingSettings(SplitKind Split, bool Balance, DeviceRequest Device);

/// <summary><c>screentime cast train</c>: describes the labelled frames, trains a head, and puts it into use; earlier models stay.</summary>
/// <param name="plugins">Brings the recogniser.</param>
/// <param name="progress">Where it says how far it is.</param>
public sealed class TrainingJob(PluginCatalog plugins, IJobProgress progress)
{
    /// <summary>The file beside a head that says how it was trained, for <c>cast show</c>.</summary>
    public const string TrainingFile = "training.json";

    private const int Seed = 42;

    /// <summary>How a model of a cast was trained; null when nothing that can be read says it.</summary>
    public static TrainingOutcome? OutcomeOf(string modelFolder)
    {
        try
        {
            using var reader = JsonText.Reader(File.OpenText(Path.Combine(modelFolder, TrainingFile)), 16);
            var outcome = JObject.Load(reader).ToObject<TrainingOutcome>();
            return outcome is { SplitDescription: not null, Characters: not null, Warnings: not null, Description: { Backbone: not null, Layers: not null } }
                && outcome.Characters.All(character => character is not null)
                ? outcome
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or FormatException or ArgumentException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>The folder of the model in use; null while there is none, and where the cast has other characters than it was trained for.</summary>
    public static string? UsableModelOf(CastFolder cast) =>
        cast.CurrentModelFolder is { } folder
        && OutcomeOf(folder)?.Characters.Select(character => character.CharacterId).SequenceEqual(cast.Cast.Characters.Select(character => character.Id), StringComparer.Ordinal) is not false
            ? folder
            : null;

    /// <summary>How many labels a model was trained with; null when nothing that can be read says it.</summary>
    public static int? LabelsOf(string modelFolder)
    {
        try
        {
            using var reader = JsonText.Reader(File.OpenText(Path.Combine(modelFolder, TrainingFile)), 16);
            return (int?)JObject.Load(reader)["labels"];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or FormatException or ArgumentException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>Trains.</summary>
    /// <returns>What was found, and the folder of the new model.</returns>
    /// <exception cref="UserException">There are no labels, or they do not suffice; the cast is being trained already, or got other characters meanwhile.</exception>
    public async Task<(TrainingOutcome Outcome, string ModelFolder)> RunAsync(CastFolder cast, TrainingSettings settings, CancellationToken cancellationToken)
    {
        if (cast.Labels.Count == 0)
            throw new UserException(ExitCode.CastUnusable, $"the cast {cast.Cast.Id} has no labels yet: add some with 'screentime cast label {cast.Path} --labels …'");
        using var held = cast.HoldTraining();
        var provider = plugins.RecognizerOf(cast);
        cast.RefuseWithoutConsent(DateOnly.FromDateTime(DateTime.UtcNow));
        using var gate = new DeviceGate();
        var setup = new RecognizerSetup(cast.Cast, null, Locations.ModelsFolder, settings.Device, gate) { Models = cast.ChosenModels };
        var examples = await DescribeAsync(cast, provider, setup, cancellationToken).ConfigureAwait(false);
        progress.Stage("Training");
        var output = cast.NewModelFolder();
        var work = Directory.CreateDirectory(cast.WorkFolder).FullName;
        var outcome = await provider.TrainAsync(
            new TrainingRequest(setup, examples, settings.Split, Seed, settings.Balance, output, work, new Lines(progress)), cancellationToken).ConfigureAwait(false);
        var json = JObject.FromObject(outcome);
        json["labels"] = cast.Labels.Count;
        WholeFile.WriteText(Path.Combine(output, TrainingFile), json.Lines());
        var folder = cast.KeepModel(output);
        Directory.Delete(work, recursive: true);
        return (outcome, folder);
    }

    private async Task<List<TrainingExample>> DescribeAsync(CastFolder cast, IRecognizerProvider provider, RecognizerSetup setup, CancellationToken cancellationToken)
    {
        var tools = await FfmpegTools.FindAsync(cancellationToken).ConfigureAwait(false);
        var probe = new MediaProbe(tools);
        progress.Stage("Opening the recogniser");
        var recognizer = await provider.OpenAsync(setup, cancellationToken).ConfigureAwait(false);
        await using (recognizer.ConfigureAwait(false))
        {
            var describer = new FrameDescriber(new FrameReader(tools, probe), recognizer, recognizer.FeaturesArePersonal ? cast.WorkFolder : Locations.CacheFolder, progress);
            var counter = new ProgressCounter(cast.Labels.Count, 0, TimeProvider.System);
            var examples = new List<TrainingExample>();
            progress.Stage("Looking at labelled frames");
            foreach (var title in cast.Labels.GroupBy(label => label.Title, StringComparer.Ordinal))
            {
                var labels = title.ToList();
                var features = await describer.DescribeImagesAsync(
                    labels.ConvertAll(label => Path.Combine(cast.ImagesFolder, label.Image)), true, counter, cancellationToken).ConfigureAwait(false);
                examples.AddRange(labels.Select((label, index) => new TrainingExample(
                    label.Image,
                    label.Title,
                    label.Shot,
                    features[index],
                    [.. cast.Cast.Characters.Select(character => label.Present.TryGetValue(character.Id, out var present) ? present : (bool?)null)])));
            }

            return examples;
        }
    }

    private sealed class Lines(IJobProgress progress) : IProgress<string>
    {
        public void Report(string value) => progress.Message(value);
    }
}
