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
    /// <exception cref="OtioException">It is not a child of this track.</exception>
    public (Composable? Before, Composable? After) NeighborsOf(Composable child)
    {
        var index = IndexOfChild(child);
        if (index < 0)
            throw new OtioException(OtioError.NotAChild, $"'{child.Name}' is not a child of the track '{Name}'");
        return (index > 0 ? Children[index - 1] : null, index + 1 < Children.Count ? Children[index + 1] : null);
    }

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

    private protected override RangeMap ComputeRanges() => RangeMap.OfTrack(this);

    private protected override bool Sequential => true;
}
