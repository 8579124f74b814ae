namespace OpenTimelineIO;

/// <summary>The base of everything that has a schema (<c>SerializableObject.1</c>). Own schemas derive from it or from a class below it.</summary>
public class SerializableObject
{
    private Metadata? _extraFields;

    /// <summary>The schema's name as files spell it.</summary>
    public virtual string SchemaName => "SerializableObject";

    /// <summary>The schema's version that this class holds.</summary>
    public virtual int SchemaVersion => 1;

    /// <summary>Fields found in the file that the schema doesn't know; written back as they are.</summary>
    public Metadata ExtraFields => _extraFields ??= [];

    /// <summary>Sets this object's properties from the fields of a file; overrides call the base first.</summary>
    /// <exception cref="OtioException">A required field is absent or of the wrong type.</exception>
    protected internal virtual void ReadFields(FieldReader reader) { }

    /// <summary>Gives this object's fields in the order of the file; overrides call the base first.</summary>
    protected internal virtual void WriteFields(FieldWriter writer) { }

    /// <summary>A new, empty object of the same class, for <see cref="Clone"/>. A class of your own returns a new one of itself.</summary>
    protected internal virtual SerializableObject NewInstance() => SchemaRegistry.Standard.Create(SchemaName);

    /// <summary>A deep copy, without parent.</summary>
    /// <exception cref="OtioException">The object contains itself.</exception>
    public SerializableObject Clone() => Cloner.Clone(this);

    /// <summary>Whether both have the same class and the same contents, all the way down.</summary>
    public bool IsEquivalentTo(SerializableObject? other) => other is not null && Equivalence.Compare(this, other);

    internal bool HasExtraFields => _extraFields is { Count: > 0 };

    internal void KeepExtraField(string name, MetadataValue value) => ExtraFields[name] = value;
}
