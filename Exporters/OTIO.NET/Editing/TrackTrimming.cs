namespace OpenTimelineIO;

/// <summary>Copies of a part of a track.</summary>
public static class TrackTrimming
{
    /// <summary>A copy of the track with only what lies in a range of its own time, items at the borders cut.</summary>
    /// <exception cref="OtioException">A border lies inside a transition (<see cref="OtioError.InvalidEdit"/>), or a length cannot be known.</exception>
    public static Track TrimmedToRange(this Track track, TimeRange range)
    {
        ArgumentNullException.ThrowIfNull(track);
        var shell = (Track)ShallowClone(track);
        foreach (var child in track.ChildrenInRange(range))
            if (TrimmedChild(child, track.RangeOfChild(child), range) is { } trimmed)
                shell.Children.Add(trimmed);
        return shell;
    }

    /// <summary>A copy of a child, cut to a range of its track's time; null when nothing of it is inside.</summary>
    internal static Composable? TrimmedChild(Composable child, TimeRange childRange, TimeRange range)
    {
        if (!range.Intersects(childRange))
            return null;
        var copy = child.DeepClone();
        var (start, end) = (childRange.StartTime, childRange.EndTimeExclusive());
        if (range.StartTime <= start && range.EndTimeExclusive() >= end)
            return copy;
        if (copy is Transition)
            throw new OtioException(OtioError.InvalidEdit, $"the cut at {range} lies inside the transition '{child.Name}'");
        if (copy is not Item item)
            throw new OtioException(OtioError.InvalidEdit, $"a {child.SchemaName} can't be cut");
        var source = ((Item)child).TrimmedRange();
        if (range.StartTime > start)
            source = new(source.StartTime + (range.StartTime - start), source.Duration - (range.StartTime - start));
        if (range.EndTimeExclusive() < end)
            source = new(source.StartTime, source.Duration - (end - range.EndTimeExclusive()));
        item.SourceRange = source;
        return item;
    }

    // Everything but the children, without copying them first.
    private static Track ShallowClone(Track track)
    {
        var copy = new Track(track.Name, track.Kind)
        {
            SourceRange = track.SourceRange,
            Enabled = track.Enabled,
            Color = track.Color,
        };
        foreach (var (name, value) in ((SerializableObjectWithMetadata)new SerializableObjectWithMetadata { Metadata = track.Metadata }.Clone()).Metadata)
            copy.Metadata[name] = value;
        copy.Effects.AddRange(track.Effects.Select(effect => effect.DeepClone()));
        copy.Markers.AddRange(track.Markers.Select(marker => marker.DeepClone()));
        return copy;
    }
}
