using ScreenTime.Host.Cache;
using ScreenTime.Host.Media;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Cache;

public sealed class CacheContentsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-cache-").FullName;
    private readonly CacheContents _contents;

    public CacheContentsTests() => _contents = new CacheContents(_folder, TimeProvider.System);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_was_not_used_for_longest_goes_first_and_only_as_much_as_must()
    {
        Keep("old.mov", 1000, hours: 30);
        Keep("older.mov", 1000, hours: 40);
        Keep("new.mov", 1000, hours: 2);
        Assert.Equal(["new.mov", "old.mov", "older.mov"], _contents.List().Select(entry => entry.Name));

        Assert.Empty(_contents.Prune(_contents.List().Sum(entry => entry.Bytes)));
        Assert.Equal(["older.mov"], _contents.Prune(2500).Select(entry => entry.Name));
        Assert.Equal(["old.mov", "new.mov"], _contents.Prune(0).Select(entry => entry.Name));
        Assert.Empty(_contents.List());
    }

    [Fact]
    public void Bundles_and_films_of_the_review_page_count_and_a_bundle_goes_as_a_whole()
    {
        Keep("film.mov", 1000, hours: 10);
        Bundle("aaaa", hours: 40, unpacked: 40);
        Bundle("bbbb", hours: 20, unpacked: 40);
        Film("old.mp4", hours: 30);
        Film("new.mp4", hours: 5);
        Assert.Equal(
            [("proxies", "new.mp4"), ("features", "film.mov"), ("bundles", "bbbb"), ("proxies", "old.mp4"), ("bundles", "aaaa")], _contents.List().Select(entry => (entry.Kind, entry.Name)));
        Assert.Equal(2000, _contents.List().Single(entry => entry.Name == "aaaa").Bytes);

        Assert.Equal(["aaaa", "old.mp4"], _contents.Prune(_contents.List().Sum(entry => entry.Bytes) - 2001).Select(entry => entry.Name));
        Assert.Equal(["bbbb"], Directory.GetFileSystemEntries(Path.Combine(_folder, "bundles")).Select(Path.GetFileName));
        _contents.Prune(0);
        Assert.Empty(Directory.GetFiles(_folder, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_bundle_that_is_being_unpacked_and_a_film_that_is_being_made_stay()
    {
        Bundle(".0123.tmp", hours: 3, unpacked: 0);
        Film(".4567.tmp", hours: 0);

        Assert.Empty(_contents.Prune(0));
    }

    [Fact]
    public void What_a_run_may_be_at_stays()
    {
        Keep("running.mov", 1000, hours: 0.5);

        Assert.Empty(_contents.Prune(0));
        Assert.Single(_contents.List());
    }

    [Fact]
    public void Opening_and_reading_mark_a_media_file_as_used()
    {
        Keep("film.mov", 1000, hours: 50);
        var opened = FeatureCache.Open(_folder, "f", "film.mov");
        Assert.True(opened.Contains(MediaTime.Zero));

        Assert.Empty(_contents.Prune(0));
    }

    [Fact]
    public void What_a_killed_run_was_writing_is_swept_away_when_it_is_old()
    {
        Keep("film.mov", 1000, hours: 1);
        var folder = _contents.List().Single().Path;
        var (old, fresh) = (Path.Combine(folder, ".a.pack.host-1.tmp"), Path.Combine(folder, ".b.pack.host-2.tmp"));
        File.WriteAllText(old, "");
        File.WriteAllText(fresh, "");
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddHours(-2));

        FeatureCache.Open(_folder, "f", "film.mov");

        Assert.False(File.Exists(old));
        Assert.True(File.Exists(fresh));
    }

    [Theory]
    [InlineData("500MB", 500L << 20)]
    [InlineData("1.5 TB", 3L << 39)]
    [InlineData("20gib", 20L << 30)]
    [InlineData("0MB", 0)]
    public void Sizes_are_read(string text, long bytes) => Assert.Equal(bytes, CacheContents.Size(text, "--to"));

    [Theory]
    [InlineData("much")]
    [InlineData("-1GB")]
    [InlineData("5")]
    [InlineData("99999999999TB")]
    public void What_is_no_size_is_said(string text)
    {
        var exception = Assert.Throws<UserException>(() => CacheContents.Size(text, "--to"));
        Assert.Equal(ExitCode.Usage, exception.ExitCode);
        Assert.Contains($"--to takes a size such as 500MB, 20GB or 1.5TB, not \"{text}\"", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Shot_changes_whose_checksum_does_not_match_are_looked_for_again()
    {
        IReadOnlyList<MediaRange> ranges = [new MediaRange(MediaTime.Zero, new MediaTime(10, 1))];
        var cache = new ShotCache(_folder);
        cache.Write("media", "picture", ranges, new ShotEvidence([48, 96], [(120, 130)]));
        Assert.Equal([48, 96], cache.Read("media", "picture", ranges)!.Cuts);
        var file = Directory.GetFiles(_folder, "*.json", SearchOption.AllDirectories).Single();

        // Still JSON, and another number.
        File.WriteAllText(file, File.ReadAllText(file).Replace("96", "97", StringComparison.Ordinal));

        Assert.Null(cache.Read("media", "picture", ranges));
        Assert.False(File.Exists(file));
    }

    // 2000 bytes, half of them in a folder of the bundle.
    private void Bundle(string name, double hours, double unpacked)
    {
        var bundle = Path.Combine(_folder, "bundles", name);
        Directory.CreateDirectory(Path.Combine(bundle, "media"));
        foreach (var file in (string[])[Path.Combine(bundle, "content.otio"), Path.Combine(bundle, "media", "a.mov")])
        {
            File.WriteAllBytes(file, new byte[1000]);
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddHours(-unpacked));
        }

        Directory.SetLastWriteTimeUtc(bundle, DateTime.UtcNow.AddHours(-hours));
    }

    private void Film(string name, double hours)
    {
        var film = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "proxies")).FullName, name);
        File.WriteAllBytes(film, new byte[1000]);
        File.SetLastWriteTimeUtc(film, DateTime.UtcNow.AddHours(-hours));
    }

    private void Keep(string name, int bytes, double hours)
    {
        var cache = FeatureCache.Open(_folder, "f", name, name: name);
        cache.Add(MediaTime.Zero, new byte[bytes]);
        cache.Flush();
        Directory.SetLastWriteTimeUtc(Directory.GetDirectories(Path.Combine(_folder, "features", "f")).MinBy(folder => -Directory.GetLastWriteTimeUtc(folder).Ticks)!, DateTime.UtcNow.AddHours(-hours));
    }
}
