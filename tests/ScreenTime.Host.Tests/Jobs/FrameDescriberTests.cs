using ScreenTime.Host.Jobs;
using ScreenTime.Host.Media;
using ScreenTime.Host.Tests.Media;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Jobs;

[StartsPrograms]
public sealed class FrameDescriberTests : IDisposable
{
    private static readonly FrameRate s_rate = FrameRate.FromDouble(10);

    private readonly NumberedFilm _film = new();
    private readonly SteppedClock _clock = new();
    private readonly RecordedProgress _progress = new();
    private readonly MediaProbe _probe = new(NumberedFilm.Tools);

    public void Dispose() => _film.Dispose();

    [Fact]
    public async Task Frames_are_counted_as_known_when_they_were_described_before()
    {
        var media = await FilmAsync();
        var first = Describer(out var recognizer);
        await DescribeAsync(first, media, [2, 5]);
        Assert.Equal(2, recognizer.Described);
        Assert.Equal(Numbers.FeatureBytes, first.BytesPerFrame);

        var second = Describer(out var again);
        Assert.Equal(2, await second.CountKnownAsync(media, Times([2, 3, 5]), new DecodeOptions(), CancellationToken.None));
        var described = await DescribeAsync(second, media, [2, 3, 5]);

        Assert.Equal(1, again.Described);
        Assert.Equal([2, 3, 5], Times([2, 3, 5]).Select(time => (int)described.Features(time)[0]));
        Assert.Equal((3, 3, null), _progress.Last);
        Assert.Equal(3, await second.CountKnownAsync(media, Times([2, 3, 5]), new DecodeOptions(), CancellationToken.None));
    }

    [Fact]
    public async Task A_stopped_job_keeps_what_it_described()
    {
        var frames = Enumerable.Range(0, FrameDescriber.BatchSize + 1).ToArray();
        var media = await FilmAsync(frames.Length);
        using var stop = new CancellationTokenSource();
        var describer = Describer(out var recognizer);
        recognizer.AfterBatch = () => stop.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            describer.DescribeAsync(media, Times(frames), new DecodeOptions(), new ProgressCounter(frames.Length, 0, _clock), stop.Token));

        Assert.Equal(recognizer.Described, await Describer(out _).CountKnownAsync(media, Times(frames), new DecodeOptions(), CancellationToken.None));
        Assert.InRange(recognizer.Described, 1, frames.Length - 1);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(2)]
    public async Task A_killed_job_loses_ten_seconds_of_work_at_most(double secondsABatch)
    {
        var frames = Enumerable.Range(0, 3 * FrameDescriber.BatchSize).ToArray();
        var media = await FilmAsync(frames.Length);
        var describer = Describer(out var recognizer);
        var seconds = 0.0;
        var done = new List<(double Seconds, int Described)> { (0, 0) };
        var behind = 0;
        recognizer.AfterBatch = () =>
        {
            // Were it killed now, the batch would be lost, and what was done in the ten seconds before it.
            var known = Describer(out _).CountKnownAsync(media, Times(frames), new DecodeOptions(), CancellationToken.None).GetAwaiter().GetResult();
            Assert.True(known >= done.Last(batch => batch.Seconds <= Math.Max(0, seconds - 10)).Described);
            behind += known < done[^1].Described ? 1 : 0;
            _clock.Advance(secondsABatch);
            seconds += secondsABatch;
            done.Add((seconds, recognizer.Described));
        };

        await DescribeAsync(describer, media, frames);

        Assert.True(done.Count > 3);
        // And does not write after each of many small batches.
        Assert.Equal(secondsABatch < 10, behind > 0);
    }

    [Fact]
    public async Task The_next_batch_is_begun_before_the_last_frames_of_the_one_before_are_done_where_calls_may_overlap()
    {
        var frames = Enumerable.Range(0, 2 * FrameDescriber.BatchSize).ToArray();
        var media = await FilmAsync(frames.Length);
        var recognizer = new Numbers { CallsMayOverlap = true };
        var next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        recognizer.During = call =>
        {
            if (call == 2)
                next.SetResult();
            return call == 1 ? next.Task.WaitAsync(TimeSpan.FromSeconds(60)) : Task.CompletedTask;
        };

        var described = await DescribeAsync(Describer(recognizer), media, frames);

        Assert.Equal(2, recognizer.MostCallsAtOnce);
        Assert.Equal(frames, Times(frames).Select(time => (int)described.Features(time)[0]));
        Assert.Equal((frames.Length, frames.Length, null), _progress.Last);
    }

    [Fact]
    public async Task Calls_that_may_not_overlap_do_not()
    {
        var frames = Enumerable.Range(0, 2 * FrameDescriber.BatchSize).ToArray();
        var media = await FilmAsync(frames.Length);
        var describer = Describer(out var recognizer);
        recognizer.During = async _ => await Task.Yield();

        await DescribeAsync(describer, media, frames);

        Assert.InRange(recognizer.Calls, 2, frames.Length);
        Assert.Equal(1, recognizer.MostCallsAtOnce);
    }

    [Fact]
    public async Task What_was_described_before_a_call_failed_is_kept_though_the_next_is_underway()
    {
        var frames = Enumerable.Range(0, 2 * FrameDescriber.BatchSize).ToArray();
        var media = await FilmAsync(frames.Length);
        var recognizer = new Numbers { CallsMayOverlap = true, During = call => call == 3 ? throw new InvalidDataException("broken") : Task.CompletedTask };

        await Assert.ThrowsAsync<InvalidDataException>(() => DescribeAsync(Describer(recognizer), media, frames));

        var known = await Describer(out _).KnownAsync(media, Times(frames), new DecodeOptions(), CancellationToken.None);
        Assert.Equal(Times(frames).Take(known.Count), known);
        // Of the two batches before it the first at least was done.
        Assert.InRange(known.Count, 1, recognizer.Described);
    }

    [Fact]
    public async Task Looking_for_an_edge_decodes_its_frames_once_and_gives_what_decoding_each_gives()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("counts with a shell script");
        var (tools, decodings) = Counting();
        var media = await FilmAsync(60);
        Numbers recognizer = new();
        var describer = new FrameDescriber(new FrameReader(tools, _probe), recognizer, _film.Path("cache"), _progress, _clock);
        await DescribeAsync(describer, media, [5, 12, 25, 28, 45]);
        var before = decodings();

        // As bisection asks, for two edges; a rule had asked for frames between.
        foreach (var round in (int[][])[[15, 35], [10, 40], [8, 42], [9, 41]])
        {
            var later = Enumerable.Range(6, 39).Except([12, 25, 28]).Except(round);
            var described = await describer.DescribeAsync(
                media, Times(round), Times(later), new DecodeOptions(), new ProgressCounter(round.Length, 0, _clock), null, CancellationToken.None);
            Assert.Equal(round, Times(round).Select(time => (int)described.Features(time)[0]));
        }

        Assert.Equal(before + 1, decodings());
        Assert.Equal(5 + 8, recognizer.Described);
    }

    [Theory]
    // Between two cuts; between an edit and the middle of a dissolve; what a dissolve has left before an edit.
    [InlineData(0, 0, 119, 20 + 4)]
    [InlineData(24, 50, 119, 50 + 2)]
    [InlineData(24, 0, 75, 75 - 2)]
    public async Task A_shot_that_no_wanted_frame_fell_into_is_not_decoded_a_second_time(int mixed, int edit, int end, int place)
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("counts with a shell script");
        var (tools, decodings) = Counting();
        void Draw(byte[] picture, int frame)
        {
            SpareFramesTests.Draw(picture, frame, mixed == 0 && frame is >= 20 and < 32);
            var other = new byte[picture.Length];
            SpareFramesTests.Draw(other, frame, true);
            for (var i = 0; mixed > 0 && i < picture.Length; i++)
                picture[i] += (byte)((other[i] - picture[i]) * Math.Clamp(frame - 44, 0, mixed) / mixed);
        }

        var media = await _probe.ProbeAsync(await _film.MakeAsync("cut.mkv", 120, "10", ["-c:v", "ffv1", "-pix_fmt", "yuv420p"], draw: Draw), default);
        Numbers recognizer = new();
        var describer = new FrameDescriber(new FrameReader(tools, _probe), recognizer, _film.Path("cache"), _progress, _clock);
        var options = new DecodeOptions { ShotRanges = [new MediaRange(MediaTime.Zero, media.Duration)], ShotEdits = (Times([edit]), Times([end])) };
        await describer.DescribeAsync(media, Times([12, 36, 66, 110]), [], options, new ProgressCounter(4, 0, _clock), null, CancellationToken.None);
        var before = decodings();

        var described = await describer.DescribeAsync(media, Times([place]), [], new DecodeOptions(), new ProgressCounter(1, 0, _clock), null, CancellationToken.None);

        Assert.Equal(before, decodings());
        Assert.Null(described.Problem(Times([place])[0]));
        Assert.Equal(5, recognizer.Described);
    }

    [Fact]
    public async Task What_may_be_wanted_next_is_not_decoded_for_its_own_sake()
    {
        var media = await FilmAsync(60);
        var describer = Describer(out var recognizer);
        await DescribeAsync(describer, media, [5]);

        var described = await describer.DescribeAsync(media, Times([5]), Times([4, 6]), new DecodeOptions(), new ProgressCounter(1, 0, _clock), null, CancellationToken.None);

        Assert.Equal(5, described.Features(Times([5])[0])[0]);
        Assert.Equal(1, recognizer.Described);
        Assert.Equal((1, 1, null), _progress.Last);
    }

    [Fact]
    public async Task A_machine_is_measured_once_it_is_warm()
    {
        await NumberedFilm.RunAsync(["-f", "lavfi", "-i", "color=red:size=64x36", "-frames:v", "3", _film.Path("picture%d.png")]);
        var describer = Describer(out var recognizer);
        recognizer.AfterBatch = () => _clock.Advance(recognizer.Described == 1 ? 60 : 1.5);

        var pace = await describer.MeasureAsync([_film.Path("picture1.png"), _film.Path("picture2.png"), _film.Path("picture3.png")], _clock, CancellationToken.None);

        Assert.Equal(new Pace(2, Numbers.FeatureBytes), pace);
    }

    [Fact]
    public async Task Pictures_that_cannot_be_read_measure_nothing_and_stop_nothing()
    {
        File.WriteAllText(_film.Path("broken.png"), "no picture");

        Assert.Null(await Describer(out _).MeasureAsync([_film.Path("broken.png"), _film.Path("gone.png")], _clock, CancellationToken.None));
        Assert.Null(await Describer(out _).MeasureAsync([], _clock, CancellationToken.None));
    }

    /// <summary>An ffmpeg that notes how often frames are decoded.</summary>
    private (FfmpegTools Tools, Func<int> Decodings) Counting()
    {
        var (program, log) = (_film.Path("counting-ffmpeg"), _film.Path("runs.txt"));
        File.WriteAllText(program, $"#!/bin/bash\necho \"$*\" >> {log}\nexec {NumberedFilm.Tools.Ffmpeg} \"$@\"\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        return (
            new FfmpegTools(program, NumberedFilm.Tools.Ffprobe, NumberedFilm.Tools.Version, NumberedFilm.Tools.FilterLibrary),
            () => File.ReadAllLines(log).Count(line => line.Contains("pipe:0", StringComparison.Ordinal)));
    }

    private async Task<MediaFile> FilmAsync(int frames = 20) =>
        await _probe.ProbeAsync(await _film.MakeAsync("film.mp4", frames, "10", ["-c:v", "libx264", "-pix_fmt", "yuv420p"]), CancellationToken.None);

    private FrameDescriber Describer(out Numbers recognizer) => Describer(recognizer = new Numbers());

    private FrameDescriber Describer(Numbers recognizer) => new(new FrameReader(NumberedFilm.Tools, _probe), recognizer, _film.Path("cache"), _progress, _clock);

    private Task<DescribedMedia> DescribeAsync(FrameDescriber describer, MediaFile media, int[] frames) =>
        describer.DescribeAsync(media, Times(frames), new DecodeOptions(), new ProgressCounter(frames.Length, 0, _clock), CancellationToken.None);

    private static List<MediaTime> Times(IEnumerable<int> frames) => [.. frames.Select(frame => MediaTime.FromFrames(frame, s_rate))];
}
