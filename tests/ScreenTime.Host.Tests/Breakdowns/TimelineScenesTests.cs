using OpenTimelineIO;
using ScreenTime.Host.Breakdowns;
using ScreenTime.Host.Reports;
using ScreenTime.Host.Tests.Reports;
using ScreenTime.Host.Tests.Timelines;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Breakdowns;

public sealed class TimelineScenesTests
{
    private static readonly AnalysisResult s_result = Found.Result(Cuts.Film, 480, [Found.Character("anna")], [("anna", 0, 100), ("anna", 200, 300)]);

    [Fact]
    public void A_marker_begins_a_scene_that_lasts_until_the_next_or_as_long_as_the_marker()
    {
        var document = Cuts.Document(Cuts.Film, Cuts.Track(Cuts.Clip("a", 0, 480, Cuts.Film)));
        Mark(document.Timeline.Tracks, "Sc 2", 240, 0, MarkerColor.Blue);
        Mark(document.Timeline.Tracks, "Sc 1", 24, 1, MarkerColor.Blue);
        Mark((Item)document.Timeline.Tracks.Children[0], "", 300, 60, MarkerColor.Blue, "Sc 3");
        Mark(document.Timeline.Tracks, "VFX note", 100, 0, MarkerColor.Red);
        // What stands on a clip is about the clip, and what ScreenTime wrote is no scene.
        Mark(document.Timeline.FindClips().Single(), "Take 4", 50, 0, MarkerColor.Blue);
        Mark(document.Timeline.Tracks, "ANNA", 60, 20, MarkerColor.Blue).Metadata["screentime"] = new Metadata();

        Assert.Equal(["Sc 1 [24, 240)", "Sc 2 [240, 300)", "Sc 3 [300, 360)"], Scenes("markers=blue", document));
        Assert.Equal(["Sc 1 [24, 100)", "VFX note [100, 240)", "Sc 2 [240, 300)", "Sc 3 [300, 360)"], Scenes("markers", document));
        Assert.Equal(["VFX note [100, 480)"], Scenes("markers=RED", document));
    }

    [Fact]
    public void Where_only_clips_have_markers_those_that_show_are_taken()
    {
        var document = Cuts.Document(Cuts.Film, Cuts.Track(Cuts.Clip("a", 1000, 240, Cuts.Film), Cuts.Clip("b", 0, 240, Cuts.Film)));
        var clips = document.Timeline.FindClips().ToList();
        Mark(clips[0], "Sc 1", 1010, 0, MarkerColor.Green);
        Mark(clips[0], "trimmed away", 900, 0, MarkerColor.Green);
        Mark(clips[1], "Sc 2", 0, 0, MarkerColor.Green);

        Assert.Equal(["Sc 1 [10, 240)", "Sc 2 [240, 480)"], Scenes("markers", document));
    }

    [Fact]
    public void A_nested_sequence_is_a_scene_where_it_lies_and_as_long_as_it_is_trimmed()
    {
        var first = Cuts.Stack(Cuts.Track(Cuts.Clip("a", 0, 200, Cuts.Film)));
        (first.Name, first.SourceRange) = ("Scene 1", Cuts.Range(50, 100, Cuts.Film));
        var second = Cuts.Stack(Cuts.Track(Cuts.Clip("b", 0, 120, Cuts.Film)));
        second.Name = "Scene 2";
        var document = Cuts.Document(Cuts.Film, Cuts.Track(Cuts.Clip("titles", 0, 48, Cuts.Film), first, Cuts.Gap(12, Cuts.Film), second));

        Assert.Equal(["Scene 1 [48, 148)", "Scene 2 [160, 280)"], Scenes("sequences", document));
    }

    [Theory]
    [InlineData("markers", "no such marker")]
    [InlineData("markers=PINK", "no such marker")]
    [InlineData("sequences", "no nested sequence")]
    public void A_timeline_without_them_is_said_to_have_none(string text, string words)
    {
        var document = Cuts.Document(Cuts.Film, Cuts.Track(Cuts.Clip("a", 0, 480, Cuts.Film)));

        Assert.Contains(words, Assert.Throws<UserException>(() => Scenes(text, document)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 24, 0, "a name")]
    [InlineData("two\nlines", 24, 0, "a name")]
    [InlineData("late", 481, 0, "outside the timeline")]
    [InlineData("early", -3, 0, "outside the timeline")]
    [InlineData("long", 400, 100, "outside the timeline")]
    [InlineData("over the next", 24, 300, "overlap")]
    [InlineData("endless", double.MaxValue, 0, "out of bounds")]
    public void A_marker_that_is_no_scene_is_named(string name, double start, double length, string words)
    {
        var document = Cuts.Document(Cuts.Film, Cuts.Track(Cuts.Clip("a", 0, 480, Cuts.Film)));
        Mark(document.Timeline.Tracks, name, start, length, MarkerColor.Green);
        Mark(document.Timeline.Tracks, "Sc 2", 240, 0, MarkerColor.Green);

        var failure = Assert.Throws<UserException>(() => Scenes("markers", document));

        Assert.Equal(ExitCode.InputInvalid, failure.ExitCode);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Scenes(string text, TimelineDocument document) =>
        ReportBuilder.Build(new(s_result, [false, false], []), null, new ReportSettings([], Scenes: text), document).Scenes!.Scenes.Select(scene => $"{scene.Name} {scene.Record}");

    private static Marker Mark(Item item, string name, double start, double length, string color, string comment = "")
    {
        var marker = new Marker { Name = name, MarkedRange = Cuts.Range(start, length, Cuts.Film), Color = color, Comment = comment };
        item.Markers.Add(marker);
        return marker;
    }
}
