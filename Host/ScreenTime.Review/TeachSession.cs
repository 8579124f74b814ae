using ScreenTime.Host.Auditing;
using ScreenTime.Host.Casts;
using ScreenTime.Host.Jobs;
using ScreenTime.Host.Labels;
using ScreenTime.Host.Plugins;
using ScreenTime.Host.Teaching;
using ScreenTime.Sdk;

namespace ScreenTime.Review;

/// <summary>
/// Teaching in the page: a cast, the frames whose labels teach most, labels, training and another analysis. Labels are the cast's own, on the disk before a request is answered. Safe to
/// use from several requests at once.
/// </summary>
/// <param name="settings">The analysis; null where the folder does not say how it was made.</param>
/// <param name="teaching">Its frames; null where they cannot be shown.</param>
/// <param name="whyNot">Why not, in a sentence.</param>
/// <param name="plugins">Bring recognisers, readers and writers.</param>
/// <param name="work">Runs long jobs.</param>
/// <param name="pictures">The frames' pictures; null where they cannot be shown.</param>
/// <param name="analysed">Is told of every analysis; returns what it changed.</param>
/// <param name="reviewer">Who teaches.</param>
/// <param name="clock">Says what day it is.</param>
public sealed class TeachSession(
    AnalysisSettings? settings, TimelineTeaching? teaching, string whyNot, PluginCatalog plugins, Work work, Pictures? pictures, Func<AnalysisResult, IReadOnlyList<TimeChange>> analysed, string reviewer,
    TimeProvider clock) : IDisposable
{
    private const int MostChosen = 100;
    private const int MostNames = 1000;
    private const int ShownActs = 200;
    private const string LearnJob = "learn";

    // Pictures of looks that recur, and the label file that goes with them.
    private const string UnnamedFolder = "unnamed";

    // As the page asks for them.
    private const int PictureWidth = 1280;

    private static readonly string[] s_files = ["cast.json", "labels.json"];

    private static IReadOnlyDictionary<string, bool> NoLabel { get; } = new Dictionary<string, bool>();

    private readonly Lock _lock = new();

    // One label after the other: what a label takes the place of, the label and the line of the log that takes it back belong together.
    private readonly SemaphoreSlim _turn = new(1);

    // What was labelled and skipped, in this start of the page and in earlier ones; null until the folder is asked.
    private TeachingLog? _log;
    private IReadOnlyList<FrameToLabel> _asked = [];
    private List<(SuggestedGroup Group, string Name)> _groups = [];
    private IReadOnlyList<TimeChange> _change = [];

    // What the training that runs says so soon; never written.
    private AnalysisResult? _first;
    private bool _stale;
    private (string Model, int? Labels) _modelLabels = ("", null);
    private (CastFolder Cast, string Stamp)? _cast;

    private DateOnly Today => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);

    private AnalysisSettings Settings => settings ?? throw new ArgumentException(whyNot);

    private TimelineTeaching Teaching => teaching ?? throw new ArgumentException(whyNot);

    /// <summary>Where things stand.</summary>
    public TeachMessage State()
    {
        lock (_lock)
        {
            if (settings is null || teaching is null)
                return Nothing(whyNot, false);
            try
            {
                if (!HasCast(settings.CastFolder))
                    return Nothing("", false);
                var cast = Load();
                var model = TrainingJob.UsableModelOf(cast);
                var expected = model is null ? null : TrainingJob.OutcomeOf(model)?.Characters;
                return new TeachMessage(
                    "", cast.Path, true, cast.HasPeople,
                    [.. cast.Cast.Characters.Select((character, index) => new TaughtCharacterMessage(
                        character.Id, character.Name, character.Color, character.Kind == CharacterKind.Person, Count(cast, character.Id, true), Count(cast, character.Id, false),
                        expected?[index].F1 is { } f1 ? [f1.Value, f1.Low, f1.High] : []))],
                    cast.Labels.Count, model is not null, model is null || IsStale(cast, model),
                    [.. _asked.Select(asked => new AskedMessage(asked.RecordFrame, asked.Reason.ToString().ToLowerInvariant(), asked.Character))],
                    [.. Taught(cast).Reverse().Take(ShownActs).Select(act => new TaughtMessage(
                        act.Frame, [.. (act.Label?.Present ?? NoLabel).Where(pair => pair.Value && cast.Cast.IndexOf(pair.Key) >= 0).Select(pair => pair.Key)]))],
                    [.. _groups.Select((item, index) => new GroupMessage(index, item.Group.Frames, item.Group.First, PicturesOf(item.Group).Count, item.Name, item.Group.RecordFrames.Count > 0))],
                    _change, First(cast), work.State);
            }
            catch (UserException exception)
            {
                return Nothing(exception.Message, true);
            }
        }
    }

    /// <summary>Makes the cast.</summary>
    /// <exception cref="ArgumentException">There are no names, or too many.</exception>
    /// <exception cref="UserException">There is a cast already, or people without a basis.</exception>
    public TeachMessage Create(NewCastMessage message)
    {
        var names = CastFolder.WithIds(Texts(message.Names), []);
        if (names.Count == 0)
            throw new ArgumentException("give at least one name");
        lock (_lock)
        {
            _cast = (CastFolder.Create(Settings.CastFolder, message.People ? [] : names, message.People ? names : [], message.People ? Basis(message.Basis, message.Until) : null), "");
            return State();
        }
    }

    /// <summary>Adds somebody to the cast.</summary>
    /// <exception cref="UserException">The name is taken, or a person comes without a basis.</exception>
    public TeachMessage Add(NewCharacterMessage message)
    {
        lock (_lock)
        {
            // One of its own: a job may be working with the one that is shown.
            var cast = CastFolder.Load(Settings.CastFolder);
            var name = Entry(message.Name, cast);
            if (message.Person)
                cast.Enroll(name, Basis(message.Basis, message.Until));
            else
                cast.Add(name);
            _stale = true;
            return State();
        }
    }

    /// <summary>Begins to choose frames.</summary>
    /// <returns>False while another job runs.</returns>
    public bool Choose(int count)
    {
        if (count is < 1 or > MostChosen)
            throw new ArgumentException($"choose 1 to {MostChosen} frames");
        var teach = Teaching;
        lock (_lock)
        {
            var cast = Load();
            var passed = Log().Holding().Where(act => act.Kind == TeachingKind.Skip).Select(act => act.Frame).ToHashSet();
            return work.Start("choose", async (progress, cancellationToken) =>
            {
                var chosen = await teach.RankAsync(cast, count, passed, Sample(), progress, cancellationToken).ConfigureAwait(false);
                if (pictures is not null)
                    await pictures.PrepareAsync([.. chosen.Select(frame => frame.RecordFrame)], PictureWidth, progress, cancellationToken).ConfigureAwait(false);
                lock (_lock)
                {
                    var taught = Taught(Load()).Select(act => act.Frame).ToHashSet();
                    _asked = [.. chosen.Where(frame => !taught.Contains(frame.RecordFrame))];
                }
            });
        }
    }

    /// <summary>Adds a label; it is on the disk when this returns.</summary>
    /// <exception cref="ArgumentException">It names nobody of the cast, or a frame that cannot teach.</exception>
    /// <exception cref="UserException">The frame cannot be read, or the cast cannot be written.</exception>
    public async Task<TeachMessage> LabelAsync(LabelMessage message, CancellationToken cancellationToken)
    {
        if (Sample().Contains(message.Frame))
            throw new ArgumentException("this frame is one of the audit's sample, which the count is to be compared with and not fitted to: label another one");
        await AddAsync([message.Frame], message.Present, cancellationToken).ConfigureAwait(false);
        return State();
    }

    /// <summary>Labels the frames of a group, all alike; those of the audit's sample are left out.</summary>
    /// <exception cref="ArgumentException">There is no such group of frames, or it names nobody of the cast.</exception>
    /// <exception cref="UserException">A frame cannot be read, or the cast cannot be written.</exception>
    public async Task<TeachMessage> LabelGroupAsync(int number, LabelMessage message, CancellationToken cancellationToken)
    {
        SuggestedGroup group;
        lock (_lock)
            group = number >= 0 && number < _groups.Count && _groups[number].Group is { RecordFrames.Count: > 0 } found ? found : throw new ArgumentException("there is no such group of frames");
        var sample = Sample();
        var names = await AddAsync([.. group.RecordFrames.Where(frame => !sample.Contains(frame))], message.Present, cancellationToken).ConfigureAwait(false);
        lock (_lock)
            _groups = [.. _groups.Select(item => ReferenceEquals(item.Group, group) ? (group, names.Length > 0 ? names : "–") : item)];
        return State();
    }

    private async Task<string> AddAsync(IReadOnlyList<long> frames, IReadOnlyList<string?>? who, CancellationToken cancellationToken)
    {
        var ids = Texts(who).ToHashSet(StringComparer.Ordinal);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var cast = CastFolder.Load(Settings.CastFolder);
            if (ids.FirstOrDefault(id => cast.Cast.Characters.All(character => character.Id != id)) is not null)
                throw new ArgumentException("a label names characters of the cast");
            cast.RefuseWithoutConsent(Today);
            var present = new SortedDictionary<string, bool>(cast.Cast.Characters.ToDictionary(character => character.Id, character => ids.Contains(character.Id)), StringComparer.Ordinal);
            foreach (var frame in frames)
            {
                var (label, before) = await Teaching.LabelAsync(cast, frame, present, cancellationToken).ConfigureAwait(false);
                lock (_lock)
                {
                    try
                    {
                        Log().Add(new TeachingAct(TeachingKind.Label, frame, label, before));
                    }
                    catch (UserException)
                    {
                        // What the page is told was not done is not done.
                        cast.TakeBack(label.Image, label.Title, before);
                        throw;
                    }

                    _asked = [.. _asked.Where(asked => asked.RecordFrame != frame)];
                    _stale = true;
                }
            }

            return string.Join(", ", cast.Cast.Characters.Where(character => ids.Contains(character.Id)).Select(character => character.Name));
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Passes a frame over: it is not asked for again, nor what looks like it, until that is taken back.</summary>
    /// <exception cref="ArgumentException">There is no such frame.</exception>
    /// <exception cref="UserException">It cannot be written down.</exception>
    public TeachMessage Skip(FrameMessage message)
    {
        if (message.Frame < 0 || message.Frame >= Teaching.FrameCount)
            throw new ArgumentException("there is no such frame");
        lock (_lock)
        {
            Log().Add(new TeachingAct(TeachingKind.Skip, message.Frame));
            _asked = [.. _asked.Where(asked => asked.RecordFrame != message.Frame)];
        }

        return State();
    }

    /// <summary>Takes back what was last done to a frame: a label, and the cast says of it what it said before; or that it was skipped.</summary>
    /// <exception cref="ArgumentException">The frame was neither labelled here nor skipped.</exception>
    /// <exception cref="UserException">The cast cannot be written.</exception>
    public async Task<TeachMessage> UndoAsync(FrameMessage message, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            lock (_lock)
            {
                var cast = CastFolder.Load(Settings.CastFolder);
                var last = Taught(cast).LastOrDefault(act => act.Frame == message.Frame) ?? throw new ArgumentException("this frame was neither labelled here nor skipped");
                if (last.Label is { } label)
                {
                    cast.TakeBack(label.Image, label.Title, last.Before);
                    _stale = true;
                }

                Log().Add(new TeachingAct(TeachingKind.Undo, message.Frame));
                _asked = [new FrameToLabel(message.Frame, ChoiceReason.Unlike, -1), .. _asked.Where(asked => asked.RecordFrame != message.Frame)];
            }
        }
        finally
        {
            _turn.Release();
        }

        return State();
    }

    /// <summary>Begins to train the cast, where labels are new, and to analyse with it.</summary>
    /// <returns>False while another job runs.</returns>
    public bool Learn()
    {
        var job = Settings;
        lock (_lock)
        {
            var cast = CastFolder.Load(job.CastFolder);
            var trains = TrainingJob.UsableModelOf(cast) is not { } model || IsStale(cast, model);
            return work.Start(LearnJob, async (progress, cancellationToken) =>
            {
                if (trains)
                {
                    await ShowFirstAnswerAsync(cast, progress, cancellationToken).ConfigureAwait(false);
                    await new TrainingJob(plugins, progress).RunAsync(cast, new TrainingSettings(SplitKind.ByShot, true, job.Device), cancellationToken).ConfigureAwait(false);
                    lock (_lock)
                        _stale = CastFolder.Load(job.CastFolder).Hash != cast.Hash;
                }

                var outcome = await new AnalysisJob(plugins, progress, clock).RunAsync(job, cancellationToken).ConfigureAwait(false);
                var change = analysed(outcome.Result);
                lock (_lock)
                    _change = change;
            });
        }
    }

    /// <summary>Shows within seconds what a head says that is fitted in few steps; the job goes on to the real training.</summary>
    private async Task ShowFirstAnswerAsync(CastFolder cast, IJobProgress progress, CancellationToken cancellationToken)
    {
        Dictionary<(string, string), long> labelled = [];
        lock (_lock)
        {
            foreach (var act in Taught(cast))
                if (act.Label is { } label)
                    labelled[(label.Image, label.Title)] = act.Frame;
        }

        try
        {
            var first = await Teaching.FirstAnswerAsync(cast, labelled, progress, clock, cancellationToken).ConfigureAwait(false);
            lock (_lock)
                _first = first;
        }
        catch (UserException)
        {
            // The real training says what is lacking.
        }
    }

    /// <summary>Begins to look for what recurs and is not named: people's faces, or in a cast without people looks of whole frames.</summary>
    /// <returns>False while another job runs.</returns>
    public bool Suggest()
    {
        var job = Settings;
        lock (_lock)
        {
            var cast = CastFolder.Load(job.CastFolder);
            return work.Start("suggest", async (progress, cancellationToken) =>
            {
                var suggestions = await new SuggestionJob(plugins, progress).RunAsync(
                    cast, job with { OutputFolder = cast.HasPeople ? job.OutputFolder : Path.Combine(job.OutputFolder, UnnamedFolder) }, cancellationToken).ConfigureAwait(false);
                lock (_lock)
                    _groups = [.. suggestions.Groups.Select(group => (group, ""))];
            });
        }
    }

    /// <summary>Names a group: a person of the cast, or a new one with the basis to use their face.</summary>
    /// <exception cref="ArgumentException">There is no such group.</exception>
    /// <exception cref="UserException">There is no basis.</exception>
    public TeachMessage Name(int number, NewCharacterMessage message)
    {
        lock (_lock)
        {
            if (number < 0 || number >= _groups.Count)
                throw new ArgumentException("there is no such group");
            var (group, _) = _groups[number];
            var cast = CastFolder.Load(Settings.CastFolder);
            var known = cast.Cast.Characters.FirstOrDefault(character => character.Id == message.Name);
            var (person, _) = new LabellingJob(cast, new Silence()).Enroll(known?.Id ?? Entry(message.Name, cast), Basis(message.Basis, message.Until), PicturesOf(group), Today);
            _groups[number] = (group, person.Name);
            _stale = true;
            return State();
        }
    }

    /// <summary>A picture of a group; null where there is none.</summary>
    public string? PictureOf(int number, int index)
    {
        lock (_lock)
            return number >= 0 && number < _groups.Count && PicturesOf(_groups[number].Group) is var pictures && index >= 0 && index < pictures.Count ? pictures[index] : null;
    }

    /// <summary>Forgets what it knows of strangers' faces.</summary>
    public void ForgetGroups()
    {
        lock (_lock)
            _groups = [];
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private TeachMessage Nothing(string problem, bool hasCast) =>
        new(problem, settings?.CastFolder ?? "", hasCast, false, [], 0, false, false, [], [], [], _change, [], work.State);

    private static bool HasCast(string folder) => File.Exists(Path.Combine(folder, "cast.json"));

    /// <summary>The first answer, while the job that gave it runs.</summary>
    private IReadOnlyList<FirstMessage> First(CastFolder cast)
    {
        if (work.State is not { Running: true, Name: LearnJob })
            _first = null;
        return [.. (_first?.Appearances ?? []).Where(appearance => cast.Cast.IndexOf(appearance.CharacterId) >= 0).Select(appearance => new FirstMessage(
            cast.Cast.IndexOf(appearance.CharacterId), appearance.Record.Start, appearance.Record.End, Math.Round(appearance.Confidence, 3)))];
    }

    private TeachingLog Log() => _log ??= TeachingLog.Open(Settings.OutputFolder, Teaching.TimelineKey, reviewer, clock);

    /// <summary>What can be taken back, the last thing last: what was skipped, and those labels that the cast still has.</summary>
    private IReadOnlyList<TeachingAct> Taught(CastFolder cast)
    {
        var labels = cast.Labels.Select(label => (label.Image, label.Title)).ToHashSet();
        return [.. Log().Holding().Where(act => act.Label is not { } label || labels.Contains((label.Image, label.Title)))];
    }

    /// <summary>The cast as it is on the disk.</summary>
    private CastFolder Load()
    {
        var folder = Settings.CastFolder;
        var stamp = string.Join(' ', s_files.Select(name => new FileInfo(Path.Combine(folder, name))).Select(file => file.Exists ? $"{file.LastWriteTimeUtc.Ticks}/{file.Length}" : "-"));
        if (_cast is not { } known || known.Stamp != stamp)
            _cast = known = (CastFolder.Load(folder), stamp);
        return known.Cast;
    }

    /// <summary>Whether the model does not know all labels; a label that was changed in an earlier run of the page is the one thing that it does not see.</summary>
    private bool IsStale(CastFolder cast, string model)
    {
        if (_modelLabels.Model != model)
            _modelLabels = (model, TrainingJob.LabelsOf(model));
        return _stale || _modelLabels.Labels != cast.Labels.Count;
    }

    private HashSet<long> Sample() => AuditFolder.Read(Settings.OutputFolder) is { } audit ? [.. audit.Plan.Frames.Select(frame => frame.RecordFrame)] : [];

    private static IReadOnlyList<string> PicturesOf(SuggestedGroup group) =>
        [.. group.Pictures.Where(File.Exists)];

    private static int Count(CastFolder cast, string id, bool present) => cast.Labels.Count(label => label.Present.TryGetValue(id, out var answer) && answer == present);

    private static string Entry(string? name, CastFolder cast) =>
        CastFolder.WithIds([name ?? ""], cast.Cast.Characters.Select(character => character.Id)) is [var entry] ? entry : throw new ArgumentException("give a name");

    private Consent? Basis(string? basis, string? until) =>
        Consent.Read(string.IsNullOrWhiteSpace(basis) ? null : basis, string.IsNullOrWhiteSpace(until) ? null : until, Today);

    private static IReadOnlyList<string> Texts(IReadOnlyList<string?>? texts) =>
        texts is { Count: > MostNames } ? throw new ArgumentException($"give at most {MostNames} names") : [.. (texts ?? []).OfType<string>()];

    private sealed class Silence : IJobProgress
    {
        public void Stage(string name)
        {
        }

        public void Done(long done, long total, TimeLeft? left)
        {
        }

        public void Message(string sentence)
        {
        }
    }
}
