using System.Globalization;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Report.Contract;

/// <summary>
/// The contract report as one table (<see cref="CsvTable"/>): the counts a rule and character, performer and role, the appearances, unknown time, exclusions, faces, scenes, who with whom,
/// changes; the first column says which. The second says on every row whether the report is a draft.
/// </summary>
public sealed class ContractCsvWriter : IContractReportWriter
{
    private static readonly string[] s_columns =
    [
        "row", "status", "rule", "character", "name", "record_in", "record_out", "frames", "seconds", "seconds_exact", "share_percent", "with_exclusions_seconds",
        "lower_seconds", "upper_seconds", "outside_bounds", "appearances", "longest_seconds", "face_frames", "face_seconds", "reviewed_seconds", "certain_seconds", "threshold", "confidence", "clip", "source_in", "source_out", "evidence", "text",
    ];

    /// <inheritdoc/>
    public string FormatId => "csv";

    /// <inheritdoc/>
    public string Suffix => ".report.csv";

    /// <inheritdoc/>
    public void Write(ContractReport report, Stream output)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(output);
        var table = new CsvTable();
        table.Add(s_columns);
        var rows = new Rows(report, table);
        foreach (var count in report.Rules)
        {
            foreach (var line in count.Characters)
                rows.Count(count.Rule, line);
            foreach (var role in count.Roles)
                rows.Role(count.Rule, role);
        }

        foreach (var item in report.Appearances)
            rows.Appearance(item);
        foreach (var unknown in report.Result.Unknowns.Where(unknown => !unknown.Record.Intersect(report.Programme).IsEmpty))
            rows.Stretch("unknown", unknown.Record.Intersect(report.Programme), unknown.Reason);
        foreach (var exclusion in report.Exclusions)
            rows.Stretch("excluded", exclusion.Record, exclusion.Name);
        foreach (var face in report.Faces)
            rows.Face(face);
        foreach (var scene in report.Scenes?.Scenes ?? [])
            rows.Stretch("scene", scene.Record, scene.Name);
        foreach (var pair in report.Companions)
            rows.Together(pair);
        foreach (var change in report.Changes)
            rows.Change(change);
        table.WriteTo(output);
    }

    private sealed class Rows(ContractReport report, CsvTable table)
    {
        private readonly AnalysisResult _result = report.Result;

        public void Count(CountingRule rule, CharacterCount line) => Add(
            "count", [("character", CsvTable.Guard(line.CharacterId)), ("name", NameOf(line.CharacterId)), .. Figures(rule, line), ("text", CsvTable.Guard(Played(line.CharacterId)))]);

        public void Role(CountingRule rule, RoleCount role) => Add(
            role.Kind == RoleKind.Performer ? "performer" : "role",
            [
                ("character", CsvTable.Guard(string.Join(' ', role.Looks))),
                ("name", CsvTable.Guard(role.Count.CharacterId)),
                .. Figures(rule, role.Count),
                ("certain_seconds", Seconds(role.Certain?.Seconds)),
            ]);

        private string Played(string look) =>
            string.Join("; ", _result.Castings.Where(casting => casting.Look == look).Select(casting => $"{casting.Performer} as {casting.Character}"));

        private (string, string)[] Figures(CountingRule rule, CharacterCount line)
        {
            var counted = MediaTime.FromFrames(report.CountedFrames, _result.Rate);
            return
            [
                ("rule", rule.Id),
                ("frames", Number(line.Time?.Frames)),
                ("seconds", Seconds(line.Time?.Seconds)),
                ("seconds_exact", line.Time is { } time ? $"{Number(time.Seconds.Numerator)}/{Number(time.Seconds.Denominator)}" : ""),
                ("share_percent", line.Time is { } part && counted != MediaTime.Zero
                    ? (ScreenTimeSummary.Exact(part.Seconds) / ScreenTimeSummary.Exact(counted) * 100).ToString("0.00", CultureInfo.InvariantCulture) : ""),
                ("with_exclusions_seconds", Seconds(line.TimeWithExclusions?.Seconds)),
                ("lower_seconds", Seconds(line.Bounds?.Lower)),
                ("upper_seconds", Seconds(line.Bounds?.Upper)),
                ("outside_bounds", line.Bounds is null ? "" : line.IsOutsideBounds ? "yes" : "no"),
                ("appearances", rule.Counts == CountedEvidence.Samples ? "" : Number(line.Stretches.Count)),
                ("longest_seconds", line.Stretches.Count == 0 ? "" : Seconds(MediaTime.FromFrames(line.Stretches.Max(stretch => stretch.Length), _result.Rate))),
                ("face_frames", Number(line.FaceFrames)),
                ("face_seconds", line.FaceFrames is { } face ? Seconds(MediaTime.FromFrames(face, _result.Rate)) : ""),
                ("reviewed_seconds", rule.Counts == CountedEvidence.Samples ? "" : Seconds(MediaTime.FromFrames(line.ReviewedFrames, _result.Rate))),
                ("threshold", line.Verdict switch { ThresholdVerdict.Met => "met", ThresholdVerdict.NotMet => "not met", ThresholdVerdict.CannotBeTold => "cannot be told", _ => "" }),
            ];
        }

        public void Appearance(ReportedAppearance item) => Add(
            "appearance",
            [
                .. Range(item.Appearance.Record),
                ("character", CsvTable.Guard(item.Appearance.CharacterId)),
                ("name", NameOf(item.Appearance.CharacterId)),
                ("confidence", item.IsReviewed ? "" : ((decimal)Math.Clamp(item.Appearance.Confidence, 0, 1)).ToString("0.0000", CultureInfo.InvariantCulture)),
                ("clip", CsvTable.Guard(item.Appearance.ClipName)),
                ("source_in", CsvTable.Guard(item.Appearance.SourceStart)),
                ("source_out", CsvTable.Guard(item.Appearance.SourceEnd)),
                ("evidence", _result.TimecodeOf(item.Appearance.EvidenceFrame)),
                ("reviewed_seconds", item.IsReviewed ? Seconds(MediaTime.FromFrames(item.Appearance.Record.Length, _result.Rate)) : ""),
            ]);

        public void Face(FaceRecord face)
        {
            foreach (var record in face.Record)
                Add("face", [.. Range(record), ("character", CsvTable.Guard(face.CharacterId)), ("name", NameOf(face.CharacterId))]);
        }

        public void Stretch(string kind, FrameRange record, string text) => Add(kind, [.. Range(record), ("text", CsvTable.Guard(text))]);

        public void Together(Companions pair) => Add(
            "together",
            ("character", CsvTable.Guard(pair.First)),
            ("name", NameOf(pair.First)),
            ("text", NameOf(pair.Second)),
            ("frames", Number(pair.Frames)),
            ("seconds", Seconds(MediaTime.FromFrames(pair.Frames, _result.Rate))));

        public void Change(ReviewChange change) => Add("change", ("text", CsvTable.Guard($"{change.When} {change.Who}: {change.Number} {change.Action}{(change.Undoes == 0 ? "" : $" {Number(change.Undoes)}")}, before {change.Before}, after {change.After}{(change.Note.Length == 0 ? "" : $" ({change.Note})")}")));

        private (string, string)[] Range(FrameRange record) =>
        [
            ("record_in", _result.TimecodeOf(record.Start)),
            ("record_out", _result.TimecodeOf(record.End)),
            ("frames", Number(record.Length)),
            ("seconds", Seconds(MediaTime.FromFrames(record.Length, _result.Rate))),
        ];

        private void Add(string kind, params (string Column, string Text)[] fields)
        {
            var row = new string[s_columns.Length];
            Array.Fill(row, "");
            (row[0], row[1]) = (kind, report.IsDraft ? "DRAFT unaudited" : "audited");
            foreach (var (column, text) in fields)
                row[Array.IndexOf(s_columns, column)] = CleanText.Whole(text);
            table.Add(row);
        }

        private string NameOf(string id) => _result.Cast.IndexOf(id) is >= 0 and var index ? CsvTable.Guard(_result.Cast.Characters[index].Name) : "";

        private static string Seconds(MediaTime? time) => time is { } value ? ScreenTimeSummary.Exact(value).ToString("0.000", CultureInfo.InvariantCulture) : "";

        private static string Number(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";
    }
}
