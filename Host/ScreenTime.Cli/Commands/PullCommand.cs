using System.CommandLine;
using ScreenTime.Host.Jobs;
using ScreenTime.Host.Plugins;

namespace ScreenTime.Cli.Commands;

/// <summary><c>screentime pull TIMELINE</c>: what a person did to the markers in an editor, back as corrections.</summary>
internal static class PullCommand
{
    public static Command Create()
    {
        var timeline = new Argument<string>("TIMELINE") { Description = "The timeline, or list of markers, exported from the editor again." };
        var result = new Option<string>("--result") { Description = "The folder of the analysis whose markers it carries.", Required = true, HelpName = "DIR" };
        var who = new CorrectorOption("--who", "Whose corrections they are");
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would be logged, and log nothing." };
        var options = new TimelineOptions();
        var command = new Command("pull", "Read markers that were moved, renamed or deleted in an editor back as corrections.") { timeline, result, dryRun };
        who.AddTo(command);
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            var isDry = parsed.GetValue(dryRun);
            var outcome = new PullJob(HostPlugins.Load(), TimeProvider.System).Run(new PullSettings(
                parsed.GetRequiredValue(timeline), parsed.GetRequiredValue(result), options.Read(parsed), who.Name(parsed), !isDry));
            Console.WriteLine($"Compared with {outcome.Compared}");
            foreach (var sentence in outcome.Logged)
                Console.WriteLine($"{(isDry ? "Would log" : "Logged")}: {sentence}");
            if (!isDry && outcome.Logged.Count > 0)
                Console.WriteLine($"{who.Sentence(parsed)} So does the file's name, {Path.GetFileName(parsed.GetRequiredValue(timeline))}.");
            foreach (var sentence in outcome.Unclear)
                Console.WriteLine($"Not clear: {sentence}");
            if (outcome.Known > 0)
                Console.WriteLine(FormattableString.Invariant($"{outcome.Known} of the changes {(outcome.Known == 1 ? "is" : "are")} in the log already."));
            if (outcome.Logged.Count + outcome.Known == 0)
                Console.WriteLine("Nobody moved, renamed or deleted a marker.");
            return 0;
        });
        return command;
    }
}
