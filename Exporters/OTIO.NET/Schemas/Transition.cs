namespace OpenTimelineIO;

/// <summary>A way from one item of a track to the next (<c>Transition.1</c>). It lies over the cut between them and adds no length.</summary>
public class Transition : Composable
{
    /// <summary>The type of a plain dissolve.</summary>
    public const string SmpteDissolve = "SMPTE_Dissolve";

    /// <summary>The type of a transition that applications describe in metadata.</summary>
    public const string CustomTransition = "Custom_Transition";

    private RationalTime _inOffset = RationalTime.Zero;
    private RationalTime _outOffset = RationalTime.Zero;

    /// <inheritdoc/>
    public override string SchemaName => "Transition";

    /// <inheritdoc/>
    public override bool Overlapping => true;

    /// <summary>How far it reaches back before the cut.</summary>
    public RationalTime InOffset
    {
        get => _inOffset;
        set
        {
            _inOffset = value;
            RangeChanged();
        }
    }

    /// <summary>How far it reaches past the cut.</summary>
    public RationalTime OutOffset
    {
        get => _outOffset;
        set
        {
            _outOffset = value;
            RangeChanged();
        }
    }

    /// <summary>What kind it is, such as <see cref="SmpteDissolve"/>.</summary>
    public string TransitionType { get; set; } = "";

    /// <inheritdoc/>
    public override RationalTime Duration() => InOffset + OutOffset;

    /// <summary>Where this lies in its track's time.</summary>
    /// <exception cref="OtioException">There is no parent, or a length cannot be known.</exception>
    public TimeRange RangeInParent() => RequireParent().RangeOfChild(this);

    /// <summary>Where this lies in its track's time, cut to the track's source range; null when nothing of it is left.</summary>
    /// <exception cref="OtioException">There is no parent, or a length cannot be known.</exception>
    public TimeRange? TrimmedRangeInParent() => RequireParent().TrimmedRangeOfChild(this);

    /// <inheritdoc/>
    protected internal override void ReadFields(FieldReader reader)
    {
        base.ReadFields(reader);
        InOffset = reader.RequiredRationalTime("in_offset");
        OutOffset = reader.RequiredRationalTime("out_offset");
        TransitionType = reader.String("transition_type", required: true);
    }

    /// <inheritdoc/>
    protected internal override void WriteFields(FieldWriter writer)
    {
        base.WriteFields(writer);
        writer.Write("in_offset", InOffset);
        writer.Write("out_offset", OutOffset);
        writer.Write("transition_type", TransitionType);
    }

    private Composition RequireParent() =>
        Parent ?? throw new OtioException(OtioError.NotAChild, $"the transition '{Name}' is in no track");
}
