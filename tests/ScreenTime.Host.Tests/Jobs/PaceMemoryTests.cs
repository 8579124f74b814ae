using ScreenTime.Host.Jobs;

namespace ScreenTime.Host.Tests.Jobs;

public sealed class PaceMemoryTests : IDisposable
{
    private readonly string _cache = Directory.CreateTempSubdirectory("screentime-pace-").FullName;

    public void Dispose() => Directory.Delete(_cache, recursive: true);

    [Fact]
    public void The_last_pace_is_remembered_a_machine_and_recogniser()
    {
        var memory = new PaceMemory(_cache, "one");
        Assert.Null(memory.Recall("features"));
        memory.Remember("features", new Pace(3, 10));
        memory.Remember("features", new Pace(5.25, 70_000));

        Assert.Equal(new Pace(5.25, 70_000), new PaceMemory(_cache, "one").Recall("features"));
        Assert.Null(new PaceMemory(_cache, "two").Recall("features"));
        Assert.Null(memory.Recall("other"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"framesPerSecond\":0,\"bytesPerFrame\":5}")]
    [InlineData("{\"framesPerSecond\":\"NaN\",\"bytesPerFrame\":5}")]
    [InlineData("{\"framesPerSecond\":3,\"bytesPerFrame\":99999999999999999999999}")]
    [InlineData("{\"framesPerSecond\":3,\"bytesPerFrame\":{}}")]
    public void A_damaged_memory_is_none(string text)
    {
        var memory = new PaceMemory(_cache, "one");
        memory.Remember("features", new Pace(3, 10));
        File.WriteAllText(Directory.GetFiles(_cache, "*", SearchOption.AllDirectories).Single(), text);

        Assert.Null(memory.Recall("features"));
    }
}
