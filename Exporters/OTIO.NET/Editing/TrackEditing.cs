namespace OpenTimelineIO;

/// <summary>
/// Edits at a time of a track. Times are the track's own, its source range not considered. What is edited in is an item without
/// parent; what fills empty time is a gap, or a copy of the given template.
/// </summary>
public static class TrackEditing
{
    // Under a nanosecond no border is different from another: rates that don't divide leave such rests.
    internal const double Tolerance = 1e-9;

    /// <summary>Puts an item over whatever is in a range; everything else stays where it is. Its source range becomes as long as the range.</summary>
    /// <param name="track">The track.</param>
    /// <param name="item">The item; it starts at its trimmed start.</param>
    /// <param name="range">Where; beyond the track's end the time between is filled.</param>
    /// <param name="removeTransitions">Whether transitions that the range touches go; otherwise they are an error.</param>
    /// <param name="fill">What to fill empty time with; null is a gap.</param>
    /// <exception cref="OtioException">The edit is impossible (<see cref="OtioError.InvalidEdit"/>) or a length cannot be known.</exception>
    public static void Overwrite(this Track track, Item item, TimeRange range, bool removeTransitions = true, Item? fill = null)
    {
        var source = Check(track, item);
        if (range.IsInvalid || range.StartTime.Value < 0)
            throw Refused($"{range} is no range to overwrite");
        HandleTransitions(track, range, removeTransitions);
        var end = track.AvailableRange().EndTimeExclusive();
        item.SourceRange = new(source.StartTime, range.Duration);
        if (!IsBefore(range.StartTime, end))
        {
            AddFill(track, track.Children.Count, range.StartTime - end, fill);
            track.Children.Add(item);
            return;
        }
        var from = SplitAt(track, range.StartTime);
        var to = SplitAt(track, range.EndTimeExclusive());
        track.Children.RemoveRange(from, to - from);
        track.Children.Insert(from, item);
    }

    /// <summary>Puts an item in at a time; what comes after it moves back by its length.</summary>
    /// <param name="track">The track.</param>
    /// <param name="item">The item.</param>
    /// <param name="time">Where; beyond the track's end the time between is filled, before 0 it goes first.</param>
    /// <param name="removeTransitions">Whether a transition at that time goes; otherwise it is an error.</param>
    /// <param name="fill">What to fill empty time with; null is a gap.</param>
    /// <exception cref="OtioException">The edit is impossible (<see cref="OtioError.InvalidEdit"/>) or a length cannot be known.</exception>
    public static void Insert(this Track track, Item item, RationalTime time, bool removeTransitions = true, Item? fill = null)
    {
        Check(track, item);
        HandleTransitions(track, new(time, new(0, time.Rate)), removeTransitions);
        var end = track.AvailableRange().EndTimeExclusive();
        if (!IsBefore(time, end))
        {
            AddFill(track, track.Children.Count, time - end, fill);
            track.Children.Add(item);
        }
        else
            track.Children.Insert(time.Value <= 0 ? 0 : SplitAt(track, time), item);
    }

    /// <summary>Cuts the item at a time in two. At a border nothing changes.</summary>
    /// <param name="track">The track.</param>
    /// <param name="time">Where.</param>
    /// <param name="removeTransitions">Whether a transition at that time goes; otherwise it is an error.</param>
    /// <exception cref="OtioException">There is no item (<see cref="OtioError.InvalidEdit"/>) or a length cannot be known.</exception>
    public static void Slice(this Track track, RationalTime time, bool removeTransitions = true)
    {
        ArgumentNullException.ThrowIfNull(track);
        if (time.Value < 0 || !IsBefore(time, track.AvailableRange().EndTimeExclusive()))
            throw Refused($"there is nothing at {time} to slice");
        HandleTransitions(track, new(time, new(0, time.Rate)), removeTransitions);
        SplitAt(track, time);
    }

    /// <summary>Puts an item into a gap, from a time inside it on.</summary>
    /// <param name="track">The track.</param>
    /// <param name="item">The item.</param>
    /// <param name="time">A time inside a gap.</param>
    /// <param name="reference">How the item is fitted in.</param>
    /// <exception cref="OtioException">There is no gap (<see cref="OtioError.InvalidEdit"/>) or a length cannot be known.</exception>
    public static void Fill(this Track track, Item item, RationalTime time, FillReference reference = FillReference.Source)
    {
        var source = Check(track, item);
        if (track.ChildrenInRange(new(time, new(0, time.Rate))).OfType<Gap>().FirstOrDefault(gap => track.RangeOfChild(gap).Contains(time)) is not { } gap)
            throw Refused($"there is no gap at {time} to fill");
        var left = track.RangeOfChild(gap).EndTimeExclusive() - time;
        var duration = reference switch
        {
            FillReference.Source => source.Duration,
            FillReference.Sequence => RationalTime.Min(source.Duration, left),
            _ => left,
        };
        // A time effect changes no duration: the source range has the length on the track, and the speed says how much media that is.
        if (reference == FillReference.Fit && source.Duration != left)
            item.Effects.Add(new LinearTimeWarp { Name = item.Name, TimeScalar = source.Duration.ToSeconds() / left.ToSeconds() });
        track.Overwrite(item, new(time, duration));
    }

    /// <summary>Takes out the item at a time.</summary>
    /// <param name="track">The track.</param>
    /// <param name="time">A time inside the item; transitions at its ends go with it.</param>
    /// <param name="keepTime">Whether its time is filled; otherwise what comes after moves up.</param>
    /// <param name="fill">What to fill its time with; null is a gap.</param>
    /// <returns>What was taken out.</returns>
    /// <exception cref="OtioException">There is no item (<see cref="OtioError.InvalidEdit"/>) or a length cannot be known.</exception>
    public static Item RemoveAtTime(this Track track, RationalTime time, bool keepTime = true, Item? fill = null)
    {
        ArgumentNullException.ThrowIfNull(track);
        if (track.FindChildren<Item>(new(time, new(0, time.Rate)), shallow: true).FirstOrDefault(child => track.RangeOfChild(child).Contains(time)) is not { } item)
            throw Refused($"there is nothing at {time} to remove");
        var duration = item.Duration();
        var (before, after) = track.NeighborsOf(item);
        if (after is Transition)
            track.Children.Remove(after);
        if (before is Transition)
            track.Children.Remove(before);
        var index = track.IndexOfChild(item);
        track.Children.RemoveAt(index);
        if (keepTime)
            AddFill(track, index, duration, fill);
        return item;
    }

    internal static OtioException Refused(FormattableString why) => new(OtioError.InvalidEdit, FormattableString.Invariant(why));

    internal static void AddFill(Track track, int index, RationalTime duration, Item? template)
    {
        if (duration.ToSeconds() <= Tolerance)
            return;
        var fill = template?.DeepClone() ?? new Gap();
        fill.SourceRange = new(new(0, duration.Rate), duration);
        track.Children.Insert(index, fill);
    }

    private static TimeRange Check(Track track, Item item)
    {
        ArgumentNullException.ThrowIfNull(track);
        ArgumentNullException.ThrowIfNull(item);
        if (item.Parent is not null)
            throw new OtioException(OtioError.AlreadyHasParent, $"'{item.Name}' is in a composition already; clone it");
        if (item is Composition composition && (composition == track || composition.IsParentOf(track)))
            throw new OtioException(OtioError.Cycle, $"'{item.Name}' can't be put inside itself");
        return item.TrimmedRange();
    }

    private static bool IsBefore(RationalTime a, RationalTime b) => (b - a).ToSeconds() > Tolerance;

    private static void HandleTransitions(Track track, TimeRange range, bool remove)
    {
        var (start, end) = (range.StartTime, range.EndTimeExclusive());
        var touched = track.Children.OfType<Transition>().Where(transition =>
        {
            var place = track.RangeOfChild(transition);
            return IsBefore(start, place.EndTimeExclusive()) && IsBefore(place.StartTime, end);
        }).ToList();
        // What an edit splits or replaces has other neighbours afterwards, so a transition at its ends can't stay either.
        if (touched.Count > 0 && !remove)
            throw Refused($"the transition '{touched[0].Name}' is in the way");
        track.Children.RemoveAll(touched);
    }

    /// <summary>Makes sure that a border is at a time, and gives the index of what begins there.</summary>
    private static int SplitAt(Track track, RationalTime time)
    {
        for (var i = 0; i < track.Children.Count; i++)
        {
            if (track.Children[i] is Transition)
                continue;
            var place = track.RangeOfChildAtIndex(i);
            if (!IsBefore(place.StartTime, time))
                return i;
            if (!IsBefore(time, place.EndTimeExclusive()))
                continue;
            if (track.Children[i] is not Item first)
                throw Refused($"a {track.Children[i].SchemaName} can't be cut");
            var source = first.TrimmedRange();
            var length = time - place.StartTime;
            var second = first.DeepClone();
            second.SourceRange = new(source.StartTime + length, source.Duration - length);
            first.SourceRange = new(source.StartTime, length);
            track.Children.Insert(i + 1, second);
            return i + 1;
        }
        return track.Children.Count;
    }
}
