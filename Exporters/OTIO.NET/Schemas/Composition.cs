namespace OpenTimelineIO;

/// <summary>An item made of others: a track or a stack. A plain <c>Composition.1</c> has children but no ranges.</summary>
public class Composition : Item
{
    private RangeMap? _ranges;

    /// <summary>An empty composition.</summary>
    public Composition() => Children = new(this);

    /// <inheritdoc/>
    public override string SchemaName => "Composition";

    /// <summary>What it is made of.</summary>
    public ComposableList Children { get; }

    /// <summary>The index of a child, or −1.</summary>
    public int IndexOfChild(Composable child)
    {
        ArgumentNullException.ThrowIfNull(child);
        if (child.Parent != this)
            return -1;
        var hint = child.IndexHint;
        if (hint < Children.Count && ReferenceEquals(Children[hint], child))
            return hint;
        // After an insertion or removal every hint behind it is wrong: all are renewed at once, so that a pass over the children stays linear.
        for (var i = 0; i < Children.Count; i++)
            Children[i].IndexHint = i;
        return child.IndexHint;
    }

    /// <inheritdoc/>
    public override TimeRange AvailableRange() => Ranges().Available;

    /// <summary>Where a child lies in this composition's time, the source range not considered.</summary>
    /// <exception cref="OtioException">A length cannot be known.</exception>
    public TimeRange RangeOfChildAtIndex(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Children.Count);
        return Ranges().OfChild(index);
    }

    /// <summary>
    /// Where all children lie in this composition's time, in their order, the source range not considered. In a track times add up at the rate of its first child;
    /// <see cref="RangeOfChildAtIndex"/> adds up at the rate of the child asked for: with mixed rates they may differ in the last digit, as they do in the reference.
    /// </summary>
    /// <exception cref="OtioException">A length cannot be known.</exception>
    public virtual IReadOnlyList<TimeRange> RangesOfAllChildren() => [.. Enumerable.Range(0, Children.Count).Select(RangeOfChildAtIndex)];

    /// <summary>Where a child lies in this composition's time, cut to the source range; null when nothing of it is left.</summary>
    /// <exception cref="OtioException">A length cannot be known.</exception>
    public virtual TimeRange? TrimmedRangeOfChildAtIndex(int index) => TrimChildRange(RangeOfChildAtIndex(index));

    /// <summary>Where a child, or a child of a child, lies in this composition's time, source ranges not considered.</summary>
    /// <exception cref="OtioException">It is not inside this composition, or a length cannot be known.</exception>
    public TimeRange RangeOfChild(Composable child)
    {
        TimeRange? result = null;
        foreach (var (parent, index) in PathTo(child))
        {
            var range = parent.RangeOfChildAtIndex(index);
            result = result is { } inner ? new(inner.StartTime + range.StartTime, inner.Duration) : range;
        }
        return result!.Value;
    }

    /// <summary>Where a child, or a child of a child, lies in this composition's time, cut to the source ranges; null when nothing of it is left.</summary>
    /// <exception cref="OtioException">It is not inside this composition, or a length cannot be known.</exception>
    public TimeRange? TrimmedRangeOfChild(Composable child)
    {
        TimeRange? result = null;
        foreach (var (parent, index) in PathTo(child))
        {
            if (parent.TrimmedRangeOfChildAtIndex(index) is not { } range)
                return null;
            result = result is { } inner ? new(inner.StartTime + range.StartTime, inner.Duration) : range;
        }
        if (SourceRange is not { } source)
            return result;
        var start = RationalTime.Max(source.StartTime, result!.Value.StartTime);
        var end = result.Value.EndTimeExclusive();
        if (start > end)
            return null;
        var duration = RationalTime.Min(end, source.EndTimeExclusive()) - start;
        return duration.Value < 0 ? null : new TimeRange(start, duration);
    }

    /// <summary>A child's range cut to this composition's source range; null when nothing of it is left.</summary>
    public TimeRange? TrimChildRange(TimeRange childRange)
    {
        if (SourceRange is not { } source)
            return childRange;
        if (source.StartTime >= childRange.EndTimeExclusive() || source.EndTimeExclusive() <= childRange.StartTime)
            return null;
        if (childRange.StartTime < source.StartTime)
            childRange = TimeRange.FromStartEndTime(source.StartTime, childRange.EndTimeExclusive());
        if (childRange.EndTimeExclusive() > source.EndTimeExclusive())
            childRange = TimeRange.FromStartEndTime(childRange.StartTime, source.EndTimeExclusive());
        return childRange;
    }

    /// <summary>How much of a child's neighbourhood adjacent transitions show: before it and after it, null for none.</summary>
    public virtual (RationalTime? Head, RationalTime? Tail) HandlesOfChild(Composable child) => (null, null);

    /// <summary>Whether something is a child of this, or a child of a child.</summary>
    public bool IsParentOf(Composable other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (var above = other.Parent; above is not null; above = above.Parent)
            if (above == this)
                return true;
        return false;
    }

    /// <summary>The child at a moment of this composition's time, or null. Between a transition and the items beside it the first in the list wins.</summary>
    /// <param name="time">The moment.</param>
    /// <param name="shallow">False looks on inside a composition that was found, and returns what is at the moment there, or null.</param>
    /// <exception cref="OtioException">A length cannot be known.</exception>
    public Composable? ChildAtTime(RationalTime time, bool shallow = false)
    {
        var composition = this;
        while (true)
        {
            var index = composition.IndexAtTime(time);
            if (index < 0)
                return null;
            var child = composition.Children[index];
            if (shallow || child is not Composition inner)
                return child;
            time = time - composition.RangeOfChildAtIndex(index).StartTime + inner.TrimmedRange().StartTime;
            composition = inner;
        }
    }

    /// <summary>The children that a range of this composition's time touches.</summary>
    /// <exception cref="OtioException">A length cannot be known.</exception>
    public IReadOnlyList<Composable> ChildrenInRange(TimeRange range)
    {
        var found = new List<Composable>();
        var (places, end) = (Ranges().Places, range.EndTimeExclusive());
        for (var i = FirstEndingAfter(range.StartTime); i < Children.Count; i++)
        {
            var child = places[i];
            // The start itself counts even when the range is an instant.
            var begins = child.StartTime < end || child.StartTime <= range.StartTime;
            if (!begins && AllLaterAreAfter(i, child, end))
                break;
            if (begins && child.EndTimeExclusive() > range.StartTime)
                found.Add(Children[i]);
        }
        return found;
    }

    /// <summary>All objects of a type below this, each before what it contains.</summary>
    /// <param name="range">Only what this range of this composition's time touches; null for all.</param>
    /// <param name="shallow">True for the direct children alone.</param>
    /// <exception cref="OtioException">A range is given and a length cannot be known.</exception>
    public IEnumerable<T> FindChildren<T>(TimeRange? range = null, bool shallow = false) where T : Composable
    {
        var open = new Stack<(IReadOnlyList<Composable> Children, int Next, TimeRange? Range, Composition Of)>();
        open.Push((range is { } r ? ChildrenInRange(r) : Children, 0, range, this));
        while (open.TryPop(out var level))
        {
            if (level.Next == level.Children.Count)
                continue;
            open.Push(level with { Next = level.Next + 1 });
            var child = level.Children[level.Next];
            if (child is T match)
                yield return match;
            if (shallow || child is not Composition inner)
                continue;
            if (level.Range is not { } outer)
                open.Push((inner.Children, 0, null, inner));
            else
            {
                var moved = level.Of.TransformedTimeRange(outer, inner);
                open.Push((inner.ChildrenInRange(moved), 0, moved, inner));
            }
        }
    }

    /// <summary>All clips below this, in order.</summary>
    /// <param name="range">Only what this range of this composition's time touches; null for all.</param>
    /// <param name="shallow">True for the direct children alone.</param>
    /// <exception cref="OtioException">A range is given and a length cannot be known.</exception>
    public IEnumerable<Clip> FindClips(TimeRange? range = null, bool shallow = false) => FindChildren<Clip>(range, shallow);

    /// <inheritdoc/>
    public override Box2d? AvailableImageBounds() =>
        FindClips().Select(clip => clip.AvailableImageBounds()).OfType<Box2d>().Aggregate((Box2d?)null, (all, box) => all?.ExtendedBy(box) ?? box);

    /// <inheritdoc/>
    protected internal override void ReadFields(FieldReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        base.ReadFields(reader);
        foreach (var child in reader.Objects<Composable>("children", required: true))
        {
            if (child.Parent is not null)
                throw reader.Error(OtioError.AlreadyHasParent, "children", $"the {child.SchemaName} '{child.Name}' is in two compositions");
            Children.Add(child);
        }
    }

    /// <inheritdoc/>
    protected internal override void WriteFields(FieldWriter writer)
    {
        base.WriteFields(writer);
        writer.Write("children", Children);
    }

    /// <summary>Whether the children follow one another in time (a track) or all start at 0 (a stack); null where they have no places at all.</summary>
    private protected virtual bool? Sequential => null;

    internal bool IsSequential => Sequential == true;

    internal void ForgetRanges()
    {
        for (var above = this; above is not null; above = above.Parent)
            above._ranges = null;
    }

    /// <summary>After a child was added at the end: a track that is built child by child, and asked each time where its end is, is not summed up anew each time.</summary>
    internal void ForgetRangesButLength()
    {
        var longer = _ranges?.WithLastChild();
        ForgetRanges();
        _ranges = longer;
    }

    private RangeMap Ranges()
    {
        var changes = MediaReference.Changes;
        if (_ranges is { } known && known.MediaChanges == changes)
            return known;
        if (Sequential is null)
            throw new OtioException(OtioError.NoRange, $"a plain {SchemaName} gives its children no ranges; use a Track or a Stack");
        return _ranges = new RangeMap(this) { MediaChanges = changes };
    }

    private List<(Composition Parent, int Index)> PathTo(Composable child)
    {
        ArgumentNullException.ThrowIfNull(child);
        var path = new List<(Composition, int)>(1);
        for (var current = child; current != this;)
        {
            var parent = current.Parent
                ?? throw new OtioException(OtioError.NotAChild, $"the {child.SchemaName} '{child.Name}' is not inside the {SchemaName} '{Name}'");
            path.Add((parent, parent.IndexOfChild(current)));
            current = parent;
        }
        if (path.Count == 0)
            throw new OtioException(OtioError.NotAChild, $"the {SchemaName} '{Name}' is not inside itself");
        return path;
    }

    private int IndexAtTime(RationalTime time)
    {
        var places = Ranges().Places;
        for (var i = FirstEndingAfter(time); i < Children.Count; i++)
        {
            var range = places[i];
            if (range.Contains(time))
                return i;
            if (range.StartTime > time && AllLaterAreAfter(i, range, time))
                break;
        }
        return -1;
    }

    // Only a transition can begin before the item in front of it ends.
    private bool AllLaterAreAfter(int index, TimeRange range, RationalTime time) =>
        IsSequential && Children[index] is not Transition && range.StartTime - Ranges().Reach > time;

    // In a track items end in order, and no transition ends later than its reach after the item before it: what ends before is skipped by halving.
    private int FirstEndingAfter(RationalTime time)
    {
        if (!IsSequential)
            return 0;
        time -= Ranges().Reach;
        var places = Ranges().Places;
        int low = 0, high = Children.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            var probe = middle;
            while (probe < high && Children[probe] is Transition)
                probe++;
            if (probe == high)
                high = middle;
            else if (places[probe].EndTimeExclusive() <= time)
                low = probe + 1;
            else
                high = middle;
        }
        return low;
    }
}
