namespace OpenTimelineIO;

/// <summary>
/// The fields of an object of a file. Schemas take theirs in <see cref="SerializableObject.ReadFields"/>; what nobody takes is kept
/// in <see cref="SerializableObject.ExtraFields"/>. Each method throws <see cref="OtioException"/>, with the place, when the field
/// is of another type, or is required and absent.
/// </summary>
public sealed class FieldReader
{
    private readonly Func<string> _path;
    private readonly List<string> _taken = new(12);
    private Metadata _fields = [];
    private int _line;

    internal FieldReader(Func<string> path) => _path = path;

    /// <summary>Turns to the fields of another object; one reader serves a whole document.</summary>
    internal FieldReader On(Metadata fields, int line)
    {
        (_fields, _line) = (fields, line);
        _taken.Clear();
        return this;
    }

    /// <summary>Takes a field of any type.</summary>
    public bool TryTake(string name, out MetadataValue value)
    {
        if (!_fields.TryGetValue(name, out value))
            return false;
        // A field may be looked at twice, as a colour of two versions is.
        if (!_taken.Contains(name))
            _taken.Add(name);
        return true;
    }

    /// <summary>A text; null reads as empty.</summary>
    public string String(string name, string fallback = "", bool required = false)
    {
        if (!Take(name, required, out var value))
            return fallback;
        if (value.IsNull)
            return "";
        return value.TryGetString(out var text) ? text : throw WrongType(name, "a text", value);
    }

    /// <summary>A boolean; null is an error.</summary>
    public bool Boolean(string name, bool fallback)
    {
        if (!Take(name, required: false, out var value))
            return fallback;
        return value.TryGetBoolean(out var flag) ? flag : throw WrongType(name, "true or false", value);
    }

    /// <summary>A required number; integers are accepted.</summary>
    public double Double(string name)
    {
        Take(name, required: true, out var value);
        return value.TryGetDouble(out var number) ? number : throw WrongType(name, "a number", value);
    }

    /// <summary>A number, or what stands for one that is absent; integers are accepted, null is an error.</summary>
    public double Double(string name, double fallback)
    {
        if (!Take(name, required: false, out var value))
            return fallback;
        return value.TryGetDouble(out var number) ? number : throw WrongType(name, "a number", value);
    }

    /// <summary>A required whole number of 64 bits.</summary>
    public long Int64(string name)
    {
        Take(name, required: true, out var value);
        return value.TryGetInteger(out var number) ? number : throw WrongType(name, "a whole number", value);
    }

    /// <summary>A whole number of 64 bits, or what stands for one that is absent; null is an error.</summary>
    public long Int64(string name, long fallback)
    {
        if (!Take(name, required: false, out var value))
            return fallback;
        return value.TryGetInteger(out var number) ? number : throw WrongType(name, "a whole number", value);
    }

    /// <summary>A required whole number of 32 bits.</summary>
    public int Int32(string name)
    {
        Take(name, required: true, out var value);
        return value.TryGetInteger(out var number) && number is >= int.MinValue and <= int.MaxValue
            ? (int)number
            : throw WrongType(name, "a whole number of 32 bits", value);
    }

    /// <summary>A time, or null.</summary>
    public RationalTime? RationalTime(string name) =>
        Take(name, required: false, out var value) && !value.IsNull ? ToRationalTime(name, value) : null;

    /// <summary>A required time; null is an error.</summary>
    public RationalTime RequiredRationalTime(string name)
    {
        Take(name, required: true, out var value);
        return ToRationalTime(name, value);
    }

    /// <summary>A range, or null.</summary>
    public TimeRange? TimeRange(string name) =>
        Take(name, required: false, out var value) && !value.IsNull ? ToTimeRange(name, value) : null;

    /// <summary>A required range; null is an error.</summary>
    public TimeRange RequiredTimeRange(string name)
    {
        Take(name, required: true, out var value);
        return ToTimeRange(name, value);
    }

    /// <summary>A colour, or null.</summary>
    public Color? Color(string name)
    {
        if (!Take(name, required: false, out var value) || value.IsNull)
            return null;
        return value.TryGetColor(out var color) ? color : throw WrongType(name, "a Color", value);
    }

    /// <summary>A rectangle, or null.</summary>
    public Box2d? Box2d(string name)
    {
        if (!Take(name, required: false, out var value) || value.IsNull)
            return null;
        return value.TryGetBox2d(out var box) ? box : throw WrongType(name, "a Box2d", value);
    }

    /// <summary>A map, empty when absent; null is an error.</summary>
    public Metadata Map(string name, bool required = false)
    {
        if (!Take(name, required, out var value))
            return [];
        return value.TryGetMap(out var map) ? map : throw WrongType(name, "a map", value);
    }

    /// <summary>An object of a schema, or null.</summary>
    public T? Object<T>(string name, bool required = false) where T : SerializableObject =>
        Take(name, required, out var value) && !value.IsNull ? Convert<T>(name, value) : null;

    /// <summary>A list of objects of a schema, empty when absent; null, and nulls in it, are errors.</summary>
    public List<T> Objects<T>(string name, bool required = false) where T : SerializableObject
    {
        if (!Take(name, required, out var value))
            return [];
        if (!value.TryGetList(out var list))
            throw WrongType(name, "a list", value);
        var objects = new List<T>(list.Count);
        foreach (var item in list)
            objects.Add(Convert<T>($"{name}[{objects.Count}]", item));
        return objects;
    }

    /// <summary>The error to throw for a field.</summary>
    public OtioException Error(OtioError error, string name, string message) => Error(error, name, message, null);

    internal OtioException Error(OtioError error, string name, string message, Exception? inner)
    {
        var path = _path();
        return new(error, message, path.Length > 0 && name.Length > 0 ? $"{path}.{name}" : path + name, _line, inner);
    }

    internal T Convert<T>(string name, MetadataValue value) where T : SerializableObject
    {
        if (value.TryGetObject<T>(out var found))
            return found;
        // A schema that nothing here knows may stand where a schema of its family is needed: it is kept, not lost.
        if (value.TryGetObject<UnknownSchema>(out var unknown) && Wrapped(unknown, typeof(T)) is T wrapped)
            return wrapped;
        throw WrongType(name, $"a {typeof(T).Name}", value);
    }

    internal Metadata All()
    {
        _taken.AddRange(_fields.Keys);
        return _fields;
    }

    /// <summary>Hands what nobody took to the object.</summary>
    internal void KeepRest(SerializableObject target)
    {
        if (_taken.Count == _fields.Count)
            return;
        var taken = new HashSet<string>(_taken, StringComparer.Ordinal);
        foreach (var (name, value) in _fields)
            if (!taken.Contains(name))
                target.KeepExtraField(name, value);
    }

    private static SerializableObject? Wrapped(UnknownSchema unknown, Type slot) =>
        slot == typeof(Composable) ? new UnknownComposable(unknown)
        : slot == typeof(Effect) ? new UnknownEffect(unknown)
        : slot == typeof(Marker) ? new UnknownMarker(unknown)
        : slot == typeof(MediaReference) ? new UnknownMediaReference(unknown)
        : slot == typeof(Stack) ? new UnknownStack(unknown)
        : null;

    private bool Take(string name, bool required, out MetadataValue value)
    {
        if (TryTake(name, out value))
            return true;
        return required ? throw Error(OtioError.MissingField, name, $"the required field '{name}' is absent") : false;
    }

    private RationalTime ToRationalTime(string name, MetadataValue value) =>
        value.TryGetRationalTime(out var time) ? time : throw WrongType(name, "a RationalTime", value);

    private TimeRange ToTimeRange(string name, MetadataValue value) =>
        value.TryGetTimeRange(out var range) ? range : throw WrongType(name, "a TimeRange", value);

    private OtioException WrongType(string name, string wanted, MetadataValue found) =>
        Error(OtioError.WrongType, name, $"'{name}' must be {wanted}, but is {Described(found)}");

    private static string Described(MetadataValue value) => value.Kind switch
    {
        MetadataKind.Null => "null",
        MetadataKind.Object => $"a {((SerializableObject)value.Reference!).SchemaName}",
        MetadataKind.String => "a text",
        MetadataKind.Boolean => "a boolean",
        MetadataKind.Integer => "an integer",
        MetadataKind.Double => "a number with a fraction",
        MetadataKind.List => "a list",
        MetadataKind.Map => "a map without OTIO_SCHEMA",
        _ => $"a {value.Kind}",
    };
}
