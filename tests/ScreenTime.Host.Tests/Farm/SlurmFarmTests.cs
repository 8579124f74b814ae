using ScreenTime.Host.Farm;

namespace ScreenTime.Host.Tests.Farm;

public sealed class SlurmFarmTests
{
    [Theory]
    [InlineData(5, 1001, 5, 1)]
    [InlineData(1000, 1001, 1000, 1)]
    [InlineData(1001, 1001, 501, 2)]
    [InlineData(6000, 1001, 1000, 6)]
    [InlineData(3, 2, 1, 3)]
    public void No_index_of_an_array_reaches_the_clusters_limit(int shards, int limit, int tasks, int group)
    {
        Assert.Equal((tasks, group), SlurmFarm.Divide(shards, limit));
        Assert.True(tasks < limit || limit < 3);
        Assert.True(tasks * group >= shards && (tasks - 1) * group < shards);
    }

    [Theory]
    [InlineData("MaxArraySize            = 4001\nMaxJobCount = 10000\n", 4001)]
    [InlineData("SlurmctldHost = a\nMaxArraySize=11\n", 11)]
    [InlineData("nothing of the kind", 1001)]
    public void The_limit_is_the_clusters_own(string config, int size) => Assert.Equal(size, SlurmFarm.MaxArraySize(config));
}
