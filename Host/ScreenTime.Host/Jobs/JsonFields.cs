using System.Globalization;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using ScreenTime.Host.Files;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Jobs;

/// <summary>
/// The fields of one object of a JSON document that a person wrote. Each fault is a sentence with the file, the line and the field; a field that nobody knows is a fault,
/// since a misspelt setting that is passed over in silence gives a wrong result.
/// </summary>
internal sealed class JsonFields
{
    private const int MaximumDepth = 16;
    private const int MaximumItems = 10_000;

    private readonly string _file;
    private readonly JObject _json;

    private JsonFields(string file, JObject json) => (_file, _json) = (file, json);

    /// <summary>Reads a document whose root is an object.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maximumBytes">What it may hold at most.</param>
    /// <exception cref="UserException">It is missing, too large, or no JSON (with the line).</exception>
    public static JsonFields Read(string path, long maximumBytes)
    {
        var name = Path.GetFileName(path);
        if (!File.Exists(path))
            throw new UserException(ExitCode.InputMissing, $"there is no file {path}: check the path");
        try
        {
            if (new FileInfo(path).Length > maximumBytes)
                throw new UserException(ExitCode.InputInvalid, $"{path} is larger than {maximumBytes >> 10} KiB: it is no description of a job");
            using var text = new StreamReader(path, new UTF8Encoding(false, throwOnInvalidBytes: true));
            using var reader = JsonText.Reader(text, MaximumDepth);
            var settings = new JsonLoadSettings { LineInfoHandling = LineInfoHandling.Load, DuplicatePropertyNameHandling = DuplicatePropertyNameHandling.Error };
            var token = JToken.ReadFrom(reader, settings);
            while (reader.Read())
            {
                if (reader.TokenType != JsonToken.Comment)
                    throw new UserException(ExitCode.InputInvalid, $"{name}, line {reader.LineNumber}: nothing may follow the closing brace");
            }

            return token is JObject json ? new JsonFields(name, json) : throw new UserException(ExitCode.InputInvalid, $"{name}, line 1: the file must be one object, {{ … }}");
        }
        catch (JsonReaderException exception)
        {
            var line = Math.Max(1, exception.LineNumber);
            throw new UserException(ExitCode.InputInvalid, $"{name}, line {line}: this is no JSON ({FirstSentence(exception.Message)})", exception);
        }
        catch (JsonException exception)
        {
            throw new UserException(ExitCode.InputInvalid, $"{name}: this is no JSON ({FirstSentence(exception.Message)})", exception);
        }
        catch (DecoderFallbackException exception)
        {
            throw new UserException(ExitCode.InputInvalid, $"{name} is not UTF-8 text: save it as UTF-8", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserException(ExitCode.InputMissing, $"{path} cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Whether the field is there, and not null.</summary>
    public bool Has(string name) => Token(name) is not null;

    /// <summary>Refuses fields that are not among these.</summary>
    public void RefuseOthers(params IReadOnlyList<string> known)
    {
        foreach (var property in _json.Properties().Where(property => !known.Contains(property.Name, StringComparer.Ordinal)))
            throw Fault(property, $"there is no setting \"{Shown(property.Name)}\"; there are {string.Join(", ", known)}");
    }

    /// <summary>A text; null when the field is not there.</summary>
    public string? Text(string name) => Token(name) is { } token ? TextOf(token, name) : null;

    /// <summary>A text that must be there and say something.</summary>
    public string Required(string name) => Text(name) is { } text
        ? text.Trim().Length > 0 ? text : throw Fault(Token(name)!, $"{name} says nothing")
        : throw Fault(_json, $"\"{name}\" is missing");

    /// <summary>A list of texts, or a single one; empty when the field is not there.</summary>
    public IReadOnlyList<string> Texts(string name) => [.. Items(name).Select(item => TextOf(item, name))];

    /// <summary>Values that are text or number in the file, each read with <paramref name="read"/>.</summary>
    public IReadOnlyList<T> Values<T>(string name, Func<string, T> read) => [.. Items(name).Select(item => ValueOf(item, name, read))];

    /// <summary>A value that is text or number in the file; null when the field is not there.</summary>
    /// <param name="name">The field.</param>
    /// <param name="read">One of <see cref="SettingValues"/>.</param>
    public T? Value<T>(string name, Func<string, T> read)
        where T : struct => Token(name) is { } token ? ValueOf(token, name, read) : null;

    /// <inheritdoc cref="Value{T}(string, Func{string, T})"/>
    public T? Reference<T>(string name, Func<string, T> read)
        where T : class => Token(name) is { } token ? ValueOf(token, name, read) : null;

    /// <summary>True or false; null when the field is not there.</summary>
    public bool? Flag(string name) => Token(name) switch
    {
        null => null,
        JValue { Type: JTokenType.Boolean, Value: bool value } => value,
        { } other => throw Fault(other, $"{name} takes true or false, not {Shown(other)}"),
    };

    /// <summary>A whole number; null when the field is not there.</summary>
    public long? Whole(string name) => Token(name) switch
    {
        null => null,
        JValue { Type: JTokenType.Integer, Value: long value } => value,
        { } other => throw Fault(other, $"{name} takes a whole number, not {Shown(other)}"),
    };

    /// <summary>An object that must be there.</summary>
    public JsonFields Object(string name) => Token(name) switch
    {
        JObject json => new JsonFields(_file, json),
        null => throw Fault(_json, $"\"{name}\" is missing"),
        { } other => throw Fault(other, $"{name} takes an object, {{ … }}, not {Shown(other)}"),
    };

    /// <summary>A list of objects that must be there and hold one at least.</summary>
    public IReadOnlyList<JsonFields> Objects(string name)
    {
        if (Token(name) is not JArray { Count: > 0 and <= MaximumItems } list)
            throw Fault(Token(name) ?? _json, $"{name} takes a list of 1 to {MaximumItems} objects, [ {{ … }}, … ]");
        return [.. list.Select(item => item is JObject json ? new JsonFields(_file, json) : throw Fault(item, $"{name} takes objects, {{ … }}, not {Shown(item)}"))];
    }

    /// <summary>A fault of a field, at its line.</summary>
    public UserException Fault(string name, string what) => Fault(Token(name) ?? _json, what);

    private UserException Fault(JToken token, string what) =>
        new(ExitCode.InputInvalid, $"{_file}, line {Math.Max(1, ((IJsonLineInfo)token).LineNumber)}: {what}");

    private JToken? Token(string name) => _json[name] is { Type: not JTokenType.Null } token ? token : null;

    private IReadOnlyList<JToken> Items(string name) => Token(name) switch
    {
        null => [],
        JArray { Count: > MaximumItems } list => throw Fault(list, $"{name} has more than {MaximumItems} entries"),
        JArray list => [.. list],
        { } single => [single],
    };

    private string TextOf(JToken token, string name) => token is JValue { Type: JTokenType.String, Value: string text }
        ? text.Contains('\0', StringComparison.Ordinal) ? throw Fault(token, $"{name} holds a character that no text may hold") : text
        : throw Fault(token, $"{name} takes a text, \"…\", not {Shown(token)}");

    private T ValueOf<T>(JToken token, string name, Func<string, T> read)
    {
        var text = token switch
        {
            JValue { Type: JTokenType.String, Value: string value } => value,
            JValue { Type: JTokenType.Integer or JTokenType.Float } number => number.ToString(CultureInfo.InvariantCulture),
            _ => Shown(token),
        };
        try
        {
            return token is JValue { Type: JTokenType.String or JTokenType.Integer or JTokenType.Float } ? read(text) : throw Fault(token, $"{name} takes a text or a number, not {text}");
        }
        catch (FormatException exception)
        {
            throw Fault(token, $"{name} takes {exception.Message}, not \"{Shown(text)}\"");
        }
    }

    private static string Shown(JToken token) => token switch
    {
        JObject => "an object",
        JArray => "a list",
        JValue { Type: JTokenType.String } => "a text",
        _ => Shown(token.ToString(Formatting.None)),
    };

    // What a file holds may be long, and may hold line ends.
    private static string Shown(string text)
    {
        var line = string.Concat(text.Take(60).Select(c => char.IsControl(c) ? ' ' : c));
        return text.Length > 60 ? line + "…" : line;
    }

    private static string FirstSentence(string message)
    {
        var text = Shown(message.ReplaceLineEndings(" ").Split(". ")[0]);
        var place = message.ReplaceLineEndings(" ").IndexOf(" Path '", StringComparison.Ordinal);
        return place > 0 ? Shown(message[..place].TrimEnd('.')) : text.TrimEnd('.');
    }
}
