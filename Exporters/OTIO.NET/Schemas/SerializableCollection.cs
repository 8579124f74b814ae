namespace OpenTimelineIO;

/// <summary>A bin of objects of any schema (<c>SerializableCollection.1</c>).</summary>
public class SerializableCollection : SerializableObjectWithMetadata
{
    /// <inheritdoc/>
    public override string SchemaName => "SerializableCollection";

    /// <summary>What it holds.</summary>
    public ObjectList<SerializableObject> Children { get; private set; } = new();

    /// <inheritdoc/>
    protected internal override void ReadFields(FieldReader reader)
    {
        base.ReadFields(reader);
        Children = new(reader.Objects<SerializableObject>("children", required: true));
    }

    /// <inheritdoc/>
    protected internal override void WriteFields(FieldWriter writer)
    {
        base.WriteFields(writer);
        writer.Write("children", Children);
    }
}
