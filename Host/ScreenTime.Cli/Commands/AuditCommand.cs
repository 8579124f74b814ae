using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using ScreenTime.Host.Auditing;
using ScreenTime.Host.Corrections;
using ScreenTime.Host.Counting;
using ScreenTime.Host.Plugins;
using ScreenTime.Host.Reports;
using ScreenTime.Sdk;

namespace ScreenTime.Cli.Commands;

/// <summary><c>screentime audit DIR</c>: a random sample, looked at blind, that says how sure the figures are.</summary>
internal static class AuditCommand
{
    private const int MostFrames = 100_000;

    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "The folder of an analysis." };
        var count = new Option<int>("--n") { Description = "Frames to draw.", DefaultValueFactory = _ => 300, HelpName = "N" };
        var seed = new Option<long?>("--seed") { Description = "The number that chance begins with; drawn and written down otherwise.", HelpName = "S" };
        var rule = new Option<string>("--rule") { Description = "The counting rule by whose text the frames will be answered.", DefaultValueFactory = _ => "visible-v1", HelpName = "RULE" };
        var mediaRoots = new Option<string[]>("--media-root") { Description = "A folder to look for media in; may be given several times.", HelpName = "DIR" };
        var command = new Command("audit", "Draw a random sample of frames to look at, or say how far it is: bounds in a report come from it.") { folder, count, seed, rule, mediaRoots };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var directory = parsed.GetRequiredValue(folder);
            var frames = parsed.GetValue(count);
            if (frames is < AuditSample.Fewest or > MostFrames)
                throw Arguments.Invalid("--n", frames.ToString(CultureInfo.InvariantCulture), $"a number of frames from {AuditSample.Fewest} to {MostFrames}");
            if (AuditFolder.Read(directory) is { } audit)
            {
                if (parsed.GetResult(seed) is { Implicit: false } || parsed.GetResult(count) is { Implicit: false } || parsed.GetResult(rule) is { Implicit: false })
                {
                    throw new UserException(
                        ExitCode.OutputUnwritable, $"{AuditFolder.Of(directory)} is there already: leave --n, --seed and --rule out to see how far it is, or delete the folder to draw a new sample");
                }

                Print(directory, audit);
                return 0;
            }

            var terminal = new Terminal();
            try
            {
                var drawn = await new AuditJob(HostPlugins.Load(), terminal).DrawAsync(
                    directory, frames, parsed.GetValue(seed) ?? RandomNumberGenerator.GetInt32(int.MaxValue), CountingRuleFile.Read(parsed.GetRequiredValue(rule), "en"), parsed.GetValue(mediaRoots) ?? [], cancellationToken).ConfigureAwait(false);
                terminal.Finish();
                var path = AuditFolder.Of(directory);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{drawn.Plan.Frames.Count} frames drawn with the number {drawn.Plan.Seed}."));
                Console.WriteLine($"Look at each picture in {Path.Combine(path, AuditFolder.ImagesFolder)} and write into {Path.Combine(path, AuditFolder.LabelsFile)}");
                Console.WriteLine($"1 under whoever can be recognised in it, 0 under whoever cannot, 1 under ambiguous where you cannot tell; by the text of the rule {drawn.Plan.RuleId} (docs/audit.md).");
            }
            finally
            {
                terminal.Finish();
            }

            return 0;
        });
        return command;
    }

    private static void Print(string directory, Audit audit)
    {
        // Rules by which each frame counts by itself count the same frames, whatever their text.
        var report = ReportBuilder.Build(CorrectedResult.Read(directory), audit, new ReportSettings([audit.Plan.Counts == CountedEvidence.Face ? "face-v1" : CountingRules.Visible]));
        var summary = report.Audit!;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{summary.Seen} of {summary.Planned} frames are answered, {summary.Doubtful} of them as ambiguous; drawn with the number {summary.Seed}."));
        if (summary.Remark.Length > 0)
            Console.WriteLine(summary.Remark);
        if (!summary.IsFinished)
            return;
        foreach (var line in TextTable.Format(
            ["character", "counted s", "lower", "estimate", "upper"],
            report.Rules[0].Characters.Select(count => AuditBounds.Of(audit, count.CharacterId, report.Counted) is { } bounds
                ? (string[])[count.CharacterId, count.Time is { } time ? Seconds(time.Seconds) : "–", Seconds(bounds.Lower), Seconds(bounds.Estimate), Seconds(bounds.Upper)]
                : [count.CharacterId, "–", "–", "–", "–"])))
            Console.WriteLine(line);
        Console.WriteLine("The bounds hold the true screen time in 9 of 10 cases, for each character by itself.");
    }

    private static string Seconds(MediaTime time) => time.Seconds.ToString("0.00", CultureInfo.InvariantCulture);
}
