using System.Text;
using ScreenTime.Exporters.Report.Contract;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Tests.Report.Contract;

public sealed class ContractCsvTests
{
    [Fact]
    public void A_column_says_whether_a_count_lies_outside_its_bounds()
    {
        var report = Reports.Of(Reports.Result("cut", ["ANNA", "BEN", "CLEO"], 9));
        var rule = report.Rules[0];
        var (anna, ben) = (rule.Characters[0], rule.Characters[1]);
        report = report with { Rules = [rule with { Characters = [Bounded(anna, anna.Time!.Seconds + new MediaTime(1, 1)), Bounded(ben, ben.Time!.Seconds), rule.Characters[2]] }] };

        var rows = Encoding.UTF8.GetString(Reports.Write(new ContractCsvWriter(), report)).Split("\r\n").Select(row => row.Split(',')).ToList();

        var column = Array.IndexOf(rows[0], "outside_bounds");
        Assert.Equal(["yes", "no", ""], rows.Where(row => row[0].EndsWith("count", StringComparison.Ordinal)).Select(row => row[column]));
    }

    private static CharacterCount Bounded(CharacterCount line, MediaTime lower) =>
        line with { Bounds = new TimeBounds(lower, lower, lower + new MediaTime(1, 1), 0.9) };
}
