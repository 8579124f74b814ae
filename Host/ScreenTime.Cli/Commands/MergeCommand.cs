using System.CommandLine;
using ScreenTime.Host.Farm;
using ScreenTime.Scripting;

namespace ScreenTime.Cli.Commands;

/// <summary><c>screentime merge</c>: joins the shards of a plan to the results of its titles.</summary>
internal static class MergeCommand
{
    public static Command Create()
    {
        var plan = new Argument<string>("PLAN") { Description = "The job's folder, or the plan.json in it." };
        var mixed = new Option<bool>("--allow-mixed") { Description = "Join shards that were done with different processors, GPUs or versions; results and reports say so." };
        var command = new Command("merge", "Join the shards of a plan to the results of its titles.") { plan, mixed };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var terminal = new Terminal();
            try
            {
                await new MergeJob(terminal).RunAsync(
                    parsed.GetRequiredValue(plan), parsed.GetValue(mixed), (settings, outcome) => Outcomes.Print(new JobOutcome(settings, outcome, null), terminal), cancellationToken)
                    .ConfigureAwait(false);
                return 0;
            }
            finally
            {
                terminal.Finish();
            }
        });
        return command;
    }
}
