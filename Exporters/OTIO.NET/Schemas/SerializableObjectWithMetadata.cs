namespace OpenTimelineIO;

/// <summary>An object with a name and metadata.</summary>
public class SerializableObjectWithMetadata : SerializableObject
{
    private Metadata? _metadata;

    /// <inheritdoc/>
    public override string SchemaName => "SerializableObjectWithMetadata";

    /// <summary>The name; may be empty, need not be unique.</summary>
    public string Name { get; set; } = "";

    /// <summary>What applications noted on this object.</summary>
    public Metadata Metadata
    {
        get => _metadata ??= [];
        set => _metadata = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <inheritdoc/>
    protected internal override void ReadFields(FieldReader reader)
    {
        base.ReadFields(reader);
        _metadata = reader.Map("metadata");
        Name = reader.String("name");
    }

    /// <inheritdoc/>
    protected internal override void WriteFields(FieldWriter writer)
    {
        base.WriteFields(writer);
        writer.Write("metadata", Metadata);
        writer.Write("name", Name);
    }
}
