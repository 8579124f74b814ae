using ScreenTime.Recognition.Backbones;
using ScreenTime.Recognition.Features;
using ScreenTime.Sdk;

namespace ScreenTime.Recognition.Tests.Features;

public class TeachingViewsTests
{
    private static readonly Stage Stage = new("stage4", 1, 2, 2, 4, 2, 2);

    [Fact]
    public void A_frame_is_seen_as_it_is_and_moved_by_half_a_cell()
    {
        var pixels = new byte[8 * 8 * 3];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)i;
        var frame = new Frame(new FrameRequest(8, 8), pixels, "film", MediaTime.Zero, 0);

        var views = TeachingViews.Of(frame, Stage);

        Assert.Equal(2, views.Count);
        Assert.Same(frame, views[0]);
        for (var y = 0; y < 8; y++)
            for (var x = 0; x < 8; x++)
                for (var c = 0; c < 3; c++)
                    Assert.Equal(At(pixels, Math.Max(0, x - 2), Math.Max(0, y - 2), c), At(views[1].Pixels.Span, x, y, c));

        static byte At(ReadOnlySpan<byte> picture, int x, int y, int c) => picture[(((y * 8) + x) * 3) + c];
    }

    [Fact]
    public void Views_come_back_as_they_were_joined()
    {
        byte[][] views = [[1, 2, 3], []];
        Assert.Equal(views, TeachingViews.Split(TeachingViews.Join(views)));
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 1, 0, 0, 0, 7 })]
    [InlineData(new byte[] { 255, 255, 255, 255, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 255, 255, 255, 127, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0 })]
    public void Bytes_that_are_no_views_are_refused(byte[] bytes) =>
        Assert.Contains("damaged", Assert.Throws<UserException>(() => TeachingViews.Split(bytes)).Message, StringComparison.Ordinal);
}
