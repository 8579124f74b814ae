using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ScreenTime.Exporters.Report.Contract;
using ScreenTime.Host.Reports;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Tests.Report.Contract;

/// <summary>The figures that a reader finds in rendered reports.</summary>
[StartsPrograms]
public sealed class RenderedFiguresTests(Chromium chromium) : RenderedReports(chromium)
{
    [Theory]
    [InlineData("few", 3, 12)]
    [InlineData("sixty", 60, 400)]
    [InlineData("thousands", 5, 3000)]
    [InlineData("none", 3, 0)]
    [InlineData("nobody", 0, 0)]
    public async Task Html_and_pdf_say_what_the_json_says(string name, int characters, int appearances)
    {
        var title = name == "sixty" ? string.Join(' ', Enumerable.Repeat("An unusually long title of an episode", 9)) : name;
        var names = Enumerable.Range(1, characters).Select(i => i % 9 == 0 ? $"Character number {i} with a very long name, of the house of Somewhere and Elsewhere" : $"Character {i}").ToList();
        var report = Reports.Of(Reports.Result(title, names, appearances, 24 * 600));

        var texts = await TextsAsync(name, report);

        using var json = JsonDocument.Parse(Reports.Write(new ContractJsonWriter(), report));
        foreach (var line in json.RootElement.GetProperty("rules")[0].GetProperty("counts_of").EnumerateArray())
        {
            var frames = line.GetProperty("time").GetProperty("frames").GetInt64();
            var seconds = Math.Round(frames / 24m, 2, MidpointRounding.AwayFromZero).ToString("0.00", CultureInfo.InvariantCulture);
            var clock = $"{frames / 86400:00}:{frames / 1440 % 60:00}:{frames / 24 % 60:00}:{frames % 24:00}";
            foreach (var text in texts)
                Assert.Matches($@"{Regex.Escape(seconds)}\s+{frames}\s+{clock}", text);
        }

        Assert.Equal(report.Appearances.Count, json.RootElement.GetProperty("appearances").GetArrayLength());
        // Head, foot and a line or two are no page, and a lawyer reads method and limits on one.
        var set = Tool.PdfText(Path.Combine(Folder, $"{name}.pdf")).TrimEnd('\f', '\n').Split('\f');
        Assert.All(set.SkipLast(1), page => Assert.InRange(page.Split('\n').Count(line => line.Trim().Length > 0), 7, 200));
        Assert.Contains(set, page => page.Contains("Method and limits", StringComparison.Ordinal) && page.Contains("they are still the ones that were measured", StringComparison.Ordinal));
        foreach (var text in texts)
        {
            var pages = text.TrimEnd('\f', '\n').Split('\f');
            Assert.All(pages, page => Assert.Contains("DRAFT", page, StringComparison.Ordinal));
            Assert.All(pages.Index(), page => Assert.Contains($"Page {page.Index + 1} of {pages.Length}", page.Item, StringComparison.Ordinal));
            var lines = text.Split('\n').Select(line => line.TrimStart('\f', ' ')).ToLookup(line => line.Split(' ')[0]);
            Assert.All(report.Appearances.Index(), item => Assert.Contains(
                lines[$"{item.Index + 1}"], line => line.Contains($"{report.Result.TimecodeOf(item.Item.Appearance.Record.Start)}", StringComparison.Ordinal)));
        }
    }

    [Theory]
    [InlineData("en", "By performer", "at most")]
    [InlineData("zh-Hant", "按演員", "至多")]
    [InlineData("zh-Hans", "按演员", "至多")]
    public async Task Performers_and_faces_stand_in_every_format(string language, string byPerformer, string atMost)
    {
        var scenes = Path.Combine(Folder, "scenes.csv");
        File.WriteAllText(scenes, "scene,in,out\n1,10:00:00:00,10:00:30:00\n2A,10:00:30:00,\n");
        var settings = new ReportSettings(["visible-v1", "face-v1"], language, Threshold: new MediaTime(5, 1), Exclusions: ["titles=10:00:00:00-10:00:05:00"], Scenes: scenes);
        var report = Reports.Of(Reports.People("people"), settings);

        var texts = await TextsAsync($"people-{language}", report);

        var csv = Encoding.UTF8.GetString(Reports.Write(new ContractCsvWriter(), report));
        using var json = JsonDocument.Parse(Reports.Write(new ContractJsonWriter(), report));
        foreach (var rule in json.RootElement.GetProperty("rules").EnumerateArray())
        {
            foreach (var line in rule.GetProperty("roles").EnumerateArray())
            {
                var time = line.GetProperty("time");
                var name = line.GetProperty("name").GetString()!;
                var seconds = Rounded(time.GetProperty("frames").GetInt64());
                foreach (var text in texts)
                    Assert.Matches($@"{Regex.Escape(name)}\s[\s\S]*?{Regex.Escape(seconds)}\s+{time.GetProperty("frames")}\s", text);
                Assert.Contains($",{rule.GetProperty("id")},", csv.Split("\r\n").Single(row => row.Contains($",{name},", StringComparison.Ordinal) && row.Contains($",{rule.GetProperty("id")},", StringComparison.Ordinal) && row.StartsWith(line.GetProperty("kind").GetString() == "performer" ? "performer" : "role", StringComparison.Ordinal)), StringComparison.Ordinal);
            }

            foreach (var line in rule.GetProperty("counts_of").EnumerateArray().Where(line => line.TryGetProperty("face_frames", out _)))
                Assert.All(texts, text => Assert.Contains(Rounded(line.GetProperty("face_frames").GetInt64()), text, StringComparison.Ordinal));
        }

        Assert.All(texts, text => Assert.Contains(byPerformer, text, StringComparison.Ordinal));
        Assert.All(texts, text => Assert.Contains("Ann Lee", text, StringComparison.Ordinal));
        Assert.All(texts, text => Assert.Contains(atMost, text, StringComparison.Ordinal));
        Assert.All(texts, text => Assert.Contains("2A", text, StringComparison.Ordinal));

        static string Rounded(long frames) => Math.Round(frames / 24m, 2, MidpointRounding.AwayFromZero).ToString("0.00", CultureInfo.InvariantCulture);
    }
}
