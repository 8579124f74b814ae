using ScreenTime.Cli.Commands;
using ScreenTime.Host.Reports;
using ScreenTime.Sdk;

namespace ScreenTime.Cli.Tests;

public sealed class ReportCommandTests
{
    [Fact]
    public void A_count_outside_its_bounds_is_printed_as_such()
    {
        var lines = ReportCommand.Figures(Report()).ToList();

        Assert.EndsWith("11.00 to 12.00, the count lies outside", lines.Single(line => line.Contains("ANNA", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.EndsWith("9.00 to 10.00", lines.Single(line => line.Contains("BEN", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    /// <summary>Both are on screen for ten seconds; the audit says so of Ben alone.</summary>
    private static ContractReport Report()
    {
        var (rate, all) = (new FrameRate(24, 1), new FrameRange(0, 240));
        var result = new AnalysisResult(
            "cut", rate, false, 0, 240, all, new Cast("cast", [new Character("anna", "ANNA", "BLUE"), new Character("ben", "BEN", "RED")]), [], [new Shot(all, "a")],
            [new Appearance("anna", all, 0.9, "a", "", "", 0), new Appearance("ben", all, 0.9, "a", "", "", 0)], [], [], [],
            new Provenance(
                "run", "0.1", "t", "c", "m", "7.1", new DeviceReport("cpu", "cpu", "asked for", "1.31", "fp32", null), "avx2", new Dictionary<string, string>(), new Dictionary<string, string>()),
            []);
        var report = ReportBuilder.Build(result, null, new ReportSettings([]));
        return report with { Rules = [.. report.Rules.Select(rule => rule with { Characters = [Bounded(rule.Characters[0], 11), Bounded(rule.Characters[1], 9)] })] };
    }

    private static CharacterCount Bounded(CharacterCount line, long lower) =>
        line with { Bounds = new TimeBounds(new MediaTime(lower, 1), new MediaTime(lower, 1), new MediaTime(lower + 1, 1), 0.9) };
}
