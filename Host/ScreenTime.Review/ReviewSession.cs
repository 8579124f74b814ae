using ScreenTime.Host.Corrections;
using ScreenTime.Host.Counting;
using ScreenTime.Host.Results;
using ScreenTime.Sdk;

namespace ScreenTime.Review;

/// <summary>One result under review: what is shown, and what people decide. Safe to use from several requests at once.</summary>
public sealed class ReviewSession
{
    private const int ShownChanges = 200;

    private static readonly HashSet<string> s_actions = new(StringComparer.Ordinal) { "accept", "reject", "trim", "split", "join", "reassign", "add", "undo" };

    private readonly Lock _lock = new();
    private readonly AnalysisResult _machine;
    private readonly CorrectionLog _log;
    private readonly string _reviewer;
    private readonly TimeProvider _clock;
    private CorrectedResult _current;

    /// <summary>Opens the result in a folder.</summary>
    /// <exception cref="UserException">There is none, or it or its corrections are damaged.</exception>
    public ReviewSession(string folder, string reviewer, TimeProvider clock)
    {
        _machine = ResultFile.Read(folder);
        _log = CorrectionLog.Read(folder);
        (_reviewer, _clock) = (reviewer, clock);
        _current = CorrectedResult.Of(_machine, _log);
    }

    /// <summary>The machine's result.</summary>
    public AnalysisResult Result => _machine;

    /// <summary>What stays the same while the page is open.</summary>
    public ProgrammeMessage Programme(string? whyNoPictures) => new(
        _machine.TimelineName, _reviewer, _machine.Rate.Numerator, _machine.Rate.Denominator, _machine.Rate.Nominal, _machine.DropFrame, _machine.StartFrame, _machine.FrameCount,
        [_machine.Programme.Start, _machine.Programme.End],
        [.. _machine.Cast.Characters.Select(character => new CharacterMessage(character.Id, character.Name, character.Color))],
        [.. _machine.Shots.Select(shot => (IReadOnlyList<long>)[shot.Record.Start, shot.Record.End])],
        [.. _machine.Shots.Select(shot => shot.ClipName)],
        [.. _machine.Unknowns.Select(unknown => new UnknownMessage(unknown.Record.Start, unknown.Record.End, unknown.Reason))],
        whyNoPictures is null,
        whyNoPictures ?? "");

    /// <summary>Where things stand; what other processes added to the log is seen, too. Null when nothing has come since a number.</summary>
    /// <param name="since">The number of the last correction that is known; null for all.</param>
    public StateMessage? State(int? since)
    {
        lock (_lock)
        {
            _log.Refresh();
            Show();
            return since == _log.Corrections.Count ? null : Message();
        }
    }

    /// <summary>Makes a correction.</summary>
    /// <returns>Whether it was made, and where things stand: without it when somebody else corrected the same meanwhile.</returns>
    /// <exception cref="ArgumentException">It makes no sense; the message says why.</exception>
    public (bool Made, StateMessage State) Correct(CorrectionMessage message)
    {
        if (!s_actions.Contains(message.Action))
            throw new ArgumentException("there is no such action");
        var (before, after) = (Stretches(message.Before), Stretches(message.After));
        lock (_lock)
        {
            var made = _log.Add(message.Seen, _reviewer, message.Action, before, after, _clock, message.Undoes);
            Show();
            return (made is not null, Message());
        }
    }

    private List<Stretch> Stretches(IReadOnlyList<StretchMessage?>? messages) =>
        [.. (messages ?? []).Select(message =>
            message is { Character: not null } && _machine.Cast.IndexOf(message.Character) is >= 0 and var index && message.Start >= 0 && message.Start < message.End && message.End <= _machine.FrameCount
                ? new Stretch(_machine.Cast.Characters[index].Id, new FrameRange(message.Start, message.End))
                : throw new ArgumentException("a stretch names a character of the cast and frames of the timeline"))];

    /// <summary>Lays over what is new in the log.</summary>
    private void Show()
    {
        var fresh = _log.Corrections.Skip(_current.Changes.Count).ToList();
        _current = fresh.Any(correction => correction.Undoes != 0) ? CorrectedResult.Of(_machine, _log) : fresh.Aggregate(_current, (current, correction) => current.Then(correction, _machine));
    }

    private StateMessage Message()
    {
        var result = _current.Result;
        var holding = _log.Holding().Select(correction => correction.Number).ToHashSet();
        return new StateMessage(
            _log.Corrections.Count,
            [.. result.Appearances.Select((appearance, index) => new AppearanceMessage(
                result.Cast.IndexOf(appearance.CharacterId), appearance.Record.Start, appearance.Record.End, Math.Round(appearance.Confidence, 3), _current.Reviewed[index], appearance.EvidenceFrame))],
            [.. result.Cast.Characters.Select(character => result.Totals.First(total => total.CharacterId == character.Id && total.RuleId == CountingRules.Visible).Frames ?? 0)],
            [.. _log.Corrections.Reverse().Take(ShownChanges).Select(correction => new ChangeMessage(
                correction.Number, correction.When, correction.Who, correction.Action, What(correction), correction.Undoes, correction.Undoes == 0 && !holding.Contains(correction.Number)))]);
    }

    private string What(Correction correction)
    {
        string Say(IReadOnlyList<Stretch> stretches) => stretches.Count == 0
            ? "–"
            : string.Join(", ", stretches.Take(4).Select(stretch =>
                $"{(_machine.Cast.IndexOf(stretch.CharacterId) is >= 0 and var index ? _machine.Cast.Characters[index].Name : stretch.CharacterId)} {_machine.TimecodeOf(stretch.Record.Start)}–{_machine.TimecodeOf(stretch.Record.End)}"))
                + (stretches.Count > 4 ? " …" : "");
        return correction.Before.SequenceEqual(correction.After) ? Say(correction.After) : $"{Say(correction.Before)} → {Say(correction.After)}";
    }
}
