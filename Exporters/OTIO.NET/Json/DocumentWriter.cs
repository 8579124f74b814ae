using System.Globalization;
using Newtonsoft.Json;

namespace OpenTimelineIO;

/// <summary>Writes a document in the reference's form. Keeps its own stack, so depth costs no call stack.</summary>
internal sealed class DocumentWriter
{
    private readonly record struct Level(object Container, IReadOnlyList<KeyValuePair<string, MetadataValue>>? Fields, MetadataList? List, int Next, bool Sorted);

    private readonly JsonTextWriter _json;
    private readonly OtioWriteOptions _options;
    private readonly Stack<Level> _open = new();
    private readonly HashSet<object> _path = new(ReferenceEqualityComparer.Instance);
    // Inside what was downgraded: the reference writes all of it in the order of the names.
    private bool _sorted;

    private DocumentWriter(JsonTextWriter json, OtioWriteOptions options) => (_json, _options) = (json, options);

    public static void Write(MetadataValue root, TextWriter text, OtioWriteOptions options)
    {
        text.NewLine = "\n";
        using var json = new JsonTextWriter(text)
        {
            Formatting = options.Indent > 0 ? Formatting.Indented : Formatting.None,
            Indentation = options.Indent,
            CloseOutput = false,
            AutoCompleteOnClose = false,
        };
        new DocumentWriter(json, options).Run(root);
        json.Flush();
        text.Flush();
    }

    private void Run(MetadataValue root)
    {
        Emit(root);
        while (_open.TryPop(out var level))
        {
            if (level.Next == (level.Fields?.Count ?? level.List!.Count))
            {
                _path.Remove(level.Container);
                if (level.List is not null)
                    _json.WriteEndArray();
                else
                    _json.WriteEndObject();
                continue;
            }
            _open.Push(level with { Next = level.Next + 1 });
            _sorted = level.Sorted;
            if (level.List is not null)
                Emit(level.List[level.Next]);
            else
            {
                Name(level.Fields![level.Next].Key);
                Emit(level.Fields[level.Next].Value);
            }
        }
    }

    private void Emit(MetadataValue value)
    {
        switch (value.Kind)
        {
            case MetadataKind.Null:
                _json.WriteNull();
                break;
            case MetadataKind.Boolean:
                value.TryGetBoolean(out var flag);
                _json.WriteValue(flag);
                break;
            case MetadataKind.Integer:
                value.TryGetInteger(out var integer);
                _json.WriteValue(integer);
                break;
            case MetadataKind.Double:
                value.TryGetDouble(out var number);
                Number(number);
                break;
            case MetadataKind.String:
                Text((string)value.Reference!);
                break;
            case MetadataKind.List:
                Enter(value.Reference!);
                _json.WriteStartArray();
                _open.Push(new(value.Reference!, null, (MetadataList)value.Reference!, 0, _sorted));
                break;
            case MetadataKind.Map:
                Enter(value.Reference!);
                _json.WriteStartObject();
                _open.Push(new(value.Reference!, ((Metadata)value.Reference!).Sorted(), null, 0, _sorted));
                break;
            case MetadataKind.Object:
                Object((SerializableObject)value.Reference!);
                break;
            case MetadataKind.RationalTime:
                value.TryGetRationalTime(out var time);
                Time(time);
                break;
            case MetadataKind.TimeRange:
                value.TryGetTimeRange(out var range);
                Start("TimeRange.1");
                Name("duration");
                Time(range.Duration);
                Name("start_time");
                Time(range.StartTime);
                _json.WriteEndObject();
                break;
            case MetadataKind.TimeTransform:
                value.TryGetTimeTransform(out var transform);
                Start("TimeTransform.1");
                Name("offset");
                Time(transform.Offset);
                Field("rate", transform.Rate);
                Field("scale", transform.Scale);
                _json.WriteEndObject();
                break;
            case MetadataKind.Color:
                var color = (Color)value.Reference!;
                Start("Color.1");
                if (_sorted)
                {
                    Field("a", color.A);
                    Field("b", color.B);
                    Field("g", color.G);
                }
                else
                {
                    Field("r", color.R);
                    Field("g", color.G);
                    Field("b", color.B);
                    Field("a", color.A);
                }

                Name("name");
                Text(color.Name);
                if (_sorted)
                    Field("r", color.R);
                _json.WriteEndObject();
                break;
            case MetadataKind.V2d:
                value.TryGetV2d(out var point);
                Point(point);
                break;
            case MetadataKind.Box2d:
                var box = (Box2d)value.Reference!;
                Start("Box2d.1");
                foreach (var (name, corner) in _sorted ? [("max", box.Max), ("min", box.Min)] : ((string, V2d)[])[("min", box.Min), ("max", box.Max)])
                {
                    Name(name);
                    Point(corner);
                }

                _json.WriteEndObject();
                break;
        }
    }

    private void Object(SerializableObject value)
    {
        Enter(value);
        var fields = FieldWriter.FieldsOf(value);
        var version = value.SchemaVersion;
        if (_options.Target.TryGetVersion(value.SchemaName, out var target) && target != version)
        {
            var map = new Metadata();
            foreach (var (name, field) in fields)
                map.TryAdd(name, field);
            _options.Schemas.Downgrade(value.SchemaName, version, target, map);
            version = target;
            fields = [.. map];
            _sorted = true;
        }
        var schema = string.Create(CultureInfo.InvariantCulture, $"{value.SchemaName}.{version}");
        if (_sorted)
        {
            // The schema has its place among the names, too.
            fields.Add(new(FieldWriter.SchemaKey, schema));
            fields.Sort((a, b) => Utf8Order.Compare(a.Key, b.Key));
            _json.WriteStartObject();
        }
        else
            Start(schema);
        _open.Push(new(value, fields, null, 0, _sorted));
    }

    private void Enter(object container)
    {
        if (!_path.Add(container))
            throw new OtioException(OtioError.Cycle, $"the {Described(container)} contains itself");
        if (_path.Count > _options.MaxDepth)
            throw new OtioException(OtioError.LimitExceeded, string.Create(CultureInfo.InvariantCulture,
                $"the document would be nested deeper than {_options.MaxDepth} levels"));
    }

    private static string Described(object container) => container switch
    {
        SerializableObjectWithMetadata named => $"{named.SchemaName} '{named.Name}'",
        SerializableObject other => other.SchemaName,
        _ => "metadata",
    };

    private void Time(RationalTime time)
    {
        Start("RationalTime.1");
        Field("rate", time.Rate);
        Field("value", time.Value);
        _json.WriteEndObject();
    }

    private void Point(V2d point)
    {
        Start("V2d.1");
        Field("x", point.X);
        Field("y", point.Y);
        _json.WriteEndObject();
    }

    private void Start(string schema)
    {
        _json.WriteStartObject();
        Name(FieldWriter.SchemaKey);
        Text(schema);
    }

    private void Field(string name, double value)
    {
        Name(name);
        Number(value);
    }

    private void Name(string name)
    {
        var quoted = JsonText.Of(name);
        _json.WritePropertyName(quoted.Length == name.Length + 2 ? name : quoted[1..^1], escape: false);
    }

    private void Number(double value) => _json.WriteRawValue(JsonText.Of(value));

    private void Text(string text) => _json.WriteRawValue(JsonText.Of(text));
}
