namespace OpenTimelineIO;

/// <summary>Where the children of a composition lie: found once in one pass, dropped when something changes.</summary>
internal sealed class RangeMap
{
    private readonly Composition _owner;
    private readonly RationalTime[]? _ends;

    private RangeMap(Composition owner, TimeRange available, RationalTime[]? ends) => (_owner, Available, _ends) = (owner, available, ends);

    /// <summary>How far the farthest transition reaches to either side of its cut.</summary>
    public RationalTime Reach { get; private init; }

    public TimeRange Available { get; }

    /// <summary>The state of all media (<see cref="MediaReference.Changes"/>) that this was computed for.</summary>
    public long MediaChanges { get; set; }

    public static RangeMap OfTrack(Track track)
    {
        var children = track.Children;
        var ends = new RationalTime[children.Count];
        var total = RationalTime.Zero;
        RationalTime? end = null;
        var reach = RationalTime.Zero;
        for (var i = 0; i < children.Count; i++)
        {
            if (!children[i].Overlapping)
            {
                var duration = children[i].Duration();
                total += duration;
                end = end is { } before ? before + duration : duration;
            }
            else if (children[i] is Transition transition)
            {
                reach = RationalTime.Max(reach, RationalTime.Max(transition.InOffset, transition.OutOffset));
            }
            ends[i] = end ?? new(0, double.Epsilon);
        }
        if (children.Count > 0 && children[0] is Transition first)
            total += first.InOffset;
        if (children.Count > 0 && children[^1] is Transition last)
            total += last.OutOffset;
        return new(track, new(new(0, total.Rate), total), ends) { Reach = reach };
    }

    public static RangeMap OfStack(Stack stack)
    {
        if (stack.Children.Count == 0)
            return new(stack, TimeRange.Zero, null);
        var longest = stack.Children[0].Duration();
        foreach (var child in stack.Children)
            longest = RationalTime.Max(longest, child.Duration());
        return new(stack, new(new(0, longest.Rate), longest), null);
    }

    public TimeRange OfChild(int index)
    {
        var child = _owner.Children[index];
        var duration = child.Duration();
        var start = new RationalTime(0, duration.Rate);
        // Nothing but transitions before leaves the child's own rate, as the reference's sum does.
        if (_ends is not null && index > 0 && _ends[index - 1].Rate != double.Epsilon)
            start += _ends[index - 1];
        if (child is Transition transition && _ends is not null)
            start -= transition.InOffset;
        return new(start, duration);
    }
}
