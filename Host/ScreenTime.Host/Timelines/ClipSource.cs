using OpenTimelineIO;
using ScreenTime.Host.Media;
using ScreenTime.Sdk;
using Timecode = ScreenTime.Sdk.Timecode;

namespace ScreenTime.Host.Timelines;

/// <summary>Where in its media a clip begins.</summary>
internal static class ClipSource
{
    /// <summary>
    /// The media time, counted from the media's first frame, of the start of a clip's trimmed range. An EDL's source timecode counts at the media's own rate from
    /// its start timecode. Elsewhere the start of the available range is the media's first frame; without one it is the media's start timecode
    /// where the clip begins at or after it, else 0.
    /// </summary>
    /// <param name="clip">The clip.</param>
    /// <param name="media">Its media.</param>
    /// <param name="document">The timeline.</param>
    /// <param name="start">The media time.</param>
    /// <param name="problem">Why there is none, in words that follow the clip's name; else null.</param>
    public static bool TryStart(Clip clip, MediaFile media, TimelineDocument document, out MediaTime start, out string? problem)
    {
        start = MediaTime.Zero;
        problem = null;
        if (clip.Metadata.TryGetValue("cmx_3600", out var value) && value.TryGetMap(out var columns)
            && columns.TryGetValue("source_in", out var sourceIn) && sourceIn.TryGetString(out var text))
        {
            var drop = media.DropFrame && media.Rate.HasDropFrame;
            if (text.Contains(':', StringComparison.Ordinal) || text.Contains(';', StringComparison.Ordinal))
            {
                if (!Timecode.TryParse(text, media.Rate, drop, out var frame, out var error))
                {
                    problem = $"has source timecode {text}, which is none at the media's {media.Rate} frames a second ({error})";
                    return false;
                }

                start = MediaTime.FromFrames(frame - (media.StartTimecode ?? 0), media.Rate);
                return true;
            }
        }

        MediaTime source;
        try
        {
            var range = clip.SourceRange?.StartTime ?? clip.MediaReference?.AvailableRange?.StartTime;
            if (range is not { } from)
                return true;
            source = MediaTime.FromValue(from.Value, from.Rate);
        }
        catch (Exception exception) when (exception is ArgumentOutOfRangeException or OverflowException)
        {
            problem = "has a source range that is no time";
            return false;
        }

        var timecode = MediaTime.FromFrames(media.StartTimecode ?? 0, media.Rate);
        if (clip.MediaReference?.AvailableRange is { } available)
        {
            var origin = MediaTime.FromValue(available.StartTime.Value, available.StartTime.Rate);
            start = source - origin;
            // Some writers give the available range from 0 and the source range in timecode.
            if (start >= media.Duration && media.StartTimecode is not null && source >= timecode && source - timecode < media.Duration)
                start = source - timecode;
        }
        else
        {
            start = source >= timecode ? source - timecode : source;
        }

        return true;
    }
}
