using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Playwright;
using ScreenTime.Review.Tests;

// A two-hour film with 5,000 appearances of 300 characters in the review page: how long to the first picture of the lanes, and from a key to its effect on the screen.
// Then it is scrubbed: a film of two hours, and the small film of it that the page plays, both one minute of a test picture 120 times over.
// usage: dotnet run -c Release --project tests/benchmarks/review [-- APPEARANCES CHARACTERS]
var appearances = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 5000;
var characters = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 300;
const int frames = 2 * 3600 * 24;
const int keys = 40;
var step = frames / appearances;
using var film = await LongFilm.MakeAsync();
Environment.SetEnvironmentVariable("SCREENTIME_CACHE", film.CacheFolder);
await using var folder = ReviewedFolder.With(film.In(ReviewedFolder.Result(
    [.. Enumerable.Range(0, characters).Select(i => $"CHARACTER {i}")],
    frames,
    [.. Enumerable.Range(0, appearances).Select(i => ReviewedFolder.Appearance($"c{i * 7919 % characters}", (long)i * step, ((long)i * step) + Math.Max(1, step - 2)))])));
await film.PlaceAsync(folder.Path);
var server = await folder.ServeAsync();
using var playwright = await Playwright.CreateAsync();
await using var browser = await playwright.Chromium.LaunchAsync(new()
{
    ExecutablePath = Environment.GetEnvironmentVariable("SCREENTIME_CHROMIUM") ?? "/usr/bin/chromium",
    Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1920, Height = 1080 } });
var watch = Stopwatch.StartNew();
await page.GotoAsync(server.Address.AbsoluteUri);
await page.Locator("html[data-ready=yes]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
var first = watch.Elapsed;

// Measured inside the page: from the key event until the frame after the one that draws it.
const string measure = """
    async ([key, wait]) => {
      const before = document.querySelector("#changes li")?.value ?? 0;
      const start = performance.now();
      document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
      while (wait && (document.querySelector("#changes li")?.value ?? 0) === before) await new Promise(requestAnimationFrame);
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      return performance.now() - start;
    }
    """;
// What a busy machine makes slow shows in the time; what the page itself does, in the work that the browser counts.
var counters = await page.Context.NewCDPSessionAsync(page);
await counters.SendAsync("Performance.enable", new Dictionary<string, object> { ["timeDomain"] = "threadTicks" });
var idle = await MedianAsync("F13", wait: false);
var (move, moveWork) = await WorkingAsync("n", wait: false);
await page.EvaluateAsync("performance.clearResourceTimings(); performance.setResourceTimingBufferSize(10000)");
var (go, goWork) = await WorkingAsync("x", wait: false);
await page.WaitForFunctionAsync($"() => Number(document.querySelector('#changes li')?.value ?? 0) === {keys}");
await page.EvaluateAsync("performance.clearResourceTimings()");
var (decide, decideWork) = await WorkingAsync("Enter", wait: true);
var answers = await page.EvaluateAsync<double[]>("performance.getEntriesByType('resource').filter((entry) => entry.name.endsWith('/api/corrections')).map((entry) => entry.responseEnd - entry.startTime).sort((a, b) => a - b)");

// A press on the ruler at a place by chance, until the picture of that place is there.
const string scrub = """
    async (share) => {
      const lanes = document.querySelector("#lanes"), box = lanes.getBoundingClientRect(), film = document.querySelector("#film");
      const arrived = new Promise((done) => film.addEventListener("seeked", done, { once: true }));
      const start = performance.now();
      const at = { clientX: box.left + 132 + (box.width - 140) * share, clientY: box.top + 8, button: 0, buttons: 1, pointerId: 1, bubbles: true };
      lanes.dispatchEvent(new PointerEvent("pointerdown", at));
      await arrived;
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      lanes.dispatchEvent(new PointerEvent("pointerup", at));
      return performance.now() - start;
    }
    """;
await page.Keyboard.PressAsync("Escape");
for (var i = 0; i < 20; i++)
    await page.Keyboard.PressAsync("-");
await page.WaitForFunctionAsync("() => document.querySelector('#film').readyState >= 2");
var chance = new Random(7);
var scrubs = new List<double>();
for (var i = 0; i < keys; i++)
    scrubs.Add(await page.EvaluateAsync<double>(scrub, chance.NextDouble()));
scrubs.Sort();
Console.WriteLine($"{appearances} appearances, {characters} characters, {frames} frames; {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores, .NET {Environment.Version}, Chromium {browser.Version}");
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"first picture of the lanes       {first.TotalMilliseconds,7:0} ms"));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"two frames of the browser        {idle,7:0.0} ms (the least that the next two can be)"));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"N, to the next appearance drawn  {move,7:0.0} ms, median of {keys}; work of the page {moveWork:0.0} ms"));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"X, to the next one drawn         {go,7:0.0} ms, median of {keys}; work of the page {goWork:0.0} ms"));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Enter, to its decision on disk   {decide,7:0.0} ms, median of {keys}; work of the page {decideWork:0.0} ms, until the server answered {answers[answers.Length / 2]:0.0} ms"));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"scrub, to the picture            {scrubs[keys / 2],7:0.0} ms, median of {keys}; the slowest {scrubs[^1]:0.0} ms"));

// The time to a key's effect, and the processor time that the page's main thread spends on one.
async Task<(double Median, double Work)> WorkingAsync(string key, bool wait)
{
    var before = await WorkAsync();
    var median = await MedianAsync(key, wait);
    return (median, (await WorkAsync() - before) * 1000 / keys);
}

async Task<double> WorkAsync()
{
    var metrics = (await counters.SendAsync("Performance.getMetrics"))!.Value.GetProperty("metrics");
    return metrics.EnumerateArray().Single(metric => metric.GetProperty("name").GetString() == "TaskDuration").GetProperty("value").GetDouble();
}

async Task<double> MedianAsync(string key, bool wait)
{
    var times = new List<double>();
    for (var i = 0; i < keys; i++)
        times.Add(await page.EvaluateAsync<double>(measure, new object[] { key, wait }));
    times.Sort();
    return times[times.Count / 2];
}
