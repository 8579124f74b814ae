using ScreenTime.Host.Media;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Media;

[StartsPrograms]
public sealed class SpareFramesTests : IDisposable
{
    private static readonly FrameRequest Request = new(64, 36);

    private readonly NumberedFilm _film = new();

    public void Dispose() => _film.Dispose();

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    [InlineData(5, 2)]
    [InlineData(23, 8)]
    [InlineData(63, 16)]
    [InlineData(64, 32)]
    [InlineData(1000, 500)]
    public void A_shot_is_looked_at_before_its_middle_and_never_outside(long frames, long place) => Assert.Equal(place, SpareFrames.PlaceIn(frames));

    [Theory]
    [InlineData("yuv420p")]
    [InlineData("yuv422p")]
    [InlineData("yuv420p10le")]
    public async Task Frames_from_the_beginning_of_a_shot_are_handed_on_until_one_is_wanted_and_change_no_picture(string format)
    {
        // Cuts at 20 and 32; the timeline begins to show the film at 5.
        var path = await _film.MakeAsync(
            "film.mkv", 60, "24", ["-c:v", "ffv1", "-pix_fmt", format], draw: (picture, frame) => Draw(picture, frame, frame is >= 20 and < 32));
        var probe = new MediaProbe(NumberedFilm.Tools);
        var media = await probe.ProbeAsync(path, default);
        var reader = new FrameReader(NumberedFilm.Tools, probe);
        int[] wanted = [2, 12, 36, 50];

        var plain = await ReadAsync(reader, media, wanted, null, []);
        var both = await ReadAsync(reader, media, wanted, [5], []);

        Assert.Equal(plain, both.Where(frame => frame.Wanted));
        Assert.Equal([5, 6, 7, 9, 20, 21, 22, 24, 28, 32, 33, 34], both.Where(frame => !frame.Wanted).Select(frame => frame.Number));
        var every = await ReadAsync(reader, media, [.. Enumerable.Range(0, 60)], null, []);
        Assert.All(both, frame => Assert.Equal(every[frame.Number].Pixels, frame.Pixels));
    }

    [Fact]
    public async Task Frames_before_an_edit_are_handed_on_back_to_the_last_that_is_wanted_and_say_so()
    {
        var path = await _film.MakeAsync("film.mkv", 60, "24", ["-c:v", "ffv1", "-pix_fmt", "yuv420p"], draw: (picture, frame) => Draw(picture, frame, false));
        var probe = new MediaProbe(NumberedFilm.Tools);
        var media = await probe.ProbeAsync(path, default);
        var reader = new FrameReader(NumberedFilm.Tools, probe);

        var seen = await ReadAsync(reader, media, [2, 12, 36, 50], [], [30, 36, 44]);

        // From 30 back to 12: 30, 29, 28, 26, 22, 14. 36 is wanted itself. From 44 back to 36: 44, 43, 42, 40.
        Assert.Equal([14, 22, 26, 28, 29, 30, 40, 42, 43, 44], seen.Where(frame => !frame.Wanted).Select(frame => frame.Number));
        Assert.All(seen, frame => Assert.NotEqual(frame.Wanted, frame.NearEnd));
        var every = await ReadAsync(reader, media, [.. Enumerable.Range(0, 60)], null, []);
        Assert.All(seen, frame => Assert.Equal(every[frame.Number].Pixels, frame.Pixels));
    }

    [Fact]
    public async Task A_film_whose_pictures_ffmpeg_would_turn_into_others_first_has_none()
    {
        var path = await _film.MakeAsync("film.mkv", 40, "24", ["-c:v", "ffv1", "-pix_fmt", "yuv444p"], draw: (picture, frame) => Draw(picture, frame, frame >= 20));
        var probe = new MediaProbe(NumberedFilm.Tools);
        var media = await probe.ProbeAsync(path, default);

        Assert.All(await ReadAsync(new FrameReader(NumberedFilm.Tools, probe), media, [2, 36], [0], [30]), frame => Assert.True(frame.Wanted));
    }

    /// <summary>A still picture, of which a corner alone grows brighter from frame to frame; another one where it says so.</summary>
    internal static void Draw(byte[] picture, int frame, bool other)
    {
        for (var i = 0; i < picture.Length; i++)
            picture[i] = (byte)(other ? 255 - (i % 100) : i % 100);
        for (var row = 0; row < 40; row++)
            picture.AsSpan(row * 192 * 3, 40 * 3).Fill((byte)(frame * 4));
    }

    private static async Task<List<(int Number, bool Wanted, bool NearEnd, string Pixels)>> ReadAsync(FrameReader reader, MediaFile media, int[] frames, int[]? starts, int[] ends)
    {
        IReadOnlyList<MediaTime> Times(int[] numbers) => [.. numbers.Select(number => MediaTime.FromFrames(number, media.Rate))];
        var options = new DecodeOptions { CropBars = false, ShotRanges = [new MediaRange(MediaTime.Zero, media.Duration)], ShotEdits = starts is null ? null : (Times(starts), Times(ends)) };
        var seen = new List<(int, bool, bool, string)>();
        await foreach (var frame in reader.ReadAsync(media, Times(frames), Request, options, default))
        {
            using (frame)
                seen.Add(((int)frame.Time.FloorToFrame(media.Rate), frame.WantedCount > 0, frame.IsNearEnd, Convert.ToHexString(frame.Pixels.Span)));
        }

        return seen;
    }
}
