using System.Globalization;
using Newtonsoft.Json.Linq;

namespace ScreenTime.Tests.EndToEnd;

/// <summary>The example film as numbered images is the example film.</summary>
public sealed class ImageSequenceJobTests(ShortFilmFixture film) : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-images-").FullName;

    private string Images => Path.Combine(_folder, "images");

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Images);
        await Ffmpeg.RunAsync("-i", film.Film, "-fps_mode", "passthrough", "-start_number", "1001", "-compression_level", "1", Path.Combine(Images, "film.%04d.png"));
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Images_have_the_seconds_of_the_film_and_missing_ones_are_unknown_time()
    {
        var whole = await AnalyzeAsync("whole", "error");
        Assert.Equal(Totals(Result(film.Result)), Totals(whole));
        Assert.Empty(whole["unknowns"]!);
        var use = Assert.Single(whole["media"]!);
        Assert.Equal(("film.[1001-1720].png", "found"), ((string)use["name"]!, (string)use["status"]!));

        // An image between two that are looked at, then a second of the film, from the first frame that was looked at on.
        var time = ((string)whole["samples"]![0]!["sourceTime"]!).Split('/').Select(part => int.Parse(part, CultureInfo.InvariantCulture)).ToList();
        var first = 1001 + (time[0] * 24 / time[^1]);
        Delete(first + 3, 1);
        var one = Lengths(await AnalyzeAsync("one", "error"));
        Assert.NotEmpty(one);
        Assert.All(one, length => Assert.Equal(1, length));
        Delete(first, 24);
        var lacking = await AnalyzeAsync("lacking", "error");
        Assert.Contains("24 of 720 images are missing, which are unknown time", (string)lacking["media"]![0]!["detail"]!, StringComparison.Ordinal);
        Assert.True(Lengths(lacking).Sum() >= 24);
        Assert.All(lacking["unknowns"]!, unknown => Assert.Equal("Images of film.[1001-1720].png are not there", (string)unknown["reason"]!));
        Assert.Empty((await AnalyzeAsync("black", "black"))["unknowns"]!);
    }

    private void Delete(int first, int count)
    {
        for (var number = first; number < first + count; number++)
            File.Delete(Path.Combine(Images, FormattableString.Invariant($"film.{number:0000}.png")));
    }

    private static List<int> Lengths(JToken result) => [.. result["unknowns"]!.Select(unknown => (int)unknown["record"]![1]! - (int)unknown["record"]![0]!)];

    private static JToken Result(string folder) => JObject.Parse(File.ReadAllText(Path.Combine(folder, "result.json")))["result"]!;

    private static IEnumerable<string> Totals(JToken result) =>
        result["totals"]!.Where(total => (string)total["ruleId"]! == "visible-v1").Select(total => $"{total["characterId"]} {total["frames"]}");

    private async Task<JToken> AnalyzeAsync(string name, string policy)
    {
        var timeline = Path.Combine(_folder, name + ".otio");
        await File.WriteAllTextAsync(timeline, Cut(policy).ToString());
        var results = Path.Combine(_folder, name);
        (await Command.ScreenTimeAsync("analyze", timeline, "--cast", film.Cast, "--out", results, "--export", "csv", "--media-root", Images)).Succeeded();
        return Result(results);
    }

    /// <summary>The cut with every reference to the film made one to its images.</summary>
    private JObject Cut(string policy)
    {
        var cut = JObject.Parse(File.ReadAllText(film.Cut));
        foreach (var reference in cut.SelectTokens("$..[?(@.OTIO_SCHEMA == 'ExternalReference.1')]").ToList())
        {
            reference.Replace(new JObject
            {
                ["OTIO_SCHEMA"] = "ImageSequenceReference.1",
                ["metadata"] = new JObject(),
                ["name"] = "",
                ["available_range"] = reference["available_range"]!.DeepClone(),
                ["target_url_base"] = "file:///renders/film/",
                ["name_prefix"] = "film.",
                ["name_suffix"] = ".png",
                ["start_frame"] = 1001,
                ["frame_step"] = 1,
                ["rate"] = reference["available_range"]!["duration"]!["rate"]!,
                ["frame_zero_padding"] = 4,
                ["missing_frame_policy"] = policy,
            });
        }

        return cut;
    }
}
