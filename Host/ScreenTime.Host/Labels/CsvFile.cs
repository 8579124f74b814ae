using System.Security.Cryptography;
using System.Text;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Labels;

/// <summary>Comma-separated values as RFC 4180 has them, read with bounds; a byte order mark and blank lines are allowed.</summary>
public static class CsvFile
{
    private const long MaximumBytes = 256L * 1024 * 1024;
    private const int MaximumFields = 1024;
    private const int MaximumFieldLength = 64 * 1024;
    private const int MaximumRows = 2_000_000;

    /// <summary>One record and the line on which it begins, counted from 1.</summary>
    public sealed record Row(int Line, IReadOnlyList<string> Fields);

    /// <summary>Reads a file's records, the header among them.</summary>
    /// <exception cref="UserException">It is missing, not UTF-8 text, or malformed (the message names the line).</exception>
    public static IReadOnlyList<Row> Read(string path) => Read(path, out _);

    /// <summary>Reads a file's records, and says the SHA-256 of the very bytes that they were read from.</summary>
    /// <exception cref="UserException">As <see cref="Read(string)"/>.</exception>
    public static IReadOnlyList<Row> Read(string path, out string sha256)
    {
        if (!File.Exists(path))
            throw new UserException(ExitCode.InputMissing, $"there is no file {path}: check the path");
        if (new FileInfo(path).Length > MaximumBytes)
            throw new UserException(ExitCode.InputInvalid, $"{path} is larger than {MaximumBytes >> 20} MiB: that is no table of labels");
        try
        {
            // UTF-16 says what it is in its first bytes, as spreadsheets write it.
            var bytes = File.ReadAllBytes(path);
            sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
            using var reader = new StreamReader(new MemoryStream(bytes), new UTF8Encoding(false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: true);
            return Parse(reader.ReadToEnd(), Path.GetFileName(path));
        }
        catch (DecoderFallbackException exception)
        {
            throw new UserException(ExitCode.InputInvalid, $"{Path.GetFileName(path)} is not UTF-8 text: save it as \"CSV UTF-8\"", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserException(ExitCode.InputMissing, $"{path} cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Reads records from text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">What the text is called in messages.</param>
    public static IReadOnlyList<Row> Parse(string text, string name)
    {
        var rows = new List<Row>();
        var fields = new List<string>();
        var field = new StringBuilder();
        var line = 1;
        var rowLine = 1;
        var quoted = false;
        var wasQuoted = false;
        var blank = true;
        UserException Error(string what) => new(ExitCode.InputInvalid, $"{name}, line {line}: {what}");
        void EndField()
        {
            if (fields.Count == MaximumFields)
                throw Error($"more than {MaximumFields} columns");
            fields.Add(wasQuoted ? field.ToString() : field.ToString().Trim());
            field.Clear();
            wasQuoted = false;
            blank = true;
        }

        void Append(char c)
        {
            if (field.Length == MaximumFieldLength)
                throw Error($"a value is longer than {MaximumFieldLength} characters");
            field.Append(c);
            blank &= char.IsWhiteSpace(c);
        }

        void EndRow()
        {
            EndField();
            if (fields.Count > 1 || fields[0].Length > 0)
            {
                if (rows.Count == MaximumRows)
                    throw Error($"more than {MaximumRows} rows");
                rows.Add(new Row(rowLine, [.. fields]));
            }

            fields.Clear();
        }

        for (var i = text.StartsWith('\uFEFF') ? 1 : 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\0')
                throw Error("it holds a zero byte: save it as UTF-8 text");
            if (quoted)
            {
                if (c == '"' && i + 1 < text.Length && text[i + 1] == '"')
                {
                    Append('"');
                    i++;
                }
                else if (c == '"')
                {
                    quoted = false;
                }
                else
                {
                    if (c == '\n')
                        line++;
                    Append(c);
                }
            }
            else if (c == '"' && blank && !wasQuoted)
            {
                field.Clear();
                (quoted, wasQuoted) = (true, true);
            }
            else if (c == ',')
            {
                EndField();
            }
            else if (c is '\n' or '\r')
            {
                if (c == '\r' && i + 1 < text.Length && text[i + 1] == '\n')
                    i++;
                EndRow();
                line++;
                rowLine = line;
            }
            else if (!wasQuoted || !char.IsWhiteSpace(c))
            {
                if (wasQuoted)
                    throw Error("text follows a closing quote");
                Append(c);
            }
        }

        if (quoted)
            throw new UserException(ExitCode.InputInvalid, $"{name}, line {rowLine}: a quote is not closed");
        if (field.Length > 0 || fields.Count > 0 || wasQuoted)
            EndRow();
        return rows;
    }

    /// <summary>A value as a field: quoted where it must be.</summary>
    public static string Escape(string value) =>
        value.AsSpan().IndexOfAny("\",\r\n") < 0 && value.Trim() == value ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
