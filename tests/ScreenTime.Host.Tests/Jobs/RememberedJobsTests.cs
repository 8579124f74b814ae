using ScreenTime.Host.Jobs;

namespace ScreenTime.Host.Tests.Jobs;

public sealed class RememberedJobsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-remembered-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private RememberedJobs Jobs => new(Path.Combine(_folder, "cache"));

    [Fact]
    public void A_job_is_remembered_once_with_its_cast_and_as_long_as_it_is_there()
    {
        var (kept, gone) = (Output("kept"), Path.Combine(_folder, "gone"));
        Jobs.Add("cast", kept);
        Jobs.Add("cast", gone);
        Jobs.Add("cast", kept);
        Jobs.Add("another", Output("another's"));

        Assert.Equal([kept], Jobs.Of("cast"));
        Assert.Empty(Jobs.Of("unknown"));
    }

    [Fact]
    public void Jobs_that_begin_together_are_all_remembered()
    {
        var outputs = Enumerable.Range(0, 64).Select(i => Output($"out{i}")).ToList();

        Parallel.ForEach(outputs, new ParallelOptions { MaxDegreeOfParallelism = 8 }, output => Jobs.Add("cast", output));

        Assert.Equal(outputs.Order(StringComparer.Ordinal), Jobs.Of("cast").Order(StringComparer.Ordinal));
    }

    private string Output(string name) => Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
}
