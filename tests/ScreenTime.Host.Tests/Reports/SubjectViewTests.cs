using ScreenTime.Host.Reports;
using ScreenTime.Sdk;
using SkiaSharp;

namespace ScreenTime.Host.Tests.Reports;

/// <summary>What a picture for outside shows: the subject's own part, and nobody else who was found.</summary>
public sealed class SubjectViewTests
{
    private static readonly SightingRegion s_left = new(0.2f, 0.4f, 0.1f, 0.2f);
    private static readonly SightingRegion s_right = new(0.7f, 0.4f, 0.1f, 0.2f);

    [Fact]
    public void Only_the_subjects_part_is_shown()
    {
        var view = View(Sample(50, s_left, null))!;
        using var shown = SKBitmap.Decode(view.Show(Stripes()));

        Assert.Equal(50, view.Frame);
        Assert.True(HasStripes(shown, 0.25f, 0.5f));
        Assert.False(HasStripes(shown, 0.75f, 0.5f));
        Assert.False(HasStripes(shown, 0.25f, 0.1f));
    }

    [Fact]
    public void A_stranger_within_that_part_is_made_unrecognisable()
    {
        // Beside the face, inside of what is shown around it.
        using var shown = SKBitmap.Decode(View(Sample(50, s_left, null, new SightingRegion(0.32f, 0.45f, 0.04f, 0.1f)))!.Show(Stripes()));

        Assert.True(HasStripes(shown, 0.23f, 0.5f));
        Assert.False(HasStripes(shown, 0.335f, 0.5f));
    }

    [Fact]
    public void Where_the_subjects_middle_is_somebody_elses_nothing_is_shown()
    {
        Assert.Null(View(Sample(50, s_left, null, new SightingRegion(0.23f, 0.42f, 0.1f, 0.2f))));
        Assert.Null(View(Sample(50, s_left, s_left), ("ben", 0, 100)));
    }

    [Fact]
    public void Where_it_is_not_known_where_somebody_is_nothing_is_shown()
    {
        Assert.Null(View(Sample(50, null, null)));
        Assert.Null(View(Sample(50, s_left, null), ("ben", 0, 100)));
        Assert.NotNull(View(Sample(50, s_left, s_right), ("ben", 0, 100)));
        Assert.Null(Found(CharacterKind.Person, [Sample(50, s_left, null), Sample(50, null, null) with { Track = 1 }]));
        Assert.Null(View(Sample(200, s_left, null)));
    }

    [Fact]
    public void A_drawn_character_is_shown_only_where_nobody_else_of_the_cast_is()
    {
        Assert.NotNull(View(CharacterKind.Drawn, Sample(50, s_left, s_right)));
        Assert.Null(View(CharacterKind.Drawn, Sample(50, s_left, s_right), ("ben", 0, 100)));
    }

    [Fact]
    public void The_frame_with_the_fewest_others_is_taken()
    {
        var view = Found(CharacterKind.Person, [Sample(40, s_left, s_right, s_right), Sample(50, s_left, s_right), Sample(60, s_left, null)], ("ben", 0, 55));

        Assert.Equal(60, view!.Frame);
    }

    private static SubjectView? View(Sample sample, params (string, long, long)[] others) => Found(CharacterKind.Person, [sample], others);

    private static SubjectView? View(CharacterKind kind, Sample sample, params (string, long, long)[] others) => Found(kind, [sample], others);

    private static SubjectView? Found(CharacterKind kind, IReadOnlyList<Sample> samples, params (string, long, long)[] others)
    {
        var result = Reports.Found.Result(new FrameRate(24, 1), 240, [Reports.Found.Character("anna") with { Kind = kind }, Reports.Found.Character("ben") with { Kind = kind }], [("anna", 0, 100), .. others]);
        return SubjectView.Find(result.Appearances[0], result with { Samples = samples });
    }

    private static Sample Sample(long frame, SightingRegion? anna, SightingRegion? ben, params SightingRegion[] strangers) =>
        new(frame, new FrameRange(frame, frame + 1), "m", MediaTime.Zero, "a", 0, false, 0, [0.9f, ben is null ? 0.1f : 0.9f]) { Regions = [anna, ben], Strangers = strangers };

    /// <summary>Black and white stripes of four pixels.</summary>
    private static byte[] Stripes()
    {
        using var picture = new SKBitmap(new SKImageInfo(320, 180, SKColorType.Rgba8888, SKAlphaType.Opaque));
        for (var x = 0; x < picture.Width; x++)
        {
            for (var y = 0; y < picture.Height; y++)
                picture.SetPixel(x, y, x / 4 % 2 == 0 ? SKColors.Black : SKColors.White);
        }

        using var image = SKImage.FromBitmap(picture);
        using var data = image.Encode(SKEncodedImageFormat.Jpeg, 95);
        return data.ToArray();
    }

    private static bool HasStripes(SKBitmap picture, float x, float y)
    {
        var row = Enumerable.Range(-4, 8).Select(dx => (int)picture.GetPixel((int)(x * picture.Width) + dx, (int)(y * picture.Height)).Red).ToList();
        return row.Max() - row.Min() > 128;
    }
}
