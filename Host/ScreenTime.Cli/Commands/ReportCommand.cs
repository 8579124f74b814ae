using System.CommandLine;
using System.Globalization;
using ScreenTime.Host.Jobs;
using ScreenTime.Host.Plugins;
using ScreenTime.Host.Reports;
using ScreenTime.Host.Sealing;
using ScreenTime.Sdk;

namespace ScreenTime.Cli.Commands;

/// <summary><c>screentime report DIR</c>: the report that goes into a contract.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "The folder of an analysis." };
        var rule = new Option<string[]>("--rule")
        {
            Description = "A counting rule: visible-v1, bridged-v1, face-v1, tutorial-1fps, or the file of your own; may be given several times.",
            DefaultValueFactory = _ => ["visible-v1"],
            HelpName = "RULE",
        };
        var format = new Option<string[]>("--format") { Description = "Files to write: html, pdf, csv, json.", DefaultValueFactory = _ => ["html,pdf,csv,json"], HelpName = "LIST" };
        var output = new Option<string?>("--out") { Description = "The folder for the files; DIR otherwise.", HelpName = "DIR" };
        var only = new Option<string[]>("--only") { Description = "Characters (or performers) to report; the others' rows are left out.", HelpName = "PERSON" };
        var programme = new Option<string?>("--programme") { Description = "What counts: record timecodes, the second not included.", HelpName = "IN-OUT" };
        var exclude = new Option<string[]>("--exclude")
        {
            Description = "A part of it that does not: bars, slate, black, recap, titles, credits, preview or a name of yours, with its timecodes; may be given several times.",
            HelpName = "NAME=IN-OUT",
        };
        var scenes = new Option<string?>("--scenes") { Description = "The scenes, for rules per scene: markers (or markers=COLOUR) or sequences of the timeline, or a CSV with the columns scene, in and out.", HelpName = "WHERE" };
        var cut = new Option<string>("--cut-version") { Description = "What the production calls this version of the cut.", DefaultValueFactory = _ => "", HelpName = "TEXT" };
        var threshold = new Option<string?>("--threshold") { Description = "Compare with a screen time: 12:00 (minutes), 1:02:00 or 720 (seconds).", HelpName = "TIME" };
        var language = new Option<string>("--language") { Description = "en, zh-Hant or zh-Hans.", DefaultValueFactory = _ => "en", HelpName = "LANGUAGE" };
        var recipient = new Option<string>("--recipient") { Description = "Who this copy is for: stands across every page.", DefaultValueFactory = _ => "", HelpName = "NAME" };
        var evidence = new Option<string>("--evidence")
        {
            Description = "Pictures beside the appearances: none, subject (nobody else to be recognised) or frame.",
            DefaultValueFactory = _ => "none",
            HelpName = "KIND",
        };
        var mediaRoots = new Option<string[]>("--media-root") { Description = "A folder to look for media in, for pictures; may be given several times.", HelpName = "DIR" };
        var key = new Option<string?>("--key") { Description = "The key that the report will be signed with, its public part: its fingerprint stands on every page.", HelpName = "FILE" };
        var command = new Command("report", "Write the report that goes into a contract: figures, rule, bounds, evidence, provenance.")
        {
            folder, rule, format, output, only, programme, exclude, scenes, cut, threshold, language, recipient, evidence, mediaRoots, key,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var directory = parsed.GetRequiredValue(folder);
            var settings = new ReportSettings(
                parsed.GetRequiredValue(rule),
                parsed.GetRequiredValue(language),
                Arguments.List(parsed.GetValue(only)),
                parsed.GetValue(programme),
                parsed.GetValue(exclude) ?? [],
                parsed.GetRequiredValue(cut),
                parsed.GetValue(threshold) is { } text ? Arguments.Take("--threshold", text, SettingValues.Length) : null,
                parsed.GetRequiredValue(recipient),
                parsed.GetValue(key) is { } file ? SigningKey.FingerprintIn(file) : "",
                Arguments.Take("--evidence", parsed.GetRequiredValue(evidence), Evidence),
                parsed.GetValue(scenes));
            var terminal = new Terminal();
            try
            {
                var outcome = await new ReportJob(HostPlugins.Load(), terminal).RunAsync(
                    directory, settings, Arguments.List(parsed.GetValue(format)), parsed.GetValue(output) ?? directory, parsed.GetValue(mediaRoots) ?? [], cancellationToken).ConfigureAwait(false);
                terminal.Finish();
                Print(outcome);
            }
            finally
            {
                terminal.Finish();
            }

            return 0;
        });
        return command;
    }

    private static EvidenceKind Evidence(string text) => text switch
    {
        "none" => EvidenceKind.None,
        "subject" => EvidenceKind.Subject,
        "frame" => EvidenceKind.Frame,
        _ => throw new FormatException("none, subject or frame"),
    };

    private static void Print(ReportOutcome outcome)
    {
        var report = outcome.Report;
        foreach (var line in Figures(report))
            Console.WriteLine(line);
        if (report.IsDraft)
            Console.WriteLine(report.Audit is { Remark.Length: > 0 } audit ? $"DRAFT: {audit.Remark}" : "DRAFT, unaudited: 'screentime audit' draws the sample that gives bounds.");
        Console.WriteLine("Written:");
        foreach (var file in outcome.Files)
            Console.WriteLine($"  {file}");
    }

    /// <summary>The figures of a report, a line each.</summary>
    internal static IEnumerable<string> Figures(ContractReport report)
    {
        foreach (var count in report.Rules)
        {
            yield return $"By the rule {count.Rule.Id}:";
            string[] header = ["character", "seconds", "frames", "bounds (90 %)"];
            var rows = count.Characters.Select(line => (Name: report.Result.Cast.Characters[report.Result.Cast.IndexOf(line.CharacterId)].Name, Line: line, Certain: line.Time))
                .Concat(count.Roles.Select(role => (Name: $"{(role.Kind == RoleKind.Performer ? "performer" : "character")} {role.Count.CharacterId}", Line: role.Count, role.Certain)));
            foreach (var line in TextTable.Format(
                report.Threshold is null ? header : [.. header, "threshold"],
                rows.Select(item =>
                {
                    var character = item.Line;
                    string[] row =
                    [
                        item.Name,
                        FigureText.Seconds(character.Time?.Seconds, item.Certain?.Seconds),
                        character.Time?.Frames?.ToString(CultureInfo.InvariantCulture) ?? "–",
                        character.Bounds is { } bounds
                            ? $"{FigureText.Seconds(bounds.Lower)} to {FigureText.Seconds(bounds.Upper)}{(character.IsOutsideBounds ? ", the count lies outside" : "")}"
                            : count.Rule.IsFrameByFrame ? "unaudited" : "no bounds",
                    ];
                    return report.Threshold is null
                        ? row
                        : [.. row, character.Verdict switch { ThresholdVerdict.Met => "met", ThresholdVerdict.NotMet => "not met", _ => "cannot be told" }];
                })))
                yield return "  " + line;
        }
    }
}
