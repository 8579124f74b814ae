using System.Globalization;
using System.Net.Http.Json;
using Microsoft.Playwright;
using Newtonsoft.Json.Linq;

namespace ScreenTime.Tests.EndToEnd;

/// <summary>The review page, killed in the middle: what it said is saved is there when it is started again.</summary>
public sealed class ReviewKilledTests(ShortFilmFixture film, Chromium chromium) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-killed-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Result => Path.Combine(_folder, "result");

    private string Cast => Path.Combine(_folder, "cast");

    [Fact]
    public async Task Corrections_labels_and_skips_are_there_again_and_can_be_undone()
    {
        CopyResult();
        var labels = Labels();
        // Leaving the page kills the process.
        await using (var review = await ReviewPage.OpenAsync(chromium, 1280, 800, Result))
        {
            await review.PressAsync("n", "Enter", "n", "x", "z");
            await ChangedAsync(review.Page, 3);
            await review.SavedAsync();
            await TeachAsync(review, "Home", "10:00:00:00");
            await review.PressAsync("0");
            await review.SavedAsync();
            await review.PressAsync("[");
            await TeachAsync(review, "Shift+ArrowRight", "10:00:01:00");
            await review.PressAsync("s");
            await review.SavedAsync();
        }

        Assert.Equal(labels + 1, Labels());
        await using (var review = await ReviewPage.OpenAsync(chromium, 1280, 800, Result))
        {
            await ChangedAsync(review.Page, 3);
            await review.PressAsync("Shift+Z");
            await ChangedAsync(review.Page, 4);
            await review.PressAsync("z", "z");
            await ChangedAsync(review.Page, 6);
            await review.SavedAsync();
            // As fast as somebody types who does not wait for the view.
            await review.PressAsync("]", "z", "z");
            await review.SavedAsync();
            await Assertions.Expect(review.Page.Locator("#teach-strip button")).ToHaveCountAsync(2);
        }

        Assert.Equal(labels, Labels());
        // Accept, reject, undo of the reject; then redo, and undo of both.
        Assert.Equal([0, 0, 2, 3, 4, 1], Log().Select(line => (int?)line["undoes"] ?? 0));
    }

    [Fact]
    public async Task Every_decision_that_was_answered_is_in_the_log_wherever_the_process_was_killed()
    {
        CopyResult();
        var chance = new Random(5);
        for (var (run, confirmed) = (0, 0); run < 3; run++)
        {
            using var server = Command.Begin(["review", Result, "--no-browser", "--reviewer", "Ada"]);
            string? line;
            while ((line = await server.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)) is not null && !line.Contains("http://", StringComparison.Ordinal))
            {
            }

            Assert.NotNull(line);
            using var client = new HttpClient { BaseAddress = new Uri(line[line.IndexOf("http://", StringComparison.Ordinal)..].Trim()) };
            (await client.GetAsync(client.BaseAddress, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
            var number = await NumberAsync(client);
            Assert.InRange(number, confirmed, confirmed + 1);
            var answered = new TaskCompletionSource();
            var posting = PostAsync(client, number, answered);
            await Task.WhenAny(posting, answered.Task);
            await Task.WhenAny(posting, Task.Delay(chance.Next(200, 900), TestContext.Current.CancellationToken));
            server.Kill();
            await server.WaitForExitAsync(TestContext.Current.CancellationToken);
            confirmed = await posting;
            Assert.True(confirmed > number, "nothing was answered before the kill");
            // At most the one on its way was written and not answered.
            Assert.InRange(File.ReadAllText(Path.Combine(Result, "corrections.jsonl")).Count(c => c == '\n'), confirmed, confirmed + 1);
        }
    }

    private static async Task TeachAsync(ReviewPage review, string key, string timecode)
    {
        await review.PressAsync(key, "t");
        await Assertions.Expect(review.Page.Locator("#teach-place")).ToHaveTextAsync(timecode);
    }

    /// <summary>Decides as fast as it is answered, until nobody answers.</summary>
    /// <returns>How many decisions were answered in all.</returns>
    private static async Task<int> PostAsync(HttpClient client, int number, TaskCompletionSource answered)
    {
        try
        {
            while (true)
            {
                var start = number % 200;
                using var response = await client.PostAsJsonAsync("/api/corrections", new { seen = number, action = "add", before = Array.Empty<object>(), after = new[] { new { character = "momo", start, end = start + 5 } } });
                response.EnsureSuccessStatusCode();
                number++;
                answered.TrySetResult();
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return number;
        }
    }

    private static async Task<int> NumberAsync(HttpClient client) => (int)JObject.Parse(await client.GetStringAsync("/api/state"))["number"]!;

    private static Task ChangedAsync(IPage page, int number) => Assertions.Expect(page.Locator("#changes li").First).ToHaveAttributeAsync("value", number.ToString(CultureInfo.InvariantCulture));

    /// <summary>The film's analysis and cast for this test alone.</summary>
    private void CopyResult()
    {
        foreach (var (from, to) in ((string, string)[])[(film.Result, Result), (film.Cast, Cast)])
        {
            foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
            {
                var target = Path.Combine(to, Path.GetRelativePath(from, file));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(file, target);
            }
        }

        var sources = Path.Combine(Result, "sources.json");
        var json = JObject.Parse(File.ReadAllText(sources));
        json["cast"] = Cast;
        File.WriteAllText(sources, json.ToString());
    }

    private int Labels() => ((JArray)JObject.Parse(File.ReadAllText(Path.Combine(Cast, "labels.json")))["labels"]!).Count;

    private IEnumerable<JObject> Log() => File.ReadLines(Path.Combine(Result, "corrections.jsonl")).Select(JObject.Parse);
}
