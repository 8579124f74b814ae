using OpenTimelineIO;
using ScreenTime.Host.Media;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Timelines;

/// <summary>Where in its media a clip begins, and how fast it runs from there.</summary>
/// <param name="Start">The media time, counted from the media's first frame, at the start of the clip's trimmed range; played backwards, the end of what it uses.</param>
/// <param name="Speed">The speed.</param>
internal readonly record struct ClipSource(MediaTime Start, Speed Speed)
{
    /// <summary>
    /// Finds it. An EDL's source timecode and speed count at the media's own rate. Elsewhere the start of the available range is the media's first frame; without one
    /// it is the media's start timecode where the clip begins at or after it, else 0.
    /// </summary>
    /// <param name="clip">The clip.</param>
    /// <param name="media">Its media.</param>
    /// <param name="document">The timeline.</param>
    /// <param name="length">The clip's length in its parent.</param>
    /// <param name="source">The answer.</param>
    /// <param name="problem">Why there is none, in words that follow the clip's name; else null.</param>
    public static bool TryFind(Clip clip, MediaFile media, TimelineDocument document, MediaTime length, out ClipSource source, out string? problem)
    {
        source = default;
        try
        {
            if (EdlSource.Of(clip) is { SourceIn: not null } edl)
            {
                if (!edl.TryFind(clip, media, document.Rate, out source, out problem))
                    return false;
            }
            else
            {
                var speed = Speed.Of(clip);
                var begin = StartOf(clip, media, speed, length);
                // In reverse, a clip plays its source range from the end.
                source = new ClipSource(speed.IsReverse ? begin - speed.Of(length) : begin, speed);
            }

            var (start, end) = source.Shown(length);
            problem = start >= media.Duration || end < MediaTime.Zero ? Outside(media) : null;
            return problem is null;
        }
        catch (Exception exception) when (exception is ArgumentOutOfRangeException or OverflowException)
        {
            problem = "has a source range or a speed that is none";
            return false;
        }
    }

    /// <summary>What the clip shows of its media.</summary>
    /// <param name="length">The clip's length in its parent.</param>
    public (MediaTime Start, MediaTime End) Shown(MediaTime length)
    {
        var end = Start + Speed.Of(length);
        return (MediaTime.Min(Start, end), MediaTime.Max(Start, end));
    }

    private static string Outside(MediaFile media)
    {
        var begins = media.StartTimecode is { } frame
            ? $"begins at {Sdk.Timecode.Format(frame, media.Rate, media.DropFrame && media.Rate.HasDropFrame)}"
            : "has no timecode";
        return FormattableString.Invariant(
            $"shows nothing of {media.Name}, which {begins} and is {media.Duration.Seconds:0.###} s long: give the right file with --media-root, or its start with --media-tc {media.Name}=TC");
    }

    private static MediaTime StartOf(Clip clip, MediaFile media, Speed speed, MediaTime length)
    {
        if ((clip.SourceRange?.StartTime ?? clip.MediaReference?.AvailableRange?.StartTime) is not { } from)
            return MediaTime.Zero;
        var source = MediaTime.FromValue(from.Value, from.Rate);
        var timecode = MediaTime.FromFrames(media.StartTimecode ?? 0, media.Rate);
        if (clip.MediaReference?.AvailableRange is not { } available)
            return source >= timecode ? source - timecode : source;

        var byRange = source - MediaTime.FromValue(available.StartTime.Value, available.StartTime.Rate);
        var byTimecode = source - timecode;
        if (media.StartTimecode is null || byTimecode < MediaTime.Zero || byTimecode >= media.Duration)
            return byRange;
        // Some writers give the available range from 0 and the source range in timecode.
        if (byRange >= media.Duration)
            return byTimecode;
        // Media of another length is not the file that the range speaks of (a trimmed copy, a proxy of the whole reel): only timecode is common to both.
        var known = MediaTime.FromValue(available.Duration.Value, available.Duration.Rate);
        var difference = known > media.Duration ? known - media.Duration : media.Duration - known;
        var starts = available.StartTime.Value != 0;
        var used = speed.IsReverse ? -speed.Of(length) : speed.Of(length);
        return starts && difference > media.Rate.FrameDuration && byTimecode + used <= media.Duration ? byTimecode : byRange;
    }
}
