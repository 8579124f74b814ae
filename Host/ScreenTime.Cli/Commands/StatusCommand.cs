using System.CommandLine;
using ScreenTime.Host.Farm;

namespace ScreenTime.Cli.Commands;

/// <summary><c>screentime status</c>: which shards of a plan are done, missing or failed.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var plan = new Argument<string>("PLAN") { Description = "The job's folder, or the plan.json in it." };
        var command = new Command("status", "Say which shards of a plan are done, missing or failed.") { plan };
        command.SetAction(parsed =>
        {
            foreach (var line in FarmStatus.Of(parsed.GetRequiredValue(plan)))
                Console.WriteLine(line);
            return 0;
        });
        return command;
    }
}
