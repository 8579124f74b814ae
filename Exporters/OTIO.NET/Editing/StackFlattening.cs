using System.Runtime.CompilerServices;

namespace OpenTimelineIO;

/// <summary>One track that shows what several over one another show.</summary>
public static class StackFlattening
{
    /// <summary>
    /// A new track with copies of what the topmost track has at each time; where that has a gap, of what lies below. Disabled tracks
    /// are left out, shorter ones end in a gap, as in the reference. Nested stacks are not opened, and whether an item covers the whole picture is not asked.
    /// </summary>
    /// <exception cref="OtioException">A child is no track, a gap's border lies inside a transition below, or a length cannot be known.</exception>
    public static Track Flatten(this Stack stack)
    {
        ArgumentNullException.ThrowIfNull(stack);
        var tracks = new List<Track>();
        foreach (var child in stack.Children)
        {
            if (child is not Track track)
                throw new OtioException(OtioError.InvalidEdit, $"only tracks can be flattened, and '{child.Name}' is a {child.SchemaName}");
            if (track.Enabled)
                tracks.Add(track);
        }
        return Flatten(tracks);
    }

    /// <summary>A new track with copies of what the last of the tracks has at each time; see <see cref="Flatten(Stack)"/>.</summary>
    /// <exception cref="OtioException">A gap's border lies inside a transition below, or a length cannot be known.</exception>
    public static Track Flatten(IReadOnlyList<Track> tracks)
    {
        ArgumentNullException.ThrowIfNull(tracks);
        var flat = new Track { Name = "Flattened" };
        if (tracks.Count == 0)
            return flat;
        var length = tracks[0].AvailableRange().Duration;
        foreach (var track in tracks)
            length = RationalTime.Max(length, track.AvailableRange().Duration);
        Fill(flat, tracks, tracks.Count - 1, new(new(0, length.Rate), length));
        return flat;
    }

    private static void Fill(Track flat, IReadOnlyList<Track> tracks, int index, TimeRange range)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new OtioException(OtioError.LimitExceeded, "there are too many tracks over one another");
        var track = tracks[index];
        foreach (var child in track.ChildrenInRange(range))
        {
            var place = track.RangeOfChild(child);
            if (index == 0 || child is not Item { Visible: false })
            {
                if (TrackTrimming.TrimmedChild(child, place, range) is { } copy)
                    flat.Children.Add(copy);
            }
            else if (range.Intersects(place))
                Fill(flat, tracks, index - 1, TimeRange.FromStartEndTime(
                    RationalTime.Max(range.StartTime, place.StartTime), RationalTime.Min(range.EndTimeExclusive(), place.EndTimeExclusive())));
        }
        var end = track.AvailableRange().EndTimeExclusive();
        if (end >= range.EndTimeExclusive())
            return;
        // The track is shorter than what it has to fill: the rest is a gap, through which the tracks below show.
        var rest = TimeRange.FromStartEndTime(RationalTime.Max(range.StartTime, end), range.EndTimeExclusive());
        if (index == 0)
            flat.Children.Add(new Gap(rest.Duration));
        else
            Fill(flat, tracks, index - 1, rest);
    }
}
