using CsCheck;
using ScreenTime.Host.Cache;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Cache;

public sealed class FeatureCacheTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-cache-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_was_flushed_is_there_in_the_next_run() =>
        Gen.Byte.Array[0, 2000].Array[1, 20].Sample(
            features =>
            {
                var media = Guid.NewGuid().ToString("N");
                var first = Open(media);
                for (var i = 0; i < features.Length; i++)
                    first.Add(MediaTime.FromFrames(i, new FrameRate(24000, 1001)), features[i]);
                first.Flush();

                var second = Open(media);
                Assert.Equal(features.Length, second.Count);
                for (var i = 0; i < features.Length; i++)
                    Assert.Equal(features[i], second.Get(MediaTime.FromFrames(i, new FrameRate(24000, 1001))));
            },
            iter: 20);

    [Fact]
    public void Frames_are_known_before_they_are_flushed()
    {
        var cache = Open("m");
        cache.Add(MediaTime.Zero, [1, 2]);

        Assert.True(cache.Contains(MediaTime.Zero));
        Assert.Equal([1, 2], cache.Get(MediaTime.Zero));
        Assert.Equal(0, Open("m").Count);
    }

    [Fact]
    public void A_pack_is_written_by_itself_once_enough_is_gathered()
    {
        var cache = FeatureCache.Open(_folder, "f", "m", packBytes: 100);
        cache.Add(MediaTime.Zero, new byte[100]);

        Assert.Equal(1, Open("m").Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(20)]
    [InlineData(-1)]
    public void A_damaged_pack_is_thrown_away(int position)
    {
        var cache = Open("m");
        cache.Add(MediaTime.Zero, [1, 2, 3]);
        cache.Flush();
        var pack = Assert.Single(Directory.GetFiles(_folder, "*.pack", SearchOption.AllDirectories));
        var bytes = File.ReadAllBytes(pack);
        bytes[position < 0 ? bytes.Length + position : position] ^= 0x40;
        File.WriteAllBytes(pack, bytes);

        Assert.Equal(0, Open("m").Count);
        Assert.False(File.Exists(pack));
    }

    [Fact]
    public void A_truncated_pack_is_thrown_away()
    {
        var cache = Open("m");
        cache.Add(MediaTime.Zero, new byte[1000]);
        cache.Flush();
        var pack = Assert.Single(Directory.GetFiles(_folder, "*.pack", SearchOption.AllDirectories));
        File.WriteAllBytes(pack, File.ReadAllBytes(pack)[..500]);

        Assert.Equal(0, Open("m").Count);
    }

    [Fact]
    public void Other_media_and_other_features_are_apart()
    {
        var cache = FeatureCache.Open(_folder, "f1", "m1");
        cache.Add(MediaTime.Zero, [1]);
        cache.Flush();

        Assert.False(FeatureCache.Open(_folder, "f2", "m1").Contains(MediaTime.Zero));
        Assert.False(FeatureCache.Open(_folder, "f1", "m2").Contains(MediaTime.Zero));
    }

    [Fact]
    public void An_id_never_leads_out_of_the_folder()
    {
        var cache = FeatureCache.Open(_folder, "../../f", "../m");
        cache.Add(MediaTime.Zero, [1]);
        cache.Flush();

        Assert.Single(Directory.GetFiles(_folder, "*.pack", SearchOption.AllDirectories));
    }

    private FeatureCache Open(string media) => FeatureCache.Open(_folder, "f", media);
}
