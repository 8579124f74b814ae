using System.CommandLine;
using ScreenTime.Host.Jobs;
using ScreenTime.Scripting;

namespace ScreenTime.Cli.Commands;

/// <summary><c>screentime run JOB.json</c>: jobs that are written down.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("JOB.json") { Description = "One job or several (docs/automation.md)." };
        var check = new Option<bool>("--check") { Description = "Only read the file and say what would be done." };
        var command = new Command("run", "Do the jobs of a job file, one after another.") { file, check };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var jobs = JobFile.Read(parsed.GetRequiredValue(file));
            if (parsed.GetValue(check))
            {
                foreach (var job in jobs)
                    Console.WriteLine($"{job.TimelinePath} -> {job.OutputFolder}");
                return 0;
            }

            return await DoAsync(jobs, cancellationToken).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> DoAsync(IReadOnlyList<AnalysisSettings> jobs, CancellationToken cancellationToken)
    {
        var terminal = new Terminal();
        try
        {
            return (int)await new JobRun(terminal).RunAsync(jobs, outcome => Outcomes.Print(outcome, terminal), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            terminal.Finish();
        }
    }
}
