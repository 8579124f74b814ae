namespace OpenTimelineIO;

/// <summary>A composable with a length, effects and markers: a clip, a gap, a track or a stack.</summary>
public class Item : Composable
{
    private TimeRange? _sourceRange;

    /// <inheritdoc/>
    public override string SchemaName => "Item";

    /// <inheritdoc/>
    public override bool Visible => Enabled;

    /// <summary>The part of what is available that is used, in this item's own time; null uses all.</summary>
    public TimeRange? SourceRange
    {
        get => _sourceRange;
        set
        {
            _sourceRange = value;
            RangeChanged();
        }
    }

    /// <summary>The effects, in the order in which they apply.</summary>
    public ObjectList<Effect> Effects { get; private set; } = new();

    /// <summary>The markers, in this item's own time (a clip's: the time of its media).</summary>
    public ObjectList<Marker> Markers { get; private set; } = new();

    /// <summary>Whether the item takes part; one that doesn't leaves its time empty.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The colour that an application shows the item in.</summary>
    public Color? Color { get; set; }

    /// <summary>All that could be used, in this item's own time.</summary>
    /// <exception cref="OtioException">It cannot be known (<see cref="OtioError.NoRange"/>).</exception>
    public virtual TimeRange AvailableRange() => throw new OtioException(OtioError.NoRange, $"a {SchemaName} named '{Name}' has no available range");

    /// <summary>All that could be used, if that can be known; see <see cref="AvailableRange"/>.</summary>
    public virtual bool TryGetAvailableRange(out TimeRange range) => TryGet(AvailableRange, out range);

    /// <summary>What is used: the source range, or the available range where there is none.</summary>
    /// <exception cref="OtioException">It cannot be known (<see cref="OtioError.NoRange"/>).</exception>
    public TimeRange TrimmedRange() => SourceRange ?? AvailableRange();

    /// <summary>What is used, if that can be known; see <see cref="TrimmedRange"/>.</summary>
    public bool TryGetTrimmedRange(out TimeRange range)
    {
        range = SourceRange.GetValueOrDefault();
        return SourceRange is not null || TryGetAvailableRange(out range);
    }

    /// <summary>What is seen: the trimmed range with what adjacent transitions add.</summary>
    /// <exception cref="OtioException">It cannot be known (<see cref="OtioError.NoRange"/>).</exception>
    public TimeRange VisibleRange()
    {
        var result = TrimmedRange();
        if (Parent is null)
            return result;
        var (head, tail) = Parent.HandlesOfChild(this);
        if (head is { } before)
            result = new(result.StartTime - before, result.Duration + before);
        if (tail is { } after)
            result = new(result.StartTime, result.Duration + after);
        return result;
    }

    /// <summary>The area of the picture that exists: a clip's of its media in use, a composition's around those of all clips below it; null when none says so.</summary>
    public virtual Box2d? AvailableImageBounds() => null;

    /// <inheritdoc/>
    public override RationalTime Duration() => TrimmedRange().Duration;

    /// <summary>Where this lies in its parent's time, the parent's source range not considered.</summary>
    /// <exception cref="OtioException">There is no parent, or a length cannot be known.</exception>
    public TimeRange RangeInParent() => RequireParent().RangeOfChild(this);

    /// <summary>Where this lies in its parent's time, if it has one and that can be known; see <see cref="RangeInParent"/>.</summary>
    public bool TryGetRangeInParent(out TimeRange range) => TryGet(RangeInParent, out range);

    /// <summary>Where this lies in its parent's time, cut to the parent's source range; null when nothing of it is left.</summary>
    /// <exception cref="OtioException">There is no parent, or a length cannot be known.</exception>
    public TimeRange? TrimmedRangeInParent() => RequireParent().TrimmedRangeOfChild(this);

    /// <summary>A moment of this item's time as a moment of another's; the two must have an ancestor in common. Nothing is rounded, speed changes are not applied.</summary>
    /// <exception cref="OtioException">They are unrelated, or a length cannot be known.</exception>
    public RationalTime TransformedTime(RationalTime time, Item toItem)
    {
        ArgumentNullException.ThrowIfNull(toItem);
        var root = HighestAncestor();
        if (toItem.HighestAncestor() != root)
            throw new OtioException(OtioError.NoCommonAncestor, $"'{Name}' and '{toItem.Name}' are not in the same composition");
        var item = this;
        while (item != root && item != toItem)
        {
            var parent = item.Parent!;
            time -= item.TrimmedRange().StartTime;
            time += parent.RangeOfChild(item).StartTime;
            item = parent;
        }
        var ancestor = item;
        item = toItem;
        while (item != root && item != ancestor)
        {
            var parent = item.Parent!;
            time += item.TrimmedRange().StartTime;
            time -= parent.RangeOfChild(item).StartTime;
            item = parent;
        }
        return time;
    }

    /// <summary>A range of this item's time in another's; the duration stays as it is.</summary>
    /// <exception cref="OtioException">They are unrelated, or a length cannot be known.</exception>
    public TimeRange TransformedTimeRange(TimeRange range, Item toItem) => new(TransformedTime(range.StartTime, toItem), range.Duration);

    /// <summary>A range of this item's time in another's, if they are related and that can be known; see <see cref="TransformedTimeRange"/>.</summary>
    public bool TryTransformTimeRange(TimeRange range, Item toItem, out TimeRange transformed) =>
        TryGet(() => TransformedTimeRange(range, toItem), out transformed);

    /// <inheritdoc/>
    protected internal override void ReadFields(FieldReader reader)
    {
        base.ReadFields(reader);
        SourceRange = reader.TimeRange("source_range");
        Effects = new(reader.Objects<Effect>("effects"));
        Markers = new(reader.Objects<Marker>("markers"));
        Enabled = reader.Boolean("enabled", true);
        Color = reader.Color("color");
    }

    /// <inheritdoc/>
    protected internal override void WriteFields(FieldWriter writer)
    {
        base.WriteFields(writer);
        writer.Write("source_range", SourceRange);
        writer.Write("effects", Effects);
        writer.Write("markers", Markers);
        writer.Write("enabled", Enabled);
        writer.Write("color", Color);
    }

    private Composition RequireParent() =>
        Parent ?? throw new OtioException(OtioError.NotAChild, $"the {SchemaName} '{Name}' is in no composition");
}
