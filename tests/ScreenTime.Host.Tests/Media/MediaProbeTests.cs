using System.Security.Cryptography;
using ScreenTime.Host.Media;
using ScreenTime.Host.Timelines;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Media;

[StartsPrograms]
public sealed class MediaProbeTests : IDisposable
{
    private static readonly string[] H264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"];

    private readonly NumberedFilm _film = new();
    private readonly MediaProbe _probe = new(NumberedFilm.Tools);

    public void Dispose() => _film.Dispose();

    [Theory]
    [InlineData("drop.mov", "30000/1001", "01:00:00;00", 107892, true)]
    [InlineData("film.mov", "24000/1001", "10:00:00:12", 864012, false)]
    [InlineData("film.mp4", "25", "00:59:50:00", 89750, false)]
    public async Task Start_timecode_comes_from_the_file(string name, string rate, string timecode, long frame, bool drop)
    {
        var media = await _probe.ProbeAsync(await _film.MakeAsync(name, 10, rate, [.. H264, "-timecode", timecode]), default);
        Assert.Equal((frame, drop), (media.StartTimecode, media.DropFrame));
    }

    [Fact]
    public async Task A_material_package_s_timecode_is_read_from_mxf()
    {
        var media = await _probe.ProbeAsync(
            await _film.MakeAsync("tape.mxf", 10, "25", ["-c:v", "mpeg2video", "-pix_fmt", "yuv420p", "-timecode", "09:58:00:00"]), default);
        Assert.Equal(((9 * 60) + 58) * 60 * 25, media.StartTimecode);
    }

    [Fact]
    public async Task A_file_is_known_by_its_content()
    {
        var path = await _film.MakeAsync("one.mp4", 10, "25", H264);
        var media = await _probe.ProbeAsync(path, default);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(path))), media.Id);
        Assert.Null(media.StartTimecode);
        Assert.Equal((192, 108, "h264"), (media.Picture.Width, media.Picture.Height, media.Picture.Codec));
    }

    [Fact]
    public async Task A_file_that_changes_is_read_anew()
    {
        var path = await _film.MakeAsync("one.mp4", 10, "25", H264);
        var before = await _probe.ProbeAsync(path, default);
        await _film.MakeAsync("one.mp4", 20, "25", H264);
        var after = await _probe.ProbeAsync(path, default);
        Assert.Equal((10, 20), (before.FrameCount, after.FrameCount));
        var changed = await Assert.ThrowsAsync<UserException>(
            () => new FrameReader(NumberedFilm.Tools, _probe).OpenAsync(before, [], new FrameRequest(32, 18), new DecodeOptions(), default));
        Assert.Contains("has changed", changed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_still_image_shows_for_as_long_as_it_is_asked_for()
    {
        var path = _film.Path("title 100%d.png");
        await NumberedFilm.RunAsync(["-f", "lavfi", "-i", "color=red:s=64x36", "-frames:v", "1", "-update", "1", "file:" + path.Replace("%d", "%%d", StringComparison.Ordinal)]);
        var found = Directory.GetFiles(_film.Folder, "title*").Single();
        var media = await _probe.ProbeAsync(found, default);
        Assert.Equal(1, media.FrameCount);
        var frames = await new FrameReader(NumberedFilm.Tools, _probe)
            .ReadAsync(media, [MediaTime.Zero, new MediaTime(100, 1)], new FrameRequest(16, 9), new DecodeOptions(), default).ToListAsync();
        Assert.Equal(2, Assert.Single(frames).WantedCount);
        Assert.InRange(frames[0].Pixels.Span[0], 250, 255);
    }

    [Theory]
    [InlineData("film.mp4", "-movflags", "+faststart")]
    [InlineData("film.mkv")]
    [InlineData("film.mxf", "-c:v", "mpeg2video", "-b:v", "4M")]
    public async Task A_file_whose_end_is_missing_says_how_long_it_was(string name, params string[] options)
    {
        var whole = await _film.MakeAsync(name, 100, "25", [.. H264, .. options]);
        var cut = _film.Path("cut " + name);
        var bytes = await File.ReadAllBytesAsync(whole, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(cut, bytes[..(bytes.Length * 6 / 10)], TestContext.Current.CancellationToken);

        Assert.Null((await _probe.ProbeAsync(whole, default)).SaidDuration);
        var media = await _probe.ProbeAsync(cut, default);
        Assert.Equal(4, media.SaidDuration!.Value.Seconds, 0.01);
        Assert.InRange(media.Duration.Seconds, 1, 3.5);
        var refused = Assert.Throws<UserException>(() => TimelineLoader.FromMedia(media, new TimelineReadOptions()));
        Assert.Equal(ExitCode.MediaUnusable, refused.ExitCode);
        Assert.Contains("is cut off: it says that it lasts 4 s", refused.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, string, ExitCode> Unusable => new()
    {
        { "empty.mp4", "is empty", ExitCode.MediaUnusable },
        { "absent.mp4", "There is no media file", ExitCode.InputMissing },
        { "cut off.mp4", "is cut off", ExitCode.MediaUnusable },
        { "sound.wav", "holds sound but no picture", ExitCode.MediaUnusable },
        { "notes.txt", "is not a media file", ExitCode.MediaUnusable },
        { "random.avi", "is not a media file", ExitCode.MediaUnusable },
        { "list.m3u8", "is not a media file", ExitCode.MediaUnusable },
        { "camera.BRAW", "is camera raw", ExitCode.MediaUnusable },
        { "folder", "is a folder", ExitCode.InputMissing },
    };

    [Fact]
    public async Task A_cover_beside_the_picture_is_not_the_picture()
    {
        var film = await _film.MakeAsync("film.mp4", 50, "25", H264);
        await NumberedFilm.RunAsync(["-f", "lavfi", "-i", "color=red:size=64x36", "-frames:v", "1", _film.Path("cover.png")]);
        var path = _film.Path("with cover.mp4");
        await NumberedFilm.RunAsync(["-i", _film.Path("cover.png"), "-i", film, "-map", "0", "-map", "1", "-c", "copy", "-disposition:v:0", "attached_pic", path]);

        var media = await new MediaProbe(NumberedFilm.Tools).ProbeAsync(path, default);

        Assert.Equal(50, media.FrameCount);
        Assert.Equal("h264", media.Picture.Codec);
    }

    [Theory]
    [MemberData(nameof(Unusable))]
    public async Task Unusable_media_is_named_with_what_to_do(string name, string words, ExitCode exitCode)
    {
        var path = _film.Path(name);
        switch (name)
        {
            case "empty.mp4":
                await File.WriteAllBytesAsync(path, []);
                break;
            case "cut off.mp4":
                var whole = await File.ReadAllBytesAsync(await _film.MakeAsync("whole.mp4", 50, "25", H264));
                await File.WriteAllBytesAsync(path, whole[..(whole.Length / 2)]);
                break;
            case "sound.wav":
                await NumberedFilm.RunAsync(["-f", "lavfi", "-t", "1", "-i", "sine", path]);
                break;
            case "notes.txt":
                await File.WriteAllTextAsync(path, string.Concat(Enumerable.Repeat("Tom chases Jerry.\n", 500)));
                break;
            case "random.avi" or "camera.BRAW":
                var bytes = new byte[4096];
                new Random(1).NextBytes(bytes);
                await File.WriteAllBytesAsync(path, bytes);
                break;
            case "list.m3u8":
                await _film.MakeAsync("part.ts", 25, "25", H264);
                await File.WriteAllTextAsync(path, "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\npart.ts\n#EXT-X-ENDLIST\n");
                break;
            case "folder":
                Directory.CreateDirectory(path);
                break;
        }

        var failure = await Assert.ThrowsAsync<UserException>(() => _probe.ProbeAsync(path, default));
        Assert.Equal(exitCode, failure.ExitCode);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        Assert.Contains(name, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }
}
