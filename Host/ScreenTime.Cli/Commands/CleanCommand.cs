using System.CommandLine;
using OpenTimelineIO;
using ScreenTime.Host.Files;
using ScreenTime.Host.Plugins;
using ScreenTime.Sdk;

namespace ScreenTime.Cli.Commands;

/// <summary><c>screentime clean TIMELINE</c>: our markers out again, into a file beside it.</summary>
internal static class CleanCommand
{
    public static Command Create()
    {
        var timeline = new Argument<string>("TIMELINE") { Description = "An .otio or .edl that ScreenTime wrote." };
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
                ?? throw new UserException(ExitCode.Usage, $"{path} carries no markers: clean takes an .otio or .edl");
            if (!Path.Exists(path))
                throw new UserException(ExitCode.InputMissing, $"there is no file {path}: check the path");
            var document = reader.Read(Path.GetFullPath(path), options.Read(parsed));
            var writer = catalog.Writers.FirstOrDefault(candidate => candidate.FormatId == document.FormatId)
                ?? throw new UserException(ExitCode.ComponentMissing, $"no plugin writes {document.FormatId}: 'screentime plugins' shows what is wrong");
            var extension = Path.GetExtension(document.Path);
            var target = Path.GetFullPath(parsed.GetValue(output) ?? document.Path[..^extension.Length] + ".clean" + extension);
            if (target.Equals(document.Path, StringComparison.OrdinalIgnoreCase))
                throw new UserException(ExitCode.OutputUnwritable, "the timeline itself is never overwritten: give another file with --out");
            if (!Path.GetExtension(target).Equals(extension, StringComparison.OrdinalIgnoreCase))
                throw new UserException(ExitCode.Usage, $"--out {parsed.GetValue(output)} must end in {extension}, as the timeline does");
            IReadOnlyList<string> messages = [];
            try
            {
                AtomicFile.Write(target, stream => messages = writer.Write(new TimelineExport(document, null, null), stream));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new UserException(ExitCode.OutputUnwritable, $"{target} cannot be written: check that its folder is there and may be written", exception);
            }

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
