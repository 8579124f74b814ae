// Compares two cuts of one programme: who gained or lost screen time, most first.
// screentime script compare-cuts.csx RESULT_BEFORE RESULT_AFTER [TABLE.csv]

var before = ReadResult(Arg(0, "the result of the earlier cut"));
var after = ReadResult(Arg(1, "the result of the later cut"));

decimal Seconds(AnalysisResult result, string who) =>
    result.Totals.FirstOrDefault(total => total.CharacterId == who && total.RuleId == "visible-v1") is { } total ? (decimal)total.Seconds.Numerator / total.Seconds.Denominator : 0;

var everybody = before.Cast.Characters.Concat(after.Cast.Characters).DistinctBy(character => character.Id).ToList();
var rows = everybody
    .Select(character => (character.Name, Before: Seconds(before, character.Id), After: Seconds(after, character.Id)))
    .OrderByDescending(row => Math.Abs(row.After - row.Before)).ThenBy(row => row.Name, StringComparer.Ordinal)
    .ToList();
foreach (var row in rows)
{
    var change = row.After - row.Before;
    Print(string.Create(CultureInfo.InvariantCulture, $"{row.Name}: {row.Before:0.0} s, now {row.After:0.0} s: {(change > 0 ? $"gained {change:0.0} s" : change < 0 ? $"lost {-change:0.0} s" : "the same")}"));
}

if (Args.Count > 2)
    WriteLines(Args[2], rows.Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Name},{row.Before:0.000},{row.After:0.000},{row.After - row.Before:0.000}")).Prepend("character,before,after,change"));
foreach (var (name, result) in new[] { ("earlier", before), ("later", after) })
{
    var unknown = FrameRange.Union(result.Unknowns.Select(stretch => stretch.Record)).Sum(range => range.Length);
    if (unknown > 0)
        Tell($"{MediaTime.FromFrames(unknown, result.Rate).Seconds:0.0} s of the {name} cut could not be looked at and count for nobody");
}
