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
        var folder = _contents.List().Single().Folder;
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

    private void Keep(string name, int bytes, double hours)
    {
        var cache = FeatureCache.Open(_folder, "f", name, name: name);
        cache.Add(MediaTime.Zero, new byte[bytes]);
        cache.Flush();
        Directory.SetLastWriteTimeUtc(Directory.GetDirectories(Path.Combine(_folder, "features", "f")).MinBy(folder => -Directory.GetLastWriteTimeUtc(folder).Ticks)!, DateTime.UtcNow.AddHours(-hours));
    }
}
