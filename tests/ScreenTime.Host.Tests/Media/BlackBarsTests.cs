using CsCheck;
using ScreenTime.Host.Media;

namespace ScreenTime.Host.Tests.Media;

public sealed class BlackBarsTests
{
    private const int Width = 160;
    private const int Height = 90;

    [Fact]
    public void Equal_bars_above_and_below_are_cropped() =>
        Assert.Equal(new PictureCrop(0, 12, 160, 66), BlackBars.Find(Many(10, _ => Picture(0, 12, 0, 12, 120)), Width, Height));

    [Fact]
    public void Equal_bars_at_the_sides_are_cropped() =>
        Assert.Equal(new PictureCrop(20, 0, 120, 90), BlackBars.Find(Many(10, _ => Picture(20, 0, 20, 0, 120)), Width, Height));

    [Fact]
    public void Dark_scenes_are_not_cropped() =>
        Assert.Null(BlackBars.Find(Many(10, _ => Picture(40, 20, 40, 20, 23)), Width, Height));

    [Fact]
    public void A_few_lit_figures_on_black_are_not_cropped() =>
        // Each lamp is elsewhere: what the pictures have in common is no bar.
        Assert.Null(BlackBars.Find(Many(10, i => Picture(10 * i, 5 * i, 150 - (10 * i), 80 - (5 * i), 200)), Width, Height));

    [Fact]
    public void One_picture_that_fills_the_frame_keeps_it() =>
        Assert.Null(BlackBars.Find([.. Many(9, _ => Picture(0, 12, 0, 12, 120)), Picture(0, 0, 0, 0, 120)], Width, Height));

    [Fact]
    public void Black_pictures_say_nothing() =>
        Assert.Equal(
            new PictureCrop(0, 12, 160, 66), BlackBars.Find([.. Many(5, _ => Picture(0, 12, 0, 12, 120)), .. Many(5, _ => new byte[Width * Height])], Width, Height));

    [Fact]
    public void Letters_in_a_bar_keep_it()
    {
        var pictures = Many(10, _ => Picture(0, 12, 0, 12, 120));
        for (var x = 40; x < 120; x++)
            pictures[3][(85 * Width) + x] = 220;
        Assert.Null(BlackBars.Find(pictures, Width, Height));
    }

    [Fact]
    public void A_single_picture_is_not_enough() => Assert.Null(BlackBars.Find([Picture(0, 12, 0, 12, 120)], Width, Height));

    [Fact]
    public void What_a_picture_rules_out_is_ruled_out_whatever_the_others_show()
    {
        Assert.Equal((false, false), BlackBars.RuledOut(Picture(20, 12, 20, 12, 120), Width, Height));
        Assert.Equal((true, false), BlackBars.RuledOut(Picture(0, 12, 0, 12, 120), Width, Height));
        Assert.Equal((false, true), BlackBars.RuledOut(Picture(20, 12, 20, 0, 120), Width, Height));
        Assert.Equal((false, false), BlackBars.RuledOut(new byte[Width * Height], Width, Height));

        var margins = Gen.Int[0, 4].Array[4];
        margins.Array[1, 8].Sample(films =>
        {
            var pictures = films.Select(film => Picture(film[0], film[1], film[2], film[3], 120)).ToList();
            var ruled = pictures.ConvertAll(picture => BlackBars.RuledOut(picture, Width, Height));
            var crop = BlackBars.Find(pictures, Width, Height);
            Assert.True(crop is null || !ruled.Exists(picture => picture.Sides) || crop.Value.Width == Width);
            Assert.True(crop is null || !ruled.Exists(picture => picture.Ends) || crop.Value.Height == Height);
        });
    }

    private static List<byte[]> Many(int count, Func<int, byte[]> draw) => [.. Enumerable.Range(0, count).Select(draw)];

    private static byte[] Picture(int left, int top, int right, int bottom, byte level)
    {
        var luma = new byte[Width * Height];
        for (var y = top; y < Height - bottom; y++)
            luma.AsSpan((y * Width) + left, Math.Max(0, Width - left - right)).Fill(level);
        return luma;
    }
}
