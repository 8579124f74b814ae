using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using ScreenTime.Sdk;

namespace ScreenTime.Tests.EndToEnd;

/// <summary>`screentime review` as a process, and its page in Debian's Chromium.</summary>
internal sealed partial class ReviewPage : IAsyncDisposable
{
    private readonly Process _server;
    private readonly IBrowserContext _profile;

    private ReviewPage(Process server, IBrowserContext profile, IPage page) => (_server, _profile, Page) = (server, profile, page);

    public IPage Page { get; }

    /// <summary>Opens the page of a review; skips the test where there is no browser.</summary>
    public static async Task<ReviewPage> OpenAsync(Chromium chromium, int width, int height, params string[] arguments)
    {
        var profile = await chromium.ProfileAsync(width, height);
        var server = Command.Begin(["review", .. arguments, "--no-browser", "--reviewer", "Ada"]);
        string? line;
        while ((line = await server.StandardOutput.ReadLineAsync()) is not null && !line.Contains("http://", StringComparison.Ordinal))
        {
        }

        Assert.True(line is not null, line is null ? await server.StandardError.ReadToEndAsync() : "");
        var page = await profile.NewPageAsync();
        page.SetDefaultTimeout(120_000);
        Assertions.SetDefaultExpectTimeout(120_000);
        await page.GotoAsync(Address().Match(line!).Value);
        await page.Locator("html[data-ready=yes]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        return new ReviewPage(server, profile, page);
    }

    /// <summary>The record frame whose timecode stands in an element.</summary>
    public async Task<long> FrameAtAsync(string selector, FrameRate rate, long startFrame)
    {
        var text = await Page.Locator(selector).InnerTextAsync();
        Assert.True(Timecode.TryParse(text.Split(' ')[0], rate, false, out var frame, out var problem), $"{text}: {problem}");
        return frame - startFrame;
    }

    public async Task PressAsync(params string[] keys)
    {
        foreach (var key in keys)
            await Page.Keyboard.PressAsync(key);
    }

    /// <summary>Waits until the long job has ended.</summary>
    public Task IdleAsync() => Assertions.Expect(Page.Locator("#work")).ToBeHiddenAsync();

    public Task SavedAsync() => Assertions.Expect(Page.Locator("#sync")).ToHaveTextAsync("All saved");

    /// <summary>A picture of the page, where SCREENTIME_SCREENSHOTS names a folder: scripts/screenshots.sh makes those of the docs.</summary>
    public async Task PictureAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("SCREENTIME_SCREENSHOTS") is not { Length: > 0 } folder)
            return;
        // Pictures are fetched after the words are there.
        await Page.WaitForFunctionAsync("() => [...document.images].every((image) => image.hidden || !image.getAttribute('src') || image.complete)");
        await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{name}-{Page.ViewportSize!.Width}.png")) });
    }

    public async ValueTask DisposeAsync()
    {
        await _profile.DisposeAsync();
        _server.Kill(entireProcessTree: true);
        await _server.WaitForExitAsync();
        _server.Dispose();
    }

    [GeneratedRegex(@"http://\S+")]
    private static partial Regex Address();
}
