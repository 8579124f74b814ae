using System.CommandLine;
using System.Globalization;
using ScreenTime.Host.Corrections;
using ScreenTime.Host.Reports;
using ScreenTime.Sdk;

namespace ScreenTime.Cli.Commands;

/// <summary><c>screentime compare A B</c>: who gained or lost between two cuts.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        var old = new Argument<string>("OLD") { Description = "The folder of the old cut's analysis." };
        var fresh = new Argument<string>("NEW") { Description = "The folder of the new cut's analysis." };
        var rule = new Option<string>("--rule") { Description = "The counting rule.", DefaultValueFactory = _ => "visible-v1", HelpName = "RULE" };
        var command = new Command("compare", "Say who gained or lost screen time between two cuts, and by which shots.") { old, fresh, rule };
        command.SetAction(parsed =>
        {
            var name = parsed.GetRequiredValue(rule);
            var (a, b) = (CorrectedResult.Read(parsed.GetRequiredValue(old)), CorrectedResult.Read(parsed.GetRequiredValue(fresh)));
            var settings = new ReportSettings([name]);
            var (before, after) = (ReportBuilder.Build(a, null, settings), ReportBuilder.Build(b, null, settings));
            if (before.Rules[0].Rule.Counts != CountedEvidence.Visible)
                throw new UserException(ExitCode.Usage, $"--rule {name} counts no intervals that could be compared: take visible-v1 or a rule like it");
            var (first, second) = (a.Result.Provenance, b.Result.Provenance);
            // What runs on another kind of device counts as another model, whatever the model.
            if (first.ModelHash != second.ModelHash)
            {
                var (one, other) = ($"{first.Device.Provider} in {first.Device.Precision}", $"{second.Device.Provider} in {second.Device.Precision}");
                Console.WriteLine(one == other
                    ? "The two were analysed with different models: some of what differs may be the models' doing."
                    : $"The two were computed differently ({one}, {other}): some of what differs may come of that, or of different models.");
            }
            Print(CutComparison.Of(before, a.Result, after, b.Result), a.Result, b.Result);
            return 0;
        });
        return command;
    }

    private static void Print(IReadOnlyList<CharacterDifference> differences, AnalysisResult old, AnalysisResult fresh)
    {
        foreach (var line in TextTable.Format(
            ["character", "old s", "new s", "change"],
            differences.Select(difference => (string[])[difference.CharacterId, Seconds(difference.Old), Seconds(difference.New), Change(difference.New - difference.Old)])))
            Console.WriteLine(line);
        foreach (var difference in differences.Where(difference => difference.Shots.Count > 0 || difference.Repeated != MediaTime.Zero))
        {
            Console.WriteLine($"{difference.CharacterId}:");
            foreach (var shot in difference.Shots)
            {
                var result = shot.InNew ? fresh : old;
                var time = MediaTime.FromFrames(shot.Frames, result.Rate);
                var why = (shot.Why, shot.InNew) switch
                {
                    (ShotDifference.Finding, true) => "found in the new cut only, the footage is in both",
                    (ShotDifference.Finding, false) => "found in the old cut only, the footage is in both",
                    (_, true) => "new footage",
                    (_, false) => "footage that is gone",
                };
                Console.WriteLine(
                    $"  {Change(shot.InNew ? time : MediaTime.Zero - time)} s  {(shot.InNew ? "new" : "old")} {result.TimecodeOf(shot.Record.Start)} to {result.TimecodeOf(shot.Record.End)}  {shot.ClipName}: {why}");
            }

            if (difference.Repeated != MediaTime.Zero)
                Console.WriteLine($"  {Change(difference.Repeated)} s  footage of both, shown more or less often, or at another speed");
        }
    }

    private static string Seconds(MediaTime time) => Round(time).ToString("0.00", CultureInfo.InvariantCulture);

    private static string Change(MediaTime time) => Round(time).ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture);

    private static decimal Round(MediaTime time) => Math.Round((decimal)time.Numerator / time.Denominator, 2, MidpointRounding.AwayFromZero);
}
