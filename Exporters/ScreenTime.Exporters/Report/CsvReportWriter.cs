using System.Buffers;
using System.Globalization;
using System.Text;
using ScreenTime.Exporters.Markers;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Report;

/// <summary>
/// One table (RFC 4180, UTF-8 with a mark, so that Excel shows names right): first the totals a character and rule, then the appearances, then what could not
/// be looked at; the first column says which. A text that a spreadsheet would take for a formula gets an apostrophe before it.
/// </summary>
public sealed class CsvReportWriter : IReportWriter
{
    private static readonly SearchValues<char> s_quoted = SearchValues.Create(",\"\r\n;\t");

    private static readonly string[] s_columns =
    [
        "row", "character", "name", "rule", "record_in", "record_out", "start_seconds", "seconds", "frames", "share_percent", "appearances",
        "unknown_seconds", "confidence", "clip", "source_in", "source_out", "evidence", "reason",
    ];

    /// <inheritdoc/>
    public string FormatId => "csv";

    /// <inheritdoc/>
    public string Suffix => ".csv";

    /// <inheritdoc/>
    public void Write(AnalysisResult result, Stream output)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(output);
        var text = new StringBuilder();
        Append(text, s_columns);
        foreach (var total in result.Totals)
            Append(text, Total(result, total));
        foreach (var appearance in result.Appearances)
            Append(text, Appearance(result, appearance));
        foreach (var unknown in result.Unknowns)
            Append(text, Unknown(result, unknown));
        output.Write(Encoding.UTF8.Preamble);
        output.Write(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static string[] Total(AnalysisResult result, ScreenTimeTotal total)
    {
        var index = result.Cast.IndexOf(total.CharacterId);
        var name = index < 0 ? "" : result.Cast.Characters[index].Name;
        var share = index < 0 ? 0 : ScreenTimeSummary.Of(result, result.Cast.Characters[index], total).ShareOfProgramme;
        return
        [
            "total", Guard(total.CharacterId), Guard(name), Guard(total.RuleId),
            result.TimecodeOf(result.Programme.Start), result.TimecodeOf(result.Programme.End), Seconds(result, result.Programme.Start),
            Seconds(total.Seconds), total.Frames?.ToString(CultureInfo.InvariantCulture) ?? "", Round(share * 100, "0.00"), Number(total.Appearances),
            Seconds(total.UnknownSeconds), "", "", "", "", "", "",
        ];
    }

    private static string[] Appearance(AnalysisResult result, Appearance appearance)
    {
        var index = result.Cast.IndexOf(appearance.CharacterId);
        return
        [
            "appearance", Guard(appearance.CharacterId), Guard(index < 0 ? "" : result.Cast.Characters[index].Name), "",
            result.TimecodeOf(appearance.Record.Start), result.TimecodeOf(appearance.Record.End), Seconds(result, appearance.Record.Start),
            Seconds(result, appearance.Record.Length), Number(appearance.Record.Length), "", "", "",
            Round((decimal)appearance.Confidence, "0.0000"), Guard(appearance.ClipName), Guard(appearance.SourceStart), Guard(appearance.SourceEnd),
            result.TimecodeOf(appearance.EvidenceFrame), "",
        ];
    }

    private static string[] Unknown(AnalysisResult result, Unknown unknown) =>
    [
        "unknown", "", "", "", result.TimecodeOf(unknown.Record.Start), result.TimecodeOf(unknown.Record.End), Seconds(result, unknown.Record.Start),
        Seconds(result, unknown.Record.Length), Number(unknown.Record.Length), "", "", "", "", "", "", "", "", Guard(unknown.Reason),
    ];

    private static string Seconds(AnalysisResult result, long frames) => Seconds(MediaTime.FromFrames(frames, result.Rate));

    private static string Seconds(MediaTime time) => Round(ScreenTimeSummary.Exact(time), "0.000");

    private static string Round(decimal value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    // OWASP, "CSV Injection": these begin a formula, also behind blanks.
    private static string Guard(string text) => text.TrimStart() is ['=' or '+' or '-' or '@', ..] || text is ['\t' or '\r' or '\n', ..] ? "'" + text : text;

    private static void Append(StringBuilder text, string[] fields) => text.AppendJoin(',', fields.Select(Quote)).Append("\r\n");

    private static string Quote(string field) =>
        field.AsSpan().ContainsAny(s_quoted) || field.StartsWith(' ') || field.EndsWith(' ')
            ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : field;
}
