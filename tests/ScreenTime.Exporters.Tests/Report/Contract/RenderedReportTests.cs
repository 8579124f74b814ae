using System.Globalization;
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
public sealed class RenderedReportTests : IDisposable
{
    private static readonly IContractReportWriter[] s_writers = [new ContractHtmlWriter(), new ContractPdfWriter(), new ContractCsvWriter(), new ContractJsonWriter()];

    // SCREENTIME_KEEP_REPORTS names a folder in which what was rendered stays, to be looked at.
    private readonly string _folder = Environment.GetEnvironmentVariable("SCREENTIME_KEEP_REPORTS") is { Length: > 0 } keep
        ? Directory.CreateDirectory(keep).FullName
        : Directory.CreateTempSubdirectory("screentime-report-").FullName;

    public void Dispose()
    {
        if (Environment.GetEnvironmentVariable("SCREENTIME_KEEP_REPORTS") is not { Length: > 0 })
            Directory.Delete(_folder, recursive: true);
    }

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

    [Theory]
    [InlineData("few", 3, 12)]
    [InlineData("sixty", 60, 400)]
    [InlineData("thousands", 5, 3000)]
    [InlineData("none", 3, 0)]
    [InlineData("nobody", 0, 0)]
    public void Html_and_pdf_say_what_the_json_says(string name, int characters, int appearances)
    {
        var title = name == "sixty" ? string.Join(' ', Enumerable.Repeat("An unusually long title of an episode", 9)) : name;
        var names = Enumerable.Range(1, characters).Select(i => i % 9 == 0 ? $"Character number {i} with a very long name, of the house of Somewhere and Elsewhere" : $"Character {i}").ToList();
        var report = Reports.Of(Reports.Result(title, names, appearances, 24 * 600));

        var texts = Texts(name, report);

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
        var set = Tool.PdfText(Path.Combine(_folder, $"{name}.pdf")).TrimEnd('\f', '\n').Split('\f');
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

    [Fact]
    public void Names_in_any_script_are_there_to_be_read()
    {
        string[] names = ["王小明", "Ελένη", "สมชาย", "हिन्दी", "Zoë Ångström", "박지민", "さくら"];
        string[] turned = ["محمد علي (2)", "אבג 12:30 abc", "👩‍👩‍👧‍👦 فريق", "🇹🇼 👋🏽 ❤️"];
        var report = Reports.Of(Reports.Result("名偵探 — اختبار", [.. names, .. turned], 60));

        var texts = Texts("scripts", report);

        foreach (var text in texts)
        {
            Assert.All(names, name => Assert.Contains(name, text, StringComparison.Ordinal));
            // Copied text comes with the extractor's own marks around what runs from right to left.
            Assert.All(turned.SelectMany(name => name.Split(' ')).Where(word => word.All(char.IsLetter)), word => Assert.Contains(word, text, StringComparison.Ordinal));
        }

        Assert.Contains("👩‍👩‍👧‍👦", texts[0], StringComparison.Ordinal);
        Tool.Run("pdftoppm", "-r", "110", "-png", "-l", "2", Path.Combine(_folder, "scripts.pdf"), Path.Combine(_folder, "scripts"));
    }

    [Theory]
    [InlineData("zh-Hant", "出鏡時間報告", "草稿")]
    [InlineData("zh-Hans", "出镜时间报告", "草稿")]
    public void Chinese_reports_are_in_Chinese(string language, string title, string draft)
    {
        var report = Reports.Of(Reports.Result("劇集", ["王小明", "Anna"], 6), new ReportSettings(["visible-v1", "bridged-v1", "face-v1"], language, Recipient: "某某律師事務所"));

        foreach (var text in Texts(language, report))
        {
            Assert.Contains(title, text, StringComparison.Ordinal);
            Assert.Contains(draft, text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("en", "By performer", "at most")]
    [InlineData("zh-Hant", "按演員", "至多")]
    [InlineData("zh-Hans", "按演员", "至多")]
    public void Performers_and_faces_stand_in_every_format(string language, string byPerformer, string atMost)
    {
        var scenes = Path.Combine(_folder, "scenes.csv");
        File.WriteAllText(scenes, "scene,in,out\n1,10:00:00:00,10:00:30:00\n2A,10:00:30:00,\n");
        var settings = new ReportSettings(["visible-v1", "face-v1"], language, Threshold: new MediaTime(5, 1), Exclusions: ["titles=10:00:00:00-10:00:05:00"], Scenes: scenes);
        var report = Reports.Of(Reports.People("people"), settings);

        var texts = Texts($"people-{language}", report);

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
    public void Hostile_names_are_harmless_in_every_format()
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
        foreach (var text in Texts("hostile", report))
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
        var empty = Directory.CreateDirectory(Path.Combine(_folder, "fonts")).FullName;
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

    /// <summary>The text of the PDF, and of the HTML as Chromium prints it.</summary>
    private string[] Texts(string name, ContractReport report)
    {
        var (pdf, html, printed) = (Path.Combine(_folder, name + ".pdf"), Path.Combine(_folder, name + ".html"), Path.Combine(_folder, name + ".printed.pdf"));
        File.WriteAllBytes(pdf, Reports.Write(new ContractPdfWriter(), report));
        File.WriteAllBytes(html, Reports.Write(new ContractHtmlWriter(), report));
        Tool.Print(html, printed);
        return [Tool.PdfText(pdf), Tool.PdfText(printed)];
    }
}
