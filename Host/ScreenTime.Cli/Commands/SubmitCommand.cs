using System.CommandLine;
using System.Globalization;
using ScreenTime.Host.Farm;
using ScreenTime.Sdk;

namespace ScreenTime.Cli.Commands;

/// <summary><c>screentime submit</c>: hands a plan to the farm that the studio has.</summary>
internal static class SubmitCommand
{
    public static Command Create()
    {
        var plan = new Argument<string>("PLAN") { Description = "The job's folder, or the plan.json in it." };
        var farm = new Option<string>("--farm") { Description = "slurm. For OpenCue and Deadline docs/farm.md has templates.", Required = true, HelpName = "FARM" };
        var throttle = new Option<int?>("--throttle") { Description = "How many tasks may run at once.", HelpName = "N" };
        var partition = new Option<string?>("--partition") { Description = "sbatch's --partition.", HelpName = "NAME" };
        var gres = new Option<string?>("--gres") { Description = "sbatch's --gres for the shards: gpu:1.", HelpName = "LIST" };
        var memory = new Option<string?>("--mem") { Description = "sbatch's --mem: 4G.", HelpName = "SIZE" };
        var time = new Option<string?>("--time") { Description = "sbatch's --time for a task: 2:00:00. A task that needs longer is queued again and goes on.", HelpName = "TIME" };
        var others = new Option<string[]>("--sbatch") { Description = "Another option of sbatch, such as --sbatch=--account=show; may be given several times.", HelpName = "OPTION" };
        var screentime = new Option<string?>("--command") { Description = "The screentime command on the farm's machines, where it is another than here.", HelpName = "PATH" };
        var command = new Command("submit", "Hand a plan to a farm.") { plan, farm, throttle, partition, gres, memory, time, others, screentime };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetRequiredValue(farm) is not "slurm" and var other)
                throw new UserException(ExitCode.Usage, $"--farm takes slurm, not \"{other}\"; for OpenCue and Deadline docs/farm.md has templates");
            if (parsed.GetValue(throttle) is < 1)
                throw new UserException(ExitCode.Usage, "--throttle takes a number of tasks from 1 on");
            var jobs = await SlurmFarm.SubmitAsync(
                parsed.GetRequiredValue(plan),
                new SlurmRequest(
                    parsed.GetValue(partition), parsed.GetValue(gres), parsed.GetValue(memory), parsed.GetValue(time), parsed.GetValue(throttle), parsed.GetValue(others) ?? [], parsed.GetValue(screentime)),
                cancellationToken).ConfigureAwait(false);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Looking: job {jobs.Looking}, {jobs.Tasks} tasks of {jobs.Group} {(jobs.Group == 1 ? "shard" : "shards")}."));
            Console.WriteLine($"Refining: job {jobs.Refining}, when all of those are done.");
            Console.WriteLine($"Merging: job {jobs.Merging}, at the end.");
            return 0;
        });
        return command;
    }
}
