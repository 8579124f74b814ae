namespace OpenTimelineIO;

/// <summary>
/// Edits of an item of a track by moving its ends. Amounts are seconds as <see cref="RationalTime"/>, positive towards the end.
/// An item never gets shorter than one unit of its rate or longer than its media, where that is known: amounts beyond are cut back.
/// </summary>
public static class ItemEditing
{
    /// <summary>Moves the item's ends and nothing else: time that becomes empty is filled, and only gaps beside the item are taken from.</summary>
    /// <param name="item">The item.</param>
    /// <param name="deltaIn">By how much its start moves.</param>
    /// <param name="deltaOut">By how much its end moves.</param>
    /// <param name="fill">What to fill empty time with; null is a gap.</param>
    /// <exception cref="OtioException">A transition is at an end that moves (<see cref="OtioError.InvalidEdit"/>), or a length cannot be known.</exception>
    public static void Trim(this Item item, RationalTime deltaIn, RationalTime deltaOut, Item? fill = null)
    {
        var track = TrackOf(item);
        var (before, after) = track.NeighborsOf(item);
        if ((deltaIn.Value != 0 && before is Transition) || (deltaOut.Value != 0 && after is Transition))
            throw TrackEditing.Refused($"the transition beside '{item.Name}' is in the way");
        var source = item.TrimmedRange();
        deltaIn = CutBackIn(item, source, deltaIn, Room(before));
        source = new(source.StartTime + deltaIn, source.Duration - deltaIn);
        deltaOut = CutBackOut(item, source, deltaOut, after is null ? null : Room(after));
        item.SourceRange = new(source.StartTime, source.Duration + deltaOut);
        if (after is not null)
            Refill(track, track.IndexOfChild(item) + 1, after, -deltaOut, fill);
        Refill(track, track.IndexOfChild(item), before, deltaIn, fill);
    }

    /// <summary>Shows another part of the media, of the same length, at the same place.</summary>
    /// <param name="item">The item.</param>
    /// <param name="delta">By how much later in the media it starts.</param>
    /// <exception cref="OtioException">A length cannot be known.</exception>
    public static void Slip(this Item item, RationalTime delta)
    {
        ArgumentNullException.ThrowIfNull(item);
        var source = item.TrimmedRange();
        var start = source.StartTime + delta;
        if (Media(item) is { } media)
            start = RationalTime.Max(RationalTime.Min(start, media.EndTimeExclusive() - source.Duration), media.StartTime);
        item.SourceRange = new(start, source.Duration);
    }

    /// <summary>Moves the item and all that follows by making the item before it longer or shorter.</summary>
    /// <param name="item">The item; the first one of a track stays where it is, as in the reference.</param>
    /// <param name="delta">By how much later it starts.</param>
    /// <exception cref="OtioException">The item is in no track, or a length cannot be known.</exception>
    public static void Slide(this Item item, RationalTime delta)
    {
        var track = TrackOf(item);
        if (ItemBeside(track, item, -1) is not { } before)
            return;
        var source = before.TrimmedRange();
        before.SourceRange = new(source.StartTime, source.Duration + CutBackOut(before, source, delta, null));
    }

    /// <summary>Moves the item's ends in its media; what follows moves with it.</summary>
    /// <param name="item">The item.</param>
    /// <param name="deltaIn">By how much later in the media it starts.</param>
    /// <param name="deltaOut">By how much later in the media it ends.</param>
    /// <exception cref="OtioException">A length cannot be known.</exception>
    public static void Ripple(this Item item, RationalTime deltaIn, RationalTime deltaOut)
    {
        ArgumentNullException.ThrowIfNull(item);
        var source = item.TrimmedRange();
        deltaIn = CutBackIn(item, source, deltaIn, null);
        source = new(source.StartTime + deltaIn, source.Duration - deltaIn);
        item.SourceRange = new(source.StartTime, source.Duration + CutBackOut(item, source, deltaOut, null));
    }

    /// <summary>Moves the cuts at the item's ends: what it gains the items beside it lose, and the other way round; nothing else moves.</summary>
    /// <param name="item">The item.</param>
    /// <param name="deltaIn">By how much the cut before it moves.</param>
    /// <param name="deltaOut">By how much the cut after it moves.</param>
    /// <exception cref="OtioException">There is no item beside an end that moves (<see cref="OtioError.InvalidEdit"/>), or a length cannot be known.</exception>
    public static void Roll(this Item item, RationalTime deltaIn, RationalTime deltaOut)
    {
        var track = TrackOf(item);
        var before = deltaIn.Value == 0 ? null : ItemBeside(track, item, -1) ?? throw TrackEditing.Refused($"there is nothing before '{item.Name}'");
        var after = deltaOut.Value == 0 ? null : ItemBeside(track, item, 1) ?? throw TrackEditing.Refused($"there is nothing after '{item.Name}'");
        if (before is not null)
            MoveCut(before, item, deltaIn);
        if (after is not null)
            MoveCut(item, after, deltaOut);
    }

    private static void MoveCut(Item left, Item right, RationalTime delta)
    {
        var (leftSource, rightSource) = (left.TrimmedRange(), right.TrimmedRange());
        delta = CutBackOut(left, leftSource, CutBackIn(right, rightSource, delta, null), null);
        left.SourceRange = new(leftSource.StartTime, leftSource.Duration + delta);
        right.SourceRange = new(rightSource.StartTime + delta, rightSource.Duration - delta);
    }

    private static Track TrackOf(Item item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return item.Parent as Track ?? throw new OtioException(OtioError.NotAChild, $"'{item.Name}' is in no track");
    }

    private static Item? ItemBeside(Track track, Item item, int step)
    {
        var index = track.IndexOfChild(item) + step;
        while (index >= 0 && index < track.Children.Count && track.Children[index] is Transition)
            index += step;
        return index >= 0 && index < track.Children.Count ? track.Children[index] as Item : null;
    }

    /// <summary>How far an end may move into what is beside it without touching it: the length of a gap, else nothing.</summary>
    private static RationalTime? Room(Composable? beside) => beside is Gap gap ? gap.Duration() : RationalTime.Zero;

    private static void Refill(Track track, int index, Composable? beside, RationalTime empty, Item? fill)
    {
        if (beside is not Gap gap || (fill is not null && empty.Value > 0))
        {
            TrackEditing.AddFill(track, index, empty, fill);
            return;
        }
        var duration = gap.Duration() + empty;
        if (duration.ToSeconds() <= TrackEditing.Tolerance)
            track.Children.Remove(gap);
        else
            gap.SourceRange = new(gap.TrimmedRange().StartTime, duration);
    }

    private static RationalTime CutBackIn(Item item, TimeRange source, RationalTime delta, RationalTime? room)
    {
        delta = RationalTime.Min(delta, source.Duration - OneUnit(source));
        if (room is { } gap)
            delta = RationalTime.Max(delta, -gap);
        if (Media(item) is { } media)
            delta = RationalTime.Max(delta, RationalTime.Min(media.StartTime - source.StartTime, new(0, delta.Rate)));
        return delta;
    }

    private static RationalTime CutBackOut(Item item, TimeRange source, RationalTime delta, RationalTime? room)
    {
        delta = RationalTime.Max(delta, OneUnit(source) - source.Duration);
        if (room is { } gap)
            delta = RationalTime.Min(delta, gap);
        if (Media(item) is { } media)
            delta = RationalTime.Min(delta, RationalTime.Max(media.EndTimeExclusive() - source.EndTimeExclusive(), new(0, delta.Rate)));
        return delta;
    }

    private static RationalTime OneUnit(TimeRange source) => new(Math.Min(1, source.Duration.Value), source.Duration.Rate);

    private static TimeRange? Media(Item item) => item switch
    {
        Clip clip => clip.MediaReference?.AvailableRange,
        Composition composition => composition.AvailableRange(),
        _ => null,
    };
}
