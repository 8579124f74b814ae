using ScreenTime.Host.Jobs;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Jobs;

public class LookingEnvironmentTests
{
    [Fact]
    public void Shards_of_different_precisions_are_not_to_be_mixed()
    {
        var here = Of("fp32");

        Assert.NotEqual(here.Line, Of("int8").Line);
        Assert.Contains("cpu int8", Of("int8").Line, StringComparison.Ordinal);
        Assert.Equal(here.Line, Of("fp32").Line);
    }

    private static LookingEnvironment Of(string precision) => new("0.1.0", "f00", "h00", "5.1", new DeviceReport("cpu", "cpu", "", "1.31.1", precision, null), "avx2");
}
