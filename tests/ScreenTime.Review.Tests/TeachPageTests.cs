using System.Net.Http.Json;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using ScreenTime.Host.Casts;
using ScreenTime.Host.Results;

namespace ScreenTime.Review.Tests;

/// <summary>The teaching view in Debian's Chromium, with a recogniser that is quick.</summary>
public sealed class TeachPageTests(Chromium chromium) : IAsyncLifetime
{
    private readonly Tabs _tabs = new(chromium);
    private TaughtFolder _folder = null!;

    public async ValueTask InitializeAsync() => _folder = await TaughtFolder.MakeAsync();

    public async ValueTask DisposeAsync()
    {
        await _tabs.DisposeAsync();
        await _folder.DisposeAsync();
    }

    [Fact]
    public async Task One_key_a_character_several_at_once_nobody_skip_and_back_again()
    {
        var page = await OpenAsync("red", "green", "blue");
        await ChooseAsync(page);
        var asked = await page.Locator("#teach-strip button").CountAsync();
        Assert.Equal(3, asked);

        await PressAsync(page, "1", "3", "Enter", "0", "s");
        await Assertions.Expect(page.Locator("#teach-strip button")).ToHaveCountAsync(0);
        await SavedAsync(page);
        Assert.Equal(["True False True", "False False False"], Labels());
        // First the skip, then the label before it.
        await PressAsync(page, "z");
        await SavedAsync(page);
        Assert.Equal(["True False True", "False False False"], Labels());
        await PressAsync(page, "s", "z", "z");
        await SavedAsync(page);
        Assert.Equal(["True False True"], Labels());
        await PressAsync(page, "2", "Enter");
        await SavedAsync(page);

        Assert.Equal(["True False True", "False True False"], Labels());
    }

    [Fact]
    public async Task Enter_alone_says_of_nobody_that_nobody_is_there()
    {
        var page = await OpenAsync("red", "green", "blue");
        await ChooseAsync(page);

        await PressAsync(page, "Enter");

        await Assertions.Expect(page.Locator("#said")).ToContainTextAsync("0 for nobody");
        Assert.Empty(Labels());
        await Assertions.Expect(page.Locator("#teach-strip button")).ToHaveCountAsync(3);
    }

    [Fact]
    public async Task Of_many_characters_a_name_is_typed_and_the_digits_go_with_what_is_found()
    {
        var page = await OpenAsync([.. Enumerable.Range(0, 40).Select(i => $"extra {i:00}"), "red", "green", "blue"]);
        await ChooseAsync(page);

        await PressAsync(page, "/");
        await page.Keyboard.TypeAsync("gree");
        await PressAsync(page, "Enter", "1", "Enter");
        await SavedAsync(page);

        var label = Assert.Single(CastFolder.Load(_folder.Cast).Labels);
        Assert.Equal(["extra_00", "green"], label.Present.Where(pair => pair.Value).Select(pair => pair.Key));
    }

    [Fact]
    public async Task Any_frame_is_taught_from_the_review_or_by_a_click_on_the_lanes()
    {
        var page = await OpenAsync("red", "green", "blue");
        await PressAsync(page, "[");
        await PressAsync(page, "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "t");
        await Assertions.Expect(page.Locator("#teach-place")).ToHaveTextAsync("00:00:03:00");
        await PressAsync(page, "2", "Enter");
        await SavedAsync(page);
        var lanes = (await page.Locator("#teach-lanes").BoundingBoxAsync())!;
        await page.Mouse.ClickAsync(lanes.X + 132 + ((lanes.Width - 132) * 50.5f / 60), lanes.Y + 50);
        await Assertions.Expect(page.Locator("#teach-place")).ToHaveTextAsync("00:00:05:00");
        await PressAsync(page, "3", "Enter");
        await SavedAsync(page);

        Assert.Equal(["False True False", "False False True"], Labels());
    }

    [Fact]
    public async Task After_learning_every_tab_shows_the_new_lanes_and_what_changed()
    {
        var page = await OpenAsync("red", "green");
        var other = await _tabs.OpenAsync(Server, beside: page);
        await LearnAsync(page);
        await Assertions.Expect(page.Locator("#teach-table tbody tr").First).ToContainTextAsync("2.0");
        await PressAsync(page, "a");
        await page.Keyboard.TypeAsync("blue");
        await PressAsync(page, "Enter");
        await Assertions.Expect(page.Locator("#teach-table tbody tr")).ToHaveCountAsync(3);
        // What is typed while the dialog is open is another name.
        await Assertions.Expect(page.Locator("#add")).ToBeHiddenAsync();

        await LearnAsync(page);

        await Assertions.Expect(page.Locator("#totals tbody tr")).ToHaveCountAsync(3);
        await Assertions.Expect(other.Locator("#totals tbody tr")).ToHaveCountAsync(3);
        await Assertions.Expect(other.Locator("#totals tbody tr").Nth(2)).ToContainTextAsync("2.0");
        Assert.Equal(3, ResultFile.Read(_folder.Result).Cast.Characters.Count);
        // The other tab's decisions are about what it shows now.
        await other.Locator("#tab-review").ClickAsync();
        await PressAsync(other, "n", "Enter");
        await Assertions.Expect(other.Locator("#changes li").First).ToHaveAttributeAsync("value", "1");
    }

    [Fact]
    public async Task Hostile_names_are_shown_as_they_are_and_run_nothing()
    {
        const string Name = "<img src=x onerror=document.title='owned'>";
        var page = await OpenAsync(Name, "\u202eevil");
        await ChooseAsync(page);

        await PressAsync(page, "1", "Enter");
        await SavedAsync(page);

        Assert.Contains(Name, await page.Locator("#teach-characters").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains(Name, await page.Locator("#teach-table").InnerTextAsync(), StringComparison.Ordinal);
        Assert.NotEqual("owned", await page.TitleAsync());
    }

    [Fact]
    public async Task The_views_are_tabs_that_arrows_go_through_and_only_the_open_one_is_in_the_order_of_focus()
    {
        var page = await OpenAsync("red");
        await page.Locator("#tab-teach").FocusAsync();

        await PressAsync(page, "ArrowRight", "ArrowRight");

        Assert.Equal("tab-finish", await page.EvaluateAsync<string>("document.activeElement.id"));
        Assert.Equal(["finish"], await page.EvaluateAsync<string[]>("[...document.querySelectorAll('[role=tabpanel]')].filter((panel) => !panel.hidden).map((panel) => panel.id)"));
        Assert.Equal(["tab-finish"], await page.EvaluateAsync<string[]>("[...document.querySelectorAll('[role=tab]')].filter((tab) => tab.tabIndex === 0).map((tab) => tab.id)"));
    }

    [Fact]
    public async Task Text_keeps_a_contrast_of_at_least_4_5_to_1_in_every_view()
    {
        var page = await OpenAsync("red", "green");
        await ChooseAsync(page);
        foreach (var view in new[] { "review", "teach", "audit", "finish" })
        {
            await page.Locator($"#tab-{view}").ClickAsync();
            Assert.Empty(await page.EvaluateAsync<string[]>("""
                () => {
                  const parse = (color) => color.match(/[\d.]+/g).map(Number);
                  const light = ([r, g, b]) => [r, g, b].map((c) => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4).reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
                  const behind = (element) => { for (; element; element = element.parentElement) { const color = parse(getComputedStyle(element).backgroundColor); if (color.length < 4 || color[3] > 0) return color; } return [255, 255, 255]; };
                  return [...document.querySelectorAll("[role=tabpanel]:not([hidden]) *, header *")].filter((element) => !element.disabled && element.checkVisibility() && [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()))
                    .filter((element) => { if (element.closest("button:disabled")) return false; const a = light(parse(getComputedStyle(element).color)), b = light(behind(element)); return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5; })
                    .map((element) => `${element.tagName} ${element.id} ${element.textContent}`);
                }
                """));
        }
    }

    [Fact]
    public async Task With_the_keyboard_alone_faces_that_nobody_named_get_a_name_and_a_basis()
    {
        (Server, var client) = await _folder.OpenAsync();
        await _folder.CreatePeopleAsync(client);
        var page = await _tabs.OpenAsync(Server);
        await Assertions.Expect(page.Locator("#teach-side")).ToBeVisibleAsync();

        await PressAsync(page, "g");
        await Assertions.Expect(page.Locator("#groups-look")).ToBeFocusedAsync();
        await PressAsync(page, "Enter");
        await Assertions.Expect(page.Locator("#groups-list li")).ToHaveCountAsync(2);
        await page.WaitForFunctionAsync("() => [...document.querySelectorAll('#groups-list img')].every((image) => image.complete && image.naturalWidth > 0)");
        await PressAsync(page, "Tab", "Tab");
        await page.Keyboard.TypeAsync("Green");
        await PressAsync(page, "Enter");
        // A face without a basis is nobody's to use.
        await Assertions.Expect(page.Locator("#groups-problem")).Not.ToBeEmptyAsync();
        Assert.Single(CastFolder.Load(_folder.Cast).Cast.Characters);
        await PressAsync(page, "Tab");
        await page.Keyboard.TypeAsync("contract of 2026-03-01");
        await PressAsync(page, "Tab");
        // The same day whichever of its parts the browser's language has first.
        await page.Keyboard.TypeAsync("12122099");
        await PressAsync(page, "Enter");

        await Assertions.Expect(page.Locator("#groups-list .named")).ToHaveTextAsync("Green");
        Assert.Equal("contract of 2026-03-01", CastFolder.Load(_folder.Cast).Consents["green"].Basis);
        Assert.Equal(new DateOnly(2099, 12, 12), CastFolder.Load(_folder.Cast).Consents["green"].Until);
        await Assertions.Expect(page.Locator("#teach-table tbody tr")).ToHaveCountAsync(2);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("zh-Hant")]
    public async Task Axe_finds_nothing_to_mend_in_any_view_or_dialog(string language)
    {
        var page = await OpenAsync("red", "green");
        await LearnAsync(page);
        await page.Locator("#language").SelectOptionAsync(language);
        async Task CheckAsync(string what)
        {
            var found = (await page.RunAxe()).Violations;
            Assert.True(found.Length == 0, $"{what}: {string.Join("; ", found.Select(rule => $"{rule.Id} {rule.Help} {string.Join(' ', rule.Nodes.Select(node => node.Html))}"))}");
        }

        foreach (var view in new[] { "audit", "finish", "teach", "review" })
        {
            await page.Locator($"#tab-{view}").ClickAsync();
            await Assertions.Expect(page.Locator($"#{view}")).ToBeVisibleAsync();
            await CheckAsync(view);
        }

        await page.Locator("#lanes").FocusAsync();
        await PressAsync(page, "n");
        foreach (var (key, dialog) in ((string, string)[])[("r", "choose"), ("?", "help")])
        {
            await PressAsync(page, key);
            await Assertions.Expect(page.Locator($"#{dialog}")).ToBeVisibleAsync();
            await CheckAsync(dialog);
            await PressAsync(page, "Escape");
            // A key pressed before the dialog is closed is meant for it.
            await Assertions.Expect(page.Locator($"#{dialog}")).ToBeHiddenAsync();
        }

        await PressAsync(page, "]");
        foreach (var (key, dialog) in ((string, string)[])[("a", "add"), ("g", "groups")])
        {
            await PressAsync(page, key);
            await Assertions.Expect(page.Locator($"#{dialog}")).ToBeVisibleAsync();
            await CheckAsync(dialog);
            await PressAsync(page, "Escape");
            // A key pressed before the dialog is closed is meant for it.
            await Assertions.Expect(page.Locator($"#{dialog}")).ToBeHiddenAsync();
        }
    }

    private ReviewServer Server { get; set; } = null!;

    private async Task<IPage> OpenAsync(params string[] names)
    {
        (Server, var client) = await _folder.OpenAsync();
        (await client.PostAsJsonAsync("/api/teach/cast", new NewCastMessage(names, false, null, null))).EnsureSuccessStatusCode();
        _folder.UseColours();
        var page = await _tabs.OpenAsync(Server);
        await Assertions.Expect(page.Locator("#teach-side")).ToBeVisibleAsync();
        return page;
    }

    private static async Task ChooseAsync(IPage page)
    {
        await PressAsync(page, "c");
        await Assertions.Expect(page.Locator("#teach-strip button").First).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#work")).ToBeHiddenAsync();
    }

    private static async Task LearnAsync(IPage page)
    {
        // While frames are being chosen, L is answered that something else runs.
        if (await page.Locator("#teach-strip button").CountAsync() == 0)
            await ChooseAsync(page);
        await PressAsync(page, "1", "Enter");
        await SavedAsync(page);
        var runs = await page.EvaluateAsync<int>("document.querySelectorAll('#teach-messages details').length");
        Assert.InRange(runs, 0, 1);
        await page.EvaluateAsync("document.querySelector('#teach-messages').replaceChildren(); document.querySelector('#teach-state').textContent = ''");
        await PressAsync(page, "l");
        await Assertions.Expect(page.Locator("#teach-state")).ToContainTextAsync("looked again");
        await Assertions.Expect(page.Locator("#teach-messages details")).ToHaveCountAsync(1);
    }

    private static Task SavedAsync(IPage page) => Assertions.Expect(page.Locator("#sync")).ToHaveTextAsync("All saved");

    private static async Task PressAsync(IPage page, params string[] keys)
    {
        foreach (var key in keys)
            await page.Keyboard.PressAsync(key);
    }

    /// <summary>What the labels on the disk say of red, green and blue.</summary>
    private IEnumerable<string> Labels() => CastFolder.Load(_folder.Cast).Labels.Select(label => $"{label.Present["red"]} {label.Present["green"]} {label.Present["blue"]}");
}
