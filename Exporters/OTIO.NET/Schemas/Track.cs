namespace OpenTimelineIO;

/// <summary>Items one after the other (<c>Track.1</c>), with transitions over the cuts.</summary>
public class Track : Composition
{
    /// <summary>The kind of a picture track.</summary>
    public const string KindVideo = "Video";

    /// <summary>The kind of a sound track.</summary>
    public const string KindAudio = "Audio";

    /// <summary>An empty picture track.</summary>
    public Track() { }

    /// <summary>An empty track of a name and a kind.</summary>
    public Track(string name, string kind = KindVideo) => (Name, Kind) = (name, kind);

    /// <inheritdoc/>
    public override string SchemaName => "Track";

    /// <summary>What it carries: <see cref="KindVideo"/>, <see cref="KindAudio"/>, or any other text.</summary>
    public string Kind { get; set; } = KindVideo;

    /// <summary>The children directly before and after a child, transitions included; null at the ends.</summary>
    /// <param name="child">A child of this track.</param>
    /// <param name="gapsAroundTransitions">Whether a transition at an end of the track gets a new gap there, as long as its offset on that side: what it dissolves from or to.</param>
    /// <exception cref="OtioException">It is not a child of this track.</exception>
    public (Composable? Before, Composable? After) NeighborsOf(Composable child, bool gapsAroundTransitions = false)
    {
        var index = IndexOfChild(child);
        if (index < 0)
            throw new OtioException(OtioError.NotAChild, $"'{child.Name}' is not a child of the track '{Name}'");
        var transition = gapsAroundTransitions ? child as Transition : null;
        return (
            index > 0 ? Children[index - 1] : transition is null ? null : new Gap(transition.InOffset),
            index + 1 < Children.Count ? Children[index + 1] : transition is null ? null : new Gap(transition.OutOffset));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<TimeRange> RangesOfAllChildren()
    {
        var ranges = new TimeRange[Children.Count];
        if (ranges.Length == 0)
            return ranges;
        var end = new RationalTime(0, (Children[0] as Transition)?.InOffset.Rate ?? Children[0].Duration().Rate);
        for (var i = 0; i < ranges.Length; i++)
        {
            if (Children[i] is Transition transition)
            {
                ranges[i] = new(end - transition.InOffset, transition.OutOffset + transition.InOffset);
                continue;
            }

            ranges[i] = new(end, Children[i].Duration());
            if (!Children[i].Overlapping)
                end = ranges[i].EndTimeExclusive();
        }

        return ranges;
    }

    /// <summary>Where a child lies in this track's time, cut to the source range.</summary>
    /// <exception cref="OtioException">Nothing of it is left, or a length cannot be known (<see cref="OtioError.NoRange"/>).</exception>
    public override TimeRange? TrimmedRangeOfChildAtIndex(int index) => TrimChildRange(RangeOfChildAtIndex(index))
        ?? throw new OtioException(OtioError.NoRange, $"nothing of '{Children[index].Name}' is inside the source range of the track '{Name}'");

    /// <inheritdoc/>
    public override (RationalTime? Head, RationalTime? Tail) HandlesOfChild(Composable child)
    {
        var (before, after) = NeighborsOf(child);
        return ((before as Transition)?.InOffset, (after as Transition)?.OutOffset);
    }

    /// <inheritdoc/>
    protected internal override void ReadFields(FieldReader reader)
    {
        base.ReadFields(reader);
        Kind = reader.String("kind", required: true);
    }

    /// <inheritdoc/>
    protected internal override void WriteFields(FieldWriter writer)
    {
        base.WriteFields(writer);
        writer.Write("kind", Kind);
    }

    private protected override bool? Sequential => true;
}
