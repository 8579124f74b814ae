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

    [Theory]
    [InlineData(FrameStart.Key, false, 264)]
    [InlineData(FrameStart.Clean, false, 288)]
    [InlineData(FrameStart.Clean, true, 264)]
    public void Decoding_begins_at_the_key_frame_before_where_nothing_hangs_on_the_frames_before_that(object start, bool interlaced, int seekTo) =>
        Assert.Equal([new DecodeRun(290, 290, seekTo, 264)], FrameSelection.Runs([new WantedFrame(290, 0, 1)], null, Film(1920, 1080, (FrameStart)start, interlaced)));

    [Fact]
    public void What_is_found_of_shots_does_not_hang_on_the_kind_of_key_frames()
    {
        MediaRange[] ranges = [new(new MediaTime(12, 1), new MediaTime(1, 1))];
        Assert.Equal(FrameSelection.Runs([], ranges, Film(320, 180)), FrameSelection.Runs([], ranges, Film(320, 180, FrameStart.Clean)));
    }

    // 25 s at 24 frames a second, a key frame each second.
    private static MediaIndex Film(int width, int height, FrameStart start = FrameStart.Key, bool interlaced = false)
    {
        var table = FrameTable.Create([.. Enumerable.Range(0, 600).Select(frame => ((long)frame, frame % 24 == 0 ? start : FrameStart.None))], 1, 1, 24, [new FrameRate(24, 1)]);
        return new MediaIndex(0, table, "yuv420p", "", "", "", new PictureFormat(width, height, 1, 1, 0, interlaced, "", "h264"), false, null);
    }
}
