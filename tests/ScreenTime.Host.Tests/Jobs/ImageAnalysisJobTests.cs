using ScreenTime.Host.Jobs;
using ScreenTime.Host.Labels;

namespace ScreenTime.Host.Tests.Jobs;

public sealed class ImageAnalysisJobTests
{
    [Theory]
    [InlineData("image,tom\na.jpg,1\nb.jpg,0\n", "a.jpg b.jpg")]
    [InlineData("Image_ID,Class\na.jpg,1\na.jpg,1\n", "a.jpg")]
    [InlineData("a.jpg\nb.PNG\n", "a.jpg b.PNG")]
    [InlineData("image\n", "")]
    [InlineData("", "")]
    public void A_list_needs_no_header(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', ImageAnalysisJob.Listed(CsvFile.Parse(text, "list.csv"))));
}
