namespace OpenTimelineIO;

/// <summary>Takes the fields of an object, in the order of the file. Schemas write to it in <see cref="SerializableObject.WriteFields"/>.</summary>
public sealed class FieldWriter
{
    /// <summary>The field that names an object's schema; the document has it already.</summary>
    internal const string SchemaKey = "OTIO_SCHEMA";

    private readonly List<KeyValuePair<string, MetadataValue>> _fields = new(12);

    internal FieldWriter() { }

    /// <summary>A field of any value.</summary>
    public void Write(string name, MetadataValue value) => _fields.Add(new(name, value));

    /// <summary>A time.</summary>
    public void Write(string name, RationalTime value) => Write(name, (MetadataValue)value);

    /// <summary>A range.</summary>
    public void Write(string name, TimeRange value) => Write(name, (MetadataValue)value);

    /// <summary>A time, or null.</summary>
    public void Write(string name, RationalTime? value) => Write(name, value is { } time ? (MetadataValue)time : MetadataValue.Null);

    /// <summary>A range, or null.</summary>
    public void Write(string name, TimeRange? value) => Write(name, value is { } range ? (MetadataValue)range : MetadataValue.Null);

    /// <summary>A list of objects.</summary>
    public void Write<T>(string name, IReadOnlyCollection<T> objects) where T : SerializableObject
    {
        ArgumentNullException.ThrowIfNull(objects);
        var list = new MetadataList(objects.Count);
        foreach (var item in objects)
            list.Add(item);
        Write(name, list);
    }

    internal void WriteAll(Metadata fields) => _fields.AddRange(fields.Sorted().Where(field => field.Key != SchemaKey));

    /// <summary>All fields of an object, those that its schema doesn't know in front.</summary>
    internal static List<KeyValuePair<string, MetadataValue>> FieldsOf(SerializableObject value)
    {
        var writer = new FieldWriter();
        if (!value.HasExtraFields)
        {
            value.WriteFields(writer);
            return writer._fields;
        }
        writer.WriteAll(value.ExtraFields);
        var extra = writer._fields.Count;
        value.WriteFields(writer);
        // What the schema knows is never said twice, whatever a program put among the other fields.
        var known = writer._fields.Skip(extra).Select(field => field.Key).ToHashSet(StringComparer.Ordinal);
        known.Add(SchemaKey);
        var kept = writer._fields.Take(extra).Where(field => !known.Contains(field.Key)).ToList();
        return kept.Count == extra ? writer._fields : [.. kept, .. writer._fields.Skip(extra)];
    }
}
