namespace OpenTimelineIO;

/// <summary>An object of a schema that nothing here knows, kept as it is.</summary>
public sealed class UnknownSchema : SerializableObject
{
    /// <summary>An object of a schema's name and version, with its fields.</summary>
    public UnknownSchema(string schemaName, int schemaVersion, Metadata data)
    {
        SchemaName = schemaName;
        SchemaVersion = schemaVersion;
        Data = data;
    }

    /// <summary>The schema's name in the file.</summary>
    public override string SchemaName { get; }

    /// <summary>The schema's version in the file.</summary>
    public override int SchemaVersion { get; }

    /// <summary>Its fields.</summary>
    public Metadata Data { get; private set; }

    /// <inheritdoc/>
    protected internal override void ReadFields(FieldReader reader)
    {
        base.ReadFields(reader);
        Data = reader.All();
    }

    /// <inheritdoc/>
    protected internal override void WriteFields(FieldWriter writer)
    {
        base.WriteFields(writer);
        writer.WriteAll(Data);
    }

    /// <inheritdoc/>
    protected internal override SerializableObject NewInstance() => new UnknownSchema(SchemaName, SchemaVersion, []);
}
