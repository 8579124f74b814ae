using System.Globalization;
using System.Text;
using Newtonsoft.Json;

namespace OpenTimelineIO;

/// <summary>Reads a document: values from the inside out, each map that names a schema becoming its object. Keeps its own stack, so depth costs no call stack.</summary>
internal sealed class DocumentReader
{
    private const string SchemaKey = "OTIO_SCHEMA";

    private sealed class Level(bool isMap, int line)
    {
        public readonly Metadata? Map = isMap ? [] : null;
        public readonly MetadataList? List = isMap ? null : [];
        public readonly int Line = line;
        public string Key = "";
        public string? Schema;
        public int Count;
    }

    private readonly JsonTextReader _json;
    private readonly OtioReadOptions _options;
    private readonly Stack<Level> _open = new();
    private MetadataValue _root;

    private DocumentReader(JsonTextReader json, OtioReadOptions options) => (_json, _options) = (json, options);

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
                    _open.Push(new(isMap: true, _json.LineNumber));
                    break;
                case JsonToken.StartArray:
                    _open.Push(new(isMap: false, _json.LineNumber));
                    break;
                case JsonToken.PropertyName:
                    _open.Peek().Key = (string)_json.Value!;
                    break;
                case JsonToken.EndObject:
                    EndMap();
                    break;
                case JsonToken.EndArray:
                    Put(_open.Pop().List!);
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
        return _root;
    }

    private void EndMap()
    {
        var level = _open.Peek();
        var value = level.Schema is null ? level.Map! : Build(level.Schema, level.Map!, level.Line);
        _open.Pop();
        Put(value);
    }

    private void Put(MetadataValue value)
    {
        if (!_open.TryPeek(out var level))
            _root = value;
        else if (level.List is { } list)
            list.Add(value);
        else if (level.Key != SchemaKey)
            // Of a name that comes twice the first value counts, as in the reference.
            level.Map!.TryAdd(level.Key, value);
        else if (level.Schema is null)
            level.Schema = value.TryGetString(out var schema)
                ? schema
                : throw new OtioException(OtioError.MalformedSchema, "an OTIO_SCHEMA is no text", Path(), _json.LineNumber);
        if (level is not null)
            level.Count++;
    }

    private MetadataValue Build(string schema, Metadata fields, int line)
    {
        var dot = schema.LastIndexOf('.');
        if (dot <= 0 || !int.TryParse(schema.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var version))
            throw new OtioException(OtioError.MalformedSchema, $"the schema '{(schema.Length > 60 ? schema[..60] : schema)}' is not of the form Name.Version", MapPath(), line);
        if (Values.TryBuild(schema, new FieldReader(fields, MapPath, line), out var value))
            return value;
        return _options.Schemas.Build(schema[..dot], version, fields, MapPath, line);
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
