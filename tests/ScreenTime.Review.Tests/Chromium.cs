using Microsoft.Playwright;

namespace ScreenTime.Review.Tests;

/// <summary>Debian's Chromium, for pages of this server.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private static readonly string s_path = Environment.GetEnvironmentVariable("SCREENTIME_CHROMIUM") ?? "/usr/bin/chromium";

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Chromium(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    /// <summary>Starts it; skips the test where it is not there.</summary>
    public static async Task<Chromium> StartAsync()
    {
        Assert.SkipUnless(File.Exists(s_path), $"there is no {s_path}: install Debian's chromium, or name one with SCREENTIME_CHROMIUM");
        var playwright = await Playwright.CreateAsync();
        return new Chromium(playwright, await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = s_path,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        }));
    }

    /// <summary>Opens the page of a server and waits until it can be used.</summary>
    public async Task<IPage> OpenAsync(ReviewServer server, IBrowserContext? context = null, Action<IRequest>? watch = null)
    {
        context ??= await _browser.NewContextAsync(new() { ViewportSize = new() { Width = 1280, Height = 800 }, Locale = "en-GB" });
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(60_000);
        Assertions.SetDefaultExpectTimeout(60_000);
        if (watch is not null)
            page.Request += (_, request) => watch(request);
        await page.GotoAsync(server.Address.AbsoluteUri);
        await ReadyAsync(page);
        return page;
    }

    public static Task ReadyAsync(IPage page) => page.Locator("html[data-ready=yes]").WaitForAsync(new() { State = WaitForSelectorState.Attached });

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
