using System.Text.RegularExpressions;

namespace ScreenTime.Tests.EndToEnd;

/// <summary><c>cast next</c> on a film.</summary>
public sealed partial class NextTests(ShortFilmFixture film) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-next-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Frames_are_labelled_by_filling_in_a_sheet_and_what_looks_like_them_is_not_asked_for_again()
    {
        var cast = Path.Combine(_folder, "cast");
        (await Command.ScreenTimeAsync("cast", "create", cast, "--name", "momo", "--name", "pip", "--name", "bolt")).Succeeded();
        var (said, first) = await NextAsync(cast, "first");
        // Nothing is labelled yet, so nothing is said of labelled frames.
        Assert.DoesNotContain("look like one that is labelled", said, StringComparison.Ordinal);

        (await Command.ScreenTimeAsync("cast", "label", cast, "--labels", first, "--media", film.Film)).Succeeded();
        var (again, second) = await NextAsync(cast, "second");

        var count = LikeLabelled().Match(again);
        Assert.True(count.Success, again);
        // The labelled ones look like themselves.
        Assert.InRange(int.Parse(count.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), 4, int.Parse(count.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Empty(Times(first).Intersect(Times(second)));
    }

    private async Task<(string Said, string Sheet)> NextAsync(string cast, string name)
    {
        var output = Path.Combine(_folder, name);
        var said = (await Command.ScreenTimeAsync("cast", "next", cast, "--media", film.Film, "--count", "4", "--out", output)).Succeeded().Output;
        var sheet = Path.Combine(output, "next.csv");
        var rows = await File.ReadAllLinesAsync(sheet, TestContext.Current.CancellationToken);
        Assert.Equal("time,momo,pip,bolt,note", rows[0]);
        Assert.Equal(5, rows.Length);
        Assert.True(File.Exists(Path.Combine(output, "next.png")));
        await File.WriteAllLinesAsync(sheet, [rows[0], .. rows.Skip(1).Select(row => row.Replace(",,,,", ",1,0,0,", StringComparison.Ordinal))], TestContext.Current.CancellationToken);
        return (said, sheet);
    }

    private static List<string> Times(string sheet) => [.. File.ReadLines(sheet).Skip(1).Select(row => row.Split(',')[0])];

    [GeneratedRegex(@"(\d+) of (\d+) frames look like one that is labelled already\.")]
    private static partial Regex LikeLabelled();
}
