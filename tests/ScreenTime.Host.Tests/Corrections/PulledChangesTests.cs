using OpenTimelineIO;
using ScreenTime.Host.Corrections;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Corrections;

public class PulledChangesTests
{
    [Fact]
    public void What_nobody_touched_is_no_change() => Assert.Empty(Changes([Marker("a", 10, 20, "TOM", "tom")], [Marker("a", 10, 20, "TOM", "tom")]));

    [Fact]
    public void A_range_that_was_moved_moves_the_appearance()
    {
        var change = Assert.Single(Changes([Marker("a", 10, 20, "TOM", "tom")], [Marker("a", 12, 15, "TOM", "tom")]));
        Assert.Equal([new Stretch("tom", new FrameRange(10, 30))], change.Before);
        Assert.Equal([new Stretch("tom", new FrameRange(12, 27))], change.After);
        Assert.Equal("TOM at 01:00:00:10 was moved to 01:00:00:12", change.Sentence);
    }

    [Theory]
    // Within the appearance its beginning moves; past its end, all of it.
    [InlineData(15, 15, 30)]
    [InlineData(40, 40, 60)]
    public void A_point_that_was_moved_moves_the_beginning(long to, long start, long end)
    {
        var change = Assert.Single(Changes([Marker("a", 10, 0, "TOM 0.8 s [st:tom] 1a2b3c", "tom")], [Marker("a", to, 0, "TOM 0.8 s [st:tom] 1a2b3c", "tom")]));
        Assert.Equal([new Stretch("tom", new FrameRange(10, 30))], change.Before);
        Assert.Equal([new Stretch("tom", new FrameRange(start, end))], change.After);
    }

    [Fact]
    public void A_marker_that_is_gone_takes_the_appearance_away()
    {
        var change = Assert.Single(Changes([Marker("a", 10, 20, "TOM", "tom"), Marker("b", 50, 10, "JERRY", "jerry")], [Marker("b", 50, 10, "JERRY", "jerry")]));
        Assert.Equal([new Stretch("tom", new FrameRange(10, 30))], change.Before);
        Assert.Empty(change.After);
    }

    [Fact]
    public void A_point_stands_for_the_shot_or_until_the_characters_next_marker()
    {
        var (first, second) = (Marker("a", 10, 0, "TOM", "tom"), Marker("b", 50, 0, "TOM", "tom"));
        Assert.Equal([new FrameRange(10, 30), new FrameRange(50, 60)], Assert.Single(Changes([first], [])).Before.Select(stretch => stretch.Record));
        Assert.Equal([new FrameRange(10, 30)], Assert.Single(Changes([first, second], [second])).Before.Select(stretch => stretch.Record));
    }

    [Fact]
    public void A_marker_that_names_somebody_else_gives_them_the_appearance()
    {
        var change = Assert.Single(Changes([Marker("a", 10, 20, "TOM 0.8 s [st:tom] 1a2b3c", "tom")], [Marker("a", 10, 20, "jerry [st:tom] 1a2b3c", "tom")]));
        Assert.Equal([new Stretch("tom", new FrameRange(10, 30))], change.Before);
        Assert.Equal([new Stretch("jerry", new FrameRange(10, 30))], change.After);
    }

    [Fact]
    public void Of_two_in_one_marker_one_can_be_taken_out()
    {
        var change = Assert.Single(Changes(
            [Marker("a", 50, 10, "TOM + JERRY 0.4 + 0.4 s [st:tom] [st:jerry] 1a2b3c", "tom", "jerry")], [Marker("a", 50, 10, "JERRY [st:tom] [st:jerry] 1a2b3c", "tom", "jerry")]));
        Assert.Equal([new Stretch("tom", new FrameRange(50, 60)), new Stretch("jerry", new FrameRange(50, 60))], change.Before);
        Assert.Equal([new Stretch("jerry", new FrameRange(50, 60))], change.After);
    }

    [Fact]
    public void A_name_that_is_nobodys_is_told_and_changes_nothing()
    {
        var changes = new PulledChanges(s_result);
        Assert.Empty(changes.Of([Marker("a", 10, 20, "TOM", "tom")], [Marker("a", 10, 20, "the dog", "tom")]));
        Assert.Contains("\"the dog\", which names nobody of the cast", Assert.Single(changes.Unclear), StringComparison.Ordinal);
    }

    [Fact]
    public void A_copied_marker_is_told()
    {
        var changes = new PulledChanges(s_result);
        Assert.Empty(changes.Of([Marker("a", 10, 20, "TOM", "tom")], [Marker("a", 10, 20, "TOM", "tom"), Marker("a", 70, 20, "TOM", "tom")]));
        Assert.Contains("1 marker is of another run or copied", Assert.Single(changes.Unclear), StringComparison.Ordinal);
    }

    [Fact]
    public void Markers_are_known_by_their_metadata_and_counted_from_the_results_first_frame()
    {
        var timeline = new Timeline("cut");
        var own = new Metadata { ["tool"] = "screentime", ["cast"] = "tj", ["character"] = "tom", ["hash"] = "x" };
        foreach (var (name, metadata) in new[] { ("TOM", own), ("mine", null), ("other", new Metadata { ["tool"] = "screentime", ["cast"] = "others", ["character"] = "tom" }) })
        {
            var marker = new Marker { Name = name, MarkedRange = new TimeRange(5, 7, 25) };
            if (metadata is not null)
                marker.Metadata["screentime"] = metadata;
            timeline.Tracks.Markers.Add(marker);
        }

        var found = Assert.Single(PulledMarker.Of(new TimelineDocument(timeline, "avid", "/x", new FrameRate(25, 1), false, 90010, []), s_result));
        Assert.Equal(("x", "TOM", 15L, 7L), (found.Key, found.Text, found.Start, found.Length));
    }

    [Fact]
    public void Markers_of_clips_and_of_what_is_nested_are_counted_from_the_timelines_first_frame()
    {
        var timeline = Cut(out var first, out var second, out var nested);
        first.Markers.Add(Own("a", 1005));
        second.Markers.Add(Own("b", 2007));
        nested.Markers.Add(Own("c", 3009));
        var sound = new Track("A1", Track.KindAudio);
        sound.Children.Add(first.DeepClone());
        timeline.Tracks.Children.Add(sound);

        // The nested sequence is cut to its frames from 4 on and lies at 50.
        Assert.Equal([("a", 5L), ("b", 27L), ("c", 55L)], Read(timeline).Select(marker => (marker.Key, marker.Start)));
    }

    [Fact]
    public void A_marker_that_came_back_on_a_clip_is_compared_by_where_it_shows()
    {
        var timeline = Cut(out var first, out _, out _);
        first.Markers.Add(Own("a", 1012));
        var change = Assert.Single(Changes([Marker("a", 10, 7, "TOM", "tom")], [.. Read(timeline)]));
        Assert.Equal([new Stretch("tom", new FrameRange(12, 19))], change.After);

        first.Markers[0].MarkedRange = new TimeRange(1010, 7, 25);
        Assert.Empty(Changes([Marker("a", 10, 7, "TOM", "tom")], [.. Read(timeline)]));
    }

    [Fact]
    public void A_clip_that_was_moved_with_its_marker_or_cut_shorter_is_told_and_corrects_nothing()
    {
        var timeline = Cut(out var first, out _, out _);
        first.Markers.Add(Own("a", 1010));
        var written = Read(timeline);
        ((Track)timeline.Tracks.Children[0]).Children.Insert(0, new Gap(new RationalTime(20, 25)));
        var moved = new PulledChanges(s_result);
        Assert.Empty(moved.Of(written, Read(timeline)));
        Assert.Contains("TOM at 01:00:00:10 is where it was on its clip", Assert.Single(moved.Unclear), StringComparison.Ordinal);

        first.SourceRange = new TimeRange(1015, 5, 25);
        var cut = new PulledChanges(s_result);
        Assert.Empty(cut.Of(written, Read(timeline)));
        Assert.Contains("the cut does not show any more", Assert.Single(cut.Unclear), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_two_alike_that_which_was_moved_less_is_the_marker()
    {
        var changes = new PulledChanges(s_result);
        Assert.Empty(changes.Of([Marker("a", 10, 20, "TOM", "tom")], [Marker("a", 70, 20, "TOM", "tom"), Marker("a", 10, 20, "TOM", "tom")]));
        Assert.Contains("copied", Assert.Single(changes.Unclear), StringComparison.Ordinal);
    }

    [Fact]
    public void A_point_stands_for_an_appearance_that_goes_on_in_the_next_shot()
    {
        var result = s_result with { Shots = [new Shot(new FrameRange(0, 20), "a"), new Shot(new FrameRange(20, 100), "b")] };
        Assert.Equal([new FrameRange(10, 30)], Assert.Single(new PulledChanges(result).Of([Marker("a", 10, 1, "TOM", "tom")], [])).Before.Select(stretch => stretch.Record));
        // With a marker a shot each has its part.
        Assert.Equal(
            [new FrameRange(10, 20)],
            Assert.Single(new PulledChanges(result).Of([Marker("a", 10, 1, "TOM", "tom"), Marker("b", 20, 1, "TOM", "tom")], [Marker("b", 20, 1, "TOM", "tom")])).Before.Select(stretch => stretch.Record));
    }

    /// <summary>Two clips of 20 frames from 1000 and 2000, ten frames of nothing, and a sequence with one from 3000, cut to its frames from 4 on.</summary>
    private static Timeline Cut(out Clip first, out Clip second, out Clip nested)
    {
        var timeline = new Timeline("cut") { GlobalStartTime = new RationalTime(90000, 25) };
        var track = new Track("V1", Track.KindVideo);
        first = new Clip("a", null, new TimeRange(1000, 20, 25));
        second = new Clip("b", null, new TimeRange(2000, 20, 25));
        nested = new Clip("c", null, new TimeRange(3000, 40, 25));
        var sequence = new Stack { Name = "scene", SourceRange = new TimeRange(4, 30, 25) };
        var inner = new Track("inner", Track.KindVideo);
        inner.Children.Add(nested);
        sequence.Children.Add(inner);
        track.Children.AddRange([first, second, new Gap(new RationalTime(10, 25)), sequence]);
        timeline.Tracks.Children.Add(track);
        return timeline;
    }

    private static Marker Own(string key, double start)
    {
        var marker = new Marker { Name = "TOM", MarkedRange = new TimeRange(start, 7, 25) };
        marker.Metadata["screentime"] = new Metadata { ["tool"] = "screentime", ["cast"] = "tj", ["character"] = "tom", ["hash"] = key };
        return marker;
    }

    private static IReadOnlyList<PulledMarker> Read(Timeline timeline) =>
        PulledMarker.Of(new TimelineDocument(timeline, "otio", "/x", new FrameRate(25, 1), false, 90000, []), s_result);

    private static readonly AnalysisResult s_result = Result();

    private static IReadOnlyList<PulledChange> Changes(PulledMarker[] written, PulledMarker[] pulled) => new PulledChanges(s_result).Of(written, pulled);

    private static PulledMarker Marker(string key, long start, long length, string text, params string[] characters) => new(key, characters, text, start, length);

    private static AnalysisResult Result() => new(
        "cut", new FrameRate(25, 1), false, 90000, 100, new FrameRange(0, 100),
        new Cast("tj", [new Character("tom", "TOM", "BLUE"), new Character("jerry", "JERRY", "RED")]), [], [new Shot(new FrameRange(0, 100), "a")],
        [
            new Appearance("tom", new FrameRange(10, 30), 1, "a", "", "", 10),
            new Appearance("tom", new FrameRange(50, 60), 1, "a", "", "", 50),
            new Appearance("jerry", new FrameRange(50, 60), 1, "a", "", "", 50),
        ],
        [], [], [], new Provenance("r", "", "", "", "", "", new DeviceReport("", "", "", "", "", null), "", new Dictionary<string, string>(), new Dictionary<string, string>()), []);
}
