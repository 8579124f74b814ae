using OpenTimelineIO;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Timelines;

/// <summary>Several timelines as the tracks of one: editors give an EDL a track, the lowest first.</summary>
internal static class TimelineTracks
{
    /// <summary>
    /// Lays the tracks of further timelines over those of the first, by record timecode. The first lends its name, its format and its file: what is written back goes into that.
    /// </summary>
    /// <exception cref="UserException">They count differently.</exception>
    public static TimelineDocument Combine(IReadOnlyList<TimelineDocument> documents)
    {
        var first = documents[0];
        if (documents.Count == 1)
            return first;
        foreach (var other in documents.Skip(1))
        {
            if (other.Rate != first.Rate || other.DropFrame != first.DropFrame)
            {
                throw new UserException(
                    ExitCode.Usage,
                    $"{Path.GetFileName(first.Path)} counts at {first.Rate}{Mode(first)} and {Path.GetFileName(other.Path)} at {other.Rate}{Mode(other)}: tracks of one timeline count alike");
            }
        }

        var start = documents.Min(document => document.StartFrame);
        var timeline = first.Timeline.DeepClone();
        timeline.GlobalStartTime = new RationalTime(start, first.Rate.Value);
        timeline.Tracks.Children.Clear();
        timeline.Tracks.Markers.Clear();
        foreach (var document in documents)
        {
            var offset = document.StartFrame - start;
            var stack = document.Timeline.DeepClone().Tracks;
            var tracks = stack.Children.ToList();
            stack.Children.Clear();
            foreach (var child in tracks)
                timeline.Tracks.Children.Add(Shifted(child, offset, first.Rate));
            foreach (var marker in stack.Markers)
            {
                marker.MarkedRange = new TimeRange(marker.MarkedRange.StartTime + new RationalTime(offset, first.Rate.Value), marker.MarkedRange.Duration);
                timeline.Tracks.Markers.Add(marker);
            }
        }

        Name(timeline.VideoTracks(), "V");
        Name(timeline.AudioTracks(), "A");
        return first with
        {
            Timeline = timeline,
            StartFrame = start,
            Hashes = [.. documents.SelectMany(document => document.Hashes)],
            Assumptions =
            [
                .. documents.SelectMany(document => document.Assumptions),
                $"{documents.Count} timelines were taken as the tracks of one, {Path.GetFileName(first.Path)} the lowest; what is written in its format goes into a copy of it",
            ],
        };
    }

    private static Composable Shifted(Composable child, long offset, FrameRate rate)
    {
        if (offset == 0)
            return child;
        if (child is not Track { SourceRange: null } track)
        {
            track = new Track { Kind = (child as Track)?.Kind ?? Track.KindVideo, Name = child.Name };
            track.Children.Add(child);
        }

        track.Children.Insert(0, new Gap(new RationalTime(offset, rate.Value)));
        return track;
    }

    private static void Name(IEnumerable<Track> tracks, string letter)
    {
        foreach (var (track, index) in tracks.Select((track, index) => (track, index)))
            track.Name = FormattableString.Invariant($"{letter}{index + 1}");
    }

    private static string Mode(TimelineDocument document) => document.DropFrame ? " drop frame" : "";
}
