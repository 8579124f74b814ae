using OpenTimelineIO;

namespace ScreenTime.Sdk;

/// <summary>Where what lies inside a timeline shows on the record.</summary>
public static class RecordTime
{
    // Times that are no whole frames are doubles with an error: what is on the first frame of a clip must not fall off it.
    private const double Microsecond = 1e-6;

    /// <summary>The time of the whole timeline at which a moment of an item shows; null where it is trimmed away, lies in what is switched off, or is no time.</summary>
    /// <param name="item">The item: a clip, a gap, a track or a nested sequence.</param>
    /// <param name="time">The moment, in the item's own time, as its markers are.</param>
    /// <param name="root">The timeline's stack; the answer is in its own time.</param>
    public static RationalTime? Of(Item item, RationalTime time, Stack root)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(root);
        try
        {
            for (var at = item; at != root; at = at.Parent!)
            {
                if (at.Parent is not { } parent)
                    return null;
                // A clip shows in the whole of a transition, beyond its cut.
                var (begin, shown) = (at.TrimmedRange().StartTime, at.VisibleRange());
                if (at is Track track && TrackRange.LiesBeside(track))
                    (begin, shown) = (new RationalTime(0, begin.Rate), new TimeRange(shown.StartTime - begin, shown.Duration));
                if (!at.Enabled || !Contains(shown, time))
                    return null;
                time = time - begin + parent.RangeOfChild(at).StartTime;
            }

            return time;
        }
        catch (OtioException)
        {
            return null;
        }
    }

    /// <summary>Whether a range shows a moment.</summary>
    public static bool Contains(TimeRange range, RationalTime time)
    {
        var into = (time - range.StartTime).ToSeconds();
        return into >= -Microsecond && into < range.Duration.ToSeconds() - Microsecond;
    }
}
