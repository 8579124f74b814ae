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
        var length = RationalTime.Zero;
        foreach (var track in tracks)
            length = RationalTime.Max(length, track.Duration());
        var even = tracks.Select(track =>
        {
            var duration = track.Duration();
            if (duration >= length)
                return track;
            var longer = track.DeepClone();
            longer.Children.Add(new Gap(length - duration));
            return longer;
        }).ToList();
        Fill(flat, [.. even.Select(track => new Layer(track))], tracks.Count - 1, null);
        return flat;
    }

    /// <summary>A track, and where its children lie once that is asked: what is hidden everywhere need not be known.</summary>
    private sealed class Layer(Track track)
    {
        private IReadOnlyList<TimeRange>? _places;

        public Track Track => track;

        public IReadOnlyList<TimeRange> Places => _places ??= track.RangesOfAllChildren();
    }

    private static void Fill(Track flat, List<Layer> layers, int index, TimeRange? range)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new OtioException(OtioError.LimitExceeded, "there are too many tracks over one another");
        var (track, places) = (layers[index].Track, layers[index].Places);
        if (range is { } trim)
        {
            // The cut pieces follow one another from the start of the range on.
            var part = new Track();
            foreach (var child in TrackTrimming.TrimmedChildren(track, places, trim))
                part.Children.Add(child);
            (track, places) = (part, part.RangesOfAllChildren());
        }

        for (var i = 0; i < places.Count; i++)
        {
            var child = track.Children[i];
            if (child is not (Item or Transition))
                throw new OtioException(OtioError.InvalidEdit, $"only items and transitions can be flattened, and '{child.Name}' is a {child.SchemaName}");
            if (index == 0 || child is not Item { Visible: false })
                flat.Children.Add(child.DeepClone());
            else
                Fill(flat, layers, index - 1, range is { } outer ? new(places[i].StartTime + outer.StartTime, places[i].Duration) : places[i]);
        }
    }
}
