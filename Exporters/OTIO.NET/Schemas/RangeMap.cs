namespace OpenTimelineIO;

/// <summary>Where the children of a composition lie: found once in one pass, dropped when something changes.</summary>
internal sealed class RangeMap
{
    private readonly Composition _owner;
    private const int MaximumRates = 8;
    private volatile IReadOnlyList<TimeRange>? _places;
    private volatile IReadOnlyList<(double Rate, RationalTime[] Starts)>? _starts;

    private RangeMap(Composition owner, TimeRange available, IReadOnlyList<(double Rate, RationalTime[] Starts)>? starts) =>
        (_owner, Available, _starts) = (owner, available, starts);

    /// <summary>How far the farthest transition reaches to either side of its cut.</summary>
    public RationalTime Reach { get; private init; }

    public TimeRange Available { get; }

    /// <summary>Where the children lie, summed up once for all: what ends where the next begins, without a rest of another rate's rounding between them.</summary>
    public IReadOnlyList<TimeRange> Places => _places ??= _owner.RangesOfAllChildren();

    /// <summary>The state of all media (<see cref="MediaReference.Changes"/>) that this was computed for.</summary>
    public long MediaChanges { get; set; }

    public static RangeMap OfTrack(Track track)
    {
        var children = track.Children;
        var total = RationalTime.Zero;
        var reach = RationalTime.Zero;
        foreach (var child in children)
        {
            if (child is Transition transition)
                reach = RationalTime.Max(reach, RationalTime.Max(transition.InOffset, transition.OutOffset));
            else if (!child.Overlapping)
                total += child.Duration();
        }
        if (children.Count > 0 && children[0] is Transition first)
            total += first.InOffset;
        if (children.Count > 0 && children[^1] is Transition last)
            total += last.OutOffset;
        return new(track, new(new(0, total.Rate), total), []) { Reach = reach };
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
        var start = _starts is null ? new(0, duration.Rate) : Starts(duration.Rate)[index];
        if (child is Transition transition && _starts is not null)
            start -= transition.InOffset;
        return new(start, duration);
    }

    /// <summary>
    /// Where each child of the track begins, summed up from 0 at a rate. The reference sums up from 0 at the rate of the child that is asked for, so mixed rates
    /// round differently for each; a few rates are kept, and a track of more gives the sum of its own rates.
    /// </summary>
    private RationalTime[] Starts(double rate)
    {
        var all = _starts!;
        foreach (var (known, starts) in all)
            if (known.Equals(rate))
                return starts;
        if (all.Count == MaximumRates)
            return all[^1].Starts;
        var sum = new RationalTime(0, all.Count == MaximumRates - 1 ? 1 : rate);
        var sums = new RationalTime[_owner.Children.Count];
        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] = sum;
            if (!_owner.Children[i].Overlapping)
                sum += _owner.Children[i].Duration();
        }
        // Readers on several threads may do this at once: each adds to a list of its own.
        _starts = [.. all, (rate, sums)];
        return sums;
    }
}
