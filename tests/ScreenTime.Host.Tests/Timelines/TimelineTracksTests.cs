using OpenTimelineIO;
using ScreenTime.Host.Timelines;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Timelines;

public class TimelineTracksTests
{
    private static readonly FrameRate s_rate = new(24, 1);

    [Fact]
    public void Lists_become_tracks_at_their_record_timecode_the_lowest_first()
    {
        var combined = TimelineTracks.Combine([List("v1", 86400, 240), List("v2", 86424, 48), List("v3", 86376, 24)]);
        Assert.Equal((86376, "v1", 3), (combined.StartFrame, combined.Timeline.Name, combined.Timeline.Tracks.Children.Count));
        Assert.Equal(["V1", "V2", "V3"], combined.Timeline.Tracks.Children.Select(track => track.Name));
        Assert.Equal([24.0, 48, 0], combined.Timeline.Tracks.Children.Cast<Track>().Select(track => track.FindClips().Single().TransformedTimeRange(track.FindClips().Single().TrimmedRange(), combined.Timeline.Tracks).StartTime.Value));
        // A marker of each stays on its record frame.
        Assert.Equal([34.0, 58, 10], combined.Timeline.Tracks.Markers.Select(marker => marker.MarkedRange.StartTime.Value));
        Assert.Contains(combined.Assumptions, sentence => sentence.Contains("3 timelines were taken as the tracks of one, v1.edl the lowest", StringComparison.Ordinal));
    }

    [Fact]
    public void One_alone_stays_as_it_is()
    {
        var document = List("v1", 86400, 240);
        Assert.Same(document, TimelineTracks.Combine([document]));
    }

    [Fact]
    public void Lists_that_count_differently_are_refused() =>
        Assert.Contains("v2.edl at 25", Assert.Throws<UserException>(() => TimelineTracks.Combine([List("v1", 0, 9), List("v2", 0, 9) with { Rate = new FrameRate(25, 1) }])).Message, StringComparison.Ordinal);

    private static TimelineDocument List(string name, long start, long frames)
    {
        var timeline = new Timeline(name) { GlobalStartTime = new RationalTime(start, 24) };
        var track = new Track("V", Track.KindVideo);
        track.Children.Add(new Clip(name, null, new TimeRange(0, frames, 24)));
        timeline.Tracks.Children.Add(track);
        timeline.Tracks.Markers.Add(new Marker { Name = name, MarkedRange = new TimeRange(10, 1, 24) });
        return new TimelineDocument(timeline, "edl", $"/cuts/{name}.edl", s_rate, false, start, []);
    }
}
