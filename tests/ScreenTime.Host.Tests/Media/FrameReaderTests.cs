using ScreenTime.Host.Media;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Media;

[StartsPrograms]
public sealed class FrameReaderTests : IDisposable
{
    private static readonly FrameRequest Request = new(96, 54);
    private static readonly string[] H264 = ["-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-bf", "3", "-g", "48"];

    private readonly NumberedFilm _film = new();
    private readonly MediaProbe _probe = new(NumberedFilm.Tools);
    private readonly FrameReader _reader;

    public FrameReaderTests() => _reader = new FrameReader(NumberedFilm.Tools, _probe);

    public void Dispose() => _film.Dispose();

    public static TheoryData<string, string, string[], string> Films => new()
    {
        { "film.mp4", "24000/1001", [.. H264], "24000/1001" },
        { "film25.mp4", "25", [.. H264, "-x264-params", "b-pyramid=strict:open-gop=1"], "25" },
        { "drop.mov", "30000/1001", [.. H264, "-timecode", "01:00:00;00"], "30000/1001" },
        { "fast.mp4", "60000/1001", [.. H264], "60000/1001" },
        { "film.mkv", "24000/1001", [.. H264], "24000/1001" },
        { "long-gop.webm", "24000/1001", ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-g", "240"], "24000/1001" },
        { "altref.webm", "25", ["-c:v", "libvpx", "-deadline", "good", "-cpu-used", "5", "-auto-alt-ref", "1", "-lag-in-frames", "16", "-g", "120"], "25" },
        { "film.mxf", "25", ["-c:v", "mpeg2video", "-b:v", "4M", "-bf", "2", "-g", "12", "-timecode", "10:00:00:00"], "25" },
        { "prores.mov", "24", ["-c:v", "prores_ks", "-profile:v", "0", "-pix_fmt", "yuv422p10le"], "24" },
        { "film.ts", "25", [.. H264, "-muxdelay", "2"], "25" },
        { "film.avi", "25", ["-c:v", "mpeg4", "-q:v", "3", "-bf", "2"], "25" },
        { "hevc.mp4", "24000/1001", ["-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none:keyint=48:open-gop=1:bframes=3"], "24000/1001" },
    };

    [Fact]
    public async Task A_bundle_whose_media_is_decoded_is_in_use()
    {
        // Where they are unpacked to: a folder that no bundle has.
        var bundle = Path.Combine(ScreenTime.Host.Locations.CacheFolder, "bundles", Guid.NewGuid().ToString("N"));
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(bundle, "media")).FullName, "film.mp4");
        try
        {
            File.Copy(await _film.MakeAsync("film.mp4", 60, "24", H264), path);
            var media = await _probe.ProbeAsync(path, default);
            Directory.SetLastWriteTimeUtc(bundle, DateTime.UtcNow.AddDays(-3));

            await foreach (var frame in _reader.ReadAsync(media, [MediaTime.Zero], Request, new DecodeOptions(), default))
                frame.Dispose();

            Assert.InRange(Directory.GetLastWriteTimeUtc(bundle), DateTime.UtcNow.AddHours(-1), DateTime.UtcNow.AddHours(1));
        }
        finally
        {
            Directory.Delete(bundle, recursive: true);
        }
    }

    [Theory]
    [MemberData(nameof(Films))]
    public async Task Gives_exactly_the_frame_that_shows_at_each_time(string name, string rate, string[] encoder, string expectedRate)
    {
        const int Count = 140;
        var media = await _probe.ProbeAsync(await _film.MakeAsync(name, Count, rate, encoder), default);
        Assert.True(FrameRate.TryParse(expectedRate, out var expected));
        Assert.Equal(expected, media.Rate);
        Assert.Equal((Count, false), (media.FrameCount, media.VariableRate));
        Assert.Equal(MediaTime.FromFrames(Count, expected), media.Duration);

        // Frame starts, exactly, and the last instant before the next.
        var justBefore = new MediaTime(1, 1_000_000);
        var frames = new[] { 0, 1, 2, 7, 47, 48, 49, 50, 100, 101, 138, 139 };
        var times = frames.SelectMany(frame => new[] { MediaTime.FromFrames(frame, expected), MediaTime.FromFrames(frame + 1, expected) - justBefore }).ToList();
        Assert.Equal(frames, await NumbersAsync(media, times, new DecodeOptions()));
    }

    [Fact]
    public async Task Seeks_where_wanted_frames_lie_far_apart_and_still_gives_the_same_pixels()
    {
        var media = await _probe.ProbeAsync(await _film.MakeAsync("long.mp4", 600, "5", [.. H264, "-x264-params", "open-gop=1"]), default);
        var index = await _probe.IndexAsync(media, default);
        int[] frames = [3, 300, 301, 590];
        var times = frames.Select(frame => MediaTime.FromFrames(frame, media.Rate)).ToList();
        Assert.Equal(3, FrameSelection.Runs(FrameSelection.FramesAt(times, index), null, index).Count);
        var sparse = await PixelsAsync(media, times, new DecodeOptions());
        var whole = await PixelsAsync(media, times, new DecodeOptions { ShotRanges = [new MediaRange(MediaTime.Zero, media.Duration)] });
        Assert.Equal(frames, sparse.Select(pixels => NumberedFilm.Read(pixels, Request)));
        Assert.Equal(whole, sparse);
    }

    [Theory]
    [MemberData(nameof(Groups))]
    public async Task Parts_of_a_film_that_are_decoded_side_by_side_give_the_frames_and_the_shots_of_the_whole(string name, string[] encoder, bool clean)
    {
        // Cuts and a dissolve where one part ends and the next begins, among others: at 600 frames and 24 a group the second begins at 288 + 64.
        int[] cuts = [40, 200, 300, 330, 350, 352, 353, 420, 500];
        void Draw(byte[] picture, int frame)
        {
            var shot = cuts.Count(cut => cut <= frame);
            var mixed = Math.Clamp(frame - 380, 0, 16);
            for (var i = 0; i < picture.Length; i++)
            {
                var (x, y) = (i / 3 % 192, i / 3 / 192);
                byte Of(int seed) => (byte)((((x / (8 + (seed % 5))) + (y / (6 + (seed % 7)))) * (seed + 3) * 31 % 200) + (seed * 5 % 40));
                picture[i] = mixed is > 0 and < 16 ? (byte)(((Of(shot) * (16 - mixed)) + (Of(shot + 20) * mixed)) / 16) : Of(mixed == 16 && frame < 420 ? shot + 20 : shot);
            }
        }

        var media = await _probe.ProbeAsync(await _film.MakeAsync(name, 600, "24", encoder, draw: Draw), default);
        var index = await _probe.IndexAsync(media, default);
        var run = Assert.Single(FrameSelection.Runs([], [new MediaRange(MediaTime.Zero, media.Duration)], index));
        Assert.Equal(clean ? 2 : 1, FrameSelection.Parts(run, index, 2).Count);
        var times = Enumerable.Range(0, 200).Select(frame => MediaTime.FromFrames(3 * frame, media.Rate)).ToList();
        var whole = new DecodeOptions { CropBars = false, ShotRanges = [new MediaRange(MediaTime.Zero, media.Duration)], ShotEdits = ([MediaTime.Zero], [MediaTime.FromFrames(410, media.Rate)]), PartsAtOnce = 1 };

        var (pixels, shots) = await ReadAsync(whole);
        var (pixelsOfParts, shotsOfParts) = await ReadAsync(whole with { PartsAtOnce = 2, LeastPart = 150 });

        Assert.Equal(200, pixels.Count);
        Assert.Equal(pixels, pixelsOfParts);
        Assert.True(shots.Count > 5);
        Assert.Equal(shots, shotsOfParts);

        async Task<(List<string> Pixels, IReadOnlyList<ShotChange> Shots)> ReadAsync(DecodeOptions options)
        {
            var seen = new List<string>();
            var last = new Dictionary<int, MediaTime>();
            await using var pass = await _reader.OpenAsync(media, times, Request, options, default);
            await foreach (var frame in pass.Frames)
            {
                using (frame)
                {
                    Assert.True(!last.TryGetValue(frame.Sequence, out var before) || frame.Time > before, "frames of a sequence come in order");
                    last[frame.Sequence] = frame.Time;
                    if (frame.WantedCount > 0)
                        seen.Add($"{frame.Time.Seconds:0000.000} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(frame.Pixels.Span))}");
                }
            }

            return ([.. seen.Order(StringComparer.Ordinal)], pass.ShotChanges);
        }
    }

    // Encoder options, and whether there are key frames that nothing shows before that comes after them: decoding begins there.
    public static TheoryData<string, string[], bool> Groups => new()
    {
        { "closed.mp4", [.. H264], true },
        { "open.mp4", [.. H264, "-x264-params", "open-gop=1"], true },
        // Its "key frames" are pictures from which on a column at a time is refreshed.
        { "refreshed.mp4", [.. H264, "-bf", "0", "-x264-params", "intra-refresh=1"], true },
        { "hevc.mov", ["-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none:keyint=48:open-gop=1:bframes=3"], true },
        { "mpeg4.mp4", ["-c:v", "mpeg4", "-q:v", "3", "-bf", "2", "-g", "24"], false },
        { "prores.mov", ["-c:v", "prores_ks", "-profile:v", "0", "-pix_fmt", "yuv422p10le"], true },
    };

    [Theory]
    [MemberData(nameof(Groups))]
    public async Task Beginning_anywhere_gives_the_pixels_that_decoding_all_gives(string name, string[] encoder, bool clean)
    {
        // At 5 frames a second, so that a film of two minutes is short.
        var media = await _probe.ProbeAsync(await _film.MakeAsync(name, 400, "5", encoder, draw: Grain), default);
        var index = await _probe.IndexAsync(media, default);
        Assert.Equal(clean, Enumerable.Range(1, 399).Any(frame => index.Frames.StartAt(frame) == FrameStart.Clean));
        var whole = await PixelsAsync(media, [.. Enumerable.Range(0, 400).Select(frame => MediaTime.FromFrames(frame, media.Rate))], new DecodeOptions());
        foreach (var frames in (int[][])[[95, 96], [97, 203], [190, 240], [143, 287], [239, 336]])
        {
            var pixels = await PixelsAsync(media, [.. frames.Select(frame => MediaTime.FromFrames(frame, media.Rate))], new DecodeOptions());
            Assert.Equal(frames.Select(frame => whole[frame]), pixels);
        }
    }

    [Fact]
    public async Task Hundreds_of_frames_come_from_one_run_in_order()
    {
        var media = await _probe.ProbeAsync(await _film.MakeAsync("many.mp4", 600, "24000/1001", H264), default);
        var times = Enumerable.Range(0, 1200).Select(i => new MediaTime(media.Duration.Numerator * i, media.Duration.Denominator * 1200)).ToList();
        Assert.Equal(Enumerable.Range(0, 600), await NumbersAsync(media, times, new DecodeOptions()));
    }

    [Fact]
    public async Task Real_timestamps_decide_where_the_rate_varies()
    {
        // Frames 0, 1, 2, 10, 11, 12, 20 … : a phone's or a screen recorder's film.
        var path = await _film.MakeAsync(
            "vfr.mp4", 200, "25", ["-vf", "select='lt(mod(n,10),3)'", "-fps_mode", "passthrough", .. H264]);
        var media = await _probe.ProbeAsync(path, default);
        Assert.True(media.VariableRate);
        Assert.Equal(60, media.FrameCount);
        var time = new MediaTime(1, 25);
        Assert.Equal(
            [0, 1, 2, 10, 12],
            await NumbersAsync(media, [MediaTime.Zero, time, time.Scale(3, 1), time.Scale(9, 1), time.Scale(10, 1), time.Scale(19, 1)], new DecodeOptions()));
    }

    [Fact]
    public async Task Times_count_from_the_first_frame_whatever_the_container_starts_at()
    {
        var plain = await _film.MakeAsync("plain.mp4", 100, "25", H264);
        var late = _film.Path("late.mp4");
        await NumberedFilm.RunAsync(["-itsoffset", "3.4", "-i", plain, "-f", "lavfi", "-t", "4", "-i", "sine", "-map", "0:v", "-map", "1:a", "-c:v", "copy", late]);
        var media = await _probe.ProbeAsync(late, default);
        Assert.Equal([0, 50], await NumbersAsync(media, [MediaTime.Zero, new MediaTime(2, 1)], new DecodeOptions()));
    }

    [Fact]
    public async Task What_an_edit_list_cuts_away_is_not_counted()
    {
        var plain = await _film.MakeAsync("plain.mp4", 100, "25", H264);
        var trimmed = _film.Path("trimmed.mp4");
        // Copied from the middle of a group of pictures: the frames before 1.2 s are in the file but not in its edit.
        await NumberedFilm.RunAsync(["-ss", "1.2", "-i", plain, "-c", "copy", trimmed]);
        var media = await _probe.ProbeAsync(trimmed, default);
        Assert.Equal(70, media.FrameCount);
        Assert.Equal([30, 55], await NumbersAsync(media, [MediaTime.Zero, new MediaTime(1, 1)], new DecodeOptions()));
    }

    [Theory]
    [InlineData(90)]
    [InlineData(180)]
    [InlineData(270)]
    public async Task Rotation_is_undone(int degrees)
    {
        var turned = await _film.MakeAsync("turned.mp4", 20, "25", [.. H264, "-vf", degrees == 180 ? "hflip,vflip" : degrees == 90 ? "transpose=2" : "transpose=1"]);
        var path = _film.Path("tagged.mp4");
        await NumberedFilm.RunAsync(["-i", turned, "-c", "copy", "-metadata:s:v", $"rotate={360 - degrees}", path]);
        var media = await _probe.ProbeAsync(path, default);
        if (media.Picture.Rotation == 0)
            Assert.Skip("this ffmpeg does not write a rotation");
        Assert.Equal([7], await NumbersAsync(media, [MediaTime.FromFrames(7, media.Rate)], new DecodeOptions()));
    }

    [Fact]
    public async Task Pixels_that_are_not_square_are_stretched()
    {
        // 96 x 108 pixels, twice as wide as high: the picture is 16:9.
        var media = await _probe.ProbeAsync(await _film.MakeAsync("anamorphic.mp4", 10, "25", ["-vf", "setsar=2", .. H264], (96, 108)), default);
        Assert.Equal((2, 1), (media.Picture.SampleAspectRatioNumerator, media.Picture.SampleAspectRatioDenominator));
        Assert.Equal([4], await NumbersAsync(media, [MediaTime.FromFrames(4, media.Rate)], new DecodeOptions()));
    }

    [Fact]
    public async Task A_picture_of_another_shape_is_centred_on_black()
    {
        var media = await _probe.ProbeAsync(await _film.MakeAsync("square.mp4", 10, "25", H264, (108, 108)), default);
        var pixels = Assert.Single(await PixelsAsync(media, [MediaTime.FromFrames(5, media.Rate)], new DecodeOptions()));
        Assert.Equal(5, NumberedFilm.Read(pixels, Request, new PictureFit(21, 0, 54, 54)));
        Assert.Equal(0, pixels[(20 * Request.Width * 3) + (10 * 3)]);
    }

    [Theory]
    [InlineData("grey.mp4", "null", "crop=none")]
    [InlineData("barred.mp4", "pad=192:144:0:18:black", "crop=192x108+0+18")]
    // Most of it has bars, and the picture in its middle has none.
    [InlineData("title.mp4", "drawbox=y=0:h=18:t=fill:c=black:enable='not(between(n,90,160))',drawbox=y=ih-18:h=18:t=fill:c=black:enable='not(between(n,90,160))'", "crop=none")]
    public async Task Where_a_picture_rules_bars_out_while_packets_are_listed_no_other_is_looked_at(string name, string filters, string crop)
    {
        var path = await _film.MakeAsync(name, 250, "25", ["-vf", filters, .. H264], draw: (picture, _) => Array.Fill(picture, (byte)200));
        var probe = new MediaProbe(NumberedFilm.Tools) { LooksForBars = true };
        var media = await probe.ProbeAsync(path, default);
        var index = await probe.IndexAsync(media, default);
        var ruledOut = await index.RulesOutBars! is not null;
        // What cannot be started cannot look.
        var tools = ruledOut ? new FfmpegTools(_film.Path("nothing"), _film.Path("nothing"), NumberedFilm.Tools.Version, NumberedFilm.Tools.FilterLibrary) : NumberedFilm.Tools;

        Assert.Equal(crop == "crop=none", ruledOut);
        Assert.Contains(crop, await new FrameReader(tools, probe).PictureIdAsync(media, new DecodeOptions(), default), StringComparison.Ordinal);

        // Without that look all is as with it; a look at a picture that is none of the usual ones says nothing.
        foreach (var ahead in new[] { null, Task.FromResult<long?>(index.Frames.TimestampOf(5)) })
            Assert.Equal(crop, $"crop={(await new BlackBarSampler(NumberedFilm.Tools, null).FindAsync(media, index with { RulesOutBars = ahead }, TimeSpan.FromMinutes(1), default))?.ToString() ?? "none"}");
    }

    [Fact]
    public async Task What_was_foreseen_is_decoded_once_and_what_is_asked_in_other_words_anew()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs a shell script in ffmpeg's place");
        var media = await _probe.ProbeAsync(await _film.MakeAsync("film.mp4", 60, "25", H264), default);
        var script = _film.Script("ffmpeg", $"echo >> '{_film.Path("started")}'\nexec {NumberedFilm.Tools.Ffmpeg} \"$@\"");
        var reader = new FrameReader(new FfmpegTools(script, NumberedFilm.Tools.Ffprobe, NumberedFilm.Tools.Version, NumberedFilm.Tools.FilterLibrary), _probe);
        var ranges = new[] { new MediaRange(MediaTime.Zero, media.Duration) };
        List<MediaTime> Times(params int[] frames) => [.. frames.Select(frame => MediaTime.FromFrames(frame, media.Rate))];
        async Task<(IEnumerable<int> Frames, int Starts)> AskAsync(FrameReader from, List<MediaTime> times, FrameRequest request, IReadOnlyList<MediaRange>? shots)
        {
            File.Delete(_film.Path("started"));
            await from.ForeseeAsync(media, Times(3, 30), Request, new DecodeOptions { CropBars = false, ShotRanges = ranges }, default);
            var seen = new List<int>();
            await foreach (var frame in from.ReadAsync(media, times, request, new DecodeOptions { CropBars = false, ShotRanges = shots }, default))
            {
                seen.Add(NumberedFilm.Read(frame.Pixels.ToArray(), request));
                frame.Dispose();
            }

            return (seen, File.ReadAllLines(_film.Path("started")).Length);
        }

        var (frames, starts) = await AskAsync(reader, Times(3, 30), Request, ranges);
        Assert.Equal([3, 30], frames);
        Assert.Equal(1, starts);

        foreach (var (times, request, shots) in new (List<MediaTime>, FrameRequest, IReadOnlyList<MediaRange>?)[]
        {
            (Times(3, 31), Request, ranges), (Times(3, 30), new FrameRequest(192, 108), ranges), (Times(3, 30), Request, null),
        })
        {
            (frames, _) = await AskAsync(reader, times, request, shots);
            Assert.Equal(times.Select(time => (int)time.FloorToFrame(media.Rate)), frames);
        }

        await reader.ForeseeAsync(media, Times(3, 30), Request, new DecodeOptions { CropBars = false }, default);
        await reader.ForgetForeseenAsync();
        Assert.Equal([7], (await reader.ReadAsync(media, Times(7), Request, new DecodeOptions { CropBars = false }, default).ToListAsync()).Select(frame => NumberedFilm.Read(frame.Pixels.ToArray(), Request)));
    }

    [Fact]
    public async Task Letterbox_bars_are_cropped_but_on_request()
    {
        var media = await _probe.ProbeAsync(await _film.MakeAsync("bars.mp4", 300, "25", ["-vf", "pad=192:144:0:18:black", .. H264]), default);
        var time = MediaTime.FromFrames(77, media.Rate);
        Assert.Equal([77], await NumbersAsync(media, [time], new DecodeOptions()));
        var kept = Assert.Single(await PixelsAsync(media, [time], new DecodeOptions { CropBars = false }));
        Assert.Equal(77, NumberedFilm.Read(kept, Request, new PictureFit(12, 7, 72, 40)));
    }

    [Fact]
    public async Task Interlaced_pictures_come_without_combs()
    {
        // Fields of two neighbouring frames woven into one: where they differ, a raw frame is a comb.
        var path = await _film.MakeAsync(
            "interlaced.mxf", 100, "50",
            ["-vf", "tinterlace=interleave_top,setfield=tff", "-c:v", "mpeg2video", "-flags", "+ildct+ilme", "-b:v", "6M", "-pix_fmt", "yuv420p", "-r", "25"],
            (1280, 720));
        var media = await _probe.ProbeAsync(path, default);
        Assert.True(media.Picture.Interlaced);
        Assert.Equal(new FrameRate(25, 1), media.Rate);
        var pixels = Assert.Single(await PixelsAsync(media, [MediaTime.FromFrames(20, media.Rate)], new DecodeOptions { CropBars = false }, new FrameRequest(1280, 720)));
        Assert.Equal(40, NumberedFilm.Read(pixels, new FrameRequest(1280, 720)));
    }

    [Fact]
    public async Task Video_levels_become_full_range_with_the_right_matrix()
    {
        static void Paint(byte[] picture, int frame)
        {
            for (var i = 0; i < picture.Length; i += 3)
                (picture[i], picture[i + 1], picture[i + 2]) = (200, 60, 30);
        }

        foreach (var (name, matrix, tag) in new[] { ("hd.mp4", "bt709", "bt709"), ("sd.mp4", "smpte170m", "smpte170m") })
        {
            var path = await _film.MakeAsync(name, 5, "25", ["-vf", $"scale=out_color_matrix={matrix}:out_range=tv", "-colorspace", tag, .. H264, "-crf", "4"], draw: Paint);
            var media = await _probe.ProbeAsync(path, default);
            var pixels = Assert.Single(await PixelsAsync(media, [MediaTime.Zero], new DecodeOptions { CropBars = false }));
            var middle = ((27 * Request.Width) + 48) * 3;
            Assert.InRange(pixels[middle], 196, 204);
            Assert.InRange(pixels[middle + 1], 56, 64);
            Assert.InRange(pixels[middle + 2], 26, 34);
        }
    }

    [Theory]
    [InlineData("smpte2084")]
    [InlineData("arib-std-b67")]
    public async Task High_dynamic_range_is_mapped_to_what_a_screen_shows(string transfer)
    {
        // The film as graded for a screen, with its white at 203 nits.
        var path = await _film.MakeAsync(
            "hdr.mp4", 10, "25",
            [
                "-vf", "format=gbrp,zscale=tin=709:min=gbr:pin=709:rin=full:t=linear:m=gbr:p=709:r=full:npl=203,format=gbrpf32le,"
                    + $"zscale=tin=linear:min=gbr:pin=709:p=2020:t={transfer}:m=2020_ncl:r=tv:npl=203,format=yuv420p10le",
                "-c:v", "libx265", "-preset", "ultrafast", "-x265-params", $"log-level=none:colorprim=bt2020:transfer={transfer}:colormatrix=bt2020nc",
                "-color_primaries", "bt2020", "-color_trc", transfer, "-colorspace", "bt2020nc",
            ]);
        var media = await _probe.ProbeAsync(path, default);
        Assert.Equal(transfer, media.Picture.Transfer);
        var pixels = Assert.Single(await PixelsAsync(media, [MediaTime.FromFrames(6, media.Rate)], new DecodeOptions()));
        Assert.Equal(6, NumberedFilm.Read(pixels, Request));
        // The film's white is 235, its black 20.
        Assert.InRange(pixels[((9 * Request.Width) + 12) * 3], 222, 240);
        Assert.InRange(pixels[((9 * Request.Width) + 36) * 3], 14, 26);
    }

    [Fact]
    public async Task A_look_up_table_is_applied_whatever_its_path()
    {
        var lut = _film.Path("it's a [log], 100%: LUT.cube");
        // Turns everything inside out.
        await File.WriteAllTextAsync(lut, "LUT_3D_SIZE 2\n1 1 1\n0 1 1\n1 0 1\n0 0 1\n1 1 0\n0 1 0\n1 0 0\n0 0 0\n");
        var media = await _probe.ProbeAsync(await _film.MakeAsync("log.mp4", 5, "25", H264), default);
        var plain = Assert.Single(await PixelsAsync(media, [MediaTime.Zero], new DecodeOptions()));
        var turned = Assert.Single(await PixelsAsync(media, [MediaTime.Zero], new DecodeOptions { LutPath = lut }));
        Assert.All(plain.Zip(turned), pair => Assert.InRange(pair.First + pair.Second, 252, 258));
    }

    [Theory]
    [InlineData("it's \"quoted\" $(name).mp4")]
    [InlineData("-y.mp4")]
    [InlineData("frame%d.mp4")]
    [InlineData("new\nline.mp4")]
    [InlineData("映画 ünï 🎬.mp4")]
    [InlineData("http:x,y;[0]\\.mp4")]
    public async Task Any_file_name_works(string name)
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("Windows does not allow these names");
        var media = await _probe.ProbeAsync(await _film.MakeAsync(name, 30, "25", H264), default);
        Assert.Equal(name, media.Name);
        Assert.Equal([11], await NumbersAsync(media, [MediaTime.FromFrames(11, media.Rate)], new DecodeOptions()));
    }

    [Fact]
    public async Task What_lies_outside_the_media_is_missing_with_a_reason()
    {
        var media = await _probe.ProbeAsync(await _film.MakeAsync("short.mp4", 25, "25", H264), default);
        var frames = await _reader.ReadAsync(media, [new MediaTime(-1, 1), MediaTime.Zero, new MediaTime(1, 1), new MediaTime(9, 1)], Request, new DecodeOptions(), default)
            .ToListAsync();
        Assert.Equal([false, true, false], frames.Select(frame => frame.MissingReason is null));
        Assert.Equal((2, 2), (frames[2].FirstWanted, frames[2].WantedCount));
        Assert.Contains("short.mp4", frames[2].MissingReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damage_makes_frames_missing_until_the_next_key_frame_and_never_wrong()
    {
        var path = await _film.MakeAsync("damaged.mkv", 500, "25", [.. H264, "-g", "50"]);
        var bytes = await File.ReadAllBytesAsync(path);
        // A third of the way: some two groups of pictures.
        new Random(42).NextBytes(bytes.AsSpan(bytes.Length / 3, bytes.Length / 12));
        await File.WriteAllBytesAsync(path, bytes);
        var media = await _probe.ProbeAsync(path, default);
        var times = Enumerable.Range(0, 500).Select(frame => MediaTime.FromFrames(frame, new FrameRate(25, 1))).ToList();
        var (read, missing) = (0, 0);
        await foreach (var frame in _reader.ReadAsync(media, times, Request, new DecodeOptions { CropBars = false }, default))
        {
            using (frame)
            {
                if (frame.MissingReason is not null)
                {
                    missing += frame.WantedCount;
                    continue;
                }

                read++;
                Assert.Equal(frame.Time.FloorToFrame(new FrameRate(25, 1)), NumberedFilm.Read(frame.Pixels.Span, Request));
            }
        }

        Assert.InRange(read, 250, 480);
        Assert.InRange(missing, 1, 200);
    }

    // Encoder options, and how many bytes at a packet's beginning stay: such that ffmpeg notices, for of what it does not nothing is known.
    public static TheoryData<string, string[], int> Damaged => new()
    {
        { "h264.mkv", [.. H264, "-g", "50"], 60 },
        { "h264.mp4", [.. H264, "-x264-params", "open-gop=1"], 60 },
        { "long.mp4", [.. H264, "-x264-params", "keyint=130:scenecut=0"], 60 },
        // Its "key frames" are pictures from which on a column at a time is refreshed.
        { "refreshed.mp4", [.. H264, "-bf", "0", "-x264-params", "intra-refresh=1"], 60 },
        { "mpeg4.avi", ["-c:v", "mpeg4", "-q:v", "3", "-bf", "2", "-g", "48"], 2000 },
        { "mpeg2.mxf", ["-c:v", "mpeg2video", "-b:v", "4M", "-bf", "2", "-g", "12"], 2000 },
        { "prores.mov", ["-c:v", "prores_ks", "-profile:v", "0", "-pix_fmt", "yuv422p10le"], 4 },
    };

    [Theory]
    [MemberData(nameof(Damaged))]
    public async Task Damage_makes_the_same_frames_missing_each_time_on_any_number_of_threads(string name, string[] encoder, int stay)
    {
        var path = await _film.MakeAsync(name, 300, "25", encoder, draw: Grain);
        var times = Enumerable.Range(0, 300).Select(frame => MediaTime.FromFrames(frame, new FrameRate(25, 1))).ToList();
        // Decoded by two threads, and by sixteen with shots looked for.
        var few = new DecodeOptions { CropBars = false };
        var whole = await ReadAsync(await _probe.ProbeAsync(path, default), times, few);
        Assert.DoesNotContain(whole.Frames, frame => frame.Contains("no readable", StringComparison.Ordinal));
        await DamageAsync(path, stay, 40, 101, 102, 200);
        var media = await _probe.ProbeAsync(path, default);
        var many = few with { ShotRanges = [new MediaRange(MediaTime.Zero, media.Duration)], ShotEdits = ([MediaTime.Zero], [media.Duration]) };

        var first = await ReadAsync(media, times, few);
        var shots = await ReadAsync(media, times, many);

        var missing = first.Frames.Where(frame => frame.Contains("no readable", StringComparison.Ordinal)).ToList();
        Assert.InRange(missing.Count, 5, 290);
        Assert.All(missing, frame => Assert.DoesNotContain(_film.Folder, frame, StringComparison.Ordinal));
        // Never wrong: what is there shows what was filmed.
        Assert.Equal(300, first.Frames.Count);
        Assert.Empty(first.Frames.Except(missing).Except(whole.Frames));
        Assert.Equal(first.Frames, shots.Frames);
        // What shows in damaged pictures begins no shot.
        Assert.All(shots.Shots, shot => Assert.DoesNotContain("no readable", first.Frames[(int)shot.End.FloorToFrame(new FrameRate(25, 1))], StringComparison.Ordinal));
        // Two at once take the processors from each other, so that the decoders' threads get on in another order.
        var again = await Task.WhenAll(ReadAsync(media, times, few), ReadAsync(media, times, many));
        Assert.Equal(first.Frames, again[0].Frames);
        Assert.Equal(shots.Frames, again[1].Frames);
        Assert.Equal(shots.Shots, again[1].Shots);

        // Frames that lie far apart are decoded for themselves, from the key frame before each.
        int[] apart = [5, 40, 42, 95, 110, 199, 260, 290];
        var alone = await ReadAsync(media, [.. apart.Select(frame => times[frame])], few);
        Assert.Equal(apart.Select(frame => first.Frames[frame]), alone.Frames);
    }

    [Theory]
    // The second part is decoded from frame 240 on, and hands on from 304 on. Damage before and behind that, and where the one before sees it and the other does not.
    [InlineData(100)]
    [InlineData(228)]
    [InlineData(236)]
    [InlineData(244)]
    [InlineData(300)]
    [InlineData(360)]
    public async Task Damage_makes_the_same_frames_missing_in_parts_that_are_decoded_side_by_side(int damaged)
    {
        var path = await _film.MakeAsync("damaged.mp4", 500, "10", [.. H264, "-x264-params", "keyint=120:min-keyint=120:scenecut=0"]);
        var media = await _probe.ProbeAsync(path, default);
        var index = await _probe.IndexAsync(media, default);
        var run = Assert.Single(FrameSelection.Runs([], [new MediaRange(MediaTime.Zero, media.Duration)], index));
        Assert.Equal((240, 304), (FrameSelection.Parts(run, index, 2)[1].SeekTo, FrameSelection.Parts(run, index, 2)[1].Part?.First));
        await DamageAsync(path, 6, damaged);

        var changed = await _probe.ProbeAsync(path, default);
        var times = Enumerable.Range(0, 500).Select(frame => MediaTime.FromFrames(frame, media.Rate)).ToList();
        var options = new DecodeOptions { CropBars = false, ShotRanges = [new MediaRange(MediaTime.Zero, media.Duration)], PartsAtOnce = 1 };

        var whole = await ReadAsync(changed, times, options);
        Assert.Contains(whole.Frames, frame => frame.Contains("no readable", StringComparison.Ordinal));
        var inParts = await ReadAsync(changed, times, options with { PartsAtOnce = 2, LeastPart = 100 });
        Assert.Equal(whole.Frames, inParts.Frames);
    }

    [Fact]
    public async Task A_film_that_is_rubbish_all_over_is_gone_over_once_more_at_most()
    {
        var path = await _film.MakeAsync("rubbish.mkv", 1000, "25", [.. H264, "-g", "10"], draw: Grain);
        await DamageAsync(path, 60, [.. Enumerable.Range(0, 180).Select(i => 20 + (5 * i))]);
        var media = await _probe.ProbeAsync(path, default);
        var times = Enumerable.Range(0, 1000).Select(frame => MediaTime.FromFrames(frame, new FrameRate(25, 1))).ToList();
        var options = new DecodeOptions { CropBars = false, ShotRanges = [new MediaRange(MediaTime.Zero, media.Duration)] };
        var script = _film.Path("ffmpeg");
        if (!OperatingSystem.IsWindows())
        {
            await File.WriteAllTextAsync(script, $"#!/bin/sh\necho >>'{_film.Path("begun")}'\nexec {NumberedFilm.Tools.Ffmpeg} \"$@\"\n");
            File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var counting = OperatingSystem.IsWindows() ? _reader : new FrameReader(new FfmpegTools(script, NumberedFilm.Tools.Ffprobe, NumberedFilm.Tools.Version, NumberedFilm.Tools.FilterLibrary), _probe);
        var frames = await counting.ReadAsync(media, times, Request, options, default).ToListAsync();
        Assert.InRange(frames.Count(frame => frame.MissingReason is not null), 850, 1000);
        // The film, and once each of its six stretches of 192 frames.
        if (!OperatingSystem.IsWindows())
            Assert.InRange(File.ReadLines(_film.Path("begun")).Count(), 2, 7);
    }

    [Fact]
    public async Task Where_seeking_fails_the_same_is_decoded_together_whatever_the_number_of_runs_at_once()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("needs a shell script in ffmpeg's place");
            return;
        }

        var media = await _probe.ProbeAsync(await _film.MakeAsync("long.mp4", 1200, "5", H264), default);
        var frames = Enumerable.Range(0, 12).Select(i => 3 + (72 * i)).ToArray();
        var script = _film.Path("ffmpeg");
        // Any seek goes a minute too far; what is decoded is written down, with where it begins and the last timestamp that passes.
        await File.WriteAllTextAsync(
            script,
            $$"""
            #!/bin/bash
            arguments=(); seek=start; next=
            for argument; do
              if [ "$next" ]; then seek=$argument; argument=$(( ${argument%us} + 60000000 ))us; next=; fi
              if [ "$argument" = -ss ]; then next=1; fi
              arguments+=("$argument")
            done
            graph=$(cat)
            if [[ $graph =~ end_pts=([0-9]+) ]]; then echo "$seek ${BASH_REMATCH[1]}" >>'{{_film.Path("decoded")}}'; fi
            printf %s "$graph" | exec {{NumberedFilm.Tools.Ffmpeg}} "${arguments[@]}"
            """);
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var lost = new FrameReader(new FfmpegTools(script, NumberedFilm.Tools.Ffprobe, NumberedFilm.Tools.Version, NumberedFilm.Tools.FilterLibrary), _probe);
        var decoded = new List<string[]>();
        foreach (var atOnce in (int[])[1, 4, 8])
        {
            var read = await lost.ReadAsync(
                media, [.. frames.Select(frame => MediaTime.FromFrames(frame, media.Rate))], Request, new DecodeOptions { CropBars = false, RunsAtOnce = atOnce }, default).ToListAsync();
            Assert.All(read, frame => Assert.Null(frame.MissingReason));
            Assert.Equal(frames, read.Select(frame => NumberedFilm.Read(frame.Pixels.ToArray(), Request)));
            decoded.Add([.. (await File.ReadAllLinesAsync(_film.Path("decoded"))).Order(StringComparer.Ordinal)]);
            File.Delete(_film.Path("decoded"));
        }

        // Some for themselves from the beginning, then the rest together.
        Assert.InRange(decoded[0].Count(line => line.StartsWith("start", StringComparison.Ordinal)), 2, 11);
        Assert.Equal(decoded[0], decoded[1]);
        Assert.Equal(decoded[0], decoded[2]);
    }

    [Fact]
    public async Task Media_that_ends_too_early_is_unknown_from_there_on()
    {
        var path = await _film.MakeAsync("cut.mp4", 500, "25", [.. H264, "-movflags", "+faststart"]);
        using (var file = new FileStream(path, FileMode.Open))
            file.SetLength(file.Length * 6 / 10);
        var media = await _probe.ProbeAsync(path, default);
        var last = await _reader.ReadAsync(media, [new MediaTime(1, 1), new MediaTime(19, 1)], Request, new DecodeOptions(), default).ToListAsync();
        Assert.Equal([true, false], last.Select(frame => frame.MissingReason is null));
    }

    [Fact]
    public async Task An_ffmpeg_that_hangs_is_ended()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("needs a shell script in ffmpeg's place");
            return;
        }

        var media = await _probe.ProbeAsync(await _film.MakeAsync("film.mp4", 25, "25", H264), default);
        var script = _film.Path("ffmpeg");
        await File.WriteAllTextAsync(script, "#!/bin/sh\nexec sleep 600\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var hung = new FrameReader(new FfmpegTools(script, NumberedFilm.Tools.Ffprobe, "0", new Version(8, 44)), _probe);
        var frames = await hung.ReadAsync(
            media, [MediaTime.Zero], Request,
            new DecodeOptions { CropBars = false, Patience = TimeSpan.FromMilliseconds(300), ShotRanges = [new MediaRange(MediaTime.Zero, media.Duration)] }, default).ToListAsync();
        Assert.Contains("was ended", Assert.Single(frames).MissingReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Frames_that_lie_far_apart_are_decoded_side_by_side_and_come_in_order()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("needs a shell script in ffmpeg's place");
            return;
        }

        var media = await _probe.ProbeAsync(await _film.MakeAsync("long.mp4", 600, "5", H264), default);
        int[] frames = [3, 150, 300, 450, 590];
        var (script, begun, go) = (_film.Path("ffmpeg"), _film.Path("begun"), _film.Path("go"));
        using (var making = System.Diagnostics.Process.Start("mkfifo", [begun, go]))
            await making.WaitForExitAsync();
        // Each waits until as many as are awaited have begun: one after the other would wait for ever, and be ended.
        await File.WriteAllTextAsync(script, $"#!/bin/bash\necho >'{begun}'\nread <'{go}'\nexec {NumberedFilm.Tools.Ffmpeg} \"$@\"\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var together = new FrameReader(new FfmpegTools(script, NumberedFilm.Tools.Ffprobe, NumberedFilm.Tools.Version, NumberedFilm.Tools.FilterLibrary), _probe);
        // Held open from both sides, so that nobody waits for the other to open it.
        await using var beginnings = new FileStream(begun, FileMode.Open, FileAccess.ReadWrite);
        await using var signals = new FileStream(go, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 0);
        var reading = together.ReadAsync(
            media, [.. frames.Select(frame => MediaTime.FromFrames(frame, media.Rate))], Request, new DecodeOptions { CropBars = false, Patience = TimeSpan.FromSeconds(20) }, default).ToListAsync().AsTask();
        var three = Task.Run(() => beginnings.ReadExactly(new byte[3]));
        await Task.WhenAny(three, reading);
        Assert.True(three.IsCompletedSuccessfully, "three did not begin before the first had ended");
        await signals.WriteAsync("\n\n\n\n\n"u8.ToArray());

        Assert.Equal(frames, (await reading).Select(frame => NumberedFilm.Read(frame.Pixels.ToArray(), Request)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(90)]
    public async Task Cancelling_ends_the_pass(int step)
    {
        var media = await _probe.ProbeAsync(await _film.MakeAsync("film.mp4", 500, "5", H264), default);
        using var stop = new CancellationTokenSource();
        var times = Enumerable.Range(0, 500 / step).Select(frame => MediaTime.FromFrames(frame * step, media.Rate)).ToList();
        var pass = await _reader.OpenAsync(media, times, Request, new DecodeOptions(), stop.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var frame in pass.Frames)
            {
                frame.Dispose();
                await stop.CancelAsync();
            }
        });
        await pass.DisposeAsync();
    }

    // What is not the same in all frames: a picture that is put together wrongly shows.
    private static void Grain(byte[] picture, int frame)
    {
        var random = new Random(frame);
        for (var i = 0; i < picture.Length; i++)
            picture[i] = (byte)Math.Clamp(picture[i] + random.Next(-12, 13), 0, 255);
    }

    /// <summary>Writes over packets, in the order of the file, but for so many bytes at their beginning and two at their end.</summary>
    private static async Task DamageAsync(string path, int stay, params int[] packets)
    {
        var places = (await MediaProcess.RunAsync(
            NumberedFilm.Tools.Ffprobe, ["-v", "error", "-select_streams", "v", "-show_entries", "packet=pos,size", "-of", "json", path], TimeSpan.FromSeconds(30), default)).Output;
        var all = System.Text.Json.JsonDocument.Parse(places).RootElement.GetProperty("packets");
        using var file = new FileStream(path, FileMode.Open);
        foreach (var packet in packets)
        {
            var (position, size) = (long.Parse(all[packet].GetProperty("pos").GetString()!), int.Parse(all[packet].GetProperty("size").GetString()!));
            file.Position = position + stay;
            file.Write(Enumerable.Repeat((byte)0xff, Math.Max(0, size - stay - 2)).ToArray());
        }
    }

    private async Task<(List<string> Frames, IReadOnlyList<ShotChange> Shots)> ReadAsync(MediaFile media, IReadOnlyList<MediaTime> times, DecodeOptions options)
    {
        var frames = new List<(int First, string What)>();
        await using var pass = await _reader.OpenAsync(media, times, Request, options, default);
        await foreach (var frame in pass.Frames)
        {
            using (frame)
            {
                var what = frame.MissingReason ?? Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(frame.Pixels.Span));
                for (var i = 0; i < frame.WantedCount; i++)
                    frames.Add((frame.FirstWanted + i, $"{times[frame.FirstWanted + i].Seconds:0000.000} {what}"));
            }
        }

        return ([.. frames.OrderBy(frame => frame.First).Select(frame => frame.What)], options.ShotRanges is null ? [] : pass.ShotChanges);
    }

    private async Task<List<int>> NumbersAsync(MediaFile media, IReadOnlyList<MediaTime> times, DecodeOptions options) =>
        (await PixelsAsync(media, times, options)).ConvertAll(pixels => NumberedFilm.Read(pixels, Request));

    private async Task<List<byte[]>> PixelsAsync(MediaFile media, IReadOnlyList<MediaTime> times, DecodeOptions options, FrameRequest? request = null)
    {
        var all = new List<byte[]>();
        await foreach (var frame in _reader.ReadAsync(media, times, request ?? Request, options, default))
        {
            using (frame)
            {
                Assert.Null(frame.MissingReason);
                all.Add(frame.Pixels.ToArray());
            }
        }

        return all;
    }
}
