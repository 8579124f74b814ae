using ScreenTime.Host.Counting;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Corrections;

/// <summary>A result as people left it: what the machine found, with every correction that holds laid over it in order.</summary>
/// <param name="Result">
/// The result with the corrected appearances, and the totals of the rules that count intervals counted anew. Rules that count samples stay the machine's: nobody corrected samples.
/// </param>
/// <param name="Reviewed">For each of its appearances, in that order, whether a person made or confirmed it.</param>
/// <param name="Changes">Every correction, those that were taken back too.</param>
public sealed record CorrectedResult(AnalysisResult Result, IReadOnlyList<bool> Reviewed, IReadOnlyList<Correction> Changes)
{
    /// <summary>Reads the result and the corrections in the folder of an analysis.</summary>
    /// <exception cref="UserException">Either is missing or malformed.</exception>
    public static CorrectedResult Read(string folder) => Of(Results.ResultFile.Read(folder), CorrectionLog.Read(folder));

    /// <summary>Lays corrections over a result. What they say of characters that are not in its cast, or of frames outside the timeline, is left out.</summary>
    public static CorrectedResult Of(AnalysisResult machine, CorrectionLog log)
    {
        var holding = log.Holding();
        var untouched = new CorrectedResult(machine, [.. machine.Appearances.Select(_ => false)], []);
        return holding.Aggregate(untouched, (current, correction) => current.Then(correction, machine)) with { Changes = log.Corrections };
    }

    /// <summary>Lays one more correction over it, one that takes nothing back.</summary>
    /// <param name="correction">The correction.</param>
    /// <param name="machine">The result that the machine gave.</param>
    public CorrectedResult Then(Correction correction, AnalysisResult machine)
    {
        var whole = new FrameRange(0, machine.FrameCount);
        var current = Result.Appearances.Select((appearance, index) => (Appearance: appearance, Reviewed: Reviewed[index])).ToList();
        foreach (var (characterId, scope) in correction.Scope())
        {
            if (machine.Cast.IndexOf(characterId) is not (>= 0 and var index))
                continue;
            var id = machine.Cast.Characters[index].Id;
            var touched = current.Where(item => item.Appearance.CharacterId == id && scope.Any(range => !range.Intersect(item.Appearance.Record).IsEmpty)).ToList();
            current.RemoveAll(touched.Contains);
            foreach (var item in touched)
                current.AddRange(Without(item.Appearance.Record, scope).Select(rest => (Part(machine, item.Appearance, rest), item.Reviewed)));
            foreach (var stretch in correction.After.Where(stretch => stretch.CharacterId == characterId))
            {
                var record = stretch.Record.Intersect(whole);
                if (!record.IsEmpty)
                    current.Add((Made(machine, id, record), true));
            }
        }

        var ordered = current.OrderBy(item => item.Appearance.Record.Start).ThenBy(item => machine.Cast.IndexOf(item.Appearance.CharacterId)).ThenBy(item => item.Appearance.Record.End).ToList();
        var appearances = ordered.ConvertAll(item => item.Appearance);
        return new CorrectedResult(
            machine with
            {
                Appearances = appearances,
                Totals = [.. machine.Totals.Select(total => Recount(machine, appearances, total))],
                RoleTotals = machine.Castings.Count == 0 ? machine.RoleTotals : [.. RoleTotals.Count(machine.Castings, appearances, machine.Programme, machine.Rate).Where(total => total.Looks.All(look => machine.Cast.IndexOf(look) >= 0))],
            },
            ordered.ConvertAll(item => item.Reviewed),
            [.. Changes, correction]);
    }

    private static ScreenTimeTotal Recount(AnalysisResult machine, IReadOnlyList<Appearance> appearances, ScreenTimeTotal total)
    {
        if (total.RuleId is not (CountingRules.Visible or CountingRules.FaceVisible))
            return total;
        var union = FrameRange.Union(appearances.Where(appearance => appearance.CharacterId == total.CharacterId).Select(appearance => appearance.Record.Intersect(machine.Programme)));
        // Nobody corrects faces: what the machine found of them holds as far as the person is on screen.
        if (total.RuleId == CountingRules.FaceVisible)
        {
            var faces = FrameRange.Union(machine.FaceAppearances.Where(face => face.CharacterId == total.CharacterId).Select(face => face.Record));
            union = FrameRange.Union(union.SelectMany(range => StretchCount.Cut(faces, range)));
        }

        var frames = union.Sum(range => range.Length);
        return total with { Frames = frames, Seconds = MediaTime.FromFrames(frames, machine.Rate), Appearances = union.Count };
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
    internal static Appearance Part(AnalysisResult machine, Appearance of, FrameRange record) => of with
    {
        Record = record,
        SourceStart = record.Start == of.Record.Start ? of.SourceStart : "",
        SourceEnd = record.End == of.Record.End ? of.SourceEnd : "",
        ClipName = record.Start == of.Record.Start ? of.ClipName : ClipAt(machine, record.Start),
        EvidenceFrame = record.Contains(of.EvidenceFrame) ? of.EvidenceFrame : record.Middle,
    };

    /// <summary>An appearance that a person made or confirmed: where it is one of the machine's, or ends where one does, it keeps what the machine said of it.</summary>
    private static Appearance Made(AnalysisResult machine, string characterId, FrameRange record)
    {
        var overlapping = machine.Appearances
            .Where(appearance => appearance.CharacterId == characterId && !appearance.Record.Intersect(record).IsEmpty)
            .OrderByDescending(appearance => appearance.Record.Intersect(record).Length).ThenBy(appearance => appearance.Record.Start).ToList();
        var start = machine.Appearances.FirstOrDefault(appearance => appearance.Record.Start == record.Start && appearance.SourceStart.Length > 0);
        var end = machine.Appearances.FirstOrDefault(appearance => appearance.Record.End == record.End && appearance.SourceEnd.Length > 0);
        return new Appearance(
            characterId,
            record,
            1,
            start?.ClipName ?? ClipAt(machine, record.Start),
            start?.SourceStart ?? "",
            end?.SourceEnd ?? "",
            overlapping is [var most, ..] && record.Contains(most.EvidenceFrame) ? most.EvidenceFrame : record.Middle);
    }

    private static string ClipAt(AnalysisResult machine, long frame) => machine.Shots.FirstOrDefault(shot => shot.Record.Contains(frame))?.ClipName ?? "";
}
