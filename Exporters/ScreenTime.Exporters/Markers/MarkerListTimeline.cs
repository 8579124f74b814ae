using OpenTimelineIO;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Markers;

/// <summary>A list of markers as a timeline: empty time, as long as the markers reach, with the markers on it.</summary>
internal static class MarkerListTimeline
{
    /// <summary>A list of a timeline that runs over midnight goes on early: the frame, on the next day where it is far before the first, or before a start that was told.</summary>
    /// <param name="frame">The frame, counted from midnight.</param>
    /// <param name="first">The frame of the first marker in the list, or at which the timeline was told to begin.</param>
    /// <param name="day">The frames of a day.</param>
    /// <param name="isTold">Whether <paramref name="first"/> was told.</param>
    public static long OverMidnight(long frame, long first, long day, bool isTold) => frame < first && (isTold || first - frame > day / 2) ? frame + day : frame;

    /// <summary>Builds it.</summary>
    /// <param name="name">The timeline's name.</param>
    /// <param name="rate">The record rate.</param>
    /// <param name="start">The record frame at which the timeline begins, not after the first marker.</param>
    /// <param name="markers">The markers by record frame and length in frames; at least one.</param>
    public static Timeline Of(string name, FrameRate rate, long start, IReadOnlyList<(long Frame, long Frames, Marker Marker)> markers)
    {
        var timeline = new Timeline(name) { GlobalStartTime = new RationalTime(start, rate.Value) };
        var track = new Track("V", Track.KindVideo);
        track.Children.Add(new Gap(new RationalTime(markers.Max(marker => marker.Frame + marker.Frames) - start, rate.Value)));
        timeline.Tracks.Children.Add(track);
        foreach (var (frame, frames, marker) in markers)
        {
            marker.MarkedRange = new TimeRange(new RationalTime(frame - start, rate.Value), new RationalTime(frames, rate.Value));
            timeline.Tracks.Markers.Add(marker);
        }

        return timeline;
    }
}
