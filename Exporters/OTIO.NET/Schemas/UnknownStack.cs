namespace OpenTimelineIO;

/// <summary>An object of an unknown schema where a timeline's tracks are due, kept as it is. Its own properties and children here are not written; <see cref="Original"/> is.</summary>
public sealed class UnknownStack : Stack
{
    /// <summary>Puts an unknown object where a Stack is needed.</summary>
    public UnknownStack(UnknownSchema original) => Original = original;

    /// <summary>The object as the file has it.</summary>
    public UnknownSchema Original { get; }

    /// <inheritdoc/>
    public override string SchemaName => Original.SchemaName;

    /// <inheritdoc/>
    public override int SchemaVersion => Original.SchemaVersion;

    /// <summary>Never known.</summary>
    /// <exception cref="OtioException">Always (<see cref="OtioError.NoRange"/>).</exception>
    public override TimeRange AvailableRange() => throw new OtioException(OtioError.NoRange, $"what a {SchemaName} holds is not known");

    /// <inheritdoc/>
    protected internal override void ReadFields(FieldReader reader) => Original.ReadFields(reader);

    /// <inheritdoc/>
    protected internal override void WriteFields(FieldWriter writer) => Original.WriteFields(writer);

    /// <inheritdoc/>
    protected internal override SerializableObject NewInstance() => new UnknownStack((UnknownSchema)Original.NewInstance());
}
