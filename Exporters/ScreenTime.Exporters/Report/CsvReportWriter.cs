using System.Globalization;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Report;

/// <summary>
/// One table (<see cref="CsvTable"/>): first the totals a character and rule, then the appearances, then what could not be looked at; the first column says which.
/// </summary>
public sealed class CsvReportWriter : IReportWriter
{
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
        var table = new CsvTable();
        table.Add(s_columns);
        foreach (var total in result.Totals)
            table.Add(Total(result, total));
        foreach (var appearance in result.Appearances)
            table.Add(Appearance(result, appearance));
        foreach (var unknown in result.Unknowns)
            table.Add(Unknown(result, unknown));
        table.WriteTo(output);
    }

    private static string[] Total(AnalysisResult result, ScreenTimeTotal total)
    {
        var index = result.Cast.IndexOf(total.CharacterId);
        var name = index < 0 ? "" : result.Cast.Characters[index].Name;
        var share = index < 0 ? 0 : ScreenTimeSummary.Of(result, result.Cast.Characters[index], total).ShareOfProgramme;
        return
        [
            "total", CsvTable.Guard(total.CharacterId), CsvTable.Guard(name), CsvTable.Guard(total.RuleId),
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
            "appearance", CsvTable.Guard(appearance.CharacterId), CsvTable.Guard(index < 0 ? "" : result.Cast.Characters[index].Name), "",
            result.TimecodeOf(appearance.Record.Start), result.TimecodeOf(appearance.Record.End), Seconds(result, appearance.Record.Start),
            Seconds(result, appearance.Record.Length), Number(appearance.Record.Length), "", "", "",
            Round((decimal)appearance.Confidence, "0.0000"), CsvTable.Guard(appearance.ClipName), CsvTable.Guard(appearance.SourceStart), CsvTable.Guard(appearance.SourceEnd),
            result.TimecodeOf(appearance.EvidenceFrame), "",
        ];
    }

    private static string[] Unknown(AnalysisResult result, Unknown unknown) =>
    [
        "unknown", "", "", "", result.TimecodeOf(unknown.Record.Start), result.TimecodeOf(unknown.Record.End), Seconds(result, unknown.Record.Start),
        Seconds(result, unknown.Record.Length), Number(unknown.Record.Length), "", "", "", "", "", "", "", "", CsvTable.Guard(unknown.Reason),
    ];

    private static string Seconds(AnalysisResult result, long frames) => Seconds(MediaTime.FromFrames(frames, result.Rate));

    private static string Seconds(MediaTime time) => Round(ScreenTimeSummary.Exact(time), "0.000");

    private static string Round(decimal value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
