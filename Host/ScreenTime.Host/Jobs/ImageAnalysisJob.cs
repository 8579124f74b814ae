using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ScreenTime.Host.Casts;
using ScreenTime.Host.Devices;
using ScreenTime.Host.Files;
using ScreenTime.Host.Labels;
using ScreenTime.Host.Media;
using ScreenTime.Host.Plugins;
using ScreenTime.Host.Results;
using ScreenTime.Host.Titles;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Jobs;

/// <summary>What <c>screentime analyze FRAMES/</c> was asked for.</summary>
/// <param name="ImagesFolder">The folder of images.</param>
/// <param name="ListPath">A CSV whose first column names the images; null for all of the folder.</param>
/// <param name="CastFolder">The cast.</param>
/// <param name="OutputFolder">Where <c>predictions.csv</c> goes.</param>
/// <param name="Device">Where to run.</param>
public sealed record ImageAnalysisSettings(string ImagesFolder, string? ListPath, string CastFolder, string OutputFolder, DeviceRequest Device);

/// <summary>
/// Judges images one by one, without time: <c>predictions.csv</c> has the image, the class, and a probability a character; <c>predictions.json</c>
/// what they were judged with.
/// </summary>
/// <param name="plugins">Brings the recogniser.</param>
/// <param name="progress">Where it says how far it is.</param>
public sealed class ImageAnalysisJob(PluginCatalog plugins, IJobProgress progress)
{
    /// <summary>The file that is written.</summary>
    public const string PredictionsFile = "predictions.csv";

    /// <summary>Judges the images.</summary>
    /// <returns>How many, and the file.</returns>
    public async Task<(int Count, string Path)> RunAsync(ImageAnalysisSettings settings, CancellationToken cancellationToken)
    {
        var cast = CastFolder.Load(settings.CastFolder);
        var head = cast.CurrentModelFolder
            ?? throw new UserException(ExitCode.CastUnusable, $"the cast {cast.Cast.Id} is not trained yet: run 'screentime cast train {settings.CastFolder}'");
        var root = Path.GetFullPath(settings.ImagesFolder);
        var names = settings.ListPath is { } list
            ? Listed(CsvFile.Read(list))
            : ImageFrames.In(root).Select(path => Path.GetFileName(path)).ToList();
        if (names.Count == 0)
            throw new UserException(ExitCode.InputMissing, $"{settings.ImagesFolder} holds no images");
        foreach (var name in names)
        {
            var path = Inside.PathOf(root, name) ?? throw new UserException(ExitCode.InputInvalid, $"\"{name}\" leads out of {settings.ImagesFolder}");
            if (!File.Exists(path))
                throw new UserException(ExitCode.InputMissing, $"there is no image {name} in {settings.ImagesFolder}");
        }

        cast.RefuseWithoutConsent(DateOnly.FromDateTime(DateTime.UtcNow));
        using var output = OutputFolder.Open(settings.OutputFolder);
        var provider = plugins.RecognizerOf(cast);
        var tools = await FfmpegTools.FindAsync(cancellationToken).ConfigureAwait(false);
        var probe = new MediaProbe(tools);
        using var gate = new DeviceGate();
        progress.Stage("Opening the recogniser");
        var recognizer = await provider.OpenAsync(new RecognizerSetup(cast.Cast, head, Locations.ModelsFolder, settings.Device, gate) { Models = cast.ChosenModels }, cancellationToken).ConfigureAwait(false);
        await using (recognizer.ConfigureAwait(false))
        {
            var describer = new FrameDescriber(new FrameReader(tools, probe), recognizer, recognizer.FeaturesArePersonal ? PersonalFeatures.FolderOf(output.Path, cast) : Locations.CacheFolder, progress);
            var counter = new ProgressCounter(names.Count, 0, TimeProvider.System);
            var text = new StringBuilder("image,class");
            foreach (var character in cast.Cast.Characters)
                text.Append(',').Append(character.Id);
            text.Append('\n');
            progress.Stage("Looking at images");
            var features = await describer.DescribeImagesAsync(names.ConvertAll(name => Path.Combine(root, name)), false, counter, cancellationToken).ConfigureAwait(false);
            var judged = new List<IReadOnlyList<float>>();
            foreach (var feature in features)
                judged.Add((await recognizer.JudgeAsync([feature], cancellationToken).ConfigureAwait(false))[0].Probabilities);
            var shift = TitleShift.Estimate(judged, TrainingJob.OutcomeOf(head)?.Characters);
            if (shift.Moves)
                progress.Message(TitleAnalysis.Moved(cast.Cast, shift));
            for (var i = 0; i < names.Count; i++)
            {
                var probabilities = shift.Apply(judged[i]);
                text.Append(CsvFile.Escape(names[i])).Append(',')
                    .Append(ClassAccuracy.ClassOf(probabilities) is >= 0 and var best ? cast.Cast.Characters[best].Id : "nobody");
                foreach (var probability in probabilities)
                    text.Append(',').Append(probability.ToString("0.0000", CultureInfo.InvariantCulture));
                text.Append('\n');
            }

            output.Write(PredictionsFile, stream => stream.Write(Encoding.UTF8.GetBytes(text.ToString())));
            var record = Record(names, root, cast, head, recognizer, tools, settings.Device, cancellationToken);
            output.Write(PredictionsRecord.Name, stream => stream.Write(Encoding.UTF8.GetBytes(record.ToJson())));
            cancellationToken.ThrowIfCancellationRequested();
            return (names.Count, output.Keep()[0]);
        }
    }

    // A list of images needs no header, and an image that stands first is one.
    internal static List<string> Listed(IReadOnlyList<CsvFile.Row> rows) =>
        [.. rows.Skip(rows.Count > 0 && ImageFrames.IsImage(rows[0].Fields[0]) ? 0 : 1).Select(row => row.Fields[0]).Distinct(StringComparer.Ordinal)];

    private static PredictionsRecord Record(
        List<string> names, string root, CastFolder cast, string head, IRecognizer recognizer, FfmpegTools tools, DeviceRequest device, CancellationToken cancellationToken)
    {
        var labelled = cast.Labels.Select(label => Path.GetFileNameWithoutExtension(label.Image)).ToHashSet(StringComparer.Ordinal);
        var images = new List<JudgedImage>();
        foreach (var name in names)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var file = File.OpenRead(Path.Combine(root, name));
            var hash = Convert.ToHexStringLower(SHA256.HashData(file));
            images.Add(new JudgedImage(name, hash, labelled.Contains(hash)));
        }

        var provenance = Provenances.Of(
            images.Select(image => $"{image.Hash} {image.Name}"), "", cast.Hash, LookingEnvironment.Of(recognizer, tools),
            new SortedDictionary<string, string>(StringComparer.Ordinal) { ["device"] = device.ToString(), ["precision"] = device.Precision.Name() }, new Dictionary<string, string>());
        var trained = TrainingJob.OutcomeOf(head);
        return new PredictionsRecord(provenance, trained?.SplitDescription, trained?.TrainingClasses, trained?.ValidationClasses, images);
    }
}
