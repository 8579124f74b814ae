using System.Globalization;
using System.Text;
using Newtonsoft.Json;

namespace OpenTimelineIO;

/// <summary>Reads a document: values from the inside out, each map that names a schema becoming its object. Keeps its own stack, so depth costs no call stack.</summary>
internal sealed class DocumentReader
{
    private sealed class Level
    {
        public Metadata? Map;
        public MetadataList? List;
        public int Line;
        public string Key = "";
        public string? Schema;
        public int Count;
        public bool IsPending;
    }

    // Most maps are fields of an object, and done with when the object is made: their memory serves the next one.
    private const int MaxReusedFields = 32;

    private readonly JsonTextReader _json;
    private readonly OtioReadOptions _options;
    private readonly Stack<Level> _open = new();
    private readonly Stack<Level> _spareLevels = new();
    private readonly Stack<Metadata> _spareMaps = new();
    private readonly FieldReader _fields;
    private readonly ObjectReferences _references;
    private bool _refers;
    private MetadataValue _root;

    private DocumentReader(JsonTextReader json, OtioReadOptions options)
    {
        (_json, _options) = (json, options);
        _fields = new(MapPath);
        _references = new((schema, fields, reader, line) => Build(schema, fields, reader, line, out _));
    }

    public static MetadataValue Read(TextReader text, OtioReadOptions options)
    {
        using var gate = new JsonGate(text, options);
        using var json = new JsonTextReader(gate)
        {
            DateParseHandling = DateParseHandling.None,
            FloatParseHandling = FloatParseHandling.Double,
            // The gate has checked the depth.
            MaxDepth = null,
            CloseInput = false,
            PropertyNameTable = FieldNames.Table,
        };
        try
        {
            return new DocumentReader(json, options).Run();
        }
        catch (JsonException e)
        {
            throw new OtioException(OtioError.MalformedJson, "the text is not JSON", null, json.LineNumber, e);
        }
    }

    private MetadataValue Run()
    {
        while (_json.Read())
        {
            switch (_json.TokenType)
            {
                case JsonToken.StartObject:
                    Open(_spareMaps.TryPop(out var map) ? map : [], null);
                    break;
                case JsonToken.StartArray:
                    Open(null, []);
                    break;
                case JsonToken.PropertyName:
                    _open.Peek().Key = (string)_json.Value!;
                    break;
                case JsonToken.EndObject:
                    EndMap();
                    break;
                case JsonToken.EndArray:
                    var closed = Close();
                    Put(closed.List!, closed.IsPending);
                    break;
                case JsonToken.Null:
                    Put(default);
                    break;
                case JsonToken.Boolean:
                    Put((bool)_json.Value!);
                    break;
                case JsonToken.Integer:
                    Put((long)_json.Value!);
                    break;
                case JsonToken.Float:
                    Put((double)_json.Value!);
                    break;
                case JsonToken.String:
                    Put((string)_json.Value!);
                    break;
                default:
                    throw new OtioException(OtioError.MalformedJson, "the text is not JSON", Path(), _json.LineNumber);
            }
        }
        if (!_refers)
            return _root;
        var resolved = _references.Resolve(_root);
        Expansion.Check(resolved, _options);
        return resolved;
    }

    private void Open(Metadata? map, MetadataList? list)
    {
        if (!_spareLevels.TryPop(out var level))
            level = new();
        (level.Map, level.List, level.Line, level.Key, level.Schema, level.Count, level.IsPending) = (map, list, _json.LineNumber, "", null, 0, false);
        _open.Push(level);
    }

    // What the level holds may be read until the next one is opened.
    private Level Close()
    {
        var level = _open.Pop();
        _spareLevels.Push(level);
        return level;
    }

    private void EndMap()
    {
        var level = _open.Peek();
        var map = level.Map!;
        var kept = true;
        var value = level.Schema is null ? map : Made(level.Schema, map, level, out kept);
        Close();
        if (!kept && map.Count <= MaxReusedFields)
        {
            map.Clear();
            _spareMaps.Push(map);
        }
        Put(value, level.IsPending);
    }

    /// <summary>The object of a map; one that refers to other objects waits for them.</summary>
    private MetadataValue Made(string schema, Metadata map, Level level, out bool kept)
    {
        if (IsReference(schema))
        {
            _refers = level.IsPending = true;
            kept = false;
            var id = map.TryGetString("id", out var text) ? text
                : throw _fields.On(map, level.Line).Error(OtioError.UnresolvedReference, "id", $"a {schema} has no id");
            return new PendingReference(id, level.Line);
        }
        string? name = null;
        if (map.TryGetValue(ObjectReferences.IdKey, out var named) && map.Remove(ObjectReferences.IdKey) && !named.TryGetString(out name))
            throw _fields.On(map, level.Line).Error(OtioError.WrongType, ObjectReferences.IdKey, $"'{ObjectReferences.IdKey}' must be a text");
        kept = true;
        MetadataValue value = level.IsPending ? new PendingObject(schema, map, level.Line) : Build(schema, map, _fields, level.Line, out kept);
        if (!string.IsNullOrEmpty(name) && value.Kind == MetadataKind.Object && !_references.TryAdd(name, value))
            throw _fields.On(map, level.Line).Error(OtioError.DuplicateReference, "", $"two objects have the {ObjectReferences.IdKey} '{(name.Length > 60 ? name[..60] : name)}'");
        return value;
    }

    // Leading zeros of a version mean nothing here either.
    private static bool IsReference(string schema) => schema == ObjectReferences.ReferenceSchema
        || (schema.AsSpan().StartsWith(ObjectReferences.ReferenceSchema.AsSpan(0, ObjectReferences.ReferenceSchema.Length - 1), StringComparison.Ordinal)
            && schema.AsSpan(ObjectReferences.ReferenceSchema.Length - 1).TrimStart('0') is "1");

    private void Put(MetadataValue value, bool pending = false)
    {
        if (!_open.TryPeek(out var level))
            _root = value;
        else if (level.List is { } list)
            list.Add(value);
        else if (level.Key != FieldWriter.SchemaKey)
            // Of a name that comes twice the first value counts, as in the reference.
            level.Map!.TryAdd(level.Key, value);
        else if (level.Schema is null)
            level.Schema = value.TryGetString(out var schema)
                ? schema
                : throw new OtioException(OtioError.MalformedSchema, "an OTIO_SCHEMA is no text", Path(), _json.LineNumber);
        if (level is not null)
        {
            level.Count++;
            level.IsPending |= pending;
        }
    }

    private MetadataValue Build(string schema, Metadata fields, FieldReader reader, int line, out bool kept)
    {
        kept = false;
        if (Values.TryBuild(schema, reader.On(fields, line), out var value))
            return value;
        var dot = schema.LastIndexOf('.');
        // Parsing alone would let NULs at the end through.
        if (dot <= 0 || schema.AsSpan(dot + 1).ContainsAnyExceptInRange('0', '9')
            || !int.TryParse(schema.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var version))
            throw reader.Error(OtioError.MalformedSchema, "", $"the schema '{(schema.Length > 60 ? schema[..60] : schema)}' is not of the form Name.Version");
        // Leading zeros of a version mean nothing.
        if (schema[dot + 1] == '0' && Values.TryBuild(string.Create(CultureInfo.InvariantCulture, $"{schema.AsSpan(0, dot)}.{version}"), reader.On(fields, line), out value))
            return value;
        return _options.Schemas.Build(schema[..dot], version, fields, reader, line, out kept);
    }

    /// <summary>The place of the value being read.</summary>
    private string Path() => PathOf(_open.Reverse());

    /// <summary>The place of the map that ends here.</summary>
    private string MapPath() => PathOf(_open.Reverse().SkipLast(1));

    private static string PathOf(IEnumerable<Level> levels)
    {
        var path = new StringBuilder();
        foreach (var level in levels)
        {
            if (level.List is not null)
                path.Append(CultureInfo.InvariantCulture, $"[{level.Count}]");
            else
                path.Append(path.Length > 0 ? "." : "").Append(level.Key.Length > 60 ? level.Key[..60] : level.Key);
            if (path.Length > 2000)
                return path.Append('…').ToString();
        }
        return path.ToString();
    }
}
