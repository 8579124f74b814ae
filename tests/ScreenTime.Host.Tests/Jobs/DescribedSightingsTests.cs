using ScreenTime.Host.Jobs;
using ScreenTime.Host.Media;
using ScreenTime.Host.Sampling;
using ScreenTime.Host.Tests.Media;
using ScreenTime.Host.Timelines;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Jobs;

[StartsPrograms]
public sealed class DescribedSightingsTests : IDisposable
{
    private readonly NumberedFilm _film = new();
    private readonly SteppedClock _clock = new();

    public void Dispose() => _film.Dispose();

    [Fact]
    public async Task A_run_of_few_new_frames_is_not_worth_measuring_the_machine_for()
    {
        var (estimate, described) = await EstimateAsync(DescribedSightings.LeastMeasuredFor - 1);

        Assert.Equal(0, described);
        Assert.Equal("999 frames to look at.", estimate.ToString());
        estimate.RefuseWithoutRoom();
    }

    [Fact]
    public async Task A_machine_is_measured_for_a_run_of_many_new_frames()
    {
        var (estimate, described) = await EstimateAsync(DescribedSightings.LeastMeasuredFor);

        // The picture once to warm up and once to measure.
        Assert.Equal(2, described);
        Assert.Equal("1000 frames to look at: at least 33 min at 0.5 a second, decoding not counted; about 1 MiB of features, 1 MiB are free.", estimate.ToString());
        Assert.Throws<UserException>(estimate.RefuseWithoutRoom);
    }

    [Theory]
    [InlineData(DescribedSightings.LeastMeasuredForOnGpu - 1, 0)]
    [InlineData(DescribedSightings.LeastMeasuredForOnGpu, 2)]
    public async Task A_GPU_is_measured_only_for_frames_that_take_longer_than_measuring(int frames, int measured) =>
        Assert.Equal(measured, (await EstimateAsync(frames, "cuda:0")).Described);

    [Fact]
    public async Task What_an_earlier_run_tells_is_said_of_few_frames_too()
    {
        Paces.Remember("numbers", new Pace(4, 70_000));

        var (estimate, described) = await EstimateAsync(8);

        Assert.Equal(0, described);
        Assert.StartsWith("8 frames to look at: about 2 s at 4 a second;", estimate.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Frames_are_judged_as_they_are_described()
    {
        var count = Environment.ProcessorCount + 4;
        var probe = new MediaProbe(NumberedFilm.Tools);
        var media = await probe.ProbeAsync(await _film.MakeAsync("film.mp4", count, "10", ["-c:v", "libx264", "-pix_fmt", "yuv420p"]), CancellationToken.None);
        var recognizer = new Numbers();
        var reader = new FrameReader(NumberedFilm.Tools, probe);
        var times = Enumerable.Range(0, count).Select(frame => MediaTime.FromFrames(frame, media.Rate)).ToList();
        DescribedSightings Sightings() => new(reader, new FrameDescriber(reader, recognizer, _film.Path("cache"), new RecordedProgress(), _clock), recognizer, null, Paces, _clock);
        var asked = new AskedFrames(times, times.ToHashSet(), [], null);

        var seen = await Sightings().SeeAsync(media, asked, new ProgressCounter(count, 0, _clock), CancellationToken.None);
        // The first when as many are there as there are cores.
        Assert.Equal(Environment.ProcessorCount, recognizer.JudgedAfter[0]);
        Assert.Equal(times.Select((_, i) => i / 255f), times.Select(time => seen.Sightings[time].Probabilities[0]));

        // What is known from before is judged, too, each frame once.
        recognizer.JudgedAfter.Clear();
        var again = await Sightings().SeeAsync(media, asked, new ProgressCounter(count, 0, _clock), CancellationToken.None);
        Assert.Equal(times.Select(time => seen.Sightings[time].Probabilities[0]), times.Select(time => again.Sightings[time].Probabilities[0]));
        Assert.Equal(count, recognizer.Described);
    }

    private PaceMemory Paces => new(_film.Path("cache"), "here");

    private async Task<(RunEstimate Estimate, int Described)> EstimateAsync(int frames, string provider = "cpu")
    {
        var probe = new MediaProbe(NumberedFilm.Tools);
        var media = await probe.ProbeAsync(await _film.MakeAsync("film.mp4", 8, "10", ["-c:v", "libx264", "-pix_fmt", "yuv420p"]), CancellationToken.None);
        await NumberedFilm.RunAsync(["-f", "lavfi", "-i", "color=red:size=64x36", "-frames:v", "1", _film.Path("picture.png")]);
        var recognizer = new Numbers { Provider = provider, AfterBatch = () => _clock.Advance(2) };
        var reader = new FrameReader(NumberedFilm.Tools, probe);
        var sightings = new DescribedSightings(
            reader, new FrameDescriber(reader, recognizer, _film.Path("cache"), new RecordedProgress(), _clock), recognizer, null, Paces, _clock);
        // A tenth of a frame apart: nobody decodes them.
        var planned = Enumerable.Range(0, frames).Select(i => new PlannedSample(
            i, new FrameRange(i, i + 1), new Layer("clip", 0, 0, media, null, MediaTime.Zero, 1, 1), new MediaTime(i, 100), false, 0)).ToList();
        return (await sightings.EstimateAsync(planned, [_film.Path("picture.png")], _film.Path("cache"), 1000, CancellationToken.None), recognizer.Described);
    }
}
