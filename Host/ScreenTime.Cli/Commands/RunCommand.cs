using System.CommandLine;
using ScreenTime.Host.Jobs;
using ScreenTime.Scripting;
using ScreenTime.Sdk;

namespace ScreenTime.Cli.Commands;

/// <summary><c>screentime run JOB.json</c>: jobs that are written down.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("JOB.json") { Description = "One job or several (docs/automation.md)." };
        var check = new Option<bool>("--check") { Description = "Only read the file, look whether timelines and casts are there, and say what would be done." };
        var command = new Command("run", "Do the jobs of a job file, one after another.") { file, check };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var jobs = JobFile.Read(parsed.GetRequiredValue(file));
            if (parsed.GetValue(check))
            {
                foreach (var job in jobs)
                    Console.WriteLine($"{job.TimelinePath} -> {job.OutputFolder}");
                // It is what one runs before leaving for the night. A job may use what one before it makes.
                var missing = jobs.SelectMany(job => (string[])[job.TimelinePath, .. job.TracksAbove, job.CastFolder])
                    .Where(path => !Path.Exists(path) && !jobs.Any(job => path.StartsWith(Path.TrimEndingDirectorySeparator(job.OutputFolder) + Path.DirectorySeparatorChar, StringComparison.Ordinal))).Distinct(StringComparer.Ordinal).ToList();
                return missing.Count == 0
                    ? 0
                    : throw new UserException(ExitCode.InputMissing, $"there is no {string.Join(", no ", missing)}: check the paths in {parsed.GetRequiredValue(file)}");
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
