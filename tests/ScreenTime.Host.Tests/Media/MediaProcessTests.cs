using ScreenTime.Host.Media;

namespace ScreenTime.Host.Tests.Media;

public class MediaProcessTests
{
    /// <summary>OpenBLAS, which distributions' ffmpeg loads and never uses here, sets 133 MB aside for each thread: at sixteen cores nothing was left of the bound on memory.</summary>
    [Fact]
    public async Task Libraries_that_ffmpeg_loads_take_no_memory_by_the_core()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "this asks env what a program is given");

        var answer = await MediaProcess.RunAsync("/usr/bin/env", [], TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        Assert.Superset(new HashSet<string> { "OPENBLAS_NUM_THREADS=1", "OMP_NUM_THREADS=1" }, answer.Output.Split('\n').ToHashSet());
    }
}
