namespace OpenTimelineIO;

/// <summary>Copies of a part of a track.</summary>
public static class TrackTrimming
{
    /// <summary>A copy of the track with only what lies in a range of its own time, items at the borders cut.</summary>
    /// <exception cref="OtioException">A border lies inside a transition (<see cref="OtioError.InvalidEdit"/>), or a length cannot be known.</exception>
    public static Track TrimmedToRange(this Track track, TimeRange range)
    {
        ArgumentNullException.ThrowIfNull(track);
        var shell = (Track)Cloner.CloneWithoutChildren(track);
        foreach (var trimmed in TrimmedChildren(track, track.RangesOfAllChildren(), range))
            shell.Children.Add(trimmed);
        return shell;
    }

    /// <summary>Copies of the children of a track that lie in a range of its time, those at the borders cut.</summary>
    /// <param name="track">The track.</param>
    /// <param name="places">Where its children lie.</param>
    /// <param name="range">The range.</param>
    internal static IEnumerable<Composable> TrimmedChildren(Track track, IReadOnlyList<TimeRange> places, TimeRange range)
    {
        foreach (var child in track.ChildrenInRange(range))
        {
            var place = places[track.IndexOfChild(child)];
            if (!range.Intersects(place))
                continue;
            var copy = child.DeepClone();
            if (!range.Contains(place))
                Trim(copy, (child as Item)?.TrimmedRange(), place, range);
            yield return copy;
        }
    }

    private static void Trim(Composable copy, TimeRange? trimmed, TimeRange place, TimeRange range)
    {
        if (copy is Transition)
            throw new OtioException(OtioError.InvalidEdit, $"the cut at {range} lies inside the transition '{copy.Name}'");
        if (copy is not Item item || trimmed is not { } source)
            throw new OtioException(OtioError.InvalidEdit, $"a {copy.SchemaName} can't be cut");
        var (start, end) = (place.StartTime, place.EndTimeExclusive());
        if (range.StartTime > start)
            source = new(source.StartTime + (range.StartTime - start), source.Duration - (range.StartTime - start));
        if (range.EndTimeExclusive() < end)
            source = new(source.StartTime, source.Duration - (end - range.EndTimeExclusive()));
        item.SourceRange = source;
    }
}
