using System.CommandLine;
using ScreenTime.Host.Auditing;
using ScreenTime.Host.Corrections;
using ScreenTime.Host.Reports;
using ScreenTime.Sdk;

namespace ScreenTime.Cli.Commands;

/// <summary><c>screentime season A B …</c>: screen time an episode and in total.</summary>
internal static class SeasonCommand
{
    public static Command Create()
    {
        var folders = new Argument<string[]>("DIR") { Description = "The folders of the episodes' analyses, in order.", Arity = ArgumentArity.OneOrMore };
        var rule = new Option<string>("--rule") { Description = "The counting rule.", DefaultValueFactory = _ => "visible-v1", HelpName = "RULE" };
        var command = new Command("season", "Screen time an episode and in total, with bounds.") { folders, rule };
        command.SetAction(parsed =>
        {
            var episodes = parsed.GetRequiredValue(folders).Select(folder =>
            {
                var audit = AuditFolder.Read(folder);
                return new Episode(ReportBuilder.Build(CorrectedResult.Read(folder), audit, new ReportSettings([parsed.GetRequiredValue(rule)])), audit);
            }).ToList();
            foreach (var (index, episode) in episodes.Index())
            {
                if (episodes.Take(index).FirstOrDefault(other => other.Report.Result.Provenance.TimelineHash == episode.Report.Result.Provenance.TimelineHash
                    && !other.Report.Programme.Intersect(episode.Report.Programme).IsEmpty) is not null)
                    throw new UserException(ExitCode.Usage, $"episode {index + 1} ({episode.Report.Result.TimelineName}) overlaps one before it: name each part of a timeline once");
            }

            var counts = SeasonTable.Of(episodes);
            foreach (var count in counts)
            {
                Console.WriteLine(count.Kind switch { RoleKind.Performer => $"{count.Name} (performer)", RoleKind.Character => $"{count.Name} (character played)", _ => count.Name });
                string[][] rows =
                [
                    .. count.Episodes.Select((episode, index) => (string[])
                    [
                        "  " + episodes[index].Report.Result.TimelineName, FigureText.Seconds(episode.Time, episode.Certain), episode.IsLookedFor ? Interval(episode.Bounds?.Lower, episode.Bounds?.Upper) : "not looked for",
                    ]),
                    ["  total", FigureText.Seconds(count.Total, count.Certain), Interval(count.Lower, count.Upper)],
                ];
                foreach (var line in TextTable.Format(["", "seconds", "bounds (90 %)"], rows))
                    Console.WriteLine(line);
            }

            // What stands on the first page of each episode's report must not be lost where they are added up.
            foreach (var report in episodes.Select(episode => episode.Report))
            {
                if (MediaTime.FromFrames(report.UnknownFrames, report.Result.Rate) is { Numerator: > 0 } unknown)
                    Console.WriteLine($"{report.Result.TimelineName}: {FigureText.Seconds(unknown)} s could not be looked at and count for nobody.");
                if (report.IsDraft)
                    Console.WriteLine($"{report.Result.TimelineName}: DRAFT, {(report.Audit is { Remark.Length: > 0 } audit ? audit.Remark : "unaudited: 'screentime audit' draws the sample that gives bounds")}.");
            }

            return 0;
        });
        return command;
    }

    private static string Interval(MediaTime? lower, MediaTime? upper) =>
        lower is null ? "unaudited" : upper is null ? $"at least {FigureText.Seconds(lower)}" : $"{FigureText.Seconds(lower)} to {FigureText.Seconds(upper)}";
}
