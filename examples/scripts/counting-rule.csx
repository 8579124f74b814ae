// A counting rule of one's own: gaps up to so many seconds are bridged where nothing is unknown, and what is then shorter than so many frames does not count.
// screentime script counting-rule.csx RESULT [BRIDGED_SECONDS] [LEAST_FRAMES]

var result = ReadResult(Arg(0, "the folder of the result"));
var bridged = Args.Count > 1 ? decimal.Parse(Args[1], CultureInfo.InvariantCulture) : 1.0m;
var least = Args.Count > 2 ? long.Parse(Args[2], CultureInfo.InvariantCulture) : 12;
// Whole frames that are not longer than the seconds: 1.0 s at 23.976 are 23.
var gap = (long)Math.Floor(bridged * result.Rate.Numerator / result.Rate.Denominator);
var unknown = FrameRange.Union(result.Unknowns.Select(stretch => stretch.Record));

Print($"Gaps up to {gap} frames are bridged, runs below {least} frames do not count.");
foreach (var character in result.Cast.Characters)
{
    var runs = new List<FrameRange>();
    foreach (var run in FrameRange.Union(result.Appearances.Where(appearance => appearance.CharacterId == character.Id).Select(appearance => appearance.Record)))
    {
        // Who was there before and after something unknown was not seen in between: it is never bridged.
        if (runs.Count > 0 && run.Start - runs[^1].End <= gap && !unknown.Any(hole => hole.Start < run.Start && hole.End > runs[^1].End))
            runs[^1] = new FrameRange(runs[^1].Start, run.End);
        else
            runs.Add(run);
    }

    var counted = runs.Where(run => run.Length >= least).ToList();
    var frames = counted.Sum(run => run.Length);
    Print(string.Create(CultureInfo.InvariantCulture, $"{character.Id}\t{frames} frames\t{MediaTime.FromFrames(frames, result.Rate).Seconds:0.000} s\t{counted.Count} runs"));
}
