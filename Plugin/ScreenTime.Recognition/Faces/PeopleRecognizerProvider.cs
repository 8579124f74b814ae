using System.Globalization;
using ScreenTime.Recognition.Backbones;
using ScreenTime.Recognition.Characters;
using ScreenTime.Recognition.Sessions;
using ScreenTime.Recognition.Training;
using ScreenTime.Sdk;

namespace ScreenTime.Recognition.Faces;

/// <summary>Opens and trains <see cref="PeopleRecognizer"/>.</summary>
public sealed class PeopleRecognizerProvider : IRecognizerProvider
{
    // Beyond it a single frame must not outweigh all others in the loss: 0.95.
    private const double SurestOdds = 3;

    private readonly CharacterRecognizerProvider _characters = new();

    /// <inheritdoc/>
    public string Id => "people";

    /// <inheritdoc/>
    public Task<IRecognizer> OpenAsync(RecognizerSetup setup, CancellationToken cancellationToken) => Task.Run<IRecognizer>(
        async () =>
        {
            var models = FaceModelSet.Read(setup.ModelsFolder, setup.Models);
            var gallery = setup.HeadFolder is null ? null : GalleryFile.Read(setup.HeadFolder, setup.Cast, models);
            var wholeFolder = gallery is { WholeFrame: true } ? Path.Combine(setup.HeadFolder!, GalleryFile.WholeFrameFolder) : null;
            var whole = await _characters.OpenAsync(setup with { HeadFolder = wholeFolder }, cancellationToken).ConfigureAwait(false);
            try
            {
                var stages = BackboneModel.Read(setup.ModelsFolder, CharacterRecognizerProvider.BackboneOf(setup with { HeadFolder = wholeFolder })).Stages;
                var runtime = Runtime.Instance;
                var (finder, device) = await DeviceLadder.ClimbAsync(
                    Faces(setup.Device),
                    runtime.GetAvailableProviders(),
                    runtime.GetVersionString(),
                    (provider, _) => new FaceFinder(models, provider, setup.Gate),
                    finder => finder.WarmUpAsync(TestPicture(), cancellationToken)).ConfigureAwait(false);
                // What is computed in fewer bits, and checked, is the whole frame's part.
                return new PeopleRecognizer(finder, models, whole, stages, gallery, setup.Cast, setup.Device.Precision == Precision.Full ? device : whole.Device);
            }
            catch
            {
                await whole.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        },
        cancellationToken);

    /// <inheritdoc/>
    public async Task<TrainingOutcome> TrainAsync(TrainingRequest request, CancellationToken cancellationToken)
    {
        var cast = request.Setup.Cast;
        var models = FaceModelSet.Read(request.Setup.ModelsFolder, request.Setup.Models);
        var features = request.Examples.Select(example => PeopleFeatures.Decode(example.Features)).ToList();
        var examples = request.Examples.Select((example, i) => new FaceExample(
            example.Key,
            example.Shot is { } shot ? string.Create(CultureInfo.InvariantCulture, $"{example.Title}\n{shot}") : example.Key,
            [.. features[i].Faces.Where(GalleryTrainer.Teaches)],
            example.Present)).ToList();
        var (gallery, heldOut) = await Task.Run(() => new GalleryTrainer(cast, examples).Run(), cancellationToken).ConfigureAwait(false);
        var warnings = new List<string>();
        foreach (var character in cast.Characters.Where(character => character.Kind == CharacterKind.Person))
        {
            var known = gallery.People.FirstOrDefault(person => person.CharacterId == character.Id);
            request.Log.Report(known is null
                ? $"{character.Name}: no face could be learned."
                : string.Create(CultureInfo.InvariantCulture, $"{character.Name}: {known.Exemplars.Count} faces learned; a face within {known.Threshold:0.00} of them is theirs."));
            if (known is null)
                warnings.Add($"No face of {character.Name} could be learned: give a photograph ('screentime cast enroll'), or label a frame that shows their face and no other.");
        }

        var whole = await TrainWholeAsync(request, features, warnings, cancellationToken).ConfigureAwait(false);
        if (whole is null && gallery.People.Count == 0)
            throw new UserException(ExitCode.CastUnusable, $"The cast \"{cast.Id}\" teaches nobody: {string.Join(' ', warnings)}");
        var bytes = GalleryFile.Write(request.OutputFolder, models, cast, gallery, whole is not null);
        return Outcome(request, gallery, heldOut, examples, whole, bytes, warnings);
    }

    /// <summary>The whole-frame head, where the labels suffice for one; loose photographs that name one character alone say nothing of whole frames.</summary>
    private async Task<TrainingOutcome?> TrainWholeAsync(
        TrainingRequest request, IReadOnlyList<PeopleFeatures> features, List<string> warnings, CancellationToken cancellationToken)
    {
        var frames = request.Examples.Select((example, i) => example with { Features = features[i].Whole })
            .Where(example => example.Shot is not null || example.Present.Count(present => present is not null) > 1 || request.Setup.Cast.Characters.Count == 1).ToList();
        var told = request.Setup.Cast.Characters.Select((_, c) => frames.Any(frame => frame.Present[c] == true) && frames.Any(frame => frame.Present[c] == false)).ToList();
        if (!told.All(enough => enough))
        {
            var lacking = request.Setup.Cast.Characters.Where((_, c) => !told[c]).Select(character => character.Name);
            warnings.Add($"Faces alone are used, not the look of whole frames: for that, label frames of the film with and without {string.Join(", ", lacking)}.");
            return null;
        }

        var folder = Directory.CreateDirectory(Path.Combine(request.OutputFolder, GalleryFile.WholeFrameFolder)).FullName;
        return await _characters.TrainAsync(request with { Examples = frames, OutputFolder = folder }, cancellationToken).ConfigureAwait(false);
    }

    private static TrainingOutcome Outcome(
        TrainingRequest request, Gallery gallery, double[][] heldOut, List<FaceExample> examples, TrainingOutcome? whole, long bytes, List<string> warnings)
    {
        var cast = request.Setup.Cast;
        var (loss, right, answers) = (0.0, 0, 0);
        var qualities = new List<CharacterQuality>();
        var groups = examples.Select(example => example.Group).Distinct(StringComparer.Ordinal).Index().ToDictionary(group => group.Item, group => group.Index, StringComparer.Ordinal);
        for (var c = 0; c < cast.Characters.Count; c++)
        {
            if (cast.Characters[c].Kind != CharacterKind.Person && whole is not null)
            {
                qualities.Add(whole.Characters[c]);
                continue;
            }

            int present = 0, absent = 0;
            var said = new List<(int Group, bool Present, double LogOdds)>();
            for (var e = 0; e < examples.Count; e++)
            {
                if (examples[e].Present[c] is not { } there)
                    continue;
                (present, absent) = there ? (present + 1, absent) : (present, absent + 1);
                if (double.IsNaN(heldOut[e][c]))
                    continue;
                var odds = Math.Clamp(heldOut[e][c], -SurestOdds, SurestOdds);
                said.Add((groups[examples[e].Group], there, odds));
                right += odds > 0 == there ? 1 : 0;
                loss += Math.Log(1 + Math.Exp(there ? -odds : odds));
            }

            answers += said.Count;
            var (precision, recall, f1, evidence) = HeldOutQuality.Of(said, request.Seed);
            qualities.Add(new CharacterQuality(cast.Characters[c].Id, present, absent, 1, precision, recall, f1, evidence));
        }

        var (heldLoss, accuracy) = answers > 0 ? (loss / answers, (double)right / answers) : (0, 0);
        var faces = gallery.People.Sum(person => person.Exemplars.Count);
        return new TrainingOutcome(
            new ModelDescription(
                whole?.Description.Backbone ?? "faces only",
                [string.Create(CultureInfo.InvariantCulture, $"gallery of {faces} faces of {gallery.People.Count} people"), .. whole?.Description.Layers ?? []],
                whole?.Description.Parameters ?? 0,
                bytes + (whole?.Description.ByteCount ?? 0)),
            "Faces: every labelled frame was judged by the faces of other shots alone (precision and recall below are of faces found and known; somebody turned away counts as not recalled)."
                + (whole is null ? "" : $" Whole frames: {whole.SplitDescription}"),
            examples.Count,
            heldOut.Count(frame => frame.Any(odds => !double.IsNaN(odds))),
            qualities,
            whole?.TrainingLoss ?? heldLoss,
            heldLoss,
            whole?.TrainingAccuracy ?? accuracy,
            accuracy,
            [.. warnings, .. whole?.Warnings ?? []]);
    }

    /// <summary>Where faces are found: on the device of the backbone, always in 32 bits.</summary>
    private static DeviceRequest Faces(DeviceRequest asked) => asked.Precision == Precision.EightBits ? new DeviceRequest(DeviceKind.Cpu) : asked with { Precision = Precision.Full };

    /// <summary>Smooth shades with some grain: every layer has something to answer to.</summary>
    private static RgbPicture TestPicture()
    {
        var pixels = new byte[FaceFinder.Width * FaceFinder.Height * 3];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (x, y, c) = (i / 3 % FaceFinder.Width, i / 3 / FaceFinder.Width, i % 3);
            pixels[i] = (byte)(((x * (c + 1) / 4) + (y * (3 - c) / 2) + (unchecked((uint)i * 2654435761u) >> 28)) & 255);
        }

        return new RgbPicture(FaceFinder.Width, FaceFinder.Height, pixels);
    }
}
