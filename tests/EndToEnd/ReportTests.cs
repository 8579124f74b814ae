using System.Globalization;
using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;

namespace ScreenTime.Tests.EndToEnd;

/// <summary>From an analysis to a sealed report, as a production and the other side's lawyer go through it.</summary>
public sealed class ReportTests : IDisposable
{
    private readonly ShortFilmFixture _film;
    private readonly Chromium _chromium;
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-contract-").FullName;

    public ReportTests(ShortFilmFixture film, Chromium chromium)
    {
        (_film, _chromium) = (film, chromium);
        Directory.CreateDirectory(Result);
        foreach (var file in Directory.GetFiles(film.Result))
            File.Copy(file, Path.Combine(Result, Path.GetFileName(file)));
    }

    private string Result => Path.Combine(_folder, "result");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_short_film_goes_from_draft_to_a_sealed_report()
    {
        await Report();
        Assert.All(Pages("cut.report.pdf"), page => Assert.Contains("DRAFT", page, StringComparison.Ordinal));

        // Pictures that a killed run left: no process has that number.
        var left = Directory.CreateDirectory(Path.Combine(Result, FormattableString.Invariant($".audit-{Environment.MachineName}-{int.MaxValue}-{Guid.NewGuid():N}-1"))).FullName;
        (await Command.ScreenTimeAsync("audit", Result, "--n", "150", "--seed", "7")).Succeeded();
        Assert.False(Directory.Exists(left));
        (await Command.ScreenTimeAsync("audit", Result)).Succeeded();
        FillIn();
        var audit = (await Command.ScreenTimeAsync("audit", Result)).Succeeded();
        Assert.Contains("150 of 150 frames are answered", audit.Output, StringComparison.Ordinal);

        var key = Path.Combine(_folder, "key.pem");
        var made = (await Command.ScreenTimeAsync("key", "create", key)).Succeeded();
        await Report("--key", Path.ChangeExtension(key, ".pub.pem"), "--evidence", "frame", "--threshold", "0:05");

        var json = JObject.Parse(await File.ReadAllTextAsync(Path.Combine(Result, "cut.report.json")));
        Assert.Equal("audited", (string?)json["status"]);
        var printed = Path.Combine(_folder, "printed.pdf");
        await _chromium.PrintAsync(Path.Combine(Result, "cut.report.html"), printed);
        var fingerprint = (string)json["key"]!;
        Assert.Contains(fingerprint, made.Output, StringComparison.Ordinal);
        foreach (var pages in new[] { Pages("cut.report.pdf"), Tool.PdfText(printed).TrimEnd('\f', '\n').Split('\f') })
        {
            var text = string.Concat(pages);
            Assert.DoesNotContain("DRAFT —", text, StringComparison.Ordinal);
            Assert.All(pages, page => Assert.Contains(fingerprint[..8], page, StringComparison.Ordinal));
            foreach (var line in json["rules"]![0]!["counts_of"]!)
            {
                var bounds = line["bounds"]!;
                Assert.Matches($@"{Regex.Escape(Seconds(line["time"]!["seconds"]!))}\s+{line["time"]!["frames"]}\s", text);
                Assert.Matches($@"{Regex.Escape(Seconds(bounds["lower"]!))}\s–\s{Regex.Escape(Seconds(bounds["upper"]!))}", text);
                Assert.True(Exact(bounds["lower"]!) <= Exact(bounds["upper"]!));
            }
        }

        Assert.Contains("data:image/jpeg;base64,", await File.ReadAllTextAsync(Path.Combine(Result, "cut.report.html")), StringComparison.Ordinal);
        await File.AppendAllTextAsync(Path.Combine(Result, "audit", "labels.csv"), "\n");
        (await Command.ScreenTimeAsync("sign", Path.Combine(Result, "cut.report.pdf"), "--key", key)).FailedWith(4, "write it again");
        await Report("--key", Path.ChangeExtension(key, ".pub.pem"), "--evidence", "frame", "--threshold", "0:05");
        (await Command.ScreenTimeAsync("sign", Path.Combine(Result, "cut.report.pdf"), "--key", key)).Succeeded();
        var bundle = Path.Combine(Result, "cut.screentime");
        var verified = (await Command.ScreenTimeAsync("verify", bundle, "--timeline", _film.Cut, "--media", _film.Film)).Succeeded();
        Assert.Contains("INTACT", verified.Output, StringComparison.Ordinal);
        Assert.Contains($"Signed with key {fingerprint}; the holder is not verified.", verified.Output, StringComparison.Ordinal);
        Assert.Contains("Media film.mp4: the file that was measured.", verified.Output, StringComparison.Ordinal);
        (await Command.ScreenTimeAsync("verify", bundle, "--expect-key", fingerprint.ToUpperInvariant())).Succeeded();
        (await Command.ScreenTimeAsync("verify", bundle, "--expect-key", new string('0', 64))).FailedWith(10, "NOT the key that was expected");
        (await Command.ScreenTimeAsync("verify", bundle, "--expect-key", fingerprint[..8])).FailedWith(2, "--expect-key");

        (await Command.ScreenTimeAsync("verify", bundle, "--timeline", _film.CutEdl)).FailedWith(10, "NOT the one that was measured");
        var bytes = await File.ReadAllBytesAsync(bundle);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(bundle, bytes);
        (await Command.ScreenTimeAsync("verify", bundle)).FailedWith(10, "NOT INTACT");
    }

    [Fact]
    public async Task Two_runs_give_the_same_bytes()
    {
        await Report("--evidence", "subject", "--recipient", "Somebody");
        var first = Directory.GetFiles(Result, "cut.report.*").ToDictionary(path => path, File.ReadAllBytes);
        await Report("--evidence", "subject", "--recipient", "Somebody");

        Assert.Equal(4, first.Count);
        Assert.All(first, pair => Assert.Equal(pair.Value, File.ReadAllBytes(pair.Key)));
    }

    [Fact]
    public async Task Only_one_person_is_in_that_persons_copy()
    {
        await Report("--only", "pip");

        foreach (var path in Directory.GetFiles(Result, "cut.report.*").Where(path => !path.EndsWith(".pdf", StringComparison.Ordinal)))
            Assert.DoesNotContain("BOLT", await File.ReadAllTextAsync(path), StringComparison.Ordinal);
        Assert.DoesNotContain("BOLT", string.Concat(Pages("cut.report.pdf")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_real_clip_is_reported_with_what_could_be_found()
    {
        var clip = SharedData.Path("media", "bbb_trailer.webm");
        var folder = Path.Combine(_folder, "clip");
        (await Command.ScreenTimeAsync("analyze", clip, "--cast", _film.Cast, "--out", folder, "--sample-rate", "1", "--export", "json")).Succeeded();
        (await Command.ScreenTimeAsync("report", folder, "--evidence", "frame")).Succeeded();

        var json = JObject.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "bbb_trailer.report.json")));
        var text = Tool.PdfText(Path.Combine(folder, "bbb_trailer.report.pdf"));
        foreach (var line in json["rules"]![0]!["counts_of"]!)
            Assert.Matches($@"{Regex.Escape(Seconds(line["time"]!["seconds"]!))}\s+{line["time"]!["frames"]}\s", text);
    }

    [Fact]
    public async Task Two_cuts_are_compared_and_a_season_is_added_up()
    {
        var part = Path.Combine(_folder, "part");
        (await Command.ScreenTimeAsync("analyze", _film.Cut, "--cast", _film.Cast, "--out", part, "--out", "10:00:08:00", "--export", "json")).Succeeded();

        var compared = (await Command.ScreenTimeAsync("compare", Result, part)).Succeeded();
        Assert.Contains("footage that is gone", compared.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("new footage", compared.Output, StringComparison.Ordinal);
        (await Command.ScreenTimeAsync("season", Result, part)).FailedWith(2, "overlaps");
        var rest = Path.Combine(_folder, "rest");
        (await Command.ScreenTimeAsync("analyze", _film.Cut, "--cast", _film.Cast, "--out", rest, "--in", "10:00:08:00", "--export", "json")).Succeeded();
        var season = (await Command.ScreenTimeAsync("season", part, rest)).Succeeded();
        Assert.Equal(3, Regex.Count(season.Output, "total .* unaudited"));
    }

    [Theory]
    [InlineData("--rule nothing-v9", 2, "nothing-v9")]
    [InlineData("--language fr", 2, "zh-Hant")]
    [InlineData("--exclude credits", 2, "NAME=IN-OUT")]
    [InlineData("--exclude a=10:00:00:00-10:00:04:00 --exclude b=10:00:02:00-10:00:05:00", 2, "overlap")]
    [InlineData("--programme 10:00:00:00-23:00:00:00", 2, "outside")]
    [InlineData("--format docx", 2, "docx")]
    [InlineData("--only nobody", 6, "nobody")]
    [InlineData("--threshold soon", 2, "--threshold")]
    [InlineData("--scenes nowhere.csv", 3, "nowhere.csv")]
    public async Task Wrong_use_gets_one_sentence_and_writes_nothing(string arguments, int code, string word)
    {
        (await Command.ScreenTimeAsync(["report", Result, .. arguments.Split(' ')])).FailedWith(code, word);

        Assert.Empty(Directory.GetFiles(Result, "*.report.*"));
    }

    private async Task Report(params string[] more) => (await Command.ScreenTimeAsync(["report", Result, .. more])).Succeeded();

    private string[] Pages(string name) => Tool.PdfText(Path.Combine(Result, name)).TrimEnd('\f', '\n').Split('\f');

    /// <summary>Answers the sample as the film's own truth does.</summary>
    private void FillIn()
    {
        var truth = File.ReadAllLines(_film.CutTruth).Skip(1).Select(line => line.Split(',')).ToList();
        var path = Path.Combine(Result, "audit", "labels.csv");
        var lines = File.ReadAllLines(path);
        for (var i = 1; i < lines.Length; i++)
        {
            var cells = lines[i].Split(',');
            var row = truth.First(row => string.CompareOrdinal(row[0], cells[^1]) <= 0 && string.CompareOrdinal(cells[^1], row[1]) < 0);
            lines[i] = string.Join(',', cells[0], row[2], row[3], row[4], row[5], cells[^1]);
        }

        File.WriteAllLines(path, lines);
    }

    private static string Seconds(JToken fraction) => Math.Round(Exact(fraction), 2, MidpointRounding.AwayFromZero).ToString("0.00", CultureInfo.InvariantCulture);

    private static decimal Exact(JToken fraction)
    {
        var parts = ((string)fraction!).Split('/');
        return decimal.Parse(parts[0], CultureInfo.InvariantCulture) / decimal.Parse(parts[1], CultureInfo.InvariantCulture);
    }
}
