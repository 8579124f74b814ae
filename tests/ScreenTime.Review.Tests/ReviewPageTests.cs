using Microsoft.Playwright;
using ScreenTime.Host.Auditing;
using ScreenTime.Host.Corrections;
using ScreenTime.Sdk;

namespace ScreenTime.Review.Tests;

/// <summary>The page in Debian's Chromium, as a person uses it.</summary>
public sealed class ReviewPageTests(Chromium chromium) : IAsyncDisposable
{
    private readonly ReviewedFolder _folder = ReviewedFolder.Small();
    private readonly Tabs _tabs = new(chromium);

    public async ValueTask DisposeAsync()
    {
        await _tabs.DisposeAsync();
        await _folder.DisposeAsync();
    }

    [Fact]
    public async Task With_the_keyboard_alone_appearances_are_accepted_rejected_trimmed_split_and_given_to_somebody_else()
    {
        var page = await OpenAsync();

        await PressAsync(page, "n", "Enter");
        await Saved(page, 1);
        Assert.Equal("c1", Selected(page, await SelectedText(page)));
        await PressAsync(page, "x");
        await Saved(page, 2);
        await PressAsync(page, "ArrowRight", "ArrowRight", "i");
        await Saved(page, 3);
        await PressAsync(page, "Shift+ArrowRight", "s");
        await Saved(page, 4);
        await PressAsync(page, "r");
        await page.Locator("#choose-filter").FillAsync("jer");
        await PressAsync(page, "Enter");
        await Saved(page, 5);

        Assert.Equal(["accept", "reject", "trim", "split", "reassign"], Corrections().Select(correction => correction.Action));
        Assert.Equal(
            [("c0", 20L, 80L), ("c0", 202, 226), ("c1", 226, 260)],
            CorrectedResult.Read(_folder.Path).Result.Appearances.Select(appearance => (appearance.CharacterId, appearance.Record.Start, appearance.Record.End)));
        Assert.All(Corrections(), correction => Assert.Equal("Ada", correction.Who));
    }

    [Fact]
    public async Task An_appearance_is_added_between_marks_and_what_is_there_already_grows()
    {
        var page = await OpenAsync();

        await PressAsync(page, "Shift+ArrowRight", "Shift+ArrowRight", "i", "Shift+ArrowRight", "Shift+ArrowRight", "o", "a");
        await page.Locator("#choose-filter").FillAsync("TOM");
        await PressAsync(page, "Enter");
        await Saved(page, 1);

        var correction = Assert.Single(Corrections());
        Assert.Equal([new Stretch("c0", new FrameRange(20, 80))], correction.Before);
        Assert.Equal([new Stretch("c0", new FrameRange(20, 97))], correction.After);
    }

    [Fact]
    public async Task Undo_and_redo_go_back_and_forth()
    {
        var page = await OpenAsync();

        await PressAsync(page, "n", "x");
        await Saved(page, 1);
        await PressAsync(page, "z");
        await Saved(page, 2);
        Assert.Equal(3, CorrectedResult.Read(_folder.Path).Result.Appearances.Count);
        await PressAsync(page, "Shift+z");
        await Saved(page, 3);

        Assert.Equal(2, CorrectedResult.Read(_folder.Path).Result.Appearances.Count);
        Assert.Equal([0, 1, 2], Corrections().Select(correction => correction.Undoes));
    }

    [Fact]
    public async Task Keys_that_are_faster_than_the_disk_mean_what_is_selected_when_it_has_answered()
    {
        var page = await OpenAsync();
        var answers = new SemaphoreSlim(0);
        await page.RouteAsync("**/api/corrections", async route =>
        {
            await answers.WaitAsync();
            await route.ContinueAsync();
        });

        // Accept the first, reject the one that follows, take that back.
        await PressAsync(page, "n", "Enter", "x", "z");
        answers.Release(3);
        await Saved(page, 3);

        Assert.Equal([("accept", 0), ("reject", 0), ("undo", 2)], Corrections().Select(correction => (correction.Action, correction.Undoes)));
        Assert.Equal(new Stretch("c0", new FrameRange(20, 80)), Corrections()[0].Before[0]);
        Assert.Equal("c1", Corrections()[1].Before[0].CharacterId);
    }

    [Fact]
    public async Task What_was_decided_can_be_undone_and_redone_after_the_page_was_opened_anew()
    {
        var page = await OpenAsync();
        await PressAsync(page, "n", "Enter", "x", "z");
        await Saved(page, 3);
        // Somebody else's decision is theirs to take back.
        CorrectionLog.Read(_folder.Path).Add(3, "Ben", "add", [], [new Stretch("c0", new FrameRange(300, 310))], TimeProvider.System);

        await page.ReloadAsync();
        await Tabs.ReadyAsync(page);
        await PressAsync(page, "Shift+z", "z", "z", "z");
        await Saved(page, 7);

        // Accept, reject, its undo, Ben's; then redo, and undo of both.
        Assert.Equal([0, 0, 2, 0, 3, 5, 1], Corrections().Select(correction => correction.Undoes));
    }

    [Fact]
    public async Task With_the_mouse_an_appearance_is_chosen_in_its_lane_and_rejected_by_its_button()
    {
        var page = await OpenAsync();
        var lanes = await page.Locator("#lanes").BoundingBoxAsync();

        // 400 frames over what is right of the names; the second lane.
        await page.Mouse.ClickAsync(lanes!.X + 132 + ((lanes.Width - 132) * 110 / 400), lanes.Y + 34 + 36);
        Assert.Equal("c1", Selected(page, await SelectedText(page)));
        await page.Locator("[data-action=reject]").ClickAsync();
        await Saved(page, 1);

        Assert.Equal([new Stretch("c1", new FrameRange(60, 160))], Assert.Single(Corrections()).Before);
    }

    [Fact]
    public async Task What_one_tab_decides_the_other_shows_and_never_overwrites()
    {
        var one = await OpenAsync();
        var other = await one.Context.NewPageAsync();
        await other.GotoAsync(one.Url);
        await Tabs.ReadyAsync(other);
        await PressAsync(one, "n", "x");
        await Saved(one, 1);

        await Assertions.Expect(other.Locator("#changes li")).ToHaveCountAsync(1, new() { Timeout = 60_000 });
        await PressAsync(other, "n");

        Assert.Equal("c1", Selected(other, await SelectedText(other)));
    }

    [Fact]
    public async Task The_audit_is_answered_with_the_keyboard_alone_and_goes_on_where_it_was()
    {
        _folder.DrawAudit(20);
        var page = await OpenAsync();

        await page.Locator("#tab-audit").ClickAsync();
        await Assertions.Expect(page.Locator("#audit-place")).ToHaveTextAsync("Frame 1 of 20");
        await page.Locator("#audit-title").ClickAsync();
        await PressAsync(page, "2", "Enter");
        await Assertions.Expect(page.Locator("#audit-place")).ToHaveTextAsync("Frame 2 of 20");
        await PressAsync(page, "?");
        await Assertions.Expect(page.Locator("#audit-place")).ToHaveTextAsync("Frame 3 of 20");
        await page.ReloadAsync();
        await Tabs.ReadyAsync(page);
        await page.Locator("#tab-audit").ClickAsync();

        await Assertions.Expect(page.Locator("#audit-place")).ToHaveTextAsync("Frame 3 of 20");
        var answers = AuditFolder.Read(_folder.Path)!.Answers;
        Assert.Equal([false, true], answers[0].Present);
        Assert.True(answers[1].Ambiguous);
        Assert.False(answers[2].IsWhole);
    }

    [Fact]
    public async Task Hostile_names_are_shown_as_they_are_and_run_nothing()
    {
        await using var folder = ReviewedFolder.With(ReviewedFolder.Result(["<img src=x onerror=document.title='owned'>", "李\u202e\u0000"], 400, [ReviewedFolder.Appearance("c0", 0, 50)]));
        var page = await OpenAsync(folder);

        await PressAsync(page, "n");

        Assert.Contains("<img src=x", await SelectedText(page), StringComparison.Ordinal);
        Assert.NotEqual("owned", await page.TitleAsync());
    }

    [Fact]
    public async Task The_page_asks_nobody_but_its_own_server_and_hides_its_token()
    {
        var asked = new List<string>();
        var page = await OpenAsync(watch: request => asked.Add(request.Url));

        Assert.All(asked, url => Assert.StartsWith("http://127.0.0.1:", url, StringComparison.Ordinal));
        Assert.DoesNotContain("token", page.Url, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("zh-Hant")]
    [InlineData("zh-Hans")]
    public async Task Every_language_names_every_control(string language)
    {
        var page = await OpenAsync();

        await PressAsync(page, "n", "Enter");
        await Saved(page, 1);
        await page.Locator("#language").SelectOptionAsync(language);

        Assert.StartsWith(new Dictionary<string, string> { ["en"] = "Accept TOM", ["zh-Hant"] = "接受 TOM", ["zh-Hans"] = "接受 TOM" }[language], await page.Locator("#changes li").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(language, await page.EvaluateAsync<string>("document.documentElement.lang"));
        Assert.Equal(0, await page.EvaluateAsync<int>(
            "[...document.querySelectorAll('button, select, input, textarea, canvas, [data-word], [role=group], [role=region]')].filter(e => !(e.getAttribute('aria-label') ?? e.textContent).trim() && !e.closest('label') && !e.labels?.length).length"));
        Assert.Empty(await page.EvaluateAsync<string[]>("[...document.querySelectorAll('[data-word], [aria-label]')].map(e => e.getAttribute('aria-label') ?? e.textContent).filter(t => t.includes('undefined'))"));
    }

    private IReadOnlyList<Correction> Corrections() => CorrectionLog.Read(_folder.Path).Corrections;

    private async Task<IPage> OpenAsync(ReviewedFolder? folder = null, Action<IRequest>? watch = null)
    {
        return await _tabs.OpenAsync(await (folder ?? _folder).ServeAsync(), watch: watch);
    }

    private static async Task PressAsync(IPage page, params string[] keys)
    {
        foreach (var key in keys)
            await page.Keyboard.PressAsync(key);
    }

    private static async Task Saved(IPage page, int number)
    {
        await Assertions.Expect(page.Locator("#changes li").First).ToHaveAttributeAsync("value", $"{number}", new() { Timeout = 60_000 });
        await Assertions.Expect(page.Locator("#sync")).ToHaveTextAsync("All saved", new() { Timeout = 60_000 });
    }

    private static Task<string> SelectedText(IPage page) => page.Locator("#selected-text").InnerTextAsync();

    private static string Selected(IPage page, string text) => text.StartsWith("TOM", StringComparison.Ordinal) ? "c0" : text.StartsWith("JERRY", StringComparison.Ordinal) ? "c1" : $"{text} on {page.Url}";
}
