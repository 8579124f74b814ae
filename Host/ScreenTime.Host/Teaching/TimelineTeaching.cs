using ScreenTime.Host.Casts;
using ScreenTime.Host.Devices;
using ScreenTime.Host.Jobs;
using ScreenTime.Host.Labels;
using ScreenTime.Host.Media;
using ScreenTime.Host.Plugins;
using ScreenTime.Host.Sampling;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Teaching;

/// <summary>A record frame to label.</summary>
/// <param name="RecordFrame">The frame.</param>
/// <param name="Reason">Why it was chosen.</param>
/// <param name="Character">The index of the character that is probably in it; -1 for the other reasons.</param>
public readonly record struct FrameToLabel(long RecordFrame, ChoiceReason Reason, int Character);

/// <summary>
/// Teaches a cast from the frames that a timeline shows: ranks those whose labels teach most, and adds labels for record frames. It looks at frames that an analysis looks at, so nothing
/// is described twice.
/// </summary>
/// <param name="settings">The analysis that it is for.</param>
/// <param name="pictures">Its sources.</param>
/// <param name="plugins">Brings the recogniser.</param>
public sealed class TimelineTeaching(AnalysisSettings settings, RecordPictures pictures, PluginCatalog plugins)
{
    // Frames beyond these say little of what a film looks like, and would have to be described first.
    private const int UnknownFrames = 240;
    private const int MostFrames = 4000;

    // Labelled frames are kept as wide as 'cast label' keeps them.
    private const int MaximumWidth = 1280;

    // Cuts are found on the way while frames are described; of what is longer, a person would wait for it.
    private static readonly MediaTime s_shortFilm = new(900, 1);

    private readonly FrameReader _reader = new(pictures.Tools, pictures.Probe);
    private readonly OpenedTimeline _timeline = pictures.Timeline;

    /// <summary>The length of the record in frames.</summary>
    public long FrameCount => _timeline.Map.FrameCount;

    /// <summary>A hash of what shows: record frames mean the same where it is the same.</summary>
    public string TimelineKey => pictures.Key;

    /// <summary>Ranks the frames whose labels teach most, the most telling first.</summary>
    /// <param name="cast">The cast, trained or not.</param>
    /// <param name="count">How many.</param>
    /// <param name="passed">Record frames that a person did not want to label: neither they nor what looks like them is asked for.</param>
    /// <param name="kept">Record frames that must not teach: those of an audit's sample.</param>
    /// <param name="progress">Where it says how far it is.</param>
    /// <param name="cancellationToken">Stops; what was described stays in the cache.</param>
    /// <exception cref="UserException">Something that the user can mend.</exception>
    public async Task<IReadOnlyList<FrameToLabel>> RankAsync(
        CastFolder cast, int count, IReadOnlySet<long> passed, IReadOnlySet<long> kept, IJobProgress progress, CancellationToken cancellationToken)
    {
        cast.RefuseWithoutConsent(DateOnly.FromDateTime(DateTime.UtcNow));
        var model = TrainingJob.UsableModelOf(cast);
        using var gate = new DeviceGate();
        progress.Stage("Opening the recogniser");
        var recognizer = await plugins.RecognizerOf(cast).OpenAsync(
            new RecognizerSetup(cast.Cast, model, Locations.ModelsFolder, settings.Device, gate) { Models = cast.ChosenModels }, cancellationToken).ConfigureAwait(false);
        await using (recognizer.ConfigureAwait(false))
        {
            var describer = new FrameDescriber(
                _reader, recognizer, recognizer.FeaturesArePersonal ? PersonalFeatures.FolderOf(settings.OutputFolder, cast) : Locations.CacheFolder, progress);
            var candidates = await CandidatesAsync(describer, kept, cancellationToken).ConfigureAwait(false);
            var media = Sampler.MediaFrames(candidates);
            progress.Stage("Looking at frames");
            long known = 0;
            foreach (var (file, times) in media)
                known += await describer.CountKnownAsync(file, times, Options(file), cancellationToken).ConfigureAwait(false);
            var counter = new ProgressCounter(media.Sum(item => item.Times.Count), known, TimeProvider.System);
            var described = new Dictionary<string, DescribedMedia>(StringComparer.Ordinal);
            foreach (var (file, times) in media)
                described[file.Id] = await describer.DescribeAsync(file, times, Options(file), counter, cancellationToken).ConfigureAwait(false);
            var readable = candidates.Where(sample => described[sample.Layer.Media!.Id].Problem(sample.SourceTime) is null).ToList();
            if (readable.Count == 0)
                throw new UserException(ExitCode.MediaUnusable, "no frame of the timeline can be looked at: its media is offline or cannot be read");
            var left = readable.Index().Where(item => passed.Contains(item.Item.RecordFrame)).Select(item => item.Index).ToHashSet();
            var ranking = await new FrameRanking(recognizer, cast, model, describer, progress).ChooseAsync(
                readable.Count, index => described[readable[index].Layer.Media!.Id].Features(readable[index].SourceTime), left, count, cancellationToken).ConfigureAwait(false);
            return [.. ranking.Choices.Select(choice => new FrameToLabel(readable[choice.Index].RecordFrame, choice.Reason, choice.Character))];
        }
    }

    /// <summary>
    /// What a head says that is fitted to the labels in few steps, of the frames that were looked at already: within seconds, and without a look at any frame beside the labelled ones. Edges
    /// are not looked for, so what lies between two frames of which one shows somebody and the other does not is left out. It is written nowhere.
    /// </summary>
    /// <param name="cast">The cast, with labels.</param>
    /// <param name="labelled">Of labels that were made here, by picture and title, the record frame: its features are known.</param>
    /// <param name="progress">Where it says how far it is.</param>
    /// <param name="clock">Measures how fast it goes.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>Who appears when; null where nothing can be said so soon.</returns>
    /// <exception cref="UserException">Something that the user can mend.</exception>
    public async Task<AnalysisResult?> FirstAnswerAsync(
        CastFolder cast, IReadOnlyDictionary<(string Image, string Title), long> labelled, IJobProgress progress, TimeProvider clock, CancellationToken cancellationToken)
    {
        // Faces lie in the job's folder and galleries are quick: people have their real answer as soon.
        if (cast.HasPeople || cast.Labels.Count == 0)
            return null;
        cast.RefuseWithoutConsent(DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));
        progress.Stage("A first answer");
        using var gate = new DeviceGate();
        var provider = plugins.RecognizerOf(cast);
        var setup = new RecognizerSetup(cast.Cast, null, Locations.ModelsFolder, settings.Device, gate) { Models = cast.ChosenModels };
        var head = Directory.CreateTempSubdirectory("screentime-first-").FullName;
        try
        {
            List<TrainingExample> examples;
            HashSet<(string, MediaTime)> known;
            var recognizer = await provider.OpenAsync(setup, cancellationToken).ConfigureAwait(false);
            await using (recognizer.ConfigureAwait(false))
            {
                var describer = new FrameDescriber(_reader, recognizer, Locations.CacheFolder, progress, clock);
                known = await KnownAsync(describer, Grid(), cancellationToken).ConfigureAwait(false);
                if (known.Count == 0)
                    return null;
                examples = await ExamplesAsync(describer, cast, labelled, progress, clock, cancellationToken).ConfigureAwait(false);
            }

            await provider.TrainAsync(
                new TrainingRequest(setup, examples, SplitKind.ByShot, 42, true, head, Path.Combine(head, "work"), new Progress<string>()) { IsFirst = true }, cancellationToken).ConfigureAwait(false);
            recognizer = await provider.OpenAsync(setup with { HeadFolder = head }, cancellationToken).ConfigureAwait(false);
            await using (recognizer.ConfigureAwait(false))
            {
                var describer = new FrameDescriber(_reader, recognizer, Locations.CacheFolder, progress, clock);
                var sightings = new DescribedSightings(_reader, describer, recognizer, settings.Lut, new PaceMemory(Locations.CacheFolder, Environment.MachineName), clock);
                var looking = new Looking(sightings, clock, progress);
                var title = new TitleAnalysis(settings, cast, _timeline, null);
                await looking.LookAsync(
                    "A first answer", [.. title.Planned.Where(sample => sample.Layer.Media is { } media && known.Contains((media.Id, sample.SourceTime)))], [], IsShort ? Searches() : new Dictionary<string, ShotSearch>(),
                    cancellationToken).ConfigureAwait(false);
                title.Adapt(looking, null);
                return title.Result(looking, LookingEnvironment.Of(recognizer, pictures.Tools));
            }
        }
        finally
        {
            Directory.Delete(head, recursive: true);
        }
    }

    /// <summary>The labels with plain features: those of the record frame where they were made here, else of the picture.</summary>
    private async Task<List<TrainingExample>> ExamplesAsync(
        FrameDescriber describer, CastFolder cast, IReadOnlyDictionary<(string Image, string Title), long> labelled, IJobProgress progress, TimeProvider clock, CancellationToken cancellationToken)
    {
        var features = new Dictionary<LabelledFrame, byte[]>(ReferenceEqualityComparer.Instance);
        var here = (from label in cast.Labels
                    where labelled.ContainsKey((label.Image, label.Title))
                    let sample = Find(labelled[(label.Image, label.Title)])
                    where sample is not null
                    select (Label: label, Sample: sample)).ToList();
        var counter = new ProgressCounter(cast.Labels.Count, 0, clock);
        foreach (var (media, times) in Sampler.MediaFrames([.. here.Select(item => item.Sample)]))
        {
            var described = await describer.DescribeAsync(media, times, new DecodeOptions { LutPath = settings.Lut }, counter, cancellationToken).ConfigureAwait(false);
            foreach (var (label, sample) in here.Where(item => item.Sample.Layer.Media!.Id == media.Id && described.Problem(item.Sample.SourceTime) is null))
                features[label] = described.Features(sample.SourceTime);
        }

        foreach (var title in cast.Labels.Where(label => !features.ContainsKey(label)).GroupBy(label => label.Title, StringComparer.Ordinal))
        {
            var labels = title.ToList();
            var described = await describer.DescribeImagesAsync(labels.ConvertAll(label => Path.Combine(cast.ImagesFolder, label.Image)), false, counter, cancellationToken).ConfigureAwait(false);
            foreach (var (label, one) in labels.Zip(described))
                features[label] = one;
        }

        return [.. cast.Labels.Select(label => new TrainingExample(
            label.Image, label.Title, label.Shot, features[label], [.. cast.Cast.Characters.Select(character => label.Present.TryGetValue(character.Id, out var present) ? present : (bool?)null)]))];
    }

    private IReadOnlyList<PlannedSample> Grid() => new Sampler(_timeline.Map, _timeline.Document.Rate).Grid(_timeline.Programme, settings.SampleRate);

    private bool IsShort => MediaTime.FromFrames(_timeline.Programme.Length, _timeline.Document.Rate) <= s_shortFilm;

    /// <summary>The media files that show, full paths, each once.</summary>
    public IReadOnlyList<string> Films => [.. _timeline.Map.Segments.SelectMany(segment => segment.Layers).Select(layer => layer.Media?.Path).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Adds a label for a record frame, picture and all; it is on the disk when this returns.</summary>
    /// <param name="cast">The cast.</param>
    /// <param name="recordFrame">The frame.</param>
    /// <param name="present">Whether each character is visible, by id.</param>
    /// <param name="cancellationToken">Stops; nothing is added then.</param>
    /// <returns>The label, and what the cast said of the same picture before; null where it did not have it.</returns>
    /// <exception cref="UserException">The frame cannot be read, or the cast cannot be written.</exception>
    public async Task<(LabelledFrame Label, LabelledFrame? Before)> LabelAsync(
        CastFolder cast, long recordFrame, IReadOnlyDictionary<string, bool> present, CancellationToken cancellationToken)
    {
        var sample = (recordFrame >= 0 && recordFrame < _timeline.Map.FrameCount ? Find(recordFrame) : null) ?? throw new UserException(ExitCode.InputInvalid, "several pictures share this frame, or none shows: label another");
        var media = sample.Layer.Media!;
        var full = await _reader.FullSizeAsync(media, cancellationToken).ConfigureAwait(false);
        var width = Math.Min(full.Width, MaximumWidth);
        var size = new FrameRequest(width, Math.Max(1, (int)((long)full.Height * width / full.Width)));
        var shot = await ShotAsync(media, sample.SourceTime, cancellationToken).ConfigureAwait(false);
        await foreach (var frame in _reader.ReadAsync(media, [sample.SourceTime], size, new DecodeOptions { CropBars = false, LutPath = settings.Lut }, cancellationToken).ConfigureAwait(false))
        {
            using (frame)
            {
                if (frame.MissingReason is { } reason)
                    throw new UserException(ExitCode.MediaUnusable, reason);
                try
                {
                    var label = new LabelledFrame(
                        cast.AddImage(LabellingJob.Png(frame.Pixels.Span, size), ".png"), Path.GetFileNameWithoutExtension(media.Name), shot, LabellingJob.Describe(media, sample.SourceTime), present);
                    var before = cast.Labels.FirstOrDefault(other => (other.Image, other.Title) == (label.Image, label.Title));
                    cast.AddLabels([label]);
                    return (label, before);
                }
                catch
                {
                    cast.RemoveUnlabelledImages();
                    throw;
                }
            }
        }

        throw new UserException(ExitCode.MediaUnusable, $"{media.Name}: the frame could not be read");
    }

    private PlannedSample? Find(long recordFrame) =>
        new Sampler(_timeline.Map, _timeline.Document.Rate).At([recordFrame], 0).Where(Alone).FirstOrDefault();

    /// <summary>Whether a sample is of the one picture that shows: of two side by side, a person's answer would be about both. Titles above are no pictures.</summary>
    private bool Alone(PlannedSample sample) =>
        sample.Layer.Media is not null && _timeline.Map.At(sample.RecordFrame) is var segment && ReferenceEquals(segment.Main, sample.Layer) && segment.Edits.Count() == 1;

    /// <summary>The samples of an analysis that show one picture, spread evenly: known ones where an analysis looked already.</summary>
    private async Task<IReadOnlyList<PlannedSample>> CandidatesAsync(FrameDescriber describer, IReadOnlySet<long> kept, CancellationToken cancellationToken)
    {
        var all = Grid().Where(sample => Alone(sample) && !kept.Contains(sample.RecordFrame))
            .DistinctBy(sample => (sample.Layer.Media!.Id, sample.SourceTime)).ToList();
        var known = await KnownAsync(describer, all, cancellationToken).ConfigureAwait(false);
        var seen = all.Where(sample => known.Contains((sample.Layer.Media!.Id, sample.SourceTime))).ToList();
        return seen.Count >= Math.Min(UnknownFrames, all.Count) ? Spread(seen, MostFrames) : Spread(all, UnknownFrames);
    }

    /// <summary>The frames among some samples' that are described already.</summary>
    private async Task<HashSet<(string MediaId, MediaTime Time)>> KnownAsync(FrameDescriber describer, IReadOnlyList<PlannedSample> samples, CancellationToken cancellationToken)
    {
        var known = new HashSet<(string, MediaTime)>();
        foreach (var (media, times) in Sampler.MediaFrames(samples))
            known.UnionWith((await describer.KnownAsync(media, times, new DecodeOptions { LutPath = settings.Lut }, cancellationToken).ConfigureAwait(false)).Select(time => (media.Id, time)));
        return known;
    }

    private static List<PlannedSample> Spread(List<PlannedSample> samples, int count) =>
        samples.Count <= count ? samples : [.. Enumerable.Range(0, count).Select(i => samples[(int)((long)samples.Count * ((2 * i) + 1) / (2 * count))])];

    private DecodeOptions Options(MediaFile media) => new()
    {
        LutPath = settings.Lut,
        ShotRanges = IsShort ? Searches().GetValueOrDefault(media.Id)?.Ranges : null,
    };

    private Dictionary<string, ShotSearch> Searches() => TitleAnalysis.SearchesOf(_timeline.Map, _timeline.Programme, _timeline.Document.Rate);

    /// <summary>The shot of a frame within its media, where cuts are known; null (a loose picture) where nobody looked for them yet.</summary>
    private async Task<int?> ShotAsync(MediaFile media, MediaTime time, CancellationToken cancellationToken)
    {
        if (Searches().GetValueOrDefault(media.Id)?.Ranges is not { } ranges)
            return null;
        var pictureId = await _reader.PictureIdAsync(media, new DecodeOptions { LutPath = settings.Lut }, cancellationToken).ConfigureAwait(false);
        // With people in the cast, cuts lie beside their faces in the job's own folder.
        foreach (var folder in new[] { Locations.CacheFolder, Path.Combine(settings.OutputFolder, PersonalFeatures.FolderName) })
        {
            if (new Cache.ShotCache(folder).Read(media.Id, pictureId, ranges) is { } evidence)
            {
                var changes = await _reader.ShotChangesAsync(media, evidence, ranges, cancellationToken).ConfigureAwait(false);
                return changes.Count(change => change.Start + (change.End - change.Start).Scale(1, 2) <= time);
            }
        }

        return null;
    }
}
