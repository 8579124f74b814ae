using System.Security.Cryptography;
using System.Text;
using ScreenTime.Host.Appearances;
using ScreenTime.Host.Breakdowns;
using ScreenTime.Host.Cache;
using ScreenTime.Host.Casts;
using ScreenTime.Host.Counting;
using ScreenTime.Host.Devices;
using ScreenTime.Host.Media;
using ScreenTime.Host.Plugins;
using ScreenTime.Host.Results;
using ScreenTime.Host.Sampling;
using ScreenTime.Host.Timelines;
using ScreenTime.Host.Titles;
using ScreenTime.Sdk;
using Timecode = ScreenTime.Sdk.Timecode;

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
    // Bisection between two samples a sampling period apart ends long before; this bounds a recogniser that never settles.
    private const int MaximumRounds = 40;

    /// <summary>Runs the analysis and writes its files, whole or not at all.</summary>
    /// <exception cref="UserException">Something that the user can mend.</exception>
    public async Task<AnalysisOutcome> RunAsync(AnalysisSettings settings, CancellationToken cancellationToken)
    {
        // What can be wrong is found out before anything slow begins.
        var exports = new ExportSet(plugins, settings.Exports);
        var castFolder = CastFolder.Load(settings.CastFolder);
        var cast = OnlyCast(castFolder.Cast, settings.Only);
        var breakdown = settings.Breakdown is { } sheet ? ShotBreakdown.Read(sheet, castFolder.Cast, settings.BreakdownWeight) : null;
        var tools = await FfmpegTools.FindAsync(cancellationToken).ConfigureAwait(false);
        var probe = new MediaProbe(tools);

        progress.Stage("Reading the timeline");
        var document = await new TimelineLoader(plugins.Readers, probe).LoadAsync([settings.TimelinePath, .. settings.TracksAbove], settings.Read, cancellationToken).ConfigureAwait(false);
        if (castFolder.CurrentModelFolder is not { } headFolder)
            throw new UserException(ExitCode.CastUnusable, $"the cast {castFolder.Cast.Id} is not trained yet: run 'screentime cast train {settings.CastFolder}'");
        castFolder.RefuseWithoutConsent(DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));
        using var output = OutputFolder.Open(settings.OutputFolder);
        foreach (var path in settings.TracksAbove.Prepend(settings.TimelinePath))
            exports.RefuseToOverwrite(Path.GetFullPath(path), output.Path, document.Timeline.Name);

        progress.Stage("Finding the media");
        var (_, links, timelineMap, map, picture, programme) = await OpenedTimeline.OpenAsync(document, settings, tools, probe, cancellationToken).ConfigureAwait(false);

        using var gate = new DeviceGate();
        var provider = plugins.Recognizers.FirstOrDefault(candidate => candidate.Id == castFolder.Recognizer)
            ?? throw new UserException(
                ExitCode.ComponentMissing, $"no plugin offers the recogniser \"{castFolder.Recognizer}\"{plugins.WhyNot(castFolder.Recognizer)}: 'screentime plugins' shows what is wrong");
        progress.Stage("Opening the recogniser");
        var recognizer = await provider.OpenAsync(
            new RecognizerSetup(castFolder.Cast, headFolder, Locations.ModelsFolder, settings.Device, gate) { Models = castFolder.ChosenModels }, cancellationToken).ConfigureAwait(false);
        await using (recognizer.ConfigureAwait(false))
        {
            var features = recognizer.FeaturesArePersonal ? PersonalFeatures.FolderOf(output.Path, castFolder) : Locations.CacheFolder;
            var looking = new Looking(
                new FrameDescriber(new FrameReader(tools, probe), recognizer, features, progress),
                recognizer, settings.Lut, new PaceMemory(Locations.CacheFolder, Environment.MachineName), clock, progress);
            var sampler = new Sampler(map, document.Rate);
            var grid = sampler.Grid(programme, settings.SampleRate);
            var counted = CountingRules.TutorialFrames(programme, document.Rate).Except(grid.Select(sample => sample.RecordFrame)).ToList();
            var planned = grid.Concat(sampler.At(counted, 1)).ToList();
            var estimate = await looking.EstimateAsync(
                planned, castFolder.Pictures, features, CacheDisk.FreeBytes(features), cancellationToken).ConfigureAwait(false);
            progress.Message(estimate.ToString());
            estimate.RefuseWithoutRoom();
            if (estimate.New > 0)
                CacheDisk.RefuseUnwritable(features);
            await looking.LookAsync("Looking at frames", planned, ShotRanges(map, programme, document.Rate), cancellationToken).ConfigureAwait(false);

            var shift = looking.Adapt(TrainingJob.OutcomeOf(headFolder)?.Characters);
            if (shift.Moves)
                progress.Message(Moved(castFolder.Cast, shift));

            var shots = ShotMap.Build(map, programme, document.Rate, looking.ShotChanges);
            var unknowns = looking.Unknowns(map, document.Rate, programme);
            Sample Weighed(Sample sample) => breakdown?.Weighed(sample) ?? sample;
            var readings = new FrameReadings(looking.Samples.Select(Weighed));
            var faces = looking.Samples.Any(sample => sample.Faces is not null) ? new FrameReadings(looking.Samples.Select(Weighed).Select(OfFaces)) : null;
            var builder = new AppearanceBuilder(castFolder.Cast, shots, unknowns);
            for (var round = 1; round <= MaximumRounds; round++)
            {
                var wanted = faces is null ? builder.Wanted(readings) : [.. builder.Wanted(readings).Union(builder.Wanted(faces)).Order()];
                if (wanted.Count == 0)
                    break;
                var fresh = await looking.LookAsync("Finding the edges", sampler.At(wanted, round), new Dictionary<string, IReadOnlyList<MediaRange>>(), cancellationToken).ConfigureAwait(false);
                readings.Add(fresh.Select(Weighed));
                readings.AddUnreadable(wanted);
                faces?.Add(fresh.Select(Weighed).Select(OfFaces));
                faces?.AddUnreadable(wanted);
            }

            unknowns = [.. unknowns.Concat(Unseen(builder, readings, map)).OrderBy(unknown => unknown.Record.Start).ThenBy(unknown => unknown.Reason, StringComparer.Ordinal)];
            // Everybody is counted, since a rule may give a frame to one of several; then those who were asked for are reported.
            var everybody = builder.Build(readings, frame => Source(timelineMap, document, frame));
            var appearances = everybody.Where(appearance => cast.IndexOf(appearance.CharacterId) >= 0).ToList();
            var faceAppearances = faces is null ? [] : builder.Build(faces, frame => Source(timelineMap, document, frame)).Where(face => castFolder.Cast.Characters[castFolder.Cast.IndexOf(face.CharacterId)].Kind == CharacterKind.Person).ToList();
            var totals = CountingRules.Count(castFolder.Cast, document.Rate, programme, everybody, unknowns, readings, faces is null ? null : faceAppearances)
                .Where(total => cast.IndexOf(total.CharacterId) >= 0).ToList();
            var columns = cast.Characters.Select(character => castFolder.Cast.IndexOf(character.Id)).ToList();
            var media = RelinkReport.Of(links, map, programme, picture, looking.Lost(map, document.Rate, programme));
            var result = new AnalysisResult(
                document.Timeline.Name.Length > 0 ? document.Timeline.Name : Path.GetFileNameWithoutExtension(settings.TimelinePath),
                document.Rate,
                document.DropFrame,
                document.StartFrame,
                map.FrameCount,
                programme,
                cast,
                [.. looking.Samples
                    .Select(sample => sample.Probabilities is { } all ? sample with { Probabilities = [.. columns.Select(column => all[column])], Faces = sample.Faces is { } seen ? [.. columns.Select(column => seen[column])] : null } : sample)
                    .OrderBy(sample => sample.RecordFrame).ThenBy(sample => sample.Track).ThenBy(sample => sample.Refinement)],
                shots,
                appearances,
                unknowns,
                totals,
                media,
                Provenances.Of(
                    media.Select(use => $"{use.Id} {use.Name}"), TimelineHash(settings, document), castFolder.Hash, recognizer, tools, settings.ForProvenance(), faces is null ? CountingRules.Texts : CountingRules.TextsWithFaces),
                shift.Moves ? [.. map.Assumptions, Moved(castFolder.Cast, shift)] : map.Assumptions)
            {
                Contradictions = breakdown?.Contradictions(looking.Samples, shots, everybody) ?? [],
                RoleTotals = RoleTotals.Count([.. castFolder.Castings.Where(casting => casting.Holds(settings.Episode, settings.Day))], appearances, programme, document.Rate),
                FaceAppearances = [.. faceAppearances.Where(face => cast.IndexOf(face.CharacterId) >= 0)],
            };
            progress.Stage("Writing");
            output.Write(ResultFile.Name, stream => ResultFile.Write(result, stream));
            output.Write(SourcesFile.Name, stream => SourcesFile.Write(settings, stream));
            var messages = exports.Write(output, document, cast, result, settings.Export, settings.MarkersOnly);
            cancellationToken.ThrowIfCancellationRequested();
            return new AnalysisOutcome(result, output.Keep(), messages);
        }
    }

    /// <summary>What a shift of thresholds means, in words.</summary>
    internal static string Moved(Cast cast, TitleShift shift) =>
        "This looks otherwise than the labelled frames, so thresholds were moved by how far its own evidence reaches; a few labelled frames of it are surer: "
        + string.Join(", ", cast.Characters.Select((character, k) => FormattableString.Invariant($"{character.Name} {shift.Thresholds[k]:+0.00;-0.00;0}"))) + " (log-odds).";

    private static IEnumerable<Unknown> Unseen(AppearanceBuilder builder, FrameReadings readings, RecordMap map) =>
        from unseen in builder.Unseen(readings)
        let layers = map.At(unseen.Record.Start).Layers
        where layers.Count > 0
        select new Unknown(unseen.Record, $"The clip \"{layers[0].ClipName}\": " + (unseen.Kind is UnseenKind.Shot
            ? "no frame of this shot could be read"
            : "somebody comes or goes among frames that could not be read"));

    private static Sample OfFaces(Sample sample) => sample with { Probabilities = sample.Faces };

    private static Cast OnlyCast(Cast cast, IReadOnlyList<string> only)
    {
        foreach (var id in only.Where(id => cast.IndexOf(id) < 0))
            throw new UserException(ExitCode.CastUnusable, $"--only {id}: the cast has {string.Join(", ", cast.Characters.Select(character => character.Id))}");
        return only.Count == 0 ? cast : cast with { Characters = [.. cast.Characters.Where(character => only.Contains(character.Id, StringComparer.OrdinalIgnoreCase))] };
    }

    /// <summary>The stretches of each media file that the programme shows, merged where they are near: what cuts are looked for in.</summary>
    private static Dictionary<string, IReadOnlyList<MediaRange>> ShotRanges(RecordMap map, FrameRange programme, FrameRate rate)
    {
        var near = new MediaTime(2, 1);
        var shown = new Dictionary<string, List<MediaRange>>(StringComparer.Ordinal);
        foreach (var segment in map.Segments)
        {
            var record = segment.Record.Intersect(programme);
            if (record.IsEmpty || segment.Main is not { Media: { } media } layer || layer.SpeedNumerator == 0)
                continue;
            var first = layer.SourceTimeAt(record.Start - segment.Record.Start, rate);
            var last = layer.SourceTimeAt(record.End - 1 - segment.Record.Start, rate);
            var start = MediaTime.Max(MediaTime.Zero, MediaTime.Min(first, last) - media.Rate.FrameDuration);
            var end = MediaTime.Min(media.Duration, MediaTime.Max(first, last) + media.Rate.FrameDuration);
            if (end > start)
                (shown.TryGetValue(media.Id, out var ranges) ? ranges : shown[media.Id] = []).Add(new MediaRange(start, end - start));
        }

        return shown.ToDictionary(
            pair => pair.Key,
            pair =>
            {
                var merged = new List<MediaRange>();
                foreach (var range in pair.Value.OrderBy(range => range.Start))
                {
                    if (merged.Count > 0 && range.Start <= merged[^1].End + near)
                        merged[^1] = new MediaRange(merged[^1].Start, MediaTime.Max(merged[^1].End, range.End) - merged[^1].Start);
                    else
                        merged.Add(range);
                }

                return (IReadOnlyList<MediaRange>)merged;
            },
            StringComparer.Ordinal);
    }

    private static SourceMoment Source(RecordMap map, TimelineDocument document, long frame)
    {
        var segment = map.At(frame);
        if (segment.Main is not { } layer)
            return new SourceMoment("", "", "");
        if (layer.Media is not { StartTimecode: { } start } media)
            return new SourceMoment(layer.ClipName, "", "");
        var number = start + layer.SourceTimeAt(frame - segment.Record.Start, document.Rate).FloorToFrame(media.Rate);
        var drop = media.DropFrame && media.Rate.HasDropFrame;
        return new SourceMoment(layer.ClipName, Timecode.Format(number, media.Rate, drop), Timecode.Format(number + 1, media.Rate, drop));
    }

    /// <summary>The hash of the timeline's file; of several, that of their hashes.</summary>
    private static string TimelineHash(AnalysisSettings settings, TimelineDocument document) => settings.TracksAbove.Count == 0
        ? Hash(document.Path)
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', settings.TracksAbove.Prepend(document.Path).Select(Hash)))));

    private static string Hash(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
