using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(ScreenTime.Tests.Chromium))]

namespace ScreenTime.Tests;

/// <summary>Debian's Chromium, started once for all tests of a project: a start takes longer than most of what is asked of it.</summary>
public sealed class Chromium : IAsyncDisposable
{
    private static readonly string s_path = Environment.GetEnvironmentVariable("SCREENTIME_CHROMIUM") ?? "/usr/bin/chromium";

    private readonly Lazy<Task<(IPlaywright Playwright, IBrowser Browser)>> _started = new(StartAsync);

    /// <summary>A profile of its own, which shares nothing with others; skips the test where there is no Chromium.</summary>
    /// <param name="width">The page's width in CSS pixels.</param>
    /// <param name="height">Its height.</param>
    public async Task<IBrowserContext> ProfileAsync(int width = 1280, int height = 800)
    {
        Assert.SkipUnless(File.Exists(s_path), $"there is no {s_path}: install Debian's chromium, or name one with SCREENTIME_CHROMIUM");
        return await (await _started.Value).Browser.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = height }, Locale = "en-GB" });
    }

    /// <summary>Prints a page into a PDF, as a reader would: on the paper that the page asks for.</summary>
    public async Task PrintAsync(string html, string pdf)
    {
        await using var profile = await ProfileAsync();
        var page = await profile.NewPageAsync();
        await page.GotoAsync(new Uri(html).AbsoluteUri);
        await page.PdfAsync(new() { Path = pdf, PreferCSSPageSize = true, PrintBackground = true });
    }

    public async ValueTask DisposeAsync()
    {
        if (!_started.IsValueCreated)
            return;
        var (playwright, browser) = await _started.Value;
        await browser.DisposeAsync();
        playwright.Dispose();
    }

    private static async Task<(IPlaywright Playwright, IBrowser Browser)> StartAsync()
    {
        Assertions.SetDefaultExpectTimeout(60_000);
        var playwright = await Playwright.CreateAsync();
        return (playwright, await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = s_path,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        }));
    }
}
