using System.CommandLine;
using System.Globalization;
using ScreenTime.Host.Counting;
using ScreenTime.Host.Jobs;
using ScreenTime.Host.Media;
using ScreenTime.Host.Plugins;
using ScreenTime.Sdk;

namespace ScreenTime.Cli.Commands;

/// <summary><c>screentime analyze</c>: a timeline (or a folder of images) in, markers and screen time out.</summary>
internal static class AnalyzeCommand
{
    public static Command Create()
    {
        var timeline = new Argument<string[]>("TIMELINE")
        {
            Arity = ArgumentArity.OneOrMore,
            Description = "A timeline ('screentime plugins' lists the formats), a media file, or a folder of images (with --list). Several are the tracks of one, the lowest first.",
        };
        var output = new Option<string[]>("--out")
        {
            Description = "The folder for the results. Given a second time with a timecode, the first record frame not to analyse.",
            Required = true,
            HelpName = "DIR",
        };
        var list = new Option<string?>("--list") { Description = "For a folder of images: a CSV whose first column names them.", HelpName = "CSV" };
        var relink = new Option<bool>("--relink-report") { Description = "List media found, offline and undecodable, with the seconds lost." };
        var options = new AnalysisOptions(castIsRequired: true);
        var command = new Command("analyze", "Find who is on screen, and write markers and screen time.") { timeline, output, list, relink };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var paths = parsed.GetRequiredValue(timeline);
            var path = paths[0];
            var outputs = parsed.GetRequiredValue(output);
            var folders = outputs.Where(value => !Arguments.IsTimecode(value)).ToList();
            var outPoints = outputs.Where(Arguments.IsTimecode).ToList();
            if (folders.Count != 1 || outPoints.Count > 1)
                throw new UserException(ExitCode.Usage, "--out takes one folder for the results, and at most one timecode to stop at");
            FfmpegTools.Foresee(cancellationToken);
            var catalog = HostPlugins.Load(options.Without(parsed));
            var terminal = new Terminal();
            try
            {
                if (Directory.Exists(path) && catalog.ReaderOf(path) is null)
                {
                    if (options.OfTimelines.Append(relink).FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } stray)
                        throw new UserException(ExitCode.Usage, $"{stray.Name} goes with a timeline; {path} is a folder of images");
                    await AnalyzeImagesAsync(
                        new ImageAnalysisSettings(
                            path,
                            parsed.GetValue(list),
                            options.Cast(parsed),
                            folders[0],
                            options.Device(parsed)),
                        catalog,
                        terminal,
                        cancellationToken).ConfigureAwait(false);
                    return 0;
                }

                if (parsed.GetValue(list) is not null)
                    throw new UserException(ExitCode.Usage, $"--list goes with a folder of images; {path} is not a folder");
                var settings = options.Read(parsed, path, folders[0], outPoints.Count == 1 ? outPoints[0] : null) with { TracksAbove = paths[1..] };
                var outcome = await new AnalysisJob(catalog, terminal, TimeProvider.System).RunAsync(settings, cancellationToken).ConfigureAwait(false);
                terminal.Finish();
                Print(outcome, parsed.GetValue(relink));
            }
            finally
            {
                terminal.Finish();
            }

            return 0;
        });
        return command;

        static async Task AnalyzeImagesAsync(ImageAnalysisSettings settings, PluginCatalog catalog, Terminal terminal, CancellationToken cancellationToken)
        {
            var outcome = await new ImageAnalysisJob(catalog, terminal).RunAsync(settings, cancellationToken).ConfigureAwait(false);
            terminal.Finish();
            Console.WriteLine($"{outcome.Count} images judged: {outcome.Path}");
        }
    }

    private static void Print(AnalysisOutcome outcome, bool relinkReport)
    {
        var result = outcome.Result;
        Console.WriteLine($"Ran on {result.Provenance.Device.Provider}: {result.Provenance.Device.Reason}");
        if (result.Provenance.Device.Precision != Precision.Full.Name())
            Console.WriteLine($"Computed in {result.Provenance.Device.Precision}: a look, not a measurement; figures to be reported come without --precision.");
        Console.WriteLine($"Pixels from the {result.Provenance.Settings["picture"]}.");
        foreach (var assumption in result.Assumptions)
            Console.WriteLine($"Assumed: {assumption}");
        foreach (var message in outcome.Messages)
            Console.WriteLine(message);
        if (relinkReport || result.Media.Any(media => media.Status != "found" || media.LostFrames > 0))
        {
            Console.WriteLine("Media:");
            foreach (var media in result.Media)
            {
                var lost = media.LostFrames == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {MediaTime.FromFrames(media.LostFrames, result.Rate).Seconds:0.0} s lost");
                Console.WriteLine($"  {media.Status,-11} {media.Name}: {media.Detail}{lost}");
            }
        }

        var unknown = FrameRange.Union(result.Unknowns.Select(item => item.Record)).Sum(range => range.Length);
        if (unknown > 0)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Unknown time: {MediaTime.FromFrames(unknown, result.Rate).Seconds:0.0} s could not be looked at and count for nobody."));
        }

        Console.WriteLine("Written:");
        foreach (var file in outcome.Files)
            Console.WriteLine($"  {file}");
        foreach (var total in result.Totals.Where(total => total.RuleId == CountingRules.Visible))
            Console.WriteLine(ScreenTimeLine.Format(result, total) + FaceTime(result, total));
        foreach (var total in result.RoleTotals)
            Console.WriteLine(RoleTotals.Format(total));
        if (result.Contradictions.Count > 0)
            Console.WriteLine("The breakdown and the pictures disagree:");
        foreach (var item in result.Contradictions)
        {
            Console.WriteLine(item.Kind switch
            {
                ContradictionKind.ListedNotFound => $"  {item.Shot} ({result.TimecodeOf(item.Record.Start)}): {item.CharacterId} is listed and was not found",
                ContradictionKind.FoundNotListed => $"  {item.Shot} ({result.TimecodeOf(item.Record.Start)}): {item.CharacterId} was seen and is not listed",
                _ => $"  {item.Shot}: the timeline has no such shot",
            });
        }
    }

    /// <summary>For a person, how much of the time their face could be seen.</summary>
    private static string FaceTime(AnalysisResult result, ScreenTimeTotal total) =>
        result.Totals.FirstOrDefault(other => other.RuleId == CountingRules.FaceVisible && other.CharacterId == total.CharacterId) is { } face
            ? string.Create(CultureInfo.InvariantCulture, $", {face.Seconds.Seconds:0.0} s of it with the face visible")
            : "";
}
