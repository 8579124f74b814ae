using OpenTimelineIO;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Timelines;

/// <summary>A change of speed that a timeline names and does not describe: which frames show cannot be known.</summary>
public sealed class SpeedRampTests
{
    private static readonly FrameRate Rate = Cuts.Film;

    [Fact]
    public void A_clip_is_unknown_time()
    {
        var ramped = Cuts.Clip("a", 0, 50, Rate);
        ramped.Effects.Add(new TimeEffect { Name = "Time Remap" });
        var map = Cuts.Map(Cuts.Document(Rate, Cuts.Track(ramped, Cuts.Clip("b", 0, 40, Rate))), Cuts.Media("a.mov", Rate, 100), Cuts.Media("b.mov", Rate, 100));
        Assert.Equal(["a", "b"], map.Segments.Select(segment => segment.Layers.Single().ClipName));
        Assert.Contains("\"a\" has a speed ramp", map.Segments[0].Layers[0].MissingReason, StringComparison.Ordinal);
        Assert.Null(map.Segments[0].Layers[0].Media);
        Assert.Null(map.Segments[1].Layers[0].MissingReason);
    }

    [Fact]
    public void So_is_all_of_a_nested_sequence()
    {
        var nest = Cuts.Stack(Cuts.Track(Cuts.Clip("a", 0, 50, Rate)));
        (nest.Name, nest.SourceRange) = ("nest", Cuts.Range(0, 30, Rate));
        nest.Effects.Add(new TimeEffect());
        var segment = Assert.Single(Cuts.Map(Cuts.Document(Rate, Cuts.Track(nest)), Cuts.Media("a.mov", Rate, 100)).Segments);
        Assert.Equal(new FrameRange(0, 30), segment.Record);
        Assert.Contains("the sequence \"nest\" has a speed ramp", segment.Layers.Single().MissingReason, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_is_switched_off_changes_nothing()
    {
        var clip = Cuts.Clip("a", 0, 50, Rate);
        clip.Effects.Add(new TimeEffect { Enabled = false });
        Assert.Null(Cuts.Map(Cuts.Document(Rate, Cuts.Track(clip)), Cuts.Media("a.mov", Rate, 100)).Segments.Single().Layers.Single().MissingReason);
    }
}
