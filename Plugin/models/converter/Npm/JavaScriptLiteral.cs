using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace ScreenTime.ModelConverter.Npm;

/// <summary>
/// Reads the value that a bundled CommonJS module exports: the literal after <c>.exports=</c>. Nothing is executed. The
/// literal is JSON as a minifier writes it: keys without quotes, <c>!0</c> for true, numbers like <c>.5</c>.
/// </summary>
internal sealed class JavaScriptLiteral
{
    private const int MaxDepth = 64;
    private readonly string text;
    private readonly string file;
    private int at;

    private JavaScriptLiteral(string text, string file, int at)
    {
        this.text = text;
        this.file = file;
        this.at = at;
    }

    /// <summary>The value that the module <paramref name="text"/> exports; <paramref name="file"/> is named in errors.</summary>
    public static JsonNode Exported(string text, string file)
    {
        // browserify's wrapper has an export of its own, a call; only the module proper exports a literal.
        const string export = ".exports=";
        var start = text.IndexOf(export + '{', StringComparison.Ordinal);
        if (start < 0)
            start = text.IndexOf(export + '"', StringComparison.Ordinal);
        if (start < 0)
            throw new ModelPackageException($"{file}: exports no object and no string; restore the package again.");

        var literal = new JavaScriptLiteral(text, file, start + export.Length);
        var value = literal.Value(0) ?? throw literal.Error("exports null");
        if (literal.at >= text.Length || text[literal.at] is not ('}' or ';'))
            throw literal.Error("has something other than the end of the module after its value");
        return value;
    }

    private JsonNode? Value(int depth)
    {
        if (depth > MaxDepth)
            throw Error($"is nested deeper than {MaxDepth}");
        var next = Peek();
        switch (next)
        {
            case '{':
                return Object(depth);
            case '[':
                return Array(depth);
            case '"' or '\'':
                return String();
            case '!' when Take("!0") || Take("!1"):
                return text[at - 1] == '0';
            case 't' when Take("true"):
                return true;
            case 'f' when Take("false"):
                return false;
            case 'n' when Take("null"):
                return null;
            case '-' or '.' or (>= '0' and <= '9'):
                return Number();
            default:
                throw Error($"has an unexpected '{next}'");
        }
    }

    private JsonObject Object(int depth)
    {
        var result = new JsonObject();
        at++;
        while (Peek() != '}')
        {
            var key = Peek() is '"' or '\'' ? String() : Identifier();
            Expect(':');
            if (!result.TryAdd(key, Value(depth + 1)))
                throw Error($"has the key '{key}' twice");
            if (Peek() != '}')
                Expect(',');
        }
        at++;
        return result;
    }

    private JsonArray Array(int depth)
    {
        var result = new JsonArray();
        at++;
        while (Peek() != ']')
        {
            result.Add(Value(depth + 1));
            if (Peek() != ']')
                Expect(',');
        }
        at++;
        return result;
    }

    private string Identifier()
    {
        var start = at;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '_' or '$'))
            at++;
        return at > start ? text[start..at] : throw Error("lacks a key");
    }

    private string String()
    {
        var quote = text[at++];
        var end = text.AsSpan(at).IndexOfAny(quote, '\\');
        if (end < 0)
            throw Error("has a string without an end");
        if (text[at + end] == quote) // without escapes, as all weights are
        {
            var plain = text.Substring(at, end);
            at += end + 1;
            return plain;
        }

        var result = new StringBuilder();
        while (Next() is var c && c != quote)
            result.Append(c != '\\' ? c : Escape());
        return result.ToString();
    }

    private char Escape()
    {
        switch (Next())
        {
            case 'n':
                return '\n';
            case 't':
                return '\t';
            case 'r':
                return '\r';
            case 'u' when at + 4 <= text.Length
                && ushort.TryParse(text.AsSpan(at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code):
                at += 4;
                return (char)code;
            case var c and ('"' or '\'' or '\\' or '/'):
                return c;
            default:
                throw Error("has an unknown escape in a string");
        }
    }

    private JsonValue Number()
    {
        var start = at;
        while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] is '.' or '-' or '+' or 'e' or 'E'))
            at++;
        return double.TryParse(text.AsSpan(start, at - start), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && double.IsFinite(value)
            ? JsonValue.Create(value)
            : throw Error($"has a malformed number '{text.AsSpan(start, Math.Min(at - start, 40))}'");
    }

    private bool Take(string word)
    {
        if (string.CompareOrdinal(text, at, word, 0, word.Length) != 0)
            return false;
        at += word.Length;
        return true;
    }

    private void Expect(char c)
    {
        if (Peek() != c)
            throw Error($"lacks a '{c}'");
        at++;
    }

    private char Peek() => at < text.Length ? text[at] : throw Error("ends in the middle of a value");

    private char Next()
    {
        var c = Peek();
        at++;
        return c;
    }

    private ModelPackageException Error(string what) =>
        new($"{file}: {what} (at character {at.ToString(CultureInfo.InvariantCulture)}); restore the package again.");
}
