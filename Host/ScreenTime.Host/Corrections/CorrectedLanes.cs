using ScreenTime.Host.Counting;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Corrections;

/// <summary>The appearances of a result, character by character, while corrections are laid over them: one costs what its own characters have, however many others there are.</summary>
internal sealed class CorrectedLanes
{
    private readonly AnalysisResult _machine;
    private readonly Dictionary<string, int> _indexes = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(Appearance Appearance, bool Reviewed)>[] _lanes;
    private readonly HashSet<int> _touched = [];
    private ILookup<string, Appearance>? _found;
    private Dictionary<long, Appearance>? _starts, _ends;

    /// <param name="machine">What the machine found.</param>
    /// <param name="appearances">What stands now; of characters of its cast.</param>
    /// <param name="reviewed">Whether a person made or confirmed the one with an index.</param>
    public CorrectedLanes(AnalysisResult machine, IReadOnlyList<Appearance> appearances, Func<int, bool> reviewed)
    {
        _machine = machine;
        foreach (var (index, character) in machine.Cast.Characters.Index())
            _indexes.TryAdd(character.Id, index);
        _lanes = [.. machine.Cast.Characters.Select(_ => new List<(Appearance, bool)>())];
        for (var i = 0; i < appearances.Count; i++)
        {
            // A result that somebody wrote may name anybody; who is not in its cast has no lane.
            if (_indexes.TryGetValue(appearances[i].CharacterId, out var index))
                _lanes[index].Add((appearances[i], reviewed(i)));
        }
    }

    /// <summary>Lays a correction over them. What it says of characters that are not in the cast, or of frames outside the timeline, is left out.</summary>
    public void Add(Correction correction)
    {
        var whole = new FrameRange(0, _machine.FrameCount);
        foreach (var (characterId, scope) in correction.Scope())
        {
            if (!_indexes.TryGetValue(characterId, out var index))
                continue;
            var (id, lane) = (_machine.Cast.Characters[index].Id, _lanes[index]);
            _touched.Add(index);
            for (var i = lane.Count - 1; i >= 0; i--)
            {
                var item = lane[i];
                if (!scope.Any(range => !range.Intersect(item.Appearance.Record).IsEmpty))
                    continue;
                lane.RemoveAt(i);
                lane.InsertRange(i, Without(item.Appearance.Record, scope).Select(rest => (Part(_machine, item.Appearance, rest), item.Reviewed)));
            }

            foreach (var stretch in correction.After.Where(stretch => stretch.CharacterId == characterId))
            {
                var record = stretch.Record.Intersect(whole);
                if (!record.IsEmpty)
                    lane.Add((Made(id, record), true));
            }
        }
    }

    /// <summary>The result with them, by start.</summary>
    /// <param name="totals">The totals before; those of the characters that were touched are counted anew.</param>
    /// <param name="changes">Every correction.</param>
    public CorrectedResult Over(IReadOnlyList<ScreenTimeTotal> totals, IReadOnlyList<Correction> changes)
    {
        var ordered = _lanes.SelectMany((lane, index) => lane.Select(item => (Index: index, item.Appearance, item.Reviewed)))
            .OrderBy(item => item.Appearance.Record.Start).ThenBy(item => item.Index).ThenBy(item => item.Appearance.Record.End).ToList();
        var appearances = ordered.ConvertAll(item => item.Appearance);
        return new CorrectedResult(
            _machine with
            {
                Appearances = appearances,
                Totals = [.. totals.Select(Recount)],
                RoleTotals = _machine.Castings.Count == 0
                    ? _machine.RoleTotals
                    : [.. RoleTotals.Count(_machine.Castings, appearances, _machine.Programme, _machine.Rate).Where(total => total.Looks.All(_indexes.ContainsKey))],
            },
            ordered.ConvertAll(item => item.Reviewed),
            changes);
    }

    private ScreenTimeTotal Recount(ScreenTimeTotal total)
    {
        if (total.RuleId is not (CountingRules.Visible or CountingRules.FaceVisible) || !_indexes.TryGetValue(total.CharacterId, out var index) || !_touched.Contains(index))
            return total;
        var union = FrameRange.Union(_lanes[index].Select(item => item.Appearance.Record.Intersect(_machine.Programme))
            .SelectMany(range => ContractReport.Without(range, _machine.Unknowns.Select(unknown => unknown.Record))));
        // Nobody corrects faces: what the machine found of them holds as far as the person is on screen.
        if (total.RuleId == CountingRules.FaceVisible)
        {
            var faces = FrameRange.Union(_machine.FaceAppearances.Where(face => face.CharacterId == total.CharacterId).Select(face => face.Record));
            union = FrameRange.Union(union.SelectMany(range => StretchCount.Cut(faces, range)));
        }

        var frames = union.Sum(range => range.Length);
        return total with { Frames = frames, Seconds = MediaTime.FromFrames(frames, _machine.Rate), Appearances = union.Count };
    }

    private static IEnumerable<FrameRange> Without(FrameRange record, IReadOnlyList<FrameRange> scope)
    {
        var start = record.Start;
        foreach (var range in scope.Where(range => !range.Intersect(record).IsEmpty))
        {
            if (range.Start > start)
                yield return new FrameRange(start, range.Start);
            start = range.End;
        }

        if (start < record.End)
            yield return new FrameRange(start, record.End);
    }

    /// <summary>What is left of an appearance. Timecodes of the media are the machine's and hold for the edges that it found: a moved edge has none.</summary>
    public static Appearance Part(AnalysisResult machine, Appearance of, FrameRange record) => of with
    {
        Record = record,
        SourceStart = record.Start == of.Record.Start ? of.SourceStart : "",
        SourceEnd = record.End == of.Record.End ? of.SourceEnd : "",
        ClipName = record.Start == of.Record.Start ? of.ClipName : ClipAt(machine, record.Start),
        EvidenceFrame = record.Contains(of.EvidenceFrame) ? of.EvidenceFrame : record.Middle,
    };

    /// <summary>An appearance that a person made or confirmed: where it is one of the machine's, or ends where one does, it keeps what the machine said of it.</summary>
    private Appearance Made(string characterId, FrameRange record)
    {
        _found ??= _machine.Appearances.ToLookup(appearance => appearance.CharacterId, StringComparer.Ordinal);
        _starts ??= First(appearance => appearance.SourceStart, appearance => appearance.Record.Start);
        _ends ??= First(appearance => appearance.SourceEnd, appearance => appearance.Record.End);
        var overlapping = _found[characterId].Where(appearance => !appearance.Record.Intersect(record).IsEmpty)
            .OrderByDescending(appearance => appearance.Record.Intersect(record).Length).ThenBy(appearance => appearance.Record.Start).ToList();
        var (start, end) = (_starts.GetValueOrDefault(record.Start), _ends.GetValueOrDefault(record.End));
        return new Appearance(
            characterId,
            record,
            1,
            start?.ClipName ?? ClipAt(_machine, record.Start),
            start?.SourceStart ?? "",
            end?.SourceEnd ?? "",
            overlapping is [var most, ..] && record.Contains(most.EvidenceFrame) ? most.EvidenceFrame : record.Middle);
    }

    private Dictionary<long, Appearance> First(Func<Appearance, string> timecode, Func<Appearance, long> edge)
    {
        var first = new Dictionary<long, Appearance>();
        foreach (var appearance in _machine.Appearances.Where(appearance => timecode(appearance).Length > 0))
            first.TryAdd(edge(appearance), appearance);
        return first;
    }

    private static string ClipAt(AnalysisResult machine, long frame) => machine.Shots.FirstOrDefault(shot => shot.Record.Contains(frame))?.ClipName ?? "";
}
