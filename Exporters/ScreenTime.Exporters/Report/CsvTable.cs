using System.Buffers;
using System.Text;

namespace ScreenTime.Exporters.Report;

/// <summary>
/// A table of RFC 4180 in UTF-8 with a mark, so that Excel shows names right. A text that a spreadsheet would take for a formula gets an apostrophe before it.
/// </summary>
internal sealed class CsvTable
{
    private static readonly SearchValues<char> s_quoted = SearchValues.Create(",\"\r\n;\t");

    private readonly StringBuilder _text = new();

    /// <summary>Adds a row as it is.</summary>
    public void Add(params string[] fields) => _text.AppendJoin(',', fields.Select(Quote)).Append("\r\n");

    /// <summary>Writes the table.</summary>
    public void WriteTo(Stream output)
    {
        output.Write(Encoding.UTF8.Preamble);
        output.Write(Encoding.UTF8.GetBytes(_text.ToString()));
    }

    /// <summary>A text that somebody else wrote, made harmless (OWASP, "CSV Injection": these begin a formula, also behind blanks).</summary>
    public static string Guard(string text) => text.TrimStart() is ['=' or '+' or '-' or '@', ..] || text is ['\t' or '\r' or '\n', ..] ? "'" + text : text;

    private static string Quote(string field) =>
        field.AsSpan().ContainsAny(s_quoted) || field.StartsWith(' ') || field.EndsWith(' ')
            ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : field;
}
