using System.CommandLine;
using ScreenTime.Host.Files;
using ScreenTime.Host.Media;
using ScreenTime.Host.Timelines;
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
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var catalog = HostPlugins.Load();
            var probe = new MediaProbe(await FfmpegTools.FindAsync(cancellationToken).ConfigureAwait(false));
            var document = await new TimelineLoader(catalog.Readers, probe).LoadAsync(parsed.GetRequiredValue(timeline), options.Read(parsed), cancellationToken).ConfigureAwait(false);
            var writer = catalog.Writers.FirstOrDefault(candidate => candidate.FormatId == document.FormatId)
                ?? throw new UserException(ExitCode.Usage, $"{parsed.GetRequiredValue(timeline)} carries no markers: clean takes an .otio or .edl");
            var extension = Path.GetExtension(document.Path);
            var target = Path.GetFullPath(parsed.GetValue(output) ?? document.Path[..^extension.Length] + ".clean" + extension);
            if (target.Equals(document.Path, StringComparison.OrdinalIgnoreCase))
                throw new UserException(ExitCode.OutputUnwritable, "the timeline itself is never overwritten: give another file with --out");
            IReadOnlyList<string> messages = [];
            AtomicFile.Write(target, stream => messages = writer.Write(new TimelineExport(document, null, null), stream));
            foreach (var message in messages)
                Console.WriteLine(message);
            Console.WriteLine($"Written: {target}");
            return 0;
        });
        return command;
    }
}
