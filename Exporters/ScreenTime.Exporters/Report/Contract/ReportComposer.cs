using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Report.Contract;

/// <summary>Puts a contract report into words and tables, in the order in which a lawyer reads it: the figures, what they are of, the rule, the method, then the evidence.</summary>
/// <param name="sheet">Where they are put.</param>
internal sealed class ReportComposer(ReportSheet sheet)
{
    /// <summary>The report as blocks.</summary>
    public static ReportDocument Compose(ContractReport report)
    {
        var sheet = new ReportSheet(report);
        var composer = new ReportComposer(sheet);
        composer.Opening();
        var summary = new SummaryComposer(sheet);
        foreach (var count in report.Rules)
            summary.Add(count);
        composer.Timeline();
        composer.Programme();
        composer.Rules();
        composer.Method();
        composer.Provenance();
        new AnnexComposer(sheet).Add();
        var words = sheet.Words;
        var name = CleanText.Of(report.Result.TimelineName);
        return new ReportDocument(
            words["title-of", name],
            report.IsDraft ? words["draft-header"] : "",
            words["footer", CleanText.Shorten(name, 40), report.Result.Provenance.RunId]
                + (report.KeyFingerprint.Length > 0 ? words["footer-key", report.KeyFingerprint] : ""),
            report.Recipient.Length > 0 ? words["watermark", CleanText.Of(report.Recipient)] : "",
            sheet.Blocks);
    }

    private void Opening()
    {
        sheet.Heading(1, sheet.Words["title"]);
        sheet.Heading(3, CleanText.Of(sheet.Result.TimelineName));
        var counted = sheet.Figures.Time(sheet.Report.CountedFrames);
        // Added up over the characters: two who share a frame are two to be reviewed.
        var reviewed = sheet.Report.Appearances.Where(item => item.IsReviewed).GroupBy(item => item.Appearance.CharacterId).Sum(Frames);
        var appearing = sheet.Report.Appearances.GroupBy(item => item.Appearance.CharacterId).Sum(Frames);
        sheet.Facts(
            ("cut", sheet.Report.CutVersion.Length > 0 ? CleanText.Of(sheet.Report.CutVersion) : sheet.Words["cut-unnamed"]),
            ("timeline-hash", sheet.Result.Provenance.TimelineHash),
            ("programme", sheet.Words["programme-range", sheet.Figures.Place(sheet.Report.Programme.Start), sheet.Figures.Place(sheet.Report.Programme.End), sheet.Figures.Seconds(sheet.Report.Programme.Length)]),
            ("counted", sheet.Words["counted-range", ReportFigures.Seconds(counted), ReportFigures.Number(sheet.Report.CountedFrames), sheet.Result.Rate.ToString()]),
            ("audit", AuditText()),
            ("reviewed", sheet.Words["reviewed-text", sheet.Figures.Seconds(reviewed), sheet.Figures.Seconds(appearing - reviewed)]));
        if (sheet.Report.IsDraft)
            sheet.Paragraph(sheet.Words["draft-text"], ParagraphStyle.Alert);
        if (sheet.Result.Provenance.Device.Precision != Precision.Full.Name())
            sheet.Paragraph(sheet.Words["reduced-precision", CleanText.Of(sheet.Result.Provenance.Device.Precision)], ParagraphStyle.Alert);

        static long Frames(IEnumerable<ReportedAppearance> items) => FrameRange.Union(items.Select(item => item.Appearance.Record)).Sum(range => range.Length);
    }

    private string AuditText() => sheet.Report.Audit switch
    {
        null => sheet.Words["unaudited"],
        { Remark.Length: > 0 } audit => $"{sheet.Words["unaudited"]}: {sheet.Sentences.Of(audit.Remark)}",
        { IsFinished: true } audit => sheet.Words["audited", audit.Planned, audit.Doubtful, audit.Seed, sheet.Report.AuditEvidence?.RuleId ?? ""],
        { } audit => sheet.Words["audit-open", audit.Seen, audit.Planned],
    };

    private void Timeline()
    {
        sheet.Heading(2, sheet.Words["timeline"]);
        if (sheet.Report.Programme.IsEmpty)
            return;
        sheet.Add(new TimelineBlock(TimelinePicture.Of(sheet.Report, sheet.Words)));
    }

    private void Programme()
    {
        sheet.Heading(2, sheet.Words["programme"]);
        sheet.Paragraph(sheet.Words["programme-text"]);
        var rows = new List<IReadOnlyList<TableCell>>
        {
            Row(sheet.Words["programme-whole"], sheet.Report.Programme),
        };
        rows.AddRange(sheet.Report.Exclusions.Select(exclusion => Row(sheet.Words["excluded", sheet.Words.Known("exclusion-", exclusion.Name)], exclusion.Record)));
        var counted = sheet.Report.CountedFrames;
        rows.Add([sheet.Words["programme-counted"], "", "", ReportFigures.Number(counted), new TableCell(sheet.Figures.Seconds(counted), IsStrong: true)]);
        sheet.Add(new TableBlock(
            [new("", 3), new(sheet.Words["col-in"], 1.6, true), new(sheet.Words["col-out"], 1.6, true), new(sheet.Words["col-frames"], 1.2, true), new(sheet.Words["col-seconds"], 1.2, true)],
            rows,
            LastIsApart: true));
        if (sheet.Report.Exclusions.Count == 0)
            sheet.Paragraph(sheet.Words["no-exclusions"], ParagraphStyle.Note);

        IReadOnlyList<TableCell> Row(string name, FrameRange range) =>
            [name, sheet.Figures.Place(range.Start), sheet.Figures.Place(range.End), ReportFigures.Number(range.Length), sheet.Figures.Seconds(range.Length)];
    }

    private void Rules()
    {
        foreach (var rule in sheet.Report.Rules.Select(count => count.Rule))
        {
            sheet.Heading(2, sheet.Words["rule", rule.Id]);
            sheet.Paragraph(rule.Summary);
            if (rule.Counts != CountedEvidence.Samples)
                sheet.Paragraph(sheet.Words["rule-parameters", ReportFigures.Seconds(rule.Bridge), ReportFigures.Seconds(rule.MinimumRun), sheet.Words["within-" + rule.Within.ToString().ToLowerInvariant()]]);
            sheet.Add(new TableBlock([new("", 1.4), new("", 4)], [.. rule.Guide.Select(clause => (IReadOnlyList<TableCell>)[new(clause.Heading, IsStrong: true), clause.Text])]));
            sheet.Paragraph(sheet.Words["rule-hash", rule.Sha256], ParagraphStyle.Note);
        }
    }

    private void Method()
    {
        sheet.Heading(2, sheet.Words["method"], newPage: true);
        foreach (var part in (string[])["looking", "counting", "bounds", "unknown", "limits", "repeat"])
        {
            sheet.Heading(3, sheet.Words[$"method-{part}"]);
            sheet.Paragraph(sheet.Words[$"method-{part}-text"]);
        }
    }

    private void Provenance()
    {
        sheet.Heading(2, sheet.Words["provenance"]);
        sheet.Paragraph(sheet.Words["provenance-text"]);
        var provenance = sheet.Result.Provenance;
        sheet.Facts(
            ("run", provenance.RunId),
            ("tool", provenance.ToolVersion),
            ("timeline-hash", provenance.TimelineHash),
            ("cast-hash", provenance.CastHash),
            ("model-hash", provenance.ModelHash),
            ("device", CleanText.Of($"{provenance.Device.Provider}, {provenance.Device.Precision}, ONNX Runtime {provenance.Device.RuntimeVersion}; {provenance.CpuFeatures}")),
            ("ffmpeg", CleanText.Of(provenance.FfmpegVersion)),
            ("settings", string.Join("; ", provenance.Settings.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => CleanText.Of($"{pair.Key} {pair.Value}")))));
        if (provenance.Mixed.Count > 0)
            sheet.Paragraph(sheet.Words["mixed", string.Join("; ", provenance.Mixed.Select(CleanText.Of))], ParagraphStyle.Alert);
        sheet.Add(new TableBlock(
            [new(sheet.Words["col-media"], 2), new("SHA-256", 3.4), new(sheet.Words["col-status"], 1), new(sheet.Words["col-lost"], 1, true)],
            [.. sheet.Result.Media.Select(media => (IReadOnlyList<TableCell>)
            [
                CleanText.Of(media.Name), media.Id.Length > 0 ? media.Id : ReportFigures.None, sheet.Words.Known("media-", media.Status), sheet.Figures.Seconds(media.LostFrames),
            ])]));
        if (sheet.Result.Assumptions.Count > 0)
        {
            sheet.Heading(3, sheet.Words["assumptions"]);
            foreach (var assumption in sheet.Result.Assumptions)
                sheet.Paragraph(sheet.Sentences.Of(assumption));
        }
    }
}
