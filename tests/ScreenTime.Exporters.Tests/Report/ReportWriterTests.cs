using System.Text.Json;
using ScreenTime.Exporters.Report;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Tests.Report;

public class ReportWriterTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+49", "'+49")]
    [InlineData("-x", "'-x")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("  =cmd", "'  =cmd")]
    [InlineData("\t=cmd", "\"'\t=cmd\"")]
    [InlineData("Tom, \"the cat\"", "\"Tom, \"\"the cat\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData("plain", "plain")]
    public void Csv_quotes_and_defuses_texts(string name, string expected)
    {
        var text = Csv(new Cast("c", [new Character("a", name, "RED")]), ("a", 0, 5));
        Assert.Contains($"total,a,{expected},visible-v1,", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Csv_begins_with_a_mark_and_ends_lines_as_the_rfc_says()
    {
        var text = Csv(Example.Cast, ("tom", 0, 5));
        Assert.Equal('\uFEFF', text[0]);
        var lines = text.Split("\r\n");
        Assert.Equal("", lines[^1]);
        Assert.DoesNotContain('\n', text.Replace("\r\n", "", StringComparison.Ordinal));
        Assert.Equal(["row", "total", "total", "appearance", "unknown"], lines.SkipLast(1).Select(line => line.TrimStart('\uFEFF').Split(',')[0]));
    }

    [Fact]
    public void Negative_numbers_are_no_formulas()
    {
        var result = Example.Result(Example.Document()) with { StartFrame = -10 };
        using var stream = new MemoryStream();
        new CsvReportWriter().Write(result, stream);
        Assert.Contains(",-00:00:00:10,", Example.Text(stream.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_holds_exact_sums_and_no_samples()
    {
        Assert.True(FrameRate.TryParse("23.976", out var rate));
        var document = Example.Document() with { Rate = rate };
        using var json = JsonDocument.Parse(Example.Write(new JsonReportWriter(), Example.Result(document, Example.Cast, ("tom", 0, 24))));
        var total = json.RootElement.GetProperty("totals")[0];
        Assert.Equal(("1001/1000", 1.001), (total.GetProperty("seconds_exact").GetString(), total.GetProperty("seconds").GetDouble()));
        Assert.False(json.RootElement.TryGetProperty("samples", out _));
        Assert.Equal(["export", "sample-rate"], json.RootElement.GetProperty("provenance").GetProperty("settings").EnumerateObject().Select(entry => entry.Name));
    }

    private static string Csv(Cast cast, params (string, long, long)[] appearances) =>
        Example.Text(Example.Write(new CsvReportWriter(), Example.Result(Example.Document(), cast, appearances)));
}
