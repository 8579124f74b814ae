using ScreenTime.Host.Cache;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Cache;

public sealed class CacheDiskTests
{
    [Fact]
    public void A_folder_that_is_not_there_yet_has_the_room_of_its_disk()
    {
        var folder = Path.Combine(Path.GetTempPath(), "screentime-nowhere", "deep", "down");

        Assert.True(CacheDisk.FreeBytes(folder) > 0);
        Assert.False(Directory.Exists(Path.GetDirectoryName(Path.GetDirectoryName(folder))));
    }

    [Fact]
    public void A_path_that_cannot_be_has_an_unknown_room() => Assert.Null(CacheDisk.FreeBytes("a\0b"));

    [Fact]
    public void A_cache_that_cannot_be_written_is_found_out_before_there_is_something_to_keep()
    {
        var folder = Directory.CreateTempSubdirectory("screentime-disk-").FullName;
        try
        {
            var good = Path.Combine(folder, "cache");
            CacheDisk.RefuseUnwritable(good);
            Assert.Empty(Directory.GetFileSystemEntries(good));

            File.WriteAllText(Path.Combine(folder, "file"), "");
            var below = Path.Combine(folder, "file", "cache");
            var early = Assert.Throws<UserException>(() => CacheDisk.RefuseUnwritable(below));
            var cache = FeatureCache.Open(below, "features", "media");
            cache.Add(MediaTime.Zero, [1]);
            var late = Assert.Throws<UserException>(cache.Flush);

            Assert.All([early, late], exception =>
            {
                Assert.Equal(ExitCode.OutputUnwritable, exception.ExitCode);
                Assert.Contains($"the cache in {below} cannot be written", exception.Message, StringComparison.Ordinal);
            });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
