using ScreenTime.Host.Jobs;

namespace ScreenTime.Review.Tests;

public sealed class PicturesTests
{
    [Fact]
    public async Task A_film_that_is_shown_is_in_use_and_what_killed_pages_left_is_swept_away()
    {
        await using var folder = await TaughtFolder.MakeAsync();
        var record = await RecordPictures.OpenAsync(new AnalysisSettings(folder.Film, "", ""), TaughtFolder.Plugins(), CancellationToken.None);
        var films = Directory.CreateDirectory(folder.In("cache/proxies")).FullName;
        var (film, left, begun) = (Path.Combine(films, record.Key + ".mp4"), Path.Combine(films, ".old.tmp"), Path.Combine(films, ".new.tmp"));
        foreach (var file in (string[])[film, left, begun])
            await File.WriteAllTextAsync(file, "");
        foreach (var file in (string[])[film, left])
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddDays(-3));
        await using var pictures = new Pictures(record, folder.In("cache"));

        Assert.Equal(record.FrameCount, pictures.Progress().Done);

        Assert.Equal(film, pictures.Film);
        Assert.InRange(File.GetLastWriteTimeUtc(film), DateTime.UtcNow.AddHours(-1), DateTime.UtcNow.AddHours(1));
        Assert.Equal([begun, film], Directory.GetFiles(films).Order(StringComparer.Ordinal));
    }
}
