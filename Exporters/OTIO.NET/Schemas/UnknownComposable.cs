namespace OpenTimelineIO;

/// <summary>An object of an unknown schema among a composition's children, kept as it is. Its own properties here are not written; <see cref="Original"/> is.</summary>
public sealed class UnknownComposable : Composable
{
    /// <summary>Puts an unknown object where a Composable is needed.</summary>
    public UnknownComposable(UnknownSchema original) => Original = original;

    /// <summary>The object as the file has it.</summary>
    public UnknownSchema Original { get; }

    /// <inheritdoc/>
    public override string SchemaName => Original.SchemaName;

    /// <inheritdoc/>
    public override int SchemaVersion => Original.SchemaVersion;

    /// <summary>Whether it has the offsets of a transition and so adds no length.</summary>
    public override bool Overlapping => TryGetOffsets(out _);

    /// <summary>The duration of its <c>source_range</c>, which every item has, or of the offsets that every transition has.</summary>
    /// <exception cref="OtioException">It has neither (<see cref="OtioError.NoRange"/>).</exception>
    public override RationalTime Duration() =>
        Original.Data.TryGetValue("source_range", out var value) && value.TryGetTimeRange(out var range) ? range.Duration
        : TryGetOffsets(out var offsets) ? offsets
        : base.Duration();

    /// <inheritdoc/>
    protected internal override void ReadFields(FieldReader reader) => Original.ReadFields(reader);

    /// <inheritdoc/>
    protected internal override void WriteFields(FieldWriter writer) => Original.WriteFields(writer);

    /// <inheritdoc/>
    protected internal override SerializableObject NewInstance() => new UnknownComposable((UnknownSchema)Original.NewInstance());

    private bool TryGetOffsets(out RationalTime sum)
    {
        sum = default;
        if (Original.Data.ContainsKey("source_range")
            || !Original.Data.TryGetValue("in_offset", out var before) || !before.TryGetRationalTime(out var inOffset)
            || !Original.Data.TryGetValue("out_offset", out var after) || !after.TryGetRationalTime(out var outOffset))
            return false;
        sum = inOffset + outOffset;
        return true;
    }
}
