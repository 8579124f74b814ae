using ScreenTime.Host.Appearances;
using ScreenTime.Host.Breakdowns;
using ScreenTime.Host.Casts;
using ScreenTime.Host.Counting;
using ScreenTime.Host.Sampling;
using ScreenTime.Host.Timelines;
using ScreenTime.Host.Titles;
using ScreenTime.Sdk;
using Timecode = ScreenTime.Sdk.Timecode;

namespace ScreenTime.Host.Jobs;

/// <summary>
/// One title from its opened timeline to its result: which frames to look at, which to look at next, and what follows from what was seen. It neither decodes nor judges, so that
/// one process and many give the same.
/// </summary>
internal sealed class TitleAnalysis
{
    // Bisection between two samples a sampling period apart ends long before; this bounds a recogniser that never settles.
    private const int MaximumRounds = 40;

    // Of somebody less probable a recogniser does not know where they are.
    private const float Found = 0.5f;

    private readonly AnalysisSettings _settings;
    private readonly CastFolder _castFolder;
    private readonly OpenedTimeline _timeline;
    private readonly ShotBreakdown? _breakdown;
    private readonly Sampler _sampler;
    private IReadOnlyList<Shot> _shots = [];
    private IReadOnlyList<Unknown> _unknowns = [];
    private TitleShift? _shift;
    private FrameReadings _readings = new([]);
    private FrameReadings? _faces;

    /// <summary>Plans what to look at.</summary>
    /// <param name="settings">What is asked.</param>
    /// <param name="castFolder">The cast.</param>
    /// <param name="timeline">The timeline and its media.</param>
    /// <param name="breakdown">Who is in which shot, where somebody has said it.</param>
    public TitleAnalysis(AnalysisSettings settings, CastFolder castFolder, OpenedTimeline timeline, ShotBreakdown? breakdown)
    {
        (_settings, _castFolder, _timeline, _breakdown) = (settings, castFolder, timeline, breakdown);
        Cast = OnlyCast(castFolder.Cast, settings.Only);
        Provenance = settings.ForProvenance(breakdown);
        _sampler = new Sampler(timeline.Map, timeline.Document.Rate);
        var grid = _sampler.Grid(timeline.Programme, settings.SampleRate);
        var counted = CountingRules.TutorialFrames(timeline.Programme, timeline.Document.Rate).Except(grid.Select(sample => sample.RecordFrame)).ToList();
        Planned = [.. grid, .. _sampler.At(counted, 1)];
        ShotSearches = SearchesOf(timeline.Map, timeline.Programme, timeline.Document.Rate);
    }

    /// <summary>Those who are reported.</summary>
    public Cast Cast { get; }

    /// <summary>The settings that change the result, with what the files held that they name.</summary>
    public IReadOnlyDictionary<string, string> Provenance { get; }

    /// <summary>The timeline.</summary>
    public TimelineDocument Document => _timeline.Document;

    /// <summary>The regular grid, and the frames that rules count.</summary>
    public IReadOnlyList<PlannedSample> Planned { get; }

    /// <summary>Where cuts are looked for, by media id.</summary>
    public IReadOnlyDictionary<string, ShotSearch> ShotSearches { get; }

    /// <summary>How the thresholds were moved, in words; null where they were not.</summary>
    public string? Shifted => _shift is { Moves: true } shift ? Moved(_castFolder.Cast, shift) : null;

    /// <summary>The shots of the record, once they are known.</summary>
    public IReadOnlyList<Shot> Shots => _shots;

    /// <summary>Looks at what is planned.</summary>
    /// <param name="looking">Looks.</param>
    /// <param name="only">The part of the plan to look at; null for all of it. A recogniser of frames needs all, since a title's thresholds rest on all of its frames.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task LookAsync(Looking looking, Func<PlannedSample, bool>? only, CancellationToken cancellationToken) =>
        await looking.LookAsync("Looking at frames", only is null ? Planned : [.. Planned.Where(only)], [], ShotSearches, cancellationToken).ConfigureAwait(false);

    /// <summary>Adapts to the look of the title: a step of its own, between looking at the plan and looking for edges.</summary>
    /// <param name="looking">What was seen.</param>
    /// <param name="qualities">How the model did on held-out frames; null: not known.</param>
    public void Adapt(Looking looking, IReadOnlyList<CharacterQuality>? qualities)
    {
        _shift = looking.Adapt(qualities);
        _shots = ShotMap.Build(_timeline.Map, _timeline.Programme, Document.Rate, looking.ShotChanges);
        _unknowns = looking.Unknowns(_timeline.Map, Document.Rate, _timeline.Programme);
        _readings = new FrameReadings(looking.Samples.Select(Weighed));
        _faces = looking.Samples.Any(sample => sample.Faces is not null) ? new FrameReadings(looking.Samples.Select(Weighed).Select(OfFaces)) : null;
    }

    /// <summary>Finds the edges of appearances inside shots.</summary>
    /// <param name="looking">Looks.</param>
    /// <param name="shots">The shots.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task RefineAsync(Looking looking, IReadOnlyList<Shot> shots, CancellationToken cancellationToken)
    {
        var builder = new AppearanceBuilder(_castFolder.Cast, shots, _unknowns);
        for (var round = 1; round <= MaximumRounds; round++)
        {
            var wanted = _faces is null ? builder.Wanted(_readings) : [.. builder.Wanted(_readings).Union(builder.Wanted(_faces)).Order()];
            if (wanted.Count == 0)
                break;
            // What is decoded once on the way to a frame need not be decoded again when it is asked for.
            var later = builder.WantedLater(_readings).Concat(_faces is null ? [] : builder.WantedLater(_faces)).Except(wanted).Order();
            var fresh = await looking.LookAsync(
                "Finding the edges", _sampler.At(wanted, round), _sampler.At(later, round), new Dictionary<string, ShotSearch>(), cancellationToken).ConfigureAwait(false);
            _readings.Add(fresh.Select(Weighed));
            _readings.AddUnreadable(wanted);
            _faces?.Add(fresh.Select(Weighed).Select(OfFaces));
            _faces?.AddUnreadable(wanted);
        }
    }

    /// <summary>The result of all that was seen.</summary>
    /// <param name="looking">What was seen.</param>
    /// <param name="environment">What it was seen with.</param>
    /// <param name="mixed">Which parts were seen with something else, a line each; usually none.</param>
    /// <exception cref="UserException">The look-up table has changed meanwhile: some frames may have been seen through another.</exception>
    public AnalysisResult Result(Looking looking, LookingEnvironment environment, IReadOnlyList<string>? mixed = null)
    {
        if (!Provenance.SequenceEqual(_settings.ForProvenance(_breakdown)))
            throw new UserException(ExitCode.Retry, $"{_settings.Lut} has changed since the analysis began, so nothing was written: run again");
        var (document, map, programme) = (Document, _timeline.Map, _timeline.Programme);
        var builder = new AppearanceBuilder(_castFolder.Cast, _shots, _unknowns);
        IReadOnlyList<Unknown> unknowns = [.. _unknowns.Concat(Unseen(builder, _readings, map)).OrderBy(unknown => unknown.Record.Start).ThenBy(unknown => unknown.Reason, StringComparer.Ordinal)];
        // Everybody is counted, since a rule may give a frame to one of several; then those who were asked for are reported.
        var everybody = builder.Build(_readings, frame => Source(_timeline.TimelineMap, document, frame));
        var appearances = everybody.Where(appearance => Cast.IndexOf(appearance.CharacterId) >= 0).ToList();
        var faceAppearances = _faces is null ? [] : builder.Build(_faces, frame => Source(_timeline.TimelineMap, document, frame)).Where(face => _castFolder.Cast.Characters[_castFolder.Cast.IndexOf(face.CharacterId)].Kind == CharacterKind.Person).ToList();
        var totals = CountingRules.Count(_castFolder.Cast, document.Rate, programme, everybody, unknowns, _readings, _faces is null ? null : faceAppearances)
            .Where(total => Cast.IndexOf(total.CharacterId) >= 0).ToList();
        var columns = Cast.Characters.Select(character => _castFolder.Cast.IndexOf(character.Id)).ToList();
        var castings = _castFolder.Castings.Where(casting => casting.Holds(_settings.Episode, _settings.Day)).ToList();
        var media = RelinkReport.Of(_timeline.Links, map, programme, _timeline.Picture, looking.Lost(map, document.Rate, programme));
        return new AnalysisResult(
            document.Timeline.Name.Length > 0 ? document.Timeline.Name : Path.GetFileNameWithoutExtension(_settings.TimelinePath),
            document.Rate,
            document.DropFrame,
            document.StartFrame,
            map.FrameCount,
            programme,
            Cast,
            [.. looking.Samples
                .Select(sample => sample.Probabilities is { } all ? Reported(sample, all, columns) : sample)
                .OrderBy(sample => sample.RecordFrame).ThenBy(sample => sample.Track).ThenBy(sample => sample.Refinement)],
            _shots,
            appearances,
            unknowns,
            totals,
            media,
            Provenances.Of(
                media.Select(use => $"{use.Id} {use.Name}"), TimelineContent.HashOf(document), _castFolder.Hash, environment, Provenance, _faces is null ? CountingRules.Texts : CountingRules.TextsWithFaces, mixed),
            [.. map.Assumptions, .. Shifted is { } shifted ? [shifted] : (string[])[], .. (mixed ?? []).Select(line => $"Parts were looked at with something else than the rest, so last digits may differ: {line}.")])
        {
            Contradictions = _breakdown?.Contradictions(looking.Samples, _shots, everybody) ?? [],
            RegionFrame = looking.Samples.Any(sample => sample.Regions is not null) ? environment.Frame : null,
            Castings = castings,
            // Of somebody with a look that was not asked for, only a part was counted.
            RoleTotals = [.. RoleTotals.Count(castings, appearances, programme, document.Rate).Where(total => total.Looks.All(look => Cast.IndexOf(look) >= 0))],
            FaceAppearances = [.. faceAppearances.Where(face => Cast.IndexOf(face.CharacterId) >= 0)],
        };
    }

    /// <summary>A sample of those who are reported; whoever else was found becomes a stranger.</summary>
    private static Sample Reported(Sample sample, IReadOnlyList<float> all, IReadOnlyList<int> columns)
    {
        SightingRegion? Region(int column) => all[column] >= Found ? sample.Regions?[column] : null;
        return sample with
        {
            Probabilities = [.. columns.Select(column => all[column])],
            Faces = sample.Faces is { } seen ? [.. columns.Select(column => seen[column])] : null,
            Regions = columns.Any(column => Region(column) is not null) ? [.. columns.Select(Region)] : null,
            Strangers = [.. sample.Strangers, .. Enumerable.Range(0, all.Count).Except(columns).Select(Region).OfType<SightingRegion>()],
        };
    }

    private Sample Weighed(Sample sample) => _breakdown?.Weighed(sample) ?? sample;

    /// <summary>Those of a cast who are asked for.</summary>
    /// <exception cref="UserException">Somebody is not in the cast.</exception>
    internal static Cast OnlyCast(Cast cast, IReadOnlyList<string> only)
    {
        foreach (var id in only.Where(id => cast.IndexOf(id) < 0))
            throw new UserException(ExitCode.CastUnusable, $"--only {id}: the cast has {string.Join(", ", cast.Characters.Select(character => character.Id))}");
        return only.Count == 0 ? cast : cast with { Characters = [.. cast.Characters.Where(character => only.Contains(character.Id, StringComparer.OrdinalIgnoreCase))] };
    }

    /// <summary>What a shift of thresholds means, in words.</summary>
    internal static string Moved(Cast cast, TitleShift shift) =>
        "This looks otherwise than the labelled frames, so thresholds were moved by how far its own evidence reaches, and so that as many frames are found as are to be expected; a few labelled frames of it are surer: "
        + string.Join(", ", cast.Characters.Select((character, k) => FormattableString.Invariant($"{character.Name} {shift.Thresholds[k]:+0.00;-0.00;0}"))) + " (log-odds).";

    private static IEnumerable<Unknown> Unseen(AppearanceBuilder builder, FrameReadings readings, RecordMap map) =>
        from unseen in builder.Unseen(readings)
        let layers = map.At(unseen.Record.Start).Layers
        where layers.Count > 0
        select new Unknown(unseen.Record, $"The clip \"{layers[0].ClipName}\": " + (unseen.Kind is UnseenKind.Shot
            ? "no frame of this shot could be read"
            : "somebody comes or goes among frames that could not be read"));

    private static Sample OfFaces(Sample sample) => sample with { Probabilities = sample.Faces };

    /// <summary>Where shots of each media file are looked for that the programme shows.</summary>
    internal static Dictionary<string, ShotSearch> SearchesOf(RecordMap map, FrameRange programme, FrameRate rate)
    {
        var near = new MediaTime(2, 1);
        var shown = new Dictionary<string, (List<MediaRange> Ranges, SortedSet<MediaTime> Starts, SortedSet<MediaTime> Ends)>(StringComparer.Ordinal);
        RecordSegment? previous = null;
        (SortedSet<MediaTime> Ends, MediaTime Last)? open = null;
        foreach (var segment in map.Segments)
        {
            var goesOn = previous?.ShowsTheEditsOf(segment) == true;
            previous = segment;
            if (!goesOn)
                Close();
            var record = segment.Record.Intersect(programme);
            if (record.IsEmpty || segment.Main is not { Media: { } media } layer || layer.SpeedNumerator == 0)
                continue;
            var first = layer.SourceTimeAt(record.Start - segment.Record.Start, rate);
            var last = layer.SourceTimeAt(record.End - 1 - segment.Record.Start, rate);
            var start = MediaTime.Max(MediaTime.Zero, MediaTime.Min(first, last) - media.Rate.FrameDuration);
            var end = MediaTime.Min(media.Duration, MediaTime.Max(first, last) + media.Rate.FrameDuration);
            if (end <= start)
                continue;
            if (!shown.TryGetValue(media.Id, out var known))
                shown[media.Id] = known = ([], [], []);
            known.Ranges.Add(new MediaRange(start, end - start));
            if (!goesOn)
                known.Starts.Add(MediaTime.Max(MediaTime.Zero, MediaTime.Min(first, last)));
            open = (known.Ends, MediaTime.Max(MediaTime.Zero, MediaTime.Max(first, last)));
        }

        Close();
        return shown.ToDictionary(
            pair => pair.Key,
            pair =>
            {
                var merged = new List<MediaRange>();
                foreach (var range in pair.Value.Ranges.OrderBy(range => range.Start))
                {
                    if (merged.Count > 0 && range.Start <= merged[^1].End + near)
                        merged[^1] = new MediaRange(merged[^1].Start, MediaTime.Max(merged[^1].End, range.End) - merged[^1].Start);
                    else
                        merged.Add(range);
                }

                return new ShotSearch(merged, [.. pair.Value.Starts], [.. pair.Value.Ends]);
            },
            StringComparer.Ordinal);

        void Close()
        {
            open?.Ends.Add(open.Value.Last);
            open = null;
        }
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
}
