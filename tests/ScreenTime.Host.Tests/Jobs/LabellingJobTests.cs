using OpenTimelineIO;
using ScreenTime.Host.Casts;
using ScreenTime.Host.Jobs;
using ScreenTime.Host.Labels;
using ScreenTime.Host.Media;
using ScreenTime.Host.Tests.Media;
using ScreenTime.Host.Timelines;
using ScreenTime.Sdk;
using SkiaSharp;

namespace ScreenTime.Host.Tests.Jobs;

[StartsPrograms]
public sealed class LabellingJobTests : IDisposable
{
    private static readonly DateOnly s_today = new(2026, 11, 27);

    private readonly NumberedFilm _film = new();
    private readonly RecordedProgress _progress = new();
    private CastFolder _cast;

    public LabellingJobTests() => _cast = CastFolder.Create(_film.Path("cast"), ["tom", "jerry"]);

    private LabellingJob Job => new(_cast, _progress);

    public void Dispose() => _film.Dispose();

    [Theory]
    [InlineData("images")]
    [InlineData("images/")]
    public async Task Images_are_taught_by_name(string folder)
    {
        Images();
        var outcome = Job.LabelImages(Sheet("image,tom,jerry,ambiguous,note\n1.png,1,0,,x\nsub/2.png,,1,,\n3.png,1,1,1,\n4.png,,,,\n"), _film.Path(folder), "title");

        Assert.Equal(new LabellingOutcome(2, 2), outcome);
        Assert.Equal(["title 1.png jerry=False tom=True", "title sub/2.png jerry=True"], Labels());
        Assert.Equal(await File.ReadAllBytesAsync(_film.Path("images/1.png")), await File.ReadAllBytesAsync(_cast.Pictures[0]));
    }

    [Fact]
    public async Task Classes_teach_one_character_a_picture_and_nobody_else()
    {
        Images();
        var outcome = Job.LabelImages(Sheet("Image_ID,Class\n1.png,2\nsub/2.png,0\n3.png,1\n", "0=nobody,1=jerry,2=tom"), _film.Path("images"), "t");

        Assert.Equal(new LabellingOutcome(3, 0), outcome);
        Assert.Equal(["t 1.png jerry=False tom=True", "t sub/2.png jerry=False tom=False", "t 3.png jerry=True tom=False"], Labels());
    }

    [Theory]
    [InlineData("1.png,1\n../cast/cast.json,1\n", ExitCode.InputInvalid, "line 3: \"../cast/cast.json\" leads out of the images folder")]
    [InlineData("1.png,1\n/etc/hostname,1\n", ExitCode.InputInvalid, "line 3: \"/etc/hostname\" leads out")]
    [InlineData("1.png,1\n.,1\n", ExitCode.InputInvalid, "line 3: \".\" leads out")]
    [InlineData("1.png,1\n9.png,1\n", ExitCode.InputMissing, "line 3: there is no image 9.png in ")]
    [InlineData("1.png,1\nsub,1\n", ExitCode.InputMissing, "line 3: there is no image sub in ")]
    [InlineData("1.png,1\nbroken.png,1\n", ExitCode.MediaUnusable, "broken.png is not an image that can be read")]
    public async Task An_image_that_cannot_be_taught_stops_all_before_any_is_added(string rows, ExitCode code, string words)
    {
        Images();
        await File.WriteAllTextAsync(_film.Path("images/broken.png"), "no picture");

        var exception = Assert.Throws<UserException>(() => Job.LabelImages(Sheet("image,tom\n" + rows), _film.Path("images"), "title"));

        Assert.Equal(code, exception.ExitCode);
        Assert.Contains(words, exception.Message, StringComparison.Ordinal);
        AssertNothingAdded();
    }

    [Theory]
    [InlineData("result/audit/images", "1.png")]
    [InlineData("result/audit/images/", "1.png")]
    [InlineData("result/audit", "images/1.png")]
    [InlineData("result", "audit/images/1.png")]
    public async Task Pictures_of_an_audit_are_not_taught(string folder, string image)
    {
        Images();
        Directory.CreateDirectory(_film.Path("result/audit"));
        Directory.Move(_film.Path("images"), _film.Path("result/audit/images"));
        await File.WriteAllTextAsync(_film.Path("result/audit/audit.json"), "{}");

        var labelled = Assert.Throws<UserException>(() => Job.LabelImages(Sheet($"image,tom\n{image},1\n"), _film.Path(folder), "title"));
        var enrolled = Assert.Throws<UserException>(() => Job.Enroll("Ann=ann", new Consent("contract", s_today, s_today), [_film.Path("result/audit/images/1.png")], s_today));

        Assert.Equal((ExitCode.CastUnusable, ExitCode.CastUnusable), (labelled.ExitCode, enrolled.ExitCode));
        Assert.Contains("1.png is of an audit's sample", labelled.Message, StringComparison.Ordinal);
        AssertNothingAdded();
    }

    [Fact]
    public void Pictures_in_folders_that_are_only_called_as_an_audits_are_taught()
    {
        Images();
        Directory.CreateDirectory(_film.Path("audit"));
        Directory.Move(_film.Path("images"), _film.Path("audit/images"));

        Assert.Equal(1, Job.LabelImages(Sheet("image,tom\n1.png,1\n"), _film.Path("audit/images"), "title").Added);
    }

    [Fact]
    public async Task Labels_of_a_film_and_of_images_are_not_taken_for_each_other()
    {
        var film = await FilmAsync();
        Assert.Contains("--media instead of --images", Assert.Throws<UserException>(() => Job.LabelImages(Sheet("time,tom\n1,1\n"), _film.Folder, "t")).Message, StringComparison.Ordinal);
        var exception = await Assert.ThrowsAsync<UserException>(() => Job.LabelMediaAsync(Sheet("image,tom\na.png,1\n"), film, "t", CancellationToken.None));
        Assert.Contains("--images instead of --media", exception.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.InputMissing, Assert.Throws<UserException>(() => Job.LabelImages(Sheet("image,tom\na.png,1\n"), _film.Path("nowhere"), "t")).ExitCode);
    }

    [Fact]
    public async Task Times_teach_the_frame_that_shows_then_in_seconds_or_the_films_own_timecode()
    {
        // The film starts at 01:00:00:00; frame 13 shows from 1.3 s on, 01:00:02:05 is its frame 25.
        var outcome = await Job.LabelMediaAsync(Sheet("time,tom,jerry,ambiguous\n1.39,1,0,\n01:00:02:05,,1,\n0,1,1,1\n"), await FilmAsync(), "title", CancellationToken.None);

        Assert.Equal(new LabellingOutcome(2, 1), outcome);
        Assert.Equal([13, 25], Pictured());
        Assert.Equal(["title film.mov 01:00:01:03 jerry=False tom=True", "title film.mov 01:00:02:05 jerry=True"], Labels());
    }

    [Fact]
    public async Task Seconds_teach_what_shows_half_a_second_on()
    {
        await Job.LabelMediaAsync(Sheet("second,tom\n0,1\n2,0\n"), await FilmAsync(), "title", CancellationToken.None);

        Assert.Equal([5, 25], Pictured());
    }

    [Fact]
    public async Task A_stretch_teaches_a_frame_a_second_and_at_least_one()
    {
        var outcome = await Job.LabelMediaAsync(Sheet("start,end,tom\n0,2,1\n2.4,2.7,0\n"), await FilmAsync(), "title", CancellationToken.None);

        Assert.Equal(new LabellingOutcome(3, 0), outcome);
        Assert.Equal([5, 15, 25], Pictured());
        Assert.Equal([true, true, false], _cast.Labels.Select(label => label.Present["tom"]));
    }

    [Fact]
    public async Task The_last_stretch_may_end_a_little_after_the_film()
    {
        await Job.LabelMediaAsync(Sheet("start,end,tom\n3,5,1\n"), await FilmAsync(), "title", CancellationToken.None);

        Assert.Equal([35], Pictured());
    }

    [Fact]
    public async Task What_a_second_row_calls_ambiguous_is_not_taught()
    {
        var outcome = await Job.LabelMediaAsync(Sheet("start,end,tom,ambiguous\n0,3,1,\n1,2,,1\n"), await FilmAsync(), "title", CancellationToken.None);

        Assert.Equal(new LabellingOutcome(2, 1), outcome);
        Assert.Equal([5, 25], Pictured());
    }

    [Fact]
    public async Task A_frame_knows_its_shot()
    {
        await NumberedFilm.RunAsync(
            ["-f", "lavfi", "-i", "mandelbrot=size=192x108:rate=10", "-f", "lavfi", "-i", "testsrc2=size=192x108:rate=10:d=2", "-filter_complex", "[0:v]trim=duration=2,format=yuv420p[a];[1:v]format=yuv420p[b];[a][b]concat=n=2", _film.Path("two.mp4")]);
        await Job.LabelMediaAsync(Sheet("second,tom\n0,1\n1,1\n3,0\n"), _film.Path("two.mp4"), "title", CancellationToken.None);

        Assert.Equal([0, 0, 1], _cast.Labels.Select(label => label.Shot));
    }

    [Theory]
    [InlineData("time,tom\n1,1\n4.0,1\n", "line 3: 4.0 reaches outside film.mov, which is 4 s long and starts at 01:00:00:00")]
    [InlineData("time,tom\n-1,1\n", "line 2: -1 reaches outside")]
    [InlineData("time,tom\n00:00:01:00,1\n", "line 2: 00:00:01:00 reaches outside")]
    [InlineData("time,tom\n01:00:00:10,1\n", "line 2: 01:00:00:10 is no timecode at 10")]
    [InlineData("second,tom\n1.5,1\n", "line 2: second must be a whole number")]
    [InlineData("start,end,tom\n2,1,1\n", "line 2: the stretch ends at 1, not after it starts at 2")]
    [InlineData("start,end,tom\n0,9,1\n", "line 2: 0 reaches outside")]
    [InlineData("start,end,tom\n0,2,1\n1,3,0\n", "lines 2 and 3 contradict each other about tom")]
    public async Task A_time_that_cannot_be_names_its_line(string text, string words)
    {
        var film = await FilmAsync();
        var exception = await Assert.ThrowsAsync<UserException>(() => Job.LabelMediaAsync(Sheet(text), film, "title", CancellationToken.None));

        Assert.Equal(ExitCode.InputInvalid, exception.ExitCode);
        Assert.Contains(words, exception.Message, StringComparison.Ordinal);
        AssertNothingAdded();
    }

    [Fact]
    public async Task A_labelling_that_is_stopped_leaves_no_picture()
    {
        var film = await FilmAsync();
        using var stop = new CancellationTokenSource();
        var job = new LabellingJob(_cast, new StopsAtTheFirst(stop));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => job.LabelMediaAsync(Sheet("start,end,tom\n0,4,1\n"), film, "title", stop.Token));

        AssertNothingAdded();
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\u001b[2J")]
    public async Task A_title_must_be_one(string title)
    {
        var film = await FilmAsync();
        var exception = await Assert.ThrowsAsync<UserException>(() => Job.LabelMediaAsync(Sheet("time,tom\n1,1\n"), film, title, CancellationToken.None));

        Assert.Equal(ExitCode.Usage, exception.ExitCode);
    }

    [Fact]
    public async Task Clip_names_and_markers_say_who_is_there_and_never_who_is_not()
    {
        await FilmAsync();
        // Record 0–2 s is the film's 1–3 s, named tom; a marker names jerry at record 1.5–1.6 s. Record 2–3 s is of nobody by name.
        var document = Cut(("tom", 10, 20), ("b-roll", 0, 10));
        document.Timeline.Tracks.Markers.Add(new Marker { Name = "Jerry", MarkedRange = new TimeRange(15, 1, 10) });
        var outcome = await Job.LabelFromMarkersAsync(document, new LinkOptions([], []), CancellationToken.None);

        Assert.Equal(new LabellingOutcome(2, 0), outcome);
        Assert.Equal([15, 25], Pictured());
        Assert.Equal(["film film.mov 01:00:01:05 tom=True", "film film.mov 01:00:02:05 jerry=True tom=True"], Labels());
    }

    [Fact]
    public async Task A_timeline_that_names_nobody_or_whose_media_is_offline_is_an_error()
    {
        await FilmAsync();
        var nobody = await Assert.ThrowsAsync<UserException>(() => Job.LabelFromMarkersAsync(Cut(("b-roll", 0, 10)), new LinkOptions([], []), CancellationToken.None));
        Assert.Equal(ExitCode.CastUnusable, nobody.ExitCode);
        Assert.Contains("names a character of the cast (tom, jerry)", nobody.Message, StringComparison.Ordinal);

        File.Delete(_film.Path("film.mov"));
        var offline = await Assert.ThrowsAsync<UserException>(() => Job.LabelFromMarkersAsync(Cut(("tom", 0, 10)), new LinkOptions([], []), CancellationToken.None));
        Assert.Contains("--media-root", offline.Message, StringComparison.Ordinal);
        AssertNothingAdded();
    }

    private void AssertNothingAdded()
    {
        Assert.Empty(CastFolder.Load(_cast.Path).Labels);
        Assert.True(!Directory.Exists(_cast.ImagesFolder) || Directory.GetFileSystemEntries(_cast.ImagesFolder).Length == 0);
    }

    private void Images()
    {
        Directory.CreateDirectory(_film.Path("images/sub"));
        foreach (var (name, colour) in new[] { ("1", SKColors.Red), ("sub/2", SKColors.Blue), ("3", SKColors.Green), ("4", SKColors.White) })
        {
            using var picture = new SKBitmap(32, 18);
            picture.Erase(colour);
            using var file = File.Create(_film.Path($"images/{name}.png"));
            picture.Encode(file, SKEncodedImageFormat.Png, 100);
        }
    }

    // Four seconds at ten frames a second, without loss.
    private Task<string> FilmAsync() => _film.MakeAsync("film.mov", 40, "10", ["-c:v", "png", "-timecode", "01:00:00:00"]);

    private LabelSheet Sheet(string text, string? classes = null)
    {
        File.WriteAllText(_film.Path("labels.csv"), text);
        return LabelSheet.Read(_film.Path("labels.csv"), _cast.Cast, classes);
    }

    private TimelineDocument Cut(params (string Name, int Start, int Length)[] clips)
    {
        var track = new Track("V") { Kind = Track.KindVideo };
        foreach (var (name, start, length) in clips)
        {
            track.Children.Add(new Clip(
                name,
                new ExternalReference { TargetUrl = _film.Path("film.mov"), AvailableRange = new TimeRange(36_000, 40, 10) },
                new TimeRange(36_000 + start, length, 10)));
        }

        var timeline = new Timeline("cut");
        timeline.Tracks.Children.Add(track);
        return new TimelineDocument(timeline, "otio", _film.Path("cut.otio"), new FrameRate(10, 1), false, 0, []);
    }

    /// <summary>Title, source and answers of what the cast holds on disk.</summary>
    private IEnumerable<string> Labels()
    {
        _cast = CastFolder.Load(_cast.Path);
        return _cast.Labels.Select(label => $"{label.Title} {label.Source} {string.Join(' ', label.Present.Select(pair => $"{pair.Key}={pair.Value}"))}");
    }

    /// <summary>The numbers of the film's frames that the cast holds, in the labels' order.</summary>
    private IEnumerable<int> Pictured() => _cast.Pictures.Select(path =>
    {
        using var bitmap = SKBitmap.Decode(path);
        var rgb = bitmap.Pixels.SelectMany(pixel => new[] { pixel.Red, pixel.Green, pixel.Blue }).ToArray();
        return NumberedFilm.Read(rgb, new FrameRequest(bitmap.Width, bitmap.Height));
    });

    private sealed class StopsAtTheFirst(CancellationTokenSource stop) : IJobProgress
    {
        public void Stage(string name)
        {
        }

        public void Done(long done, long total, TimeLeft? left) => stop.Cancel();

        public void Message(string sentence)
        {
        }
    }
}
