using System.Runtime.CompilerServices;

namespace OpenTimelineIO;

/// <summary>
/// Where the children of a composition lie: found once in one pass, when first asked for, and dropped when something changes. A child whose length cannot be
/// known hides where those behind it lie, and nothing else.
/// </summary>
internal sealed class RangeMap(Composition owner)
{
    private const int MaximumRates = 8;
    private volatile StrongBox<TimeRange>? _available;
    private volatile StrongBox<RationalTime>? _reach;
    private volatile IReadOnlyList<TimeRange>? _places;
    private volatile Sums[] _sums = [];

    // Readers on several threads may compute one thing at once: each gets the same, and the last one's is kept.
    /// <summary>How far the farthest transition reaches to either side of its cut.</summary>
    public RationalTime Reach => (_reach ??= new(FarthestReach())).Value;

    /// <summary>All of the children's time.</summary>
    public TimeRange Available => (_available ??= new(Whole())).Value;

    /// <summary>Where the children lie, summed up once for all: what ends where the next begins, without a rest of another rate's rounding between them.</summary>
    public IReadOnlyList<TimeRange> Places => _places ??= owner.RangesOfAllChildren();

    /// <summary>The state of all media (<see cref="MediaReference.Changes"/>) that this was computed for.</summary>
    public required long MediaChanges { get; init; }

    /// <summary>The map after a child was added at the end, with the length known if it was; null where nothing of it holds.</summary>
    public RangeMap? WithLastChild()
    {
        var children = owner.Children;
        // A transition at an end adds its offset after the sum of all items.
        if (_available is not { } known || !owner.IsSequential || children.Count < 2 || children[0] is Transition || children[^2] is Transition
            || children[^1] is not Item last || !last.TryGetTrimmedRange(out var range))
            return null;
        var length = known.Value.Duration + range.Duration;
        return new(owner) { MediaChanges = MediaChanges, _available = new(new(new(0, length.Rate), length)) };
    }

    public TimeRange OfChild(int index)
    {
        var child = owner.Children[index];
        var duration = child.Duration();
        var start = owner.IsSequential ? SumsAt(duration.Rate).StartOf(index) : new(0, duration.Rate);
        if (owner.IsSequential && child is Transition transition)
            start -= transition.InOffset;
        return new(start, duration);
    }

    private TimeRange Whole()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new OtioException(OtioError.LimitExceeded, $"the compositions around '{owner.Name}' are nested too deep");
        var length = owner.IsSequential ? LengthOfAll() : Longest();
        return new(new(0, length.Rate), length);
    }

    private RationalTime LengthOfAll()
    {
        var children = owner.Children;
        var total = RationalTime.Zero;
        foreach (var child in children)
            if (!child.Overlapping)
                total += child.Duration();
        if (children.Count > 0 && children[0] is Transition first)
            total += first.InOffset;
        if (children.Count > 0 && children[^1] is Transition last)
            total += last.OutOffset;
        return total;
    }

    private RationalTime Longest()
    {
        if (owner.Children.Count == 0)
            return RationalTime.Zero;
        var longest = owner.Children[0].Duration();
        foreach (var child in owner.Children)
            longest = RationalTime.Max(longest, child.Duration());
        return longest;
    }

    private RationalTime FarthestReach()
    {
        var reach = RationalTime.Zero;
        foreach (var child in owner.Children)
            if (child is Transition transition)
                reach = RationalTime.Max(reach, RationalTime.Max(transition.InOffset, transition.OutOffset));
        return reach;
    }

    /// <summary>
    /// Where each child of the track begins, summed up from 0 at a rate. The reference sums up from 0 at the rate of the child that is asked for, so mixed rates
    /// round differently for each; a few rates are kept, and a track of more gives the sum of its own rates.
    /// </summary>
    private Sums SumsAt(double rate)
    {
        var all = _sums;
        foreach (var known in all)
            if (known.Rate.Equals(rate))
                return known;
        if (all.Length == MaximumRates)
            return all[^1];
        var sums = Sums.Of(owner.Children, rate, all.Length == MaximumRates - 1 ? 1 : rate);
        _sums = [.. all, sums];
        return sums;
    }

    /// <summary>The sums at a rate, up to the first child whose length cannot be known.</summary>
    private sealed record Sums(double Rate, List<RationalTime> Starts, OtioException? Problem)
    {
        public static Sums Of(ComposableList children, double rate, double firstRate)
        {
            var starts = new List<RationalTime>(children.Count);
            var sum = new RationalTime(0, firstRate);
            foreach (var child in children)
            {
                starts.Add(sum);
                try
                {
                    if (!child.Overlapping)
                        sum += child.Duration();
                }
                catch (OtioException problem) when (problem.Error == OtioError.NoRange)
                {
                    return new(rate, starts, problem);
                }
            }
            return new(rate, starts, null);
        }

        public RationalTime StartOf(int index) => index < Starts.Count ? Starts[index] : throw new OtioException(Problem!.Error, Problem.Message, Problem);
    }
}
