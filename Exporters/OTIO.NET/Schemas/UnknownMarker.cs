namespace OpenTimelineIO;

/// <summary>A marker of an unknown schema, kept as it is. Its own properties here are not written; <see cref="Original"/> is.</summary>
public sealed class UnknownMarker : Marker
{
    /// <summary>Puts an unknown object where a Marker is needed.</summary>
    public UnknownMarker(UnknownSchema original) => Original = original;

    /// <summary>The object as the file has it.</summary>
    public UnknownSchema Original { get; }

    /// <inheritdoc/>
    public override string SchemaName => Original.SchemaName;

    /// <inheritdoc/>
    public override int SchemaVersion => Original.SchemaVersion;

    /// <inheritdoc/>
    protected internal override void ReadFields(FieldReader reader) => Original.ReadFields(reader);

    /// <inheritdoc/>
    protected internal override void WriteFields(FieldWriter writer) => Original.WriteFields(writer);

    /// <inheritdoc/>
    protected internal override SerializableObject NewInstance() => new UnknownMarker((UnknownSchema)Original.NewInstance());
}
