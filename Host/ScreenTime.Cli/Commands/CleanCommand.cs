using System.CommandLine;
using OpenTimelineIO;
using ScreenTime.Host.Jobs;
using ScreenTime.Host.Plugins;
using ScreenTime.Host.Timelines;
using ScreenTime.Sdk;

namespace ScreenTime.Cli.Commands;

/// <summary><c>screentime clean TIMELINE</c>: our markers out again, into a file beside it.</summary>
internal static class CleanCommand
{
    public static Command Create()
    {
        var timeline = new Argument<string>("TIMELINE") { Description = "A timeline or a list of markers that ScreenTime wrote." };
        var output = new Option<string?>("--out") { Description = "The file to write; NAME.clean.otio beside the timeline otherwise.", HelpName = "FILE" };
        var options = new TimelineOptions();
        var command = new Command("clean", "Take ScreenTime's markers out of a timeline again; everything else stays.") { timeline, output };
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            var catalog = HostPlugins.Load();
            var path = parsed.GetRequiredValue(timeline);
            // Media and reports carry no markers, and nothing here asks for ffmpeg.
            var reader = catalog.ReaderOf(path)
                ?? throw new UserException(ExitCode.Usage, $"{path} carries no markers: clean takes a timeline or a list of markers");
            if (!Path.Exists(path))
                throw new UserException(ExitCode.InputMissing, $"there is no file {path}: check the path");
            var document = TimelineLoader.Read(reader, path, options.Read(parsed));
            var writer = catalog.Writers.FirstOrDefault(candidate => candidate.FormatId == document.FormatId)
                ?? throw new UserException(ExitCode.ComponentMissing, $"no plugin writes {document.FormatId}: 'screentime plugins' shows what is wrong");
            var source = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
            // Final Cut Pro's bundle is a document in a folder; the document alone is what it imports, too.
            var own = Path.GetExtension(source);
            var extension = own.Equals(".fcpxmld", StringComparison.OrdinalIgnoreCase) ? ".fcpxml" : own;
            var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(parsed.GetValue(output) ?? source[..^own.Length] + ".clean" + extension));
            if (!Path.GetExtension(target).Equals(extension, StringComparison.OrdinalIgnoreCase))
                throw new UserException(ExitCode.Usage, $"--out {parsed.GetValue(output)} must end in {extension}, as the timeline does");
            var messages = SingleExport.Write(path, target, writer, new TimelineExport(document, null, null));
            foreach (var message in messages)
                Console.WriteLine(message);
            var root = document.Timeline.Tracks;
            if (!root.FindChildren<Item>().Prepend(root).Any(item => item.Markers.Any(marker => marker.Metadata.ContainsKey("screentime"))))
                Console.WriteLine($"There were no markers of ScreenTime's in {path}.");
            Console.WriteLine($"Written: {target}");
            return 0;
        });
        return command;
    }
}
