using System.Globalization;
using Microsoft.Playwright;
using Newtonsoft.Json.Linq;
using ScreenTime.Sdk;

namespace ScreenTime.Tests.EndToEnd;

/// <summary>From a film that was never analysed to a reviewed, signed PDF, in the page alone.</summary>
public sealed class ReviewWayTests(ShortFilmFixture film, Chromium chromium) : IDisposable
{
    private const long StartFrame = 10 * 3600 * 24;

    private static readonly FrameRate s_rate = new(24, 1);
    private static readonly string[] s_names = ["momo", "pip", "bolt"];

    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-way-").FullName;
    private readonly Lazy<IReadOnlyList<(long Start, long End, string[]? Present)>> _truth = new(() => Truth(film.CutTruth));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    [Fact]
    public async Task With_the_keyboard_alone()
    {
        await MakeKeyAsync();
        await using var review = await OpenAsync(1280, 800);
        var page = review.Page;

        await Assertions.Expect(page.Locator("#start-names")).ToBeFocusedAsync();
        await review.PictureAsync("start");
        await page.Keyboard.TypeAsync("momo\npip\nbolt");
        await review.PressAsync("Tab", "Tab", "Enter");
        await ChosenAsync(page);
        await review.PictureAsync("teach");
        await TeachAsync(review, async present =>
        {
            if (present is null)
                await review.PressAsync("s");
            else if (present.Length == 0)
                await review.PressAsync("0");
            else
                await review.PressAsync([.. present.Select(name => (Array.IndexOf(s_names, name) + 1).ToString(CultureInfo.InvariantCulture)), "Enter"]);
        });
        await review.PressAsync("l");
        await LearntAsync(review);
        await review.PictureAsync("learnt");

        await review.PressAsync("[");
        await review.PressAsync("n", "Enter");
        await ChangedAsync(page, 1);
        await review.PressAsync("n", "x");
        await ChangedAsync(page, 2);
        await review.PressAsync("z");
        await ChangedAsync(page, 3);
        await review.SavedAsync();
        await review.PictureAsync("review");

        await review.PressAsync("]", "]");
        await Assertions.Expect(page.Locator("#audit-draw")).ToBeVisibleAsync();
        await FocusAsync(review, "audit-frames");
        await review.PressAsync("Control+a");
        await page.Keyboard.TypeAsync("20");
        await review.PressAsync("Tab");
        await page.Keyboard.TypeAsync("7");
        await review.PressAsync("Enter");
        await AuditAsync(review, async present =>
            await review.PressAsync(present is null ? ["?"] : [.. present.Select(name => (Array.IndexOf(s_names, name) + 1).ToString(CultureInfo.InvariantCulture)), "Enter"]));

        await review.PressAsync("]", "r");
        await WrittenAsync(review);
        await review.PressAsync("s");
        await SignedAsync(review);
        await review.PictureAsync("finish");
        Assert.Equal(["accept", "reject", "undo"], Actions());
    }

    [Fact]
    public async Task With_the_mouse()
    {
        await MakeKeyAsync();
        await using var review = await OpenAsync(1920, 1080);
        var page = review.Page;

        await page.Locator("#start-names").FillAsync("momo\npip\nbolt");
        await review.PictureAsync("start");
        await page.Locator("#start-create").ClickAsync();
        await ChosenAsync(page);
        await review.PictureAsync("teach");
        async Task AnswerAsync(string[]? present)
        {
            if (present is null)
            {
                await page.Locator("#teach-skip").ClickAsync();
                return;
            }

            foreach (var name in present)
                await page.Locator($"[data-teaches={name}]").ClickAsync();
            await page.Locator(present.Length == 0 ? "#teach-nobody" : "#teach-save").ClickAsync();
        }

        await TeachAsync(review, AnswerAsync);
        var labels = Labels();
        await page.Locator("#teach-undo").ClickAsync();
        await Assertions.Expect(page.Locator("#teach-strip button")).ToHaveCountAsync(1);
        await review.SavedAsync();
        Assert.Equal(labels - 1, Labels());
        for (var pressed = page.Locator("#teach-characters [aria-pressed=true]"); await pressed.CountAsync() > 0;)
            await pressed.First.ClickAsync();
        await TeachAsync(review, AnswerAsync);
        Assert.Equal(labels, Labels());
        await page.Locator("#teach-learn").ClickAsync();
        await LearntAsync(review);
        await review.PictureAsync("learnt");

        await page.Locator("#tab-review").ClickAsync();
        await page.Locator("#rows tr").First.ClickAsync();
        await page.Locator("[data-action=accept]").ClickAsync();
        await ChangedAsync(page, 1);
        await review.SavedAsync();
        await review.PictureAsync("review");

        await page.Locator("#tab-audit").ClickAsync();
        await page.Locator("#audit-frames").FillAsync("20");
        await page.Locator("#audit-draw button").ClickAsync();
        await AuditAsync(review, async present =>
        {
            foreach (var name in present ?? [])
                await page.Locator("#audit-characters button").Nth(Array.IndexOf(s_names, name)).ClickAsync();
            await page.Locator(present is null ? "#audit-doubt" : "#audit-next").ClickAsync();
        });

        await page.Locator("#tab-finish").ClickAsync();
        await page.Locator("#finish-report").ClickAsync();
        await WrittenAsync(review);
        await page.Locator("#finish-sign").ClickAsync();
        await SignedAsync(review);
        await review.PictureAsync("finish");
        Assert.Equal(["accept"], Actions());
    }

    private Task<ReviewPage> OpenAsync(int width, int height) =>
        ReviewPage.OpenAsync(chromium, width, height, film.Cut, "--cast", In("cast"), "--out", In("result"), "--key", In("key.pem"));

    private async Task MakeKeyAsync() => (await Command.ScreenTimeAsync("key", "create", In("key.pem"))).Succeeded();

    private static async Task ChosenAsync(IPage page)
    {
        await Assertions.Expect(page.Locator("#teach-strip button").First).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#work")).ToBeHiddenAsync();
    }

    /// <summary>Answers every frame that is asked for by the film's own truth; null is answered where nobody can tell.</summary>
    private async Task TeachAsync(ReviewPage review, Func<string[]?, Task> answer)
    {
        var asked = await review.Page.Locator("#teach-strip button").CountAsync();
        Assert.InRange(asked, 1, 24);
        for (var left = asked; left > 0; left--)
        {
            await answer(At(await review.FrameAtAsync("#teach-place", s_rate, StartFrame)));
            await Assertions.Expect(review.Page.Locator("#teach-strip button")).ToHaveCountAsync(left - 1);
        }

        await review.SavedAsync();
    }

    private async Task LearntAsync(ReviewPage review)
    {
        // Within seconds; then the real training goes on.
        await Assertions.Expect(review.Page.Locator("#teach-first")).ToContainTextAsync("first answer");
        await Assertions.Expect(review.Page.Locator("#teach-table tbody tr").First).ToContainTextAsync("≈");
        await review.PictureAsync("first");
        await Assertions.Expect(review.Page.Locator("#teach-state")).ToContainTextAsync("looked again");
        await review.IdleAsync();
        var result = JObject.Parse(await File.ReadAllTextAsync(Path.Combine(In("result"), "result.json")))["result"]!;
        var rows = await review.Page.Locator("#teach-table tbody tr").AllInnerTextsAsync();
        foreach (var (name, index) in s_names.Select((name, index) => (name, index)))
        {
            var truth = _truth.Value.Where(item => item.Present?.Contains(name) == true).Sum(item => item.End - item.Start) / 24.0;
            var found = (long)result["totals"]!.Single(total => (string)total["characterId"]! == name && (string)total["ruleId"]! == "visible-v1")["frames"]! / 24.0;
            // How well it recognises is measured elsewhere; here it is told what it was taught.
            Assert.InRange(found, truth * 0.4, truth * 1.6);
            Assert.EndsWith(found.ToString("0.0", CultureInfo.InvariantCulture), rows[index].TrimEnd(), StringComparison.Ordinal);
        }
    }

    private async Task AuditAsync(ReviewPage review, Func<string[]?, Task> answer)
    {
        var place = review.Page.Locator("#audit-place");
        await Assertions.Expect(place).ToHaveTextAsync("Frame 1 of 20");
        await review.PictureAsync("audit");
        var frames = JObject.Parse(await File.ReadAllTextAsync(Path.Combine(In("result"), "audit", "audit.json")))["frames"]!.Select(frame => (long)frame["recordFrame"]!).ToList();
        for (var i = 0; i < frames.Count; i++)
        {
            await answer(At(frames[i]));
            await Assertions.Expect(review.Page.Locator("#audit-count")).ToHaveTextAsync(i + 1 < frames.Count ? $"{i + 1} of 20 answered" : "All frames are answered: the report now states bounds.");
        }
    }

    private static async Task WrittenAsync(ReviewPage review)
    {
        await Assertions.Expect(review.Page.Locator("#finish-pdf")).ToHaveTextAsync("cut.report.pdf");
        await review.IdleAsync();
        await Assertions.Expect(review.Page.Locator("#finish-problem")).ToHaveTextAsync("");
    }

    private async Task SignedAsync(ReviewPage review)
    {
        await Assertions.Expect(review.Page.Locator("#finish-sealed")).ToHaveTextAsync("cut.screentime");
        var verified = (await Command.ScreenTimeAsync("verify", Path.Combine(In("result"), "cut.screentime"), "--timeline", film.Cut, "--media", film.Film)).Succeeded();
        Assert.DoesNotContain("draft", verified.Output, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("audited", (string?)JObject.Parse(await File.ReadAllTextAsync(Path.Combine(In("result"), "cut.report.json")))["status"]);
    }

    private static Task ChangedAsync(IPage page, int number) => Assertions.Expect(page.Locator("#changes li").First).ToHaveAttributeAsync("value", number.ToString(CultureInfo.InvariantCulture));

    // As somebody does who has no mouse: Tab until it is reached.
    private static async Task FocusAsync(ReviewPage review, string id)
    {
        for (var i = 0; i < 30 && await review.Page.EvaluateAsync<string>("document.activeElement.id") != id; i++)
            await review.PressAsync("Tab");
        Assert.Equal(id, await review.Page.EvaluateAsync<string>("document.activeElement.id"));
    }

    private string[]? At(long frame) => _truth.Value.First(item => frame >= item.Start && frame < item.End).Present;

    private int Labels() => ((JArray)JObject.Parse(File.ReadAllText(Path.Combine(In("cast"), "labels.json")))["labels"]!).Count;

    private IEnumerable<string> Actions() => File.ReadLines(Path.Combine(In("result"), "corrections.jsonl")).Select(line => (string)JObject.Parse(line)["action"]!);

    private static List<(long Start, long End, string[]? Present)> Truth(string path)
    {
        static long Frame(string timecode) => Timecode.TryParse(timecode, s_rate, false, out var frame, out var problem) ? frame - StartFrame : throw new FormatException(problem);
        return [.. File.ReadLines(path).Skip(1).Select(line => line.Split(',')).Select(cells => (
            Frame(cells[0]), Frame(cells[1]), cells[5] == "1" ? null : s_names.Where((_, index) => cells[2 + index] == "1").ToArray()))];
    }
}
