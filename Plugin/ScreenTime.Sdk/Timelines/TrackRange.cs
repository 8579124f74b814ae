using OpenTimelineIO;

namespace ScreenTime.Sdk;

/// <summary>What a track's source range means.</summary>
public static class TrackRange
{
    // Times that are no whole frames are doubles with an error.
    private const double Microsecond = 1e-6;

    /// <summary>
    /// Whether a track's source range means all of its contents though it lies beside them. OpenTimelineIO's reader of edit decision lists writes the record timecode there, below zero,
    /// where it can mean no part: a range as long as the contents but beside them means all of them.
    /// </summary>
    /// <param name="track">The track.</param>
    /// <param name="contents">How long its contents are, in seconds; asked for only where the range lies beside where they could be.</param>
    public static bool LiesBeside(Track track, Func<double> contents)
    {
        ArgumentNullException.ThrowIfNull(track);
        ArgumentNullException.ThrowIfNull(contents);
        if (track.SourceRange is not { } range)
            return false;
        var length = range.Duration.ToSeconds();
        return Math.Abs(range.StartTime.ToSeconds()) > length - Microsecond && Math.Abs(contents() - length) < Microsecond;
    }

    /// <summary>The same, of a track whose items say their lengths; where one does not, the range is taken at its word.</summary>
    public static bool LiesBeside(Track track) =>
        LiesBeside(track, () => track.Children.OfType<Item>().Sum(item => item.TryGetTrimmedRange(out var range) ? range.Duration.ToSeconds() : double.NaN));
}
