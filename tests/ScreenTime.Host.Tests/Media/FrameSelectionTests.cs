using ScreenTime.Host.Media;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Media;

public sealed class FrameSelectionTests
{
    [Theory]
    [InlineData(1920, 1080, 2)]
    [InlineData(320, 180, 1)]
    public void The_larger_the_picture_the_sooner_a_seek_pays(int width, int height, int runs) =>
        Assert.Equal(runs, FrameSelection.Runs([new WantedFrame(100, 0, 1), new WantedFrame(200, 1, 1)], null, Film(width, height)).Count);

    [Fact]
    public void What_is_found_of_shots_does_not_hang_on_the_size_of_the_picture()
    {
        MediaRange[] ranges = [new(new MediaTime(4, 1), new MediaTime(1, 1)), new(new MediaTime(9, 1), new MediaTime(1, 1))];
        Assert.Equal(FrameSelection.Runs([], ranges, Film(320, 180)), FrameSelection.Runs([], ranges, Film(3840, 2160)));
    }

    // 25 s at 24 frames a second, a key frame each second.
    private static MediaIndex Film(int width, int height)
    {
        var table = FrameTable.Create([.. Enumerable.Range(0, 600).Select(frame => ((long)frame, frame % 24 == 0))], 1, 1, 24, [new FrameRate(24, 1)]);
        return new MediaIndex(0, table, "yuv420p", "", "", "", new PictureFormat(width, height, 1, 1, 0, false, "", "h264"), false, null);
    }
}
