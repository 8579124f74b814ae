using OpenTimelineIO;
using ScreenTime.Host.Media;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Media;

[StartsPrograms]
public sealed class ImageSequenceTests : IDisposable
{
    private static readonly FrameRate Film = new(24000, 1001);
    private static readonly FrameRequest Request = new(96, 54);

    private readonly NumberedFilm _film = new();
    private readonly MediaProbe _probe = new(NumberedFilm.Tools);
    private readonly FrameReader _reader;

    public ImageSequenceTests() => _reader = new FrameReader(NumberedFilm.Tools, _probe);

    public void Dispose() => _film.Dispose();

    public static TheoryData<string, string[]> Formats => new()
    {
        { "png", ["-pix_fmt", "rgb24"] },
        { "png", ["-pix_fmt", "rgb48be"] },
        { "tiff", ["-pix_fmt", "rgb48le"] },
        { "dpx", ["-pix_fmt", "gbrp10be"] },
        { "exr", ["-pix_fmt", "gbrpf32le"] },
        { "jpg", ["-pix_fmt", "yuvj420p", "-q:v", "2"] },
        { "bmp", ["-pix_fmt", "bgr24"] },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Gives_exactly_the_image_that_shows_at_each_time(string ending, string[] encoder)
    {
        var sequence = await MakeAsync(40, ending: ending, encoder: encoder);
        var media = await _probe.ProbeAsync(sequence, default);
        Assert.Equal((Film, 40L, false), (media.Rate, media.FrameCount, media.VariableRate));
        Assert.Equal(MediaTime.FromFrames(40, Film), media.Duration);
        Assert.Equal("shot.[1001-1040]." + ending, media.Name);

        var justBefore = new MediaTime(1, 1_000_000);
        var frames = new[] { 0, 1, 7, 23, 38, 39 };
        var times = frames.SelectMany(frame => new[] { MediaTime.FromFrames(frame, Film), MediaTime.FromFrames(frame + 1, Film) - justBefore }).ToList();
        Assert.Equal(frames.Cast<int?>(), await NumbersAsync(media, times));
        Assert.Equal(frames.Cast<int?>(), await NumbersAsync(media, times, shots: true));
    }

    [Fact]
    public async Task A_step_shows_each_image_for_as_many_frames()
    {
        var sequence = await MakeAsync(8) with { Rate = new FrameRate(24, 1) };
        Spread(sequence, 3);
        var media = await _probe.ProbeAsync(sequence with { Step = 3, Length = 8 }, default);
        Assert.Equal((new FrameRate(8, 1), MediaTime.FromFrames(24, new FrameRate(24, 1))), (media.Rate, media.Duration));
        var times = Enumerable.Range(0, 24).Select(frame => MediaTime.FromFrames(frame, new FrameRate(24, 1))).ToList();
        Assert.Equal(Enumerable.Range(0, 8).Cast<int?>(), await NumbersAsync(media, times));
    }

    [Theory]
    [InlineData(MissingFramePolicy.Error)]
    [InlineData(MissingFramePolicy.Hold)]
    [InlineData(MissingFramePolicy.Black)]
    public async Task A_missing_image_is_unknown_or_held_or_black_as_the_timeline_says(MissingFramePolicy policy)
    {
        var sequence = await MakeAsync(12) with { Missing = policy };
        foreach (var image in new[] { 0, 4, 5, 11 })
            File.Delete(Path.Combine(sequence.Folder, sequence.FileName(image)));
        var media = await _probe.ProbeAsync(sequence, default);
        Assert.Equal((12L, 4), (media.FrameCount, media.MissingImages));
        var times = Enumerable.Range(0, 12).Select(frame => MediaTime.FromFrames(frame, Film)).ToList();
        int?[] expected = policy switch
        {
            // Nothing comes before the first, so it cannot be held.
            MissingFramePolicy.Hold => [null, 1, 2, 3, 3, 3, 6, 7, 8, 9, 10, 10],
            MissingFramePolicy.Black => [-1, 1, 2, 3, -1, -1, 6, 7, 8, 9, 10, -1],
            _ => [null, 1, 2, 3, null, null, 6, 7, 8, 9, 10, null],
        };
        Assert.Equal(expected, await NumbersAsync(media, times));
        Assert.Equal(expected, await NumbersAsync(media, times, shots: true));
    }

    [Fact]
    public async Task Black_that_stands_for_missing_images_is_cut_off_from_what_is_around_it()
    {
        var sequence = await MakeAsync(40) with { Missing = MissingFramePolicy.Black };
        foreach (var image in Enumerable.Range(10, 12))
            File.Delete(Path.Combine(sequence.Folder, sequence.FileName(image)));
        var media = await _probe.ProbeAsync(sequence, default);
        await using var pass = await _reader.OpenAsync(
            media, [MediaTime.Zero], Request, new DecodeOptions { ShotRanges = [new MediaRange(MediaTime.Zero, media.Duration)] }, default);
        await foreach (var frame in pass.Frames)
            frame.Dispose();
        var starts = pass.ShotChanges.Where(change => change.IsCut).Select(change => change.Start.FloorToFrame(Film)).ToList();
        Assert.Contains(10L, starts);
        Assert.Single(starts, 22L);
    }

    [Fact]
    public async Task A_damaged_image_is_missing_and_no_other_is_wrong()
    {
        var sequence = await MakeAsync(60);
        var damaged = Path.Combine(sequence.Folder, sequence.FileName(20));
        var bytes = await File.ReadAllBytesAsync(damaged);
        await File.WriteAllBytesAsync(damaged, bytes[..(bytes.Length / 2)]);
        await File.WriteAllBytesAsync(Path.Combine(sequence.Folder, sequence.FileName(0)), []);
        await File.WriteAllTextAsync(Path.Combine(sequence.Folder, sequence.FileName(40)), "ffconcat version 1.0\nfile /etc/passwd\n");
        var media = await _probe.ProbeAsync(sequence, default);
        var numbers = await NumbersAsync(media, [.. Enumerable.Range(0, 60).Select(frame => MediaTime.FromFrames(frame, Film))]);
        int[] broken = [0, 20, 40];
        Assert.Equal(Enumerable.Range(0, 60).Select(frame => broken.Contains(frame) ? (int?)null : frame), numbers);
        // Some of them, far apart: threads work on images of which many lie between.
        int[] some = [1, 11, 20, 31, 40, 59];
        Assert.Equal(some.Select(frame => broken.Contains(frame) ? (int?)null : frame), await NumbersAsync(media, [.. some.Select(frame => MediaTime.FromFrames(frame, Film))]));
    }

    [Theory]
    [InlineData(ImageSequence.MostImages, true)]
    [InlineData(ImageSequence.MostImages + 1L, false)]
    public async Task A_length_of_millions_costs_no_more_than_the_folder_holds(long length, bool possible)
    {
        var sequence = await MakeAsync(3) with { Length = length, Missing = MissingFramePolicy.Hold };
        if (possible)
        {
            var media = await _probe.ProbeAsync(sequence, default);
            Assert.Equal((length, (int)length - 3), (media.FrameCount, media.MissingImages));
            Assert.Equal([2, 2], await NumbersAsync(media, [MediaTime.FromFrames(3, Film), MediaTime.FromFrames(length - 1, Film)]));
        }
        else
        {
            Assert.Equal(ExitCode.MediaUnusable, (await Assert.ThrowsAsync<UserException>(() => _probe.ProbeAsync(sequence, default))).ExitCode);
        }
    }

    [Fact]
    public async Task Nothing_but_damage_is_no_media()
    {
        var sequence = await MakeAsync(3);
        for (var image = 0; image < 3; image++)
            await File.WriteAllTextAsync(Path.Combine(sequence.Folder, sequence.FileName(image)), "no picture");
        var failure = await Assert.ThrowsAsync<UserException>(() => _probe.ProbeAsync(sequence, default));
        Assert.Equal(ExitCode.MediaUnusable, failure.ExitCode);
    }

    [Fact]
    public async Task Linear_light_is_shown_with_the_curve_of_sRGB()
    {
        var sequence = await MakeAsync(3, ending: "exr", encoder: ["-pix_fmt", "gbrpf32le"], draw: (picture, _) => picture.AsSpan().Fill(55));
        var media = await _probe.ProbeAsync(sequence, default);
        await foreach (var frame in _reader.ReadAsync(media, [MediaTime.Zero], Request, new DecodeOptions(), default))
        {
            using (frame)
            {
                // 55 of 255 as linear light: 1.055 × (55/255)^(1/2.4) − 0.055 (IEC 61966-2-1).
                var expected = ((1.055 * Math.Pow(55 / 255.0, 1 / 2.4)) - 0.055) * 255;
                Assert.InRange(frame.Pixels.Span[1000], expected - 2, expected + 2);
            }
        }
    }

    [Fact]
    public async Task Black_bars_are_found_in_images_as_in_a_film()
    {
        static void Letterbox(byte[] picture, int frame)
        {
            picture.AsSpan().Fill(160);
            picture.AsSpan(0, 192 * 3 * 14).Clear();
            picture.AsSpan(192 * 3 * 94).Clear();
        }

        var sequence = await MakeAsync(24, draw: Letterbox);
        var film = await _probe.ProbeAsync(
            await _film.MakeAsync("film.mkv", 24, "24000/1001", ["-c:v", "ffv1", "-g", "1", "-pix_fmt", "gbrp"], draw: Letterbox), default);
        var options = new DecodeOptions();
        var media = await _probe.ProbeAsync(sequence, default);
        Assert.Contains("crop=192x80+0+14", await _reader.PictureIdAsync(film, options, default), StringComparison.Ordinal);
        Assert.Equal(await _reader.PictureIdAsync(film, options, default), await _reader.PictureIdAsync(media, options, default));
    }

    [Fact]
    public async Task The_identity_is_the_images_wherever_they_lie()
    {
        var sequence = await MakeAsync(5);
        var id = (await _probe.ProbeAsync(sequence, default)).Id;
        var elsewhere = Directory.CreateDirectory(_film.Path("elsewhere")).FullName;
        foreach (var file in Directory.GetFiles(sequence.Folder))
            File.Copy(file, Path.Combine(elsewhere, Path.GetFileName(file)));
        Assert.Equal(id, (await _probe.ProbeAsync(sequence with { Folder = elsewhere }, default)).Id);
        Assert.NotEqual(id, (await _probe.ProbeAsync(sequence with { Rate = new FrameRate(25, 1) }, default)).Id);

        // An image between the first and the last, of the same length.
        var middle = Path.Combine(elsewhere, sequence.FileName(2));
        var bytes = await File.ReadAllBytesAsync(middle);
        bytes[^20] ^= 1;
        await File.WriteAllBytesAsync(middle, bytes);
        Assert.NotEqual(id, (await new MediaProbe(NumberedFilm.Tools).ProbeAsync(sequence with { Folder = elsewhere }, default)).Id);
    }

    [Fact]
    public async Task An_image_that_changes_while_it_is_in_use_is_missing()
    {
        var sequence = await MakeAsync(5);
        var media = await _probe.ProbeAsync(sequence, default);
        await using (var file = new FileStream(Path.Combine(sequence.Folder, sequence.FileName(2)), FileMode.Append))
            file.WriteByte(0);
        var numbers = await NumbersAsync(media, [.. Enumerable.Range(0, 5).Select(frame => MediaTime.FromFrames(frame, Film))]);
        Assert.Equal([0, 1, null, 3, 4], numbers);
    }

    [Fact]
    public async Task Without_a_length_the_sequence_ends_with_the_last_image_in_the_folder()
    {
        var sequence = await MakeAsync(9) with { Length = null };
        File.Delete(Path.Combine(sequence.Folder, sequence.FileName(4)));
        File.Copy(Path.Combine(sequence.Folder, sequence.FileName(5)), Path.Combine(sequence.Folder, "shot.09999.png"));
        Assert.Equal((9L, 1), (await _probe.ProbeAsync(sequence, default) is var media ? (media.FrameCount, media.MissingImages) : default));
    }

    [Theory]
    [InlineData("../secret.", ".png")]
    [InlineData("shot.", "/../../x.png")]
    [InlineData("..\\shot.", ".png")]
    [InlineData("C:shot.", ".png")]
    [InlineData("shot.\0", ".png")]
    public void No_crafted_name_leaves_the_folder(string prefix, string suffix) => Assert.False(ImageSequence.IsPlainName(prefix, suffix));

    [Fact]
    public void Names_are_those_of_OpenTimelineIO()
    {
        var sequence = new ImageSequence("/f", "s.", ".png", 4, -2, 1, Film, MissingFramePolicy.Error, null);
        Assert.Equal(["s.-0002.png", "s.-0001.png", "s.0000.png", "s.0001.png"], Enumerable.Range(0, 4).Select(image => sequence.FileName(image)));
        Assert.Equal(12004, sequence.ImageOf("s.12002.png"));
        Assert.Null(sequence.ImageOf("s.2.png"));
        Assert.Null(sequence.ImageOf("s.-0003.png"));
        Assert.Null(sequence.ImageOf("s.png"));
    }

    private async Task<ImageSequence> MakeAsync(int count, string ending = "png", string[]? encoder = null, Action<byte[], int>? draw = null)
    {
        var folder = Directory.CreateDirectory(_film.Path("images")).FullName;
        await _film.MakeAsync("images/shot.%04d." + ending, count, "24", [.. encoder ?? [], "-start_number", "1001"], draw: draw);
        return new ImageSequence(folder, "shot.", "." + ending, 4, 1001, 1, Film, MissingFramePolicy.Error, count);
    }

    // Renumbers images so that they are a step apart.
    private static void Spread(ImageSequence sequence, int step)
    {
        for (var image = (int)sequence.Length! - 1; image > 0; image--)
            File.Move(Path.Combine(sequence.Folder, sequence.FileName(image)), Path.Combine(sequence.Folder, (sequence with { Step = step }).FileName(image)));
    }

    /// <summary>The numbers in the pictures; null for what is missing, -1 for black.</summary>
    private async Task<List<int?>> NumbersAsync(MediaFile media, IReadOnlyList<MediaTime> times, bool shots = false)
    {
        var options = new DecodeOptions { CropBars = false, ShotRanges = shots ? [new MediaRange(MediaTime.Zero, media.Duration)] : null };
        var numbers = new List<int?>();
        await foreach (var frame in _reader.ReadAsync(media, times, Request, options, default))
        {
            using (frame)
                numbers.Add(frame.MissingReason is null ? NumberedFilm.Read(frame.Pixels.Span, Request) : null);
        }

        return numbers;
    }
}
