using ScreenTime.Host.Media;

namespace ScreenTime.Host.Tests.Media;

public sealed class ShotDetectorTests
{
    [Fact]
    public void A_cut_is_found_on_its_frame() =>
        Assert.Equal([(40, 40), (75, 75)], Changes(120, frame => Scene(frame < 40 ? 1 : frame < 75 ? 2 : 3, frame)));

    [Fact]
    public void A_pan_is_no_cut() => Assert.Empty(Changes(120, frame => Scene(1, frame, shift: frame)));

    [Fact]
    public void A_flash_is_no_cut() => Assert.Empty(Changes(120, frame => frame is 50 or 51 ? Flat(250) : Scene(1, frame)));

    [Fact]
    public void A_dissolve_is_a_range_that_holds_it()
    {
        var (start, end) = Assert.Single(Changes(150, frame => Mix(Scene(1, frame), Scene(2, frame), Math.Clamp((frame - 60) / 24.0, 0, 1))));
        Assert.InRange(start, 48, 64);
        Assert.InRange(end, 80, 96);
    }

    [Fact]
    public void A_fade_to_black_and_back_is_found()
    {
        var changes = Changes(150, frame => Mix(Scene(frame < 75 ? 1 : 2, frame), Flat(16), Math.Clamp(1 - ((Math.Abs(frame - 75) - 3) / 20.0), 0, 1)));
        Assert.NotEmpty(changes);
        Assert.All(changes, change => Assert.True(change.Start >= 44 && change.End <= 106));
    }

    [Fact]
    public void A_still_picture_has_no_change() => Assert.Empty(Changes(100, _ => Scene(1, 0)));

    [Fact]
    public void That_pictures_are_mixed_is_known_once_the_last_of_them_has_come()
    {
        var detector = new ShotDetector();
        bool Mixed(int frame)
        {
            detector.Add(Mix(Scene(1, frame), Scene(2, frame), Math.Clamp((frame - 60) / 24.0, 0, 1)));
            return detector.ChangesIn(70, 72).Mixes;
        }

        var known = Enumerable.Range(0, 150).Select(Mixed).ToList();
        Assert.DoesNotContain(true, known[..65]);
        Assert.DoesNotContain(false, known[(72 + ShotDetector.LongestMixture)..]);
        Assert.False(detector.ChangesIn(0, 40).Mixes);
        Assert.False(detector.ChangesIn(110, 149).Mixes);
    }

    [Fact]
    public void That_a_shot_begins_behind_a_picture_is_known_soon_after()
    {
        var detector = new ShotDetector();
        bool Cut(int frame)
        {
            detector.Add(Scene(frame < 40 ? 1 : 2, frame));
            return detector.ChangesIn(30, 40).Cuts;
        }

        var known = Enumerable.Range(0, 60).Select(Cut).ToList();
        Assert.DoesNotContain(true, known[..40]);
        Assert.DoesNotContain(false, known[46..]);
        Assert.False(detector.ChangesIn(30, 39).Cuts);
        Assert.False(detector.ChangesIn(40, 59).Cuts);
    }

    private static IReadOnlyList<(int Start, int End)> Changes(int count, Func<int, byte[]> draw)
    {
        var detector = new ShotDetector();
        for (var frame = 0; frame < count; frame++)
            detector.Add(draw(frame));
        return detector.Finish().Changes();
    }

    /// <summary>Random but smooth blobs, a few of them moving, with a little noise.</summary>
    private static byte[] Scene(int seed, int frame, int shift = 0)
    {
        var random = new Random(seed);
        var (a, b, c, d) = (random.NextDouble() * 6, random.NextDouble() * 6, 0.1 + (random.NextDouble() * 0.25), 0.1 + (random.NextDouble() * 0.25));
        var level = 90 + random.Next(70);
        var noise = new Random((seed * 100_000) + frame);
        var picture = new byte[ShotDetector.PictureBytes];
        for (var y = 0; y < ShotDetector.Height; y++)
        {
            for (var x = 0; x < ShotDetector.Width; x++)
            {
                var value = level + (50 * Math.Sin(a + (c * (x + shift)))) + (35 * Math.Sin(b + (d * y) + (0.2 * seed * (x + shift)))) + noise.Next(-2, 3);
                picture[(y * ShotDetector.Width) + x] = (byte)Math.Clamp(value, 16, 235);
            }
        }

        picture.AsSpan(ShotDetector.Width * ShotDetector.Height).Fill(128);
        return picture;
    }

    private static byte[] Flat(byte level)
    {
        var picture = new byte[ShotDetector.PictureBytes];
        picture.AsSpan().Fill(128);
        picture.AsSpan(0, ShotDetector.Width * ShotDetector.Height).Fill(level);
        return picture;
    }

    private static byte[] Mix(byte[] a, byte[] b, double share)
    {
        var mixed = new byte[a.Length];
        for (var i = 0; i < a.Length; i++)
            mixed[i] = (byte)Math.Round((a[i] * (1 - share)) + (b[i] * share));
        return mixed;
    }
}
