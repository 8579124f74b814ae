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
        if (holding.Count == 0)
            return new CorrectedResult(machine, [.. machine.Appearances.Select(_ => false)], log.Corrections);
        var lanes = new CorrectedLanes(machine, machine.Appearances, _ => false);
        foreach (var correction in holding)
            lanes.Add(correction);
        return lanes.Over(machine.Totals, log.Corrections);
    }

    /// <summary>Lays one more correction over it, one that takes nothing back. Appearances that it does not decide about stay the same objects.</summary>
    /// <param name="correction">The correction.</param>
    /// <param name="machine">The result that the machine gave.</param>
    public CorrectedResult Then(Correction correction, AnalysisResult machine)
    {
        var lanes = new CorrectedLanes(machine, Result.Appearances, index => Reviewed[index]);
        lanes.Add(correction);
        return lanes.Over(Result.Totals, [.. Changes, correction]);
    }
}
