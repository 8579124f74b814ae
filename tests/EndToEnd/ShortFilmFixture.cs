using ScreenTime.Tests.EndToEnd;

[assembly: AssemblyFixture(typeof(ShortFilmFixture))]

namespace ScreenTime.Tests.EndToEnd;

/// <summary>A short film, drawn and taught once for all tests: small, so that it takes seconds.</summary>
public sealed class ShortFilmFixture : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-film-").FullName;

    public string Film => Path.Combine(_folder, "film", "film.mp4");

    public string Cut => Path.Combine(_folder, "film", "cut.otio");

    public string CutEdl => Path.Combine(_folder, "film", "cut.edl");

    public string CutTruth => Path.Combine(_folder, "film", "cut_truth.csv");

    public string Frames => Path.Combine(_folder, "film", "frames");

    public string Labels => Path.Combine(_folder, "film", "labels.csv");

    public string LabelsByTime => Path.Combine(_folder, "film", "labels_time.csv");

    public string Cast => Path.Combine(_folder, "cast");

    /// <summary>An analysis of <see cref="Cut"/>.</summary>
    public string Result => Path.Combine(_folder, "result");

    private readonly Lazy<Task<string>> _filmResult;

    public ShortFilmFixture() => _filmResult = new Lazy<Task<string>>(async () =>
    {
        var result = Path.Combine(_folder, "film-result");
        (await Command.ScreenTimeAsync("analyze", Film, "--cast", Cast, "--out", result)).Succeeded();
        return result;
    });

    /// <summary>An analysis of <see cref="Film"/>, for those who ask.</summary>
    public Task<string> FilmResultAsync() => _filmResult.Value;

    public async ValueTask InitializeAsync()
    {
        (await Command.ShortFilmAsync("--out", Path.Combine(_folder, "film"), "--seconds", "30", "--seed", "11", "--size", "640x360")).Succeeded();
        (await Command.ScreenTimeAsync("cast", "create", Cast, "--name", "momo", "--name", "pip", "--name", "bolt")).Succeeded();
        (await Command.ScreenTimeAsync("cast", "label", Cast, "--labels", Labels, "--images", Frames)).Succeeded();
        (await Command.ScreenTimeAsync("cast", "train", Cast)).Succeeded();
        (await Command.ScreenTimeAsync("analyze", Cut, "--cast", Cast, "--out", Result)).Succeeded();
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
