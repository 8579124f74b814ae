using System.Globalization;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Report.Contract;

/// <summary>The tables that a report begins with: who is on screen for how long, by each rule.</summary>
/// <param name="sheet">Where they are put.</param>
internal sealed class SummaryComposer(ReportSheet sheet)
{
    /// <summary>A row of the figures.</summary>
    private sealed record SummaryRow(string Name, string Detail, CharacterCount Count, CountedTime? Certain);

    /// <summary>The figures by one rule: of characters, of performers, and of those they play.</summary>
    public void Add(RuleCount count)
    {
        sheet.Heading(2, sheet.Words["summary", count.Rule.Id, count.Rule.Name]);
        var characters = count.Characters.Select((line, index) => new SummaryRow(sheet.NameOf(index), PlayedBy(line.CharacterId), line, null)).ToList();
        Figures(count.Rule, sheet.Words["col-character"], characters, withUnknown: true);
        if (count.Characters.Any(line => line.Time is null))
            sheet.Paragraph(sheet.Words["not-countable"], ParagraphStyle.Alert);
        sheet.Paragraph(sheet.Words["rounding"], ParagraphStyle.Note);
        if (count.Rule.Counts != CountedEvidence.Samples)
        {
            Stretches(sheet.Words["col-character"], characters);
            sheet.Paragraph(sheet.Words["stretches-note"], ParagraphStyle.Note);
        }

        foreach (var kind in (RoleKind[])[RoleKind.Performer, RoleKind.Character])
            Roles(count, kind);
    }

    private void Roles(RuleCount count, RoleKind kind)
    {
        var key = kind == RoleKind.Performer ? "performer" : "role";
        var rows = count.Roles.Where(role => role.Kind == kind)
            .Select(role => new SummaryRow(
                CleanText.Of(role.Count.CharacterId),
                sheet.Words["looks", string.Join(", ", role.Looks.Select(look => sheet.NameOf(sheet.Result.Cast.IndexOf(look))))],
                role.Count,
                role.Certain)).ToList();
        if (rows.Count == 0)
            return;
        sheet.Heading(3, sheet.Words[$"by-{key}"]);
        Figures(count.Rule, sheet.Words[$"col-{key}"], rows, withUnknown: false);
        Stretches(sheet.Words[$"col-{key}"], rows);
        sheet.Paragraph(sheet.Words["roles-note"], ParagraphStyle.Note);
    }

    private void Figures(CountingRule rule, string who, IReadOnlyList<SummaryRow> lines, bool withUnknown)
    {
        var excluded = sheet.Report.Exclusions.Count > 0;
        var columns = new List<TableColumn>
        {
            new(who, 2.6),
            new(sheet.Words["col-seconds"], 1.3, true),
            new(sheet.Words["col-frames"], 1.2, true),
            new(sheet.Words["col-clock"], 1.7, true),
            new(sheet.Words["col-share"], 1.2, true),
        };
        if (excluded)
            columns.Add(new TableColumn(sheet.Words["col-whole"], 1.5, true));
        columns.Add(new TableColumn(sheet.Words["col-bounds"], 1.9, true));
        if (sheet.Report.Threshold is { } threshold)
            columns.Add(new TableColumn(sheet.Words["col-threshold", ReportFigures.Seconds(threshold)], 1.4));
        var counted = sheet.Figures.Time(sheet.Report.CountedFrames);
        var rows = lines.Select(row =>
        {
            var line = row.Count;
            var cells = new List<TableCell>
            {
                new(row.Name, row.Detail),
                new(
                    line.Time is { } time ? ReportFigures.Seconds(time.Seconds) : ReportFigures.None,
                    row.Certain is { } certain && certain != line.Time ? sheet.Words["at-most", ReportFigures.Seconds(certain.Seconds)] : "",
                    IsStrong: true),
                line.Time?.Frames is { } frames ? ReportFigures.Number(frames) : ReportFigures.None,
                line.Time?.Frames is { } clock ? sheet.Figures.Clock(clock) : ReportFigures.None,
                line.Time is { } part ? ReportFigures.Share(part.Seconds, counted) : ReportFigures.None,
            };
            if (excluded)
            {
                cells.Add(line.TimeWithExclusions is { } whole
                    ? new TableCell(ReportFigures.Seconds(whole.Seconds), ReportFigures.Share(whole.Seconds, sheet.Figures.Time(sheet.Report.Programme.Length)))
                    : ReportFigures.None);
            }

            cells.Add(line.Bounds is { } bounds
                ? new TableCell($"{ReportFigures.Seconds(bounds.Lower)} – {ReportFigures.Seconds(bounds.Upper)}", line.IsOutsideBounds ? sheet.Words["outside-bounds"] : "")
                : sheet.Words[rule.IsFrameByFrame ? "unaudited" : "no-bounds"]);
            if (sheet.Report.Threshold is not null)
                cells.Add(sheet.Words[line.Verdict switch { ThresholdVerdict.Met => "met", ThresholdVerdict.NotMet => "not-met", _ => "cannot-be-told" }]);
            return (IReadOnlyList<TableCell>)cells;
        }).ToList();
        if (withUnknown)
            rows.Add(UnknownRow(columns.Count));
        sheet.Add(new TableBlock(columns, rows, LastIsApart: withUnknown));
    }

    private IReadOnlyList<TableCell> UnknownRow(int columns)
    {
        var counted = sheet.Figures.Time(sheet.Report.CountedFrames);
        var blind = sheet.Report.UnknownFrames;
        var cells = new List<TableCell>
        {
            sheet.Words["unknown-line"], sheet.Figures.Seconds(blind), ReportFigures.Number(blind), sheet.Figures.Clock(blind), ReportFigures.Share(sheet.Figures.Time(blind), counted),
        };
        if (sheet.Report.Exclusions.Count > 0)
        {
            var all = sheet.Report.Unknown.Sum(range => range.Length);
            cells.Add(new TableCell(sheet.Figures.Seconds(all), ReportFigures.Share(sheet.Figures.Time(all), sheet.Figures.Time(sheet.Report.Programme.Length))));
        }

        cells.AddRange(Enumerable.Repeat<TableCell>("", columns - cells.Count));
        return cells;
    }

    /// <summary>Who plays with a look, and whom.</summary>
    private string PlayedBy(string look)
    {
        var castings = sheet.Result.Castings.Where(casting => casting.Look == look).Select(casting =>
        {
            var limits = casting.Episodes.Count == 0 ? "" : sheet.Words["episodes", string.Join(", ", casting.Episodes.Select(CleanText.Of))];
            var days = casting.From is null && casting.Until is null ? "" : sheet.Words["days", Day(casting.From), Day(casting.Until)];
            return sheet.Words["played-by", CleanText.Of(casting.Performer), CleanText.Of(casting.Character)] + limits + days;
        });
        return string.Join("; ", castings.DefaultIfEmpty(sheet.Words["performers-unknown"]));

        static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "…";
    }

    private void Stretches(string who, IReadOnlyList<SummaryRow> lines) => sheet.Add(new TableBlock(
        [
            new(who, 2.2),
            new(sheet.Words["col-stretches"], 1.3, true),
            new(sheet.Words["col-longest"], 1.1, true),
            new(sheet.Words["col-first"], 1.5, true),
            new(sheet.Words["col-last"], 1.5, true),
            new(sheet.Words["col-face"], 1.3, true),
            new(sheet.Words["col-reviewed"], 1.3, true),
        ],
        [.. lines.Select(row => (IReadOnlyList<TableCell>)
        [
            row.Name,
            row.Count.Time is null ? ReportFigures.None : ReportFigures.Number(row.Count.Stretches.Count),
            row.Count.Stretches.Count == 0 ? ReportFigures.None : sheet.Figures.Seconds(row.Count.Stretches.Max(stretch => stretch.Length)),
            row.Count.Stretches.Count == 0 ? ReportFigures.None : sheet.Figures.Place(row.Count.Stretches[0].Start),
            row.Count.Stretches.Count == 0 ? ReportFigures.None : sheet.Figures.Place(row.Count.Stretches[^1].Start),
            row.Count.FaceFrames is { } face
                ? new TableCell(sheet.Figures.Seconds(face), row.Count.Time is { Frames: > 0 and { } frames } ? ReportFigures.Share(sheet.Figures.Time(face), sheet.Figures.Time(frames)) : "")
                : ReportFigures.None,
            row.Count.Time is { Frames: { } all }
                ? new TableCell(sheet.Figures.Seconds(row.Count.ReviewedFrames), sheet.Words["unreviewed", sheet.Figures.Seconds(all - row.Count.ReviewedFrames)])
                : ReportFigures.None,
        ])]));
}
