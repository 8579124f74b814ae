using ScreenTime.Host.Counting;
using ScreenTime.Scripting;

namespace ScreenTime.Cli.Commands;

/// <summary>What is said of one job among several: what it is of, its files and screen times, or why it failed.</summary>
internal static class Outcomes
{
    public static void Print(JobOutcome job, Terminal terminal)
    {
        terminal.Finish();
        if (job.Failure is { } failure)
        {
            terminal.Message($"screentime: {job.Settings.TimelinePath}: {failure.Sentence}");
            return;
        }

        Console.WriteLine($"{job.Settings.TimelinePath}:");
        foreach (var message in job.Outcome!.Messages)
            Console.WriteLine($"  {message}");
        foreach (var file in job.Outcome.Files)
            Console.WriteLine($"  {file}");
        foreach (var total in job.Outcome.Result.Totals.Where(total => total.RuleId == CountingRules.Visible))
            Console.WriteLine($"  {ScreenTimeLine.Format(job.Outcome.Result, total)}");
    }
}
