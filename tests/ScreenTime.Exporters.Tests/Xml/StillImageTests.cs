using OpenTimelineIO;
using ScreenTime.Exporters.Xml;

namespace ScreenTime.Exporters.Tests.Xml;

public class StillImageTests
{
    [Theory]
    [InlineData(1001, 4, "/m/f.1001.exr")]
    [InlineData(7, 4, "/m/f.0007.exr")]
    [InlineData(-2, 4, "/m/f.-0002.exr")]
    [InlineData(-2, 0, "/m/f.-2.exr")]
    [InlineData(int.MinValue, 4, "/m/f.-2147483648.exr")]
    public void The_first_image_of_a_sequence_is_named_as_OpenTimelineIO_names_it(int number, int padding, string url)
    {
        var images = new ImageSequenceReference { TargetUrlBase = "/m", NamePrefix = "f.", NameSuffix = ".exr", StartFrame = number, FrameZeroPadding = padding, Rate = 24, AvailableRange = new TimeRange(0, 10, 24) };
        Assert.Equal(url, StillImage.First(images));
        Assert.Equal(images.TargetUrlForImageNumber(0), StillImage.First(images));
    }
}
