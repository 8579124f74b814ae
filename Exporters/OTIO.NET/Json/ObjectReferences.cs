using System.Globalization;
using System.Text;

namespace OpenTimelineIO;

/// <summary>
/// The identity of objects inside one file: an <c>OTIO_REF_ID</c> names an object, a <c>SerializableObjectRef.1</c> stands for the object of its <c>id</c>,
/// before or after it. Objects that hold one wait until the document is complete, then are made from the inside out. Keeps its own stack.
/// </summary>
internal sealed class ObjectReferences(Func<string, Metadata, FieldReader, int, MetadataValue> build)
{
    /// <summary>The field that names an object.</summary>
    public const string IdKey = "OTIO_REF_ID";

    /// <summary>The schema that stands for an object elsewhere.</summary>
    public const string ReferenceSchema = "SerializableObjectRef.1";

    private sealed class Level(object container, IReadOnlyList<KeyValuePair<string, MetadataValue>> entries)
    {
        public readonly object Container = container;
        public readonly IReadOnlyList<KeyValuePair<string, MetadataValue>> Entries = entries;
        public int Next;
        public bool IsInside;
    }

    private readonly Dictionary<string, MetadataValue> _objects = new(StringComparer.Ordinal);
    private readonly Stack<Level> _open = new();

    /// <summary>Notes an object's id.</summary>
    /// <returns>False when another object has it.</returns>
    public bool TryAdd(string id, MetadataValue value) => _objects.TryAdd(id, value);

    /// <summary>The document with every object made and every reference replaced by its object.</summary>
    /// <exception cref="OtioException">An id is unknown, or an object contains itself.</exception>
    public MetadataValue Resolve(MetadataValue root)
    {
        var document = new MetadataList { root };
        Open(document);
        while (_open.TryPeek(out var level))
        {
            if (level.Next == level.Entries.Count)
            {
                Close(level);
                _open.Pop();
                continue;
            }
            if (level.IsInside)
            {
                level.IsInside = false;
                level.Next++;
                continue;
            }
            var value = level.Entries[level.Next].Value;
            if (value.Reference is PendingReference reference && !_objects.TryGetValue(reference.Id, out value))
                throw Error(OtioError.UnresolvedReference, $"no object has the {IdKey} '{Shortened(reference.Id)}'", reference.Line);
            if (value.Reference is PendingObject pending)
            {
                if (pending.IsOpen)
                    throw Error(OtioError.Cycle, $"the {pending.SchemaName} contains itself", pending.Line);
                if (pending.Built is null)
                {
                    // This entry is looked at again when the object is made.
                    pending.IsOpen = true;
                    Open(pending);
                    continue;
                }
                value = pending.Built.Value;
            }
            Put(level, value);
            if (value.Reference is Metadata or MetadataList)
            {
                level.IsInside = true;
                Open(value.Reference);
            }
            else
                level.Next++;
        }
        return document[0];
    }

    private void Open(object container) => _open.Push(new(container, container switch
    {
        PendingObject pending => [.. pending.Fields],
        Metadata map => [.. map],
        _ => [.. ((MetadataList)container).Select(value => new KeyValuePair<string, MetadataValue>("", value))],
    }));

    private static void Put(Level level, MetadataValue value)
    {
        if (level.Container is MetadataList list)
            list[level.Next] = value;
        else
            ((level.Container as PendingObject)?.Fields ?? (Metadata)level.Container)[level.Entries[level.Next].Key] = value;
    }

    private void Close(Level level)
    {
        if (level.Container is not PendingObject pending)
            return;
        pending.Built = build(pending.Schema, pending.Fields, new FieldReader(PathAbove), pending.Line);
        pending.IsOpen = false;
    }

    private OtioException Error(OtioError error, string message, int line) => new(error, message, PathOf(_open.Reverse()), line);

    private string PathAbove() => PathOf(_open.Reverse().SkipLast(1));

    private static string PathOf(IEnumerable<Level> levels)
    {
        var path = new StringBuilder();
        // The first level is the document itself.
        foreach (var level in levels.Skip(1))
        {
            if (level.Container is MetadataList)
                path.Append(CultureInfo.InvariantCulture, $"[{level.Next}]");
            else
                path.Append(path.Length > 0 ? "." : "").Append(Shortened(level.Entries[level.Next].Key));
            if (path.Length > 2000)
                return path.Append('…').ToString();
        }
        return path.ToString();
    }

    private static string Shortened(string text) => text.Length > 60 ? text[..60] : text;
}

/// <summary>An object of the file that waits for the objects it refers to.</summary>
internal sealed class PendingObject(string schema, Metadata fields, int line) : SerializableObject
{
    public override string SchemaName => Schema.LastIndexOf('.') is > 0 and var dot ? Schema[..dot] : Schema;

    public string Schema { get; } = schema;

    public Metadata Fields { get; } = fields;

    public int Line { get; } = line;

    public bool IsOpen { get; set; }

    public MetadataValue? Built { get; set; }
}

/// <summary>A <c>SerializableObjectRef.1</c> of the file.</summary>
internal sealed class PendingReference(string id, int line) : SerializableObject
{
    public override string SchemaName => "SerializableObjectRef";

    public string Id { get; } = id;

    public int Line { get; } = line;
}
