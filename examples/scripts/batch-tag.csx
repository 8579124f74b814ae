// Tags every timeline of a folder: results of cut.otio go to OUT/cut.otio/. A timeline that fails is told, and the others go on.
// screentime script batch-tag.csx FOLDER CAST OUT [RATE]     RATE is that of EDLs, which do not say theirs

var folder = Arg(0, "the folder of timelines");
var cast = Arg(1, "the cast");
var output = Arg(2, "the folder for results");
FrameRate? rate = Args.Count <= 3 ? null : FrameRate.TryParse(Args[3], out var told) ? told : throw Stop($"{Args[3]} is no frame rate");

// A text file is anybody's note; the one format that is text (Avid's markers) shows no pictures.
var endings = Plugins.Readers.SelectMany(reader => reader.Extensions).Where(ending => ending != ".txt").ToHashSet();
var timelines = Directory.GetFileSystemEntries(folder).Where(path => endings.Contains(Path.GetExtension(path).ToLowerInvariant())).Order(StringComparer.Ordinal).ToList();
if (timelines.Count == 0)
    throw Stop($"there is no timeline in {folder}");

var failed = 0;
foreach (var timeline in timelines)
{
    try
    {
        var settings = new AnalysisSettings(timeline, cast, Path.Combine(output, Path.GetFileName(timeline))) { Exports = ["otio", "csv"], MediaRoots = [folder] };
        if (Path.GetExtension(timeline).Equals(".edl", StringComparison.OrdinalIgnoreCase))
            settings = settings with { Read = new TimelineReadOptions(rate) };
        var outcome = await AnalyzeAsync(settings);
        foreach (var total in outcome.Result.Totals.Where(total => total.RuleId == "visible-v1"))
            Print($"{Path.GetFileName(timeline)}\t{total.CharacterId}\t{total.Seconds.Seconds:0.0} s{(total.UnknownSeconds > MediaTime.Zero ? FormattableString.Invariant($", {total.UnknownSeconds.Seconds:0.0} s unknown") : "")}");
    }
    catch (UserException exception)
    {
        failed++;
        Tell($"{Path.GetFileName(timeline)}: {exception.Message}");
    }
}

Print($"{timelines.Count - failed} of {timelines.Count} timelines tagged");
return failed == 0 ? 0 : 1;
