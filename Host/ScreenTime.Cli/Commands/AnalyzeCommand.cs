using System.CommandLine;
using System.Globalization;
using ScreenTime.Host.Counting;
using ScreenTime.Host.Jobs;
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
        var cast = new Option<string>("--cast") { Description = "The cast: who to look for.", Required = true, HelpName = "CAST" };
        var output = new Option<string[]>("--out")
        {
            Description = "The folder for the results. Given a second time with a timecode, the first record frame not to analyse.",
            Required = true,
            HelpName = "DIR",
        };
        var start = new Option<string?>("--in") { Description = "Record timecode of the first frame to analyse.", HelpName = "TC" };
        var sampleRate = new Option<string>("--sample-rate") { Description = "Frames a second to look at; edges are refined to the frame.", DefaultValueFactory = _ => "2", HelpName = "N" };
        var device = new Option<string>("--device") { Description = "auto, cpu, directml[:n] or cuda[:n].", DefaultValueFactory = _ => "auto", HelpName = "DEVICE" };
        var export = new Option<string[]>("--export")
        {
            Description = "Files to write: otio, otio-resolve, otio-kdenlive, otio-clip1, otioz, otiod, kdenlive, mlt, edl, resolve-edl, selects-edl, xmeml, fcpxml, avid, vtt, srt, csv, json.",
            DefaultValueFactory = _ => [string.Join(',', AnalysisSettings.UsualExports)],
            HelpName = "LIST",
        };
        var list = new Option<string?>("--list") { Description = "For a folder of images: a CSV whose first column names them.", HelpName = "CSV" };
        var tracks = new Option<string[]>("--tracks") { Description = "Video tracks to look at: 1,2 or V1,V2.", HelpName = "LIST" };
        var only = new Option<string[]>("--only") { Description = "Characters to report.", HelpName = "CHARACTER" };
        var mediaRoots = new Option<string[]>("--media-root") { Description = "A folder to look for media in; may be given several times.", HelpName = "DIR" };
        var mediaTimecode = new Option<string[]>("--media-tc") { Description = "Start timecode of media that has none: TC, or NAME=TC.", HelpName = "TC" };
        var relink = new Option<bool>("--relink-report") { Description = "List media found, offline and undecodable, with the seconds lost." };
        var picture = new Option<string?>("--picture") { Description = "A reference render of the cut to take the pixels from.", HelpName = "MEDIA" };
        var lut = new Option<string?>("--lut") { Description = "A .cube for log footage.", HelpName = "CUBE" };
        var breakdown = new Option<string?>("--breakdown") { Description = "A CSV (shot,character): who is in which shot; others are ruled out there, contradictions are listed.", HelpName = "CSV" };
        var breakdownWeight = new Option<double>("--breakdown-weight") { Description = "What the odds of those who are not listed are multiplied with: 0 rules them out, 0.1 doubts them.", HelpName = "W" };
        var episode = new Option<string?>("--episode") { Description = "The episode, for who plays whom in it.", HelpName = "NAME" };
        var day = new Option<string?>("--day") { Description = "The day, for who plays whom then.", HelpName = "DATE" };
        var without = new Option<string[]>("--without") { Description = "Plugins to leave out.", HelpName = "ID" };
        var markersOnly = new Option<bool>("--markers-only") { Description = "otio, xmeml, fcpxml: an empty sequence of the same rate, start and length with the markers, to nest or to copy from." };
        var timelineOptions = new TimelineOptions();
        var markerOptions = new MarkerOptions();
        var command = new Command("analyze", "Find who is on screen, and write markers and screen time.")
        {
            timeline, cast, output, start, sampleRate, device, export, list, tracks, only, mediaRoots, mediaTimecode, relink, picture, lut, breakdown, breakdownWeight, episode, day, without, markersOnly,
        };
        timelineOptions.AddTo(command);
        markerOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var paths = parsed.GetRequiredValue(timeline);
            var path = paths[0];
            var outputs = parsed.GetRequiredValue(output);
            var folders = outputs.Where(value => !Arguments.IsTimecode(value)).ToList();
            var outPoints = outputs.Where(Arguments.IsTimecode).ToList();
            if (folders.Count != 1 || outPoints.Count > 1)
                throw new UserException(ExitCode.Usage, "--out takes one folder for the results, and at most one timecode to stop at");
            var catalog = HostPlugins.Load(parsed.GetValue(without));
            var terminal = new Terminal();
            try
            {
                if (Directory.Exists(path) && catalog.ReaderOf(path) is null)
                {
                    Option[] ofTimelines = [start, sampleRate, export, markersOnly, tracks, only, mediaRoots, mediaTimecode, relink, picture, lut, breakdown, breakdownWeight, episode, day, .. markerOptions.All];
                    if (ofTimelines.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } stray)
                        throw new UserException(ExitCode.Usage, $"{stray.Name} goes with a timeline; {path} is a folder of images");
                    await AnalyzeImagesAsync(
                        new ImageAnalysisSettings(
                            path,
                            parsed.GetValue(list),
                            parsed.GetRequiredValue(cast),
                            folders[0],
                            Arguments.Device(parsed.GetRequiredValue(device))),
                        catalog,
                        terminal,
                        cancellationToken).ConfigureAwait(false);
                    return 0;
                }

                if (parsed.GetValue(list) is not null)
                    throw new UserException(ExitCode.Usage, $"--list goes with a folder of images; {path} is not a folder");
                var settings = new AnalysisSettings(path, parsed.GetRequiredValue(cast), folders[0])
                {
                    Read = timelineOptions.Read(parsed),
                    SampleRate = Arguments.SampleRate(parsed.GetRequiredValue(sampleRate)),
                    Device = Arguments.Device(parsed.GetRequiredValue(device)),
                    Exports = Arguments.List(parsed.GetValue(export)),
                    MarkersOnly = parsed.GetValue(markersOnly),
                    In = parsed.GetValue(start),
                    Out = outPoints.Count == 1 ? outPoints[0] : null,
                    Tracks = [.. Arguments.List(parsed.GetValue(tracks)).Select(track => Arguments.Take("--tracks", track, SettingValues.Track))],
                    Only = Arguments.List(parsed.GetValue(only)),
                    MediaRoots = parsed.GetValue(mediaRoots) ?? [],
                    MediaTimecode = parsed.GetValue(mediaTimecode) ?? [],
                    Picture = parsed.GetValue(picture),
                    Lut = parsed.GetValue(lut),
                    Breakdown = parsed.GetValue(breakdown),
                    BreakdownWeight = parsed.GetValue(breakdownWeight) is >= 0 and <= 1 and var weight ? weight
                        : throw new UserException(ExitCode.Usage, "--breakdown-weight takes a number from 0 to 1"),
                    Episode = parsed.GetValue(episode),
                    Day = Arguments.Day("--day", parsed.GetValue(day)),
                    Without = parsed.GetValue(without) ?? [],
                    Export = markerOptions.Read(parsed),
                    TracksAbove = paths[1..],
                };
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
