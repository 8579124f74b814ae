using Microsoft.Playwright;
using ScreenTime.Review.Tests;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace ScreenTime.Review.Tests;

/// <summary>Debian's Chromium, started once for all tests.</summary>
public sealed class Chromium : IAsyncDisposable
{
    private static readonly string s_path = Environment.GetEnvironmentVariable("SCREENTIME_CHROMIUM") ?? "/usr/bin/chromium";

    private readonly Lazy<Task<(IPlaywright Playwright, IBrowser Browser)>> _started = new(StartAsync);

    /// <summary>A profile of its own, which shares nothing with others; skips the test where there is no Chromium.</summary>
    public async Task<IBrowserContext> ProfileAsync()
    {
        Assert.SkipUnless(File.Exists(s_path), $"there is no {s_path}: install Debian's chromium, or name one with SCREENTIME_CHROMIUM");
        return await (await _started.Value).Browser.NewContextAsync(new() { ViewportSize = new() { Width = 1280, Height = 800 }, Locale = "en-GB" });
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
