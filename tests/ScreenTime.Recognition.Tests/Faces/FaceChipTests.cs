using ScreenTime.Recognition.Faces;

namespace ScreenTime.Recognition.Tests.Faces;

public sealed class FaceChipTests
{
    [Theory]
    [InlineData(0, 2.5)]
    [InlineData(0.6, 1.3)]
    [InlineData(-1.1, 0.4)]
    public void A_turned_and_scaled_face_comes_out_upright(double turn, double scale)
    {
        // The mean face itself, somewhere in a frame.
        var placed = new Similarity(scale * Math.Cos(turn), scale * Math.Sin(turn), 400, 300);
        var upright = new FacePoints((48, 47), (101, 47), (75, 77), (75, 103));
        var points = new FacePoints(
            placed.At(upright.LeftEye.X, upright.LeftEye.Y), placed.At(upright.RightEye.X, upright.RightEye.Y), placed.At(upright.Nose.X, upright.Nose.Y), placed.At(upright.Mouth.X, upright.Mouth.Y));
        var (plain, moved) = (FaceChip.Of(upright, 150), FaceChip.Of(points, 150));
        // Where a pixel of the chip lies in the frame is where it lies in the upright face, turned and moved.
        foreach (var (x, y) in ((double, double)[])[(0, 0), (150, 0), (75, 150)])
        {
            var inUpright = plain.At(x, y);
            var expected = placed.At(inUpright.X, inUpright.Y);
            var actual = moved.At(x, y);
            Assert.Equal(expected.X, actual.X, 1e-6);
            Assert.Equal(expected.Y, actual.Y, 1e-6);
        }
    }

    [Fact]
    public void A_picture_made_smaller_keeps_its_mean_and_loses_no_thin_line()
    {
        // One white column in eight: picked pixels would be all black or all white.
        var pixels = new byte[256 * 64 * 3];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)(i / 3 % 8 == 3 ? 248 : 0);
        var small = new RgbPicture(256, 64, pixels).Warped(new Similarity(8, 0, 0, 0), 32, 8).Pixels.ToArray();
        Assert.All(small, value => Assert.InRange(value, 26, 36));
    }

    [Fact]
    public void What_lies_outside_is_black()
    {
        var white = Enumerable.Repeat((byte)255, 20 * 20 * 3).ToArray();
        var moved = new RgbPicture(20, 20, white).Warped(new Similarity(1, 0, 10, 0), 20, 20).Pixels.ToArray();
        Assert.Equal(255, moved[(5 * 20 * 3) + (4 * 3)]);
        Assert.Equal(0, moved[(5 * 20 * 3) + (15 * 3)]);
    }
}
