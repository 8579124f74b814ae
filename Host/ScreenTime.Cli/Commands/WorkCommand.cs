using System.CommandLine;
using ScreenTime.Host.Farm;
using ScreenTime.Host.Jobs;

namespace ScreenTime.Cli.Commands;

/// <summary><c>screentime work</c>: does one shard of a plan, or several one after another.</summary>
internal static class WorkCommand
{
    public static Command Create()
    {
        var plan = new Argument<string>("PLAN") { Description = "The job's folder, or the plan.json in it." };
        var shard = new Option<string>("--shard") { Description = "The shard's number, from 1 on; or several in a row: 5-8.", Required = true, HelpName = "N" };
        var again = new Option<bool>("--again") { Description = "Do it even if it is done, and throw away what was." };
        var command = new Command("work", "Do one shard of a plan.") { plan, shard, again };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (first, last) = Arguments.Take("--shard", parsed.GetRequiredValue(shard), SettingValues.Shards);
            var terminal = new Terminal();
            try
            {
                await new ShardJob(terminal).RunAsync(parsed.GetRequiredValue(plan), first, last, parsed.GetValue(again), cancellationToken).ConfigureAwait(false);
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
