using System.CommandLine;
using ScreenTime.Host.Jobs;
using ScreenTime.Host.Plugins;

namespace ScreenTime.Cli.Commands;

/// <summary><c>screentime convert A B</c>: one format to another, with a list of what was lost.</summary>
internal static class ConvertCommand
{
    public static Command Create()
    {
        var source = new Argument<string>("A") { Description = "The timeline to read; 'screentime plugins' lists the formats." };
        var target = new Argument<string>("B") { Description = "The file to write; its ending says the format." };
        var markersOnly = new Option<bool>("--markers-only")
        {
            Description = "Write an empty sequence of the same rate, start and length with the markers, to nest or to copy from (otio, xmeml, fcpxml).",
        };
        var options = new TimelineOptions();
        var command = new Command("convert", "Convert a timeline, and list what the other format cannot carry.") { source, target, markersOnly };
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            var outcome = new ConversionJob(HostPlugins.Load()).Run(
                new ConversionSettings(parsed.GetRequiredValue(source), parsed.GetRequiredValue(target), options.Read(parsed), parsed.GetValue(markersOnly)));
            foreach (var assumption in outcome.Assumptions)
                Console.WriteLine($"Read: {assumption}");
            foreach (var loss in outcome.Losses)
                Console.WriteLine($"Lost: {loss}");
            if (outcome.Losses.Count == 0)
                Console.WriteLine(outcome.Checked ? "Nothing was lost: the file was read again and holds all that was counted." : "The writer names no loss; its format is not read, so that it could not be checked.");
            Console.WriteLine($"Written: {outcome.Target}");
            return 0;
        });
        return command;
    }
}
