namespace ScreenTime.Tests.EndToEnd;

/// <summary><c>cast suggest</c> on a cast of drawn characters.</summary>
public sealed class SuggestTests(ShortFilmFixture film) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-suggest-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Groups_of_frames_of_a_timeline_are_labelled_by_filling_in_a_sheet()
    {
        var (cast, output) = (Path.Combine(_folder, "cast"), Path.Combine(_folder, "out"));
        (await Command.ScreenTimeAsync("cast", "create", cast, "--name", "momo", "--name", "pip", "--name", "bolt")).Succeeded();
        var said = (await Command.ScreenTimeAsync("cast", "suggest", cast, film.Cut, "--out", output, "--sample-rate", "2")).Succeeded().Output;

        Assert.Contains("unnamed-01: ", said, StringComparison.Ordinal);
        var sheet = Path.Combine(output, "unnamed.csv");
        var rows = await File.ReadAllLinesAsync(sheet, TestContext.Current.CancellationToken);
        Assert.Equal("image,momo,pip,bolt,note", rows[0]);
        Assert.True(rows.Length > 3, "no group");
        Assert.All(rows.Skip(1), row => Assert.True(File.Exists(Path.Combine(output, row.Split(',')[0]))));

        await File.WriteAllLinesAsync(sheet, [rows[0], .. rows.Skip(1).Select(row => row.Replace(",,,,", ",1,0,0,", StringComparison.Ordinal))], TestContext.Current.CancellationToken);
        (await Command.ScreenTimeAsync("cast", "label", cast, "--labels", sheet, "--images", output)).Succeeded();
    }
}
