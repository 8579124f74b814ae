using System.Globalization;
using OpenTimelineIO;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Timelines;

/// <summary>
/// An empty sequence in place of a cut: same name, rate, start timecode and length, one empty picture track, and the markers on the timeline. An editor nests it above the cut, or copies
/// the markers from it; the cut itself never goes back through a file, which would cost its grade and effects.
/// </summary>
public static class MarkersOnly
{
    // No reader's, so that no writer takes the original for its own and patches it.
    private const string Format = "markers-only";

    /// <summary>The empty sequence of a timeline.</summary>
    /// <param name="document">The timeline.</param>
    /// <param name="withMarkers">Whether it takes over the markers that lie on the timeline.</param>
    /// <exception cref="UserException">Its length cannot be known.</exception>
    public static TimelineDocument Of(TimelineDocument document, bool withMarkers)
    {
        ArgumentNullException.ThrowIfNull(document);
        var stack = document.Timeline.Tracks;
        var (frames, origin) = (Frames(stack, document), stack.SourceRange is { } trimmed ? trimmed.StartTime : (RationalTime?)null);
        var rate = document.Rate.Value;
        var timeline = new Timeline(document.Timeline.Name) { GlobalStartTime = new RationalTime(document.StartFrame, rate) };
        timeline.Tracks.Children.Add(new Track("V1", Track.KindVideo) { Children = { new Gap(new RationalTime(frames, rate)) } });
        foreach (var marker in withMarkers ? stack.Markers.AsEnumerable() : [])
        {
            var copy = marker.DeepClone();
            // A stack that is trimmed counts its own time from where it is trimmed to; the empty one is not trimmed.
            if (origin is { } start)
                copy.MarkedRange = new TimeRange(copy.MarkedRange.StartTime - start, copy.MarkedRange.Duration);
            timeline.Tracks.Markers.Add(copy);
        }

        var elsewhere = withMarkers ? stack.FindChildren<Item>().Sum(item => item.Markers.Count) : 0;
        return document with
        {
            Timeline = timeline,
            FormatId = Format,
            Assumptions = elsewhere == 0 ? document.Assumptions
                : [.. document.Assumptions, string.Create(CultureInfo.InvariantCulture, $"{elsewhere} {(elsewhere == 1 ? "marker" : "markers")} on clips and tracks are not in the empty sequence, which takes those on the timeline alone")],
        };
    }

    private static long Frames(Stack stack, TimelineDocument document)
    {
        try
        {
            var length = stack.Duration();
            return MediaTime.FromValue(length.Value, length.Rate).RoundToFrame(document.Rate);
        }
        catch (Exception exception) when (exception is OtioException or ArgumentOutOfRangeException or OverflowException)
        {
            throw new UserException(ExitCode.InputInvalid, $"{Path.GetFileName(document.Path)} has no length that can be known: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }
}
