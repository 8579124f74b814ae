using ScreenTime.Host.Corrections;
using ScreenTime.Host.Counting;
using ScreenTime.Sdk;

namespace ScreenTime.Review;

/// <summary>One result under review: what is shown, and what people decide. Safe to use from several requests at once.</summary>
public sealed class ReviewSession
{
    private const int ShownChanges = 200;

    // A page that is further behind than this is told everything.
    private const int RememberedStates = 64;

    private static readonly HashSet<string> s_actions = new(StringComparer.Ordinal) { "accept", "reject", "trim", "split", "join", "reassign", "add", "undo" };

    private readonly Lock _lock = new();
    private readonly string _folder;
    private readonly string _reviewer;
    private readonly TimeProvider _clock;
    private readonly Dictionary<int, CorrectedResult> _earlier = [];
    private AnalysisResult _machine;
    private Dictionary<string, int> _indexes;
    private CorrectionLog _log;
    private CorrectedResult _current;

    /// <summary>Opens a result.</summary>
    /// <param name="folder">Its folder, where corrections are kept.</param>
    /// <param name="machine">The machine's result; one without a run id where nothing was analysed yet.</param>
    /// <param name="reviewer">Who decides.</param>
    /// <param name="clock">Says when.</param>
    /// <exception cref="UserException">The corrections are damaged.</exception>
    public ReviewSession(string folder, AnalysisResult machine, string reviewer, TimeProvider clock)
    {
        (_folder, _machine, _reviewer, _clock) = (folder, machine, reviewer, clock);
        (_indexes, _log) = (IndexesOf(machine), CorrectionLog.Read(folder));
        _current = CorrectedResult.Of(machine, _log);
    }

    /// <summary>The machine's result.</summary>
    public AnalysisResult Result
    {
        get
        {
            lock (_lock)
                return _machine;
        }
    }

    /// <summary>Shows another analysis of the same timeline; what people decided holds for it too.</summary>
    /// <returns>Screen time by character id in seconds, as people left it: before and after.</returns>
    public IReadOnlyList<TimeChange> Replace(AnalysisResult machine)
    {
        lock (_lock)
        {
            _log = CorrectionLog.Read(_folder);
            var before = CorrectedResult.Of(_machine, _log).Result;
            (_machine, _indexes) = (machine, IndexesOf(machine));
            _current = CorrectedResult.Of(machine, _log);
            _earlier.Clear();
            var hadRun = before.Provenance.RunId.Length > 0;
            return [.. machine.Cast.Characters.Select(character => new TimeChange(character.Id, hadRun ? Seconds(before, character.Id) : null, Seconds(_current.Result, character.Id) ?? 0))];
        }
    }

    /// <summary>What stays the same while the page is open.</summary>
    public ProgrammeMessage Programme(string? whyNoPictures)
    {
        var machine = Result;
        return new ProgrammeMessage(
            machine.Provenance.RunId, machine.TimelineName, _reviewer, machine.Rate.Numerator, machine.Rate.Denominator, machine.Rate.Nominal, machine.DropFrame, machine.StartFrame, machine.FrameCount,
            [machine.Programme.Start, machine.Programme.End],
            [.. machine.Cast.Characters.Select(character => new CharacterMessage(character.Id, character.Name, character.Color))],
            [.. machine.Shots.Select(shot => (IReadOnlyList<long>)[shot.Record.Start, shot.Record.End])],
            [.. machine.Shots.Select(shot => shot.ClipName)],
            [.. machine.Unknowns.Select(unknown => new UnknownMessage(unknown.Record.Start, unknown.Record.End, unknown.Reason))],
            whyNoPictures is null,
            whyNoPictures ?? "");
    }

    /// <summary>Where things stand; what other processes added to the log is seen, too. Null when nothing has come since a number.</summary>
    /// <param name="since">The number of the last correction that is known; null for all.</param>
    /// <param name="run">The analysis that is known; null for all.</param>
    public StateMessage? State(int? since, string? run)
    {
        lock (_lock)
        {
            _log.Refresh();
            Show();
            var known = run == _machine.Provenance.RunId ? since : null;
            return known == _log.Corrections.Count ? null : Message(known);
        }
    }

    /// <summary>Makes a correction.</summary>
    /// <returns>Whether it was made, and where things stand: without it when somebody else corrected the same meanwhile.</returns>
    /// <exception cref="ArgumentException">It makes no sense; the message says why.</exception>
    public (bool Made, StateMessage State) Correct(CorrectionMessage message)
    {
        if (!s_actions.Contains(message.Action))
            throw new ArgumentException("there is no such action");
        lock (_lock)
        {
            if (_machine.Provenance.RunId.Length == 0)
                throw new ArgumentException("nothing is analysed yet: teach first");
            if (message.Run is { } run && run != _machine.Provenance.RunId)
                return (false, Message(null));
            var (before, after) = (Stretches(message.Before), Stretches(message.After));
            Remember();
            var made = _log.Add(message.Seen, _reviewer, message.Action, before, after, _clock, message.Undoes);
            Show();
            return (made is not null, Message(message.Seen));
        }
    }

    private static Dictionary<string, int> IndexesOf(AnalysisResult machine)
    {
        var indexes = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var (index, character) in machine.Cast.Characters.Index())
            indexes.TryAdd(character.Id, index);
        return indexes;
    }

    private static double? Seconds(AnalysisResult result, string id) =>
        result.Totals.FirstOrDefault(total => total.RuleId == CountingRules.Visible && string.Equals(total.CharacterId, id, StringComparison.OrdinalIgnoreCase))?.Seconds.Seconds;

    private List<Stretch> Stretches(IReadOnlyList<StretchMessage?>? messages) =>
        [.. (messages ?? []).Select(message =>
            message is { Character: not null } && _indexes.TryGetValue(message.Character, out var index) && message.Start >= 0 && message.Start < message.End && message.End <= _machine.FrameCount
                ? new Stretch(_machine.Cast.Characters[index].Id, new FrameRange(message.Start, message.End))
                : throw new ArgumentException("a stretch names a character of the cast and frames of the timeline"))];

    /// <summary>Lays over what is new in the log.</summary>
    private void Show()
    {
        Remember();
        var fresh = _log.Corrections.Skip(_current.Changes.Count).ToList();
        _current = fresh.Any(correction => correction.Undoes != 0) || _log.Corrections.Count < _current.Changes.Count
            ? CorrectedResult.Of(_machine, _log)
            : fresh.Aggregate(_current, (current, correction) => current.Then(correction, _machine));
    }

    private void Remember()
    {
        _earlier[_current.Changes.Count] = _current;
        _earlier.Remove(_current.Changes.Count - RememberedStates);
    }

    private StateMessage Message(int? since)
    {
        var result = _current.Result;
        var holding = _log.Holding().Select(correction => correction.Number).ToHashSet();
        var known = since is { } number ? _earlier.GetValueOrDefault(number) : null;
        // What no correction decided about is the same object in both.
        var before = known?.Result.Appearances.ToHashSet<Appearance>(ReferenceEqualityComparer.Instance);
        var after = known is null ? null : result.Appearances.ToHashSet<Appearance>(ReferenceEqualityComparer.Instance);
        var frames = result.Totals.Where(total => total.RuleId == CountingRules.Visible).ToLookup(total => total.CharacterId, total => total.Frames ?? 0, StringComparer.OrdinalIgnoreCase);
        return new StateMessage(
            _machine.Provenance.RunId,
            _log.Corrections.Count,
            known is null ? null : since,
            known is null
                ? []
                : [.. known.Result.Appearances.Where(appearance => !after!.Contains(appearance) && _indexes.ContainsKey(appearance.CharacterId))
                    .Select(appearance => (IReadOnlyList<long>)[_indexes[appearance.CharacterId], appearance.Record.Start, appearance.Record.End])],
            [.. result.Appearances.Index().Where(item => before?.Contains(item.Item) != true && _indexes.ContainsKey(item.Item.CharacterId)).Select(item => new AppearanceMessage(
                _indexes[item.Item.CharacterId], item.Item.Record.Start, item.Item.Record.End, Math.Round(item.Item.Confidence, 3), _current.Reviewed[item.Index], item.Item.EvidenceFrame))],
            [.. result.Cast.Characters.Select(character => frames[character.Id].FirstOrDefault())],
            [.. _log.Corrections.Reverse().Take(ShownChanges).Select(correction => new ChangeMessage(
                correction.Number, correction.When, correction.Who, correction.Action, What(correction), correction.Undoes, correction.Undoes == 0 && !holding.Contains(correction.Number)))]);
    }

    private string What(Correction correction)
    {
        string Say(IReadOnlyList<Stretch> stretches) => stretches.Count == 0
            ? "–"
            : string.Join(", ", stretches.Take(4).Select(stretch =>
                $"{(_indexes.TryGetValue(stretch.CharacterId, out var index) ? _machine.Cast.Characters[index].Name : stretch.CharacterId)} {_machine.TimecodeOf(stretch.Record.Start)}–{_machine.TimecodeOf(stretch.Record.End)}"))
                + (stretches.Count > 4 ? " …" : "");
        return correction.Before.SequenceEqual(correction.After) ? Say(correction.After) : $"{Say(correction.Before)} → {Say(correction.After)}";
    }
}
