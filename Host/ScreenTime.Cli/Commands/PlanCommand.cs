using System.CommandLine;
using System.Globalization;
using ScreenTime.Host.Farm;
using ScreenTime.Host.Jobs;
using ScreenTime.Host.Plugins;
using ScreenTime.Sdk;

namespace ScreenTime.Cli.Commands;

/// <summary><c>screentime plan</c>: divides the analysis of timelines into shards for several machines.</summary>
internal static class PlanCommand
{
    public static Command Create()
    {
        var timelines = new Argument<string[]>("TIMELINE")
        {
            Arity = ArgumentArity.OneOrMore,
            Description = "Timelines or media files, each a title of its own: the episodes of a season. Or one job file (.json, docs/automation.md), whose jobs are the titles.",
        };
        var output = new Option<string>("--out") { Description = "The job's folder, on storage that all machines see; each title's results go to a folder in it.", Required = true, HelpName = "DIR" };
        var shards = new Option<int?>("--shards") { Description = "About how many shards look at frames, in all; each title has one at least.", HelpName = "N" };
        var minutes = new Option<double?>("--shard-minutes") { Description = "Minutes of media a shard: 10 unless something else is given.", HelpName = "M" };
        var options = new AnalysisOptions(castIsRequired: false);
        var command = new Command("plan", "Divide the analysis of timelines into shards for several machines.") { timelines, output, shards, minutes };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var paths = parsed.GetRequiredValue(timelines);
            var folder = parsed.GetRequiredValue(output);
            var size = (parsed.GetValue(shards), parsed.GetValue(minutes)) switch
            {
                (null, null) => new ShardSize(null),
                ( >= 1 and <= 100_000 and var count, null) => new ShardSize(count),
                (null, >= 0.01 and <= 100_000 and var length) => new ShardSize(null, length),
                ({ }, { }) => throw new UserException(ExitCode.Usage, "give --shards or --shard-minutes, not both"),
                ({ }, null) => throw new UserException(ExitCode.Usage, "--shards takes a number from 1 to 100000"),
                _ => throw new UserException(ExitCode.Usage, "--shard-minutes takes a number of minutes from 0.01 to 100000"),
            };
            var terminal = new Terminal();
            try
            {
                var titles = Titles(parsed, options, paths, folder);
                var planned = await new PlanJob(HostPlugins.Load(titles.SelectMany(title => title.Without).Distinct(StringComparer.Ordinal)), terminal)
                    .RunAsync(titles, folder, size, cancellationToken).ConfigureAwait(false);
                terminal.Finish();
                var looking = planned.Looking;
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{planned.Titles.Count} {(planned.Titles.Count == 1 ? "title" : "titles")}, {planned.Frames} frames to look at."));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Shards 1 to {looking} look at frames; shards {looking + 1} to {looking + planned.Refining} find edges, once those are done:"));
                Console.WriteLine($"  screentime work {planned.Folder} --shard N");
                Console.WriteLine($"  screentime merge {planned.Folder}");
                return 0;
            }
            finally
            {
                terminal.Finish();
            }
        });
        return command;
    }

    private static IReadOnlyList<AnalysisSettings> Titles(ParseResult parsed, AnalysisOptions options, string[] paths, string folder)
    {
        if (paths is not [var job] || !job.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            return [.. paths.Select(path => options.Read(parsed, path, folder, null))];
        return options.Given(parsed) is { } stray
            ? throw new UserException(ExitCode.Usage, $"{stray.Name} goes with timelines; {job} says itself how its jobs are analysed")
            : JobFile.Read(job);
    }
}
