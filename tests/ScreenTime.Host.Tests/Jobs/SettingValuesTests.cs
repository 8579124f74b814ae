using ScreenTime.Host.Jobs;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Jobs;

public class SettingValuesTests
{
    [Theory]
    [InlineData("auto", "fp32", Precision.Full)]
    [InlineData("auto", "int8", Precision.EightBits)]
    [InlineData("auto", "fp16", Precision.Half)]
    [InlineData("cpu", "int8", Precision.EightBits)]
    [InlineData("directml:1", "fp16", Precision.Half)]
    public void A_precision_goes_with_the_devices_that_compute_in_it(string device, string text, Precision precision)
    {
        var request = SettingValues.Precision(text, SettingValues.Device(device));

        Assert.Equal((device, precision), (request.ToString(), request.Precision));
    }

    [Theory]
    [InlineData("cpu", "fp16", "fp32 or int8 on the processor")]
    [InlineData("cuda", "int8", "fp32 or fp16 on a GPU")]
    [InlineData("directml:0", "int8", "fp32 or fp16 on a GPU")]
    [InlineData("auto", "int4", "fp32, int8 (on the processor) or fp16 (on a GPU)")]
    public void One_that_does_not_is_refused_with_those_that_do(string device, string text, string expected) =>
        Assert.Equal(expected, Assert.Throws<FormatException>(() => SettingValues.Precision(text, SettingValues.Device(device))).Message);
}
