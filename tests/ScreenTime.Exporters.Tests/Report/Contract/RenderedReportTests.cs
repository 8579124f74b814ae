using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ScreenTime.Exporters.Report.Contract;
using ScreenTime.Exporters.Report.Pdf;
using ScreenTime.Host.Reports;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Tests.Report.Contract;

/// <summary>Reports opened with what a reader has: Chromium for HTML, poppler for PDF.</summary>
[StartsPrograms]
public sealed class RenderedReportTests(Chromium chromium) : RenderedReports(chromium)
{
    private static readonly IContractReportWriter[] s_writers = [new ContractHtmlWriter(), new ContractPdfWriter(), new ContractCsvWriter(), new ContractJsonWriter()];

    [Theory]
    [InlineData("en", "Computed in reduced precision (int8)", "Do not pay or sign by these figures")]
    [InlineData("zh-Hant", "以降低的精度（int8）計算", "請勿據以付款或簽署；請不加 --precision 重新分析")]
    [InlineData("zh-Hans", "以降低的精度（int8）计算", "请勿据以付款或签署；请不加 --precision 重新分析")]
    public void The_first_page_says_that_it_was_computed_in_8_bits(string language, string what, string advice)
    {
        var result = Reports.Result("bits", ["ANN"], 4);
        var reduced = result with { Provenance = result.Provenance with { Device = result.Provenance.Device with { Precision = "int8" } } };
        string Html(AnalysisResult of) => Encoding.UTF8.GetString(Reports.Write(new ContractHtmlWriter(), Reports.Of(of, new ReportSettings([]) { Language = language })));

        var html = Html(reduced);
        var first = html.IndexOf(what, StringComparison.Ordinal);

        Assert.InRange(first, 0, html.IndexOf("<h2", StringComparison.Ordinal));
        Assert.Contains(advice, html, StringComparison.Ordinal);
        Assert.DoesNotContain(advice, Html(result), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_in_any_script_are_there_to_be_read()
    {
        string[] names = ["王小明", "Ελένη", "สมชาย", "हिन्दी", "Zoë Ångström", "박지민", "さくら"];
        string[] turned = ["محمد علي (2)", "אבג 12:30 abc", "👩‍👩‍👧‍👦 فريق", "🇹🇼 👋🏽 ❤️"];
        var report = Reports.Of(Reports.Result("名偵探 — اختبار", [.. names, .. turned], 60));

        var texts = await TextsAsync("scripts", report);

        foreach (var text in texts)
        {
            Assert.All(names, name => Assert.Contains(name, text, StringComparison.Ordinal));
            // Copied text comes with the extractor's own marks around what runs from right to left.
            Assert.All(turned.SelectMany(name => name.Split(' ')).Where(word => word.All(char.IsLetter)), word => Assert.Contains(word, text, StringComparison.Ordinal));
        }

        Assert.Contains("👩‍👩‍👧‍👦", texts[0], StringComparison.Ordinal);
        Tool.Run("pdftoppm", "-r", "110", "-png", "-l", "2", Path.Combine(Folder, "scripts.pdf"), Path.Combine(Folder, "scripts"));
    }

    [Theory]
    [InlineData("zh-Hant", "出鏡時間報告", "草稿")]
    [InlineData("zh-Hans", "出镜时间报告", "草稿")]
    public async Task Chinese_reports_are_in_Chinese(string language, string title, string draft)
    {
        var report = Reports.Of(Reports.Result("劇集", ["王小明", "Anna"], 6), new ReportSettings(["visible-v1", "bridged-v1", "face-v1"], language, Recipient: "某某律師事務所"));

        foreach (var text in await TextsAsync(language, report))
        {
            Assert.Contains(title, text, StringComparison.Ordinal);
            Assert.Contains(draft, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_the_engine_says_is_translated_and_what_people_wrote_is_not()
    {
        var sentences = ReportSentences.In("zh-Hant");

        Assert.Equal("片段「A \"x\" (line 3)」的素材離線：未找到同名檔案：請以 --media-root 指定其資料夾", sentences.Of("The media of the clip \"A \"x\" (line 3)\" is offline: no file of that name was found: give its folder with --media-root"));
        Assert.Equal("片段「B」：ffmpeg 訊息：「Invalid data」", sentences.Of("the clip \"B\": ffmpeg says \"Invalid data\""));
        Assert.Equal("不讀取字幕（第 3, 9 行及另外 4 行）", sentences.Of("captions are not read (lines 3, 9 and 4 more)"));
        Assert.Equal("Somebody wrote this.", sentences.Of("Somebody wrote this."));
        Assert.Equal("captions are not read", ReportSentences.In("en").Of("captions are not read"));
    }

    [Fact]
    public void Every_sentence_of_the_table_is_one_that_the_engine_says()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "ScreenTime.sln")))
            root = root.Parent;
        if (root is null)
            Assert.Skip("needs the sources");
        var sources = string.Concat(new[] { "Host", "Exporters" }.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root.FullName, folder), "*.cs", SearchOption.AllDirectories))
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).Select(File.ReadAllText)).Replace("\\\"", "\"", StringComparison.Ordinal);
        foreach (var sentence in ReportSentences.All())
        {
            foreach (var part in Regex.Split(sentence["en"], @"\{\ds?\}").Where(part => part.Length > 3))
                Assert.True(sources.Contains(part, StringComparison.OrdinalIgnoreCase), $"nothing says \"{part}\" any more");
            Assert.All(ReportSettings.Languages.Skip(1), language => Assert.Equal(Regex.Matches(sentence["en"], @"\{\ds?\}").Select(match => match.Value).Order(), Regex.Matches(sentence[language], @"\{\ds?\}").Select(match => match.Value).Order()));
        }
    }

    [Fact]
    public async Task Hostile_names_are_harmless_in_every_format()
    {
        string[] hostile =
        [
            "<script>alert(1)</script>", "</title></style><img src=x onerror=alert(1)>", "=HYPERLINK(\"http://x\",\"y\")", "@SUM(A1:A9)", "a\"b'c&d", "x\u202Eevil\u2066", "two\r\nlines\t\0end",
            "\uD800half", "{{7*7}}", "\\\"; content: url(http://x)",
        ];
        var result = Reports.Result(hostile[1], hostile, 30) with { Assumptions = hostile };
        result = result with
        {
            Appearances = [.. result.Appearances.Select(appearance => appearance with { ClipName = hostile[0], SourceStart = hostile[2] })],
            Unknowns = [new Unknown(new FrameRange(0, 10), hostile[1])],
            Media = [new MediaUse("", hostile[0], hostile[3], "", 0)],
            Provenance = result.Provenance with { Settings = new Dictionary<string, string> { ["lut"] = hostile[9] } },
        };
        var report = Reports.Of(result, new ReportSettings([], Recipient: "\"; } </style><script>"));

        var html = Encoding.UTF8.GetString(Reports.Write(new ContractHtmlWriter(), report));
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img src=x", html, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(1, Regex.Count(html, "</style>"));
        Assert.DoesNotContain(html, c => c is '\u202E' or '\u2066' or '\0');
        using var json = JsonDocument.Parse(Reports.Write(new ContractJsonWriter(), report));
        Assert.Equal(hostile[4], json.RootElement.GetProperty("characters")[4].GetProperty("name").GetString());
        var csv = Encoding.UTF8.GetString(Reports.Write(new ContractCsvWriter(), report));
        Assert.DoesNotMatch("(^|,|\")[=@]", csv.Replace("'=", "", StringComparison.Ordinal));
        foreach (var text in await TextsAsync("hostile", report))
            Assert.Contains("<script>alert(1)</script>", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_report_gives_the_same_bytes()
    {
        var report = Reports.Of(Reports.Result("again", ["Anna", "王", "محمد", "👋🏽"], 200), new ReportSettings([], Recipient: "Somebody"));

        Assert.All(s_writers, writer => Assert.Equal(Reports.Write(writer, report), Reports.Write(writer, report)));
    }

    [Fact]
    public void Without_a_font_the_sentence_says_what_to_install()
    {
        var empty = Directory.CreateDirectory(Path.Combine(Folder, "fonts")).FullName;
        var failure = Assert.Throws<UserException>(() => Reports.Write(new ContractPdfWriter(() => [empty]), Reports.Of(Reports.Result("x", ["Anna"], 3))));

        Assert.Equal(ExitCode.ComponentMissing, failure.ExitCode);
        Assert.Contains("fonts-noto-core", failure.Message, StringComparison.Ordinal);
        Assert.Contains("SCREENTIME_FONTS", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_language_has_every_word_and_the_same_places_to_fill()
    {
        var english = ReportWords.All("en");
        foreach (var language in ReportSettings.Languages)
        {
            var words = ReportWords.All(language);
            Assert.Equal(english.Keys.Order(StringComparer.Ordinal), words.Keys.Order(StringComparer.Ordinal));
            Assert.All(english, pair => Assert.Equal(Places(pair.Value), Places(words[pair.Key])));
        }

        static IEnumerable<string> Places(string text) => Regex.Matches(text, @"\{\d\}").Select(match => match.Value).Distinct().Order(StringComparer.Ordinal);
    }
}
