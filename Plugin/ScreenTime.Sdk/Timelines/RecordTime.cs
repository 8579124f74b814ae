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
            for (Item? at = item; at is not null && at != root; at = at.Parent)
            {
                // A clip shows in the whole of a transition, beyond its cut.
                if (!at.Enabled || !Contains(at.VisibleRange(), item.TransformedTime(time, at)))
                    return null;
            }

            return item.TransformedTime(time, root);
        }
        catch (OtioException)
        {
            return null;
        }
    }

    private static bool Contains(TimeRange range, RationalTime time)
    {
        var into = (time - range.StartTime).ToSeconds();
        return into >= -Microsecond && into < range.Duration.ToSeconds() - Microsecond;
    }
}
