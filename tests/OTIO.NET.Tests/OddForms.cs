using System.Globalization;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace OpenTimelineIO.Tests;

/// <summary>
/// A document as others may have written it, saying the same: older schema versions and names, fields with their default left out, whole numbers for
/// times, names in any order or twice, escapes, other white space.
/// </summary>
internal sealed class OddForms(int seed)
{
    private static readonly HashSet<string> s_values = ["RationalTime.1", "TimeRange.1", "TimeTransform.1", "Color.1", "V2d.1", "Box2d.1"];
    private static readonly Dictionary<string, string> s_oldNames = new() { ["Track.1"] = "Sequence.1", ["Gap.1"] = "Filler.1", ["SerializableCollection.1"] = "SerializeableCollection.1" };
    private readonly Random _random = new(seed);
    private readonly StringBuilder _text = new();

    public string Of(SerializableObject document)
    {
        using var reader = new JsonTextReader(new StringReader(OtioJson.Write(document)))
        {
            DateParseHandling = DateParseHandling.None,
            FloatParseHandling = FloatParseHandling.Double,
            MaxDepth = null,
        };
        Emit(JToken.ReadFrom(reader), isValue: false);
        return _text.ToString();
    }

    private void Emit(JToken token, bool isValue)
    {
        Space();
        switch (token)
        {
            case JObject map:
                Emit(map);
                break;
            case JArray list:
                _text.Append('[');
                for (var i = 0; i < list.Count; i++)
                {
                    _text.Append(i > 0 ? "," : "");
                    Emit(list[i], isValue: false);
                }
                _text.Append(']');
                break;
            case JValue { Type: JTokenType.String } text:
                Emit((string)text!);
                break;
            case JValue { Type: JTokenType.Float } number:
                Emit((double)number, isValue);
                break;
            default:
                _text.Append(token.Type == JTokenType.Null ? "null" : token.Type == JTokenType.Boolean ? ((bool)token ? "true" : "false") : Convert.ToString(((JValue)token).Value, CultureInfo.InvariantCulture));
                break;
        }
        Space();
    }

    private void Emit(JObject map)
    {
        var schema = (string?)(map["OTIO_SCHEMA"] as JValue);
        var fields = map.Properties().ToDictionary(field => field.Name, field => field.Value);
        if (schema is not null && !schema.StartsWith("New", StringComparison.Ordinal) && !s_values.Contains(schema))
            fields["OTIO_SCHEMA"] = Older(schema, fields);
        var order = fields.ToList();
        if (_random.Next(2) == 0)
            _random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(order));
        _text.Append('{');
        var first = true;
        foreach (var (name, value) in order)
            for (var i = 0; i < (_random.Next(20) == 0 && name != "OTIO_SCHEMA" ? 2 : 1); i++)
            {
                _text.Append(first ? "" : ",");
                first = false;
                Space();
                Emit(name);
                _text.Append(':');
                // Of a name that comes twice the first value counts.
                Emit(i == 0 ? value : "another", s_values.Contains(schema ?? "") || (name is "time_scalar" or "rate" && schema is not null));
            }
        _text.Append('}');
    }

    private string Older(string schema, Dictionary<string, JToken> fields)
    {
        Drop(fields, "metadata", value => value is JObject { Count: 0 });
        Drop(fields, "name", value => value is JValue { Value: "" });
        Drop(fields, "effects", value => value is JArray { Count: 0 });
        Drop(fields, "markers", value => value is JArray { Count: 0 });
        Drop(fields, "enabled", value => value is JValue { Value: true });
        foreach (var name in (string[])["source_range", "color", "available_range", "available_image_bounds", "global_start_time"])
            Drop(fields, name, value => value.Type == JTokenType.Null);
        if (fields.TryGetValue("name", out var empty) && empty is JValue { Value: "" } && _random.Next(3) == 0)
            fields["name"] = JValue.CreateNull();
        if (schema == "Clip.2" && fields["media_references"] is JObject { Count: 1 } media && media["DEFAULT_MEDIA"] is { } one
            && (string)fields["active_media_reference_key"]! == "DEFAULT_MEDIA" && _random.Next(2) == 0)
        {
            fields.Remove("media_references");
            fields.Remove("active_media_reference_key");
            fields["media_reference"] = one;
            return "Clip.1";
        }
        if (schema == "Marker.2" && _random.Next(2) == 0)
        {
            fields["range"] = fields["marked_range"];
            fields.Remove("marked_range");
            return "Marker.1";
        }
        return s_oldNames.TryGetValue(schema, out var old) && _random.Next(2) == 0 ? old : schema;
    }

    private void Drop(Dictionary<string, JToken> fields, string name, Func<JToken, bool> isDefault)
    {
        if (fields.TryGetValue(name, out var value) && isDefault(value) && _random.Next(2) == 0)
            fields.Remove(name);
    }

    private void Emit(double number, bool isValue)
    {
        if (isValue && number == Math.Floor(number) && Math.Abs(number) < 1e15 && !(number == 0 && double.IsNegative(number)) && _random.Next(2) == 0)
            _text.Append(CultureInfo.InvariantCulture, $"{(long)number}");
        else
            _text.Append(double.IsPositiveInfinity(number) && _random.Next(2) == 0 ? "Inf" : double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) is var digits && digits.AsSpan().ContainsAny('.', 'E') ? digits : digits + ".0"
                : double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity");
    }

    private void Emit(string text)
    {
        _text.Append('"');
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '"' or '\\' or < ' ' || _random.Next(9) == 0)
                foreach (var c in rune.ToString())
                    _text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                _text.Append(rune.Value == '/' && _random.Next(2) == 0 ? "\\/" : rune.ToString());
        }
        _text.Append('"');
    }

    private void Space()
    {
        if (_random.Next(6) == 0)
            _text.Append(" \t\r\n "[_random.Next(5)]);
    }
}
