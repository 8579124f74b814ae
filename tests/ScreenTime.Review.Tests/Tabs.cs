using Microsoft.Playwright;

namespace ScreenTime.Review.Tests;

/// <summary>The tabs of one test, closed at its end.</summary>
internal sealed class Tabs(Chromium chromium) : IAsyncDisposable
{
    private readonly List<IBrowserContext> _profiles = [];

    /// <summary>Opens the page of a server and waits until it can be used.</summary>
    /// <param name="server">The server.</param>
    /// <param name="beside">A tab that this one shares its profile with; else it has its own.</param>
    /// <param name="watch">Is told of each request.</param>
    public async Task<IPage> OpenAsync(ReviewServer server, IPage? beside = null, Action<IRequest>? watch = null)
    {
        var profile = beside?.Context;
        if (profile is null)
            _profiles.Add(profile = await chromium.ProfileAsync());
        var page = await profile.NewPageAsync();
        page.SetDefaultTimeout(60_000);
        if (watch is not null)
            page.Request += (_, request) => watch(request);
        await page.GotoAsync(server.Address.AbsoluteUri);
        await ReadyAsync(page);
        return page;
    }

    public static Task ReadyAsync(IPage page) => page.Locator("html[data-ready=yes]").WaitForAsync(new() { State = WaitForSelectorState.Attached });

    public async ValueTask DisposeAsync()
    {
        foreach (var profile in _profiles)
            await profile.DisposeAsync();
    }
}
