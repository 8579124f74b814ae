using CsCheck;
using OpenTimelineIO;
using ScreenTime.Host.Media;
using ScreenTime.Host.Sampling;
using ScreenTime.Host.Tests.Timelines;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Sampling;

public sealed class SamplerTests
{
    private static readonly FrameRate Rate = Cuts.Film;

    [Fact]
    public void Samples_stand_for_pieces_of_at_most_a_period_and_are_taken_in_their_middle()
    {
        var samples = Sampler(Cuts.Track(Cuts.Clip("A", 0, 30, Rate))).Grid(new FrameRange(0, 30), new FrameRate(2, 1));
        Assert.Equal([new FrameRange(0, 10), new FrameRange(10, 20), new FrameRange(20, 30)], samples.Select(sample => sample.Record));
        Assert.Equal([5L, 15, 25], samples.Select(sample => sample.RecordFrame));
        Assert.Equal([MediaTime.FromFrames(5, Rate), MediaTime.FromFrames(15, Rate), MediaTime.FromFrames(25, Rate)], samples.Select(sample => sample.SourceTime));
    }

    [Fact]
    public void The_shortest_clip_is_looked_at()
    {
        var samples = Sampler(Cuts.Track(Cuts.Clip("A", 0, 50, Rate), Cuts.Clip("B", 7, 1, Rate), Cuts.Clip("A", 60, 50, Rate))).Grid(new FrameRange(0, 101), new FrameRate(1, 1));
        var one = Assert.Single(samples, sample => sample.Layer.ClipName == "B");
        Assert.Equal((50, new FrameRange(50, 51), MediaTime.FromFrames(7, Rate)), (one.RecordFrame, one.Record, one.SourceTime));
    }

    [Fact]
    public void A_slow_sample_rate_beside_a_slow_record_still_samples()
    {
        var samples = Sampler(Cuts.Track(Cuts.Clip("A", 0, 3, Rate))).Grid(new FrameRange(0, 3), new FrameRate(1000, 1));
        Assert.Equal([0L, 1, 2], samples.Select(sample => sample.RecordFrame));
    }

    [Fact]
    public void Every_frame_of_the_programme_with_a_picture_is_stood_for_once() =>
        Gen.Select(Gen.Int[1, 60].Array[1, 8], Gen.Bool.Array[8], Gen.Int[0, 100], Gen.Int[0, 200], Gen.Int[1, 60]).Sample(
            (lengths, holes, from, length, persecond) =>
            {
                var track = Cuts.Track([.. lengths.Select((frames, i) => holes[i] ? (Composable)Cuts.Gap(frames, Rate) : Cuts.Clip("A", 0, frames, Rate))]);
                var map = Cuts.Map(Cuts.Document(Rate, track), Cuts.Media("A.mov", Rate, 500));
                var programme = new FrameRange(from, from + length);
                var samples = new Sampler(map, Rate).Grid(programme, new FrameRate(persecond, 1));
                var wanted = map.Segments.Where(segment => segment.Layers.Count > 0).Select(segment => segment.Record.Intersect(programme));
                Assert.Equal(
                    wanted.SelectMany(range => Enumerable.Range((int)range.Start, (int)range.Length)),
                    samples.SelectMany(sample => Enumerable.Range((int)sample.Record.Start, (int)sample.Record.Length)));
                Assert.All(samples, sample => Assert.True(
                    sample.Record.Contains(sample.RecordFrame) && (sample.Record.Length <= Math.Max(1, 24 / persecond)), sample.ToString()));
            },
            iter: 500);

    [Fact]
    public void Each_media_frame_is_wanted_once_however_many_clips_show_it()
    {
        var freeze = Cuts.Clip("A", 4, 20, Rate);
        freeze.Effects.Add(new FreezeFrame());
        var sampler = Sampler(Cuts.Track(Cuts.Clip("A", 0, 8, Rate), Cuts.Clip("B", 2, 4, Rate), Cuts.Clip("A", 0, 8, Rate), freeze));
        var frames = Host.Sampling.Sampler.MediaFrames(sampler.At(Enumerable.Range(0, 40).Select(frame => (long)frame), 0));
        Assert.Equal(["A.mov", "B.mov"], frames.Select(media => media.Media.Name));
        Assert.Equal([.. Enumerable.Range(0, 8).Select(frame => MediaTime.FromFrames(frame, Rate))], frames[0].Times);
        Assert.Equal([.. Enumerable.Range(2, 4).Select(frame => MediaTime.FromFrames(frame, Rate))], frames[1].Times);
    }

    [Fact]
    public void Lost_media_is_sampled_but_no_frame_of_it_is_wanted()
    {
        var samples = Sampler(Cuts.Track(Cuts.Clip("lost", 0, 12, Rate))).Grid(new FrameRange(0, 12), new FrameRate(2, 1));
        Assert.Single(samples);
        Assert.Null(samples[0].Layer.Media);
        Assert.Empty(Host.Sampling.Sampler.MediaFrames(samples));
    }

    [Fact]
    public void Every_layer_of_a_composited_frame_is_a_sample()
    {
        var above = Cuts.Clip("B", 50, 12, Rate);
        above.Effects.Add(new Effect { EffectName = "Scale" });
        var samples = Sampler(Cuts.Track(Cuts.Clip("A", 0, 12, Rate)), Cuts.Track(above)).Grid(new FrameRange(0, 12), new FrameRate(2, 1));
        Assert.Equal(["B", "A"], samples.Select(sample => sample.Layer.ClipName));
        Assert.All(samples, sample => Assert.True(sample.Composited));
        Assert.Equal([MediaTime.FromFrames(56, Rate), MediaTime.FromFrames(6, Rate)], samples.Select(sample => sample.SourceTime));
    }

    [Fact]
    public void Times_in_media_of_variable_rate_are_not_rounded_to_frames()
    {
        var media = Cuts.Media("A.mov", Rate, 100) with { VariableRate = true };
        var map = Cuts.Map(Cuts.Document(Rate, Cuts.Track(Cuts.Clip("A", 0, 4, Rate))), media);
        Assert.Equal(new MediaTime(5, 48), Assert.Single(new Sampler(map, Rate).At([2], 1)).SourceTime);
    }

    private static Sampler Sampler(params Composable[] tracks) =>
        new(Cuts.Map(Cuts.Document(Rate, tracks), Cuts.Media("A.mov", Rate, 200), Cuts.Media("B.mov", Rate, 200)), Rate);
}
