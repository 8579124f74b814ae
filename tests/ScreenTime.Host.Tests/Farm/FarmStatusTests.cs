using ScreenTime.Host.Farm;
using ScreenTime.Host.Jobs;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Farm;

public sealed class FarmStatusTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-status-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_title_is_merged_when_its_result_is_of_this_plan()
    {
        var plan = Plan("first cut");
        Assert.Equal("0 of 1 shards are done, 0 of 1 titles merged.", Last());

        new MergedTitles(plan).Remember(plan.Titles[0]);
        // Without its result nothing is merged.
        Assert.Equal("0 of 1 shards are done, 0 of 1 titles merged.", Last());
        Directory.CreateDirectory(Path.Combine(_folder, "cut"));
        File.WriteAllText(Path.Combine(_folder, "cut", "result.json"), "{}");
        Assert.Equal("0 of 1 shards are done, 1 of 1 titles merged.", Last());

        // The result of the first cut is still there.
        Plan("second cut");
        Assert.Equal("0 of 1 shards are done, 0 of 1 titles merged.", Last());
        Assert.Contains("; not merged.", FarmStatus.Of(_folder)[0], StringComparison.Ordinal);
    }

    private string Last() => FarmStatus.Of(_folder)[^1];

    private FarmPlan Plan(string timelineHash)
    {
        var title = new FarmTitle("cut", timelineHash, "", "", new Dictionary<string, string>(), [], [], -1, []) { Settings = new AnalysisSettings("cut.otio", "cast", Path.Combine(_folder, "cut")) };
        var shard = new FarmShard(1, ShardPhase.Look, 0, [], new FrameRange(0, 0), 1);
        var plan = new FarmPlan(_folder, FarmPlanFile.HashOf([title], [shard]), [title], [shard]);
        FarmPlanFile.Write(plan);
        return plan;
    }
}
