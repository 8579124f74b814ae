using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Report.Contract;

/// <summary>Puts a contract report into words and tables, in the order in which a lawyer reads it: the figures, what they are of, the rule, the method, then the evidence.</summary>
internal sealed class ReportComposer
{
    private readonly ContractReport _report;
    private readonly AnalysisResult _result;
    private readonly ReportWords _words;
    private readonly ReportFigures _figures;
    private readonly List<ReportBlock> _blocks = [];

    private ReportComposer(ContractReport report)
    {
        _report = report;
        _result = report.Result;
        _words = ReportWords.Of(report.Language);
        _figures = new ReportFigures(report);
    }

    /// <summary>The report as blocks.</summary>
    public static ReportDocument Compose(ContractReport report)
    {
        var composer = new ReportComposer(report);
        composer.Opening();
        foreach (var count in report.Rules)
            composer.Summary(count);
        composer.Timeline();
        composer.Programme();
        composer.Rules();
        composer.Method();
        composer.Provenance();
        composer.Appearances();
        composer.Unknown();
        composer.Together();
        composer.Changes();
        var words = composer._words;
        var name = CleanText.Of(report.Result.TimelineName);
        return new ReportDocument(
            words["title-of", name],
            report.IsDraft ? words["draft-header"] : "",
            words["footer", CleanText.Shorten(name, 40), report.Result.Provenance.RunId]
                + (report.KeyFingerprint.Length > 0 ? words["footer-key", report.KeyFingerprint] : ""),
            report.Recipient.Length > 0 ? words["watermark", CleanText.Of(report.Recipient)] : "",
            composer._blocks);
    }

    private void Opening()
    {
        Heading(1, _words["title"]);
        Heading(3, CleanText.Of(_result.TimelineName));
        var counted = _figures.Time(_report.CountedFrames);
        var reviewed = _report.Reviewed.Sum(range => range.Length);
        var appearing = FrameRange.Union(_report.Appearances.Select(item => item.Appearance.Record)).Sum(range => range.Length);
        Facts(
            ("cut", _report.CutVersion.Length > 0 ? CleanText.Of(_report.CutVersion) : _words["cut-unnamed"]),
            ("timeline-hash", _result.Provenance.TimelineHash),
            ("programme", _words["programme-range", _figures.Place(_report.Programme.Start), _figures.Place(_report.Programme.End), _figures.Seconds(_report.Programme.Length)]),
            ("counted", _words["counted-range", ReportFigures.Seconds(counted), ReportFigures.Number(_report.CountedFrames), _result.Rate.ToString()]),
            ("audit", AuditText()),
            ("reviewed", _words["reviewed-text", _figures.Seconds(reviewed), _figures.Seconds(appearing - reviewed)]));
        if (_report.IsDraft)
            Paragraph(_words["draft-text"], ParagraphStyle.Alert);
    }

    private string AuditText() => _report.Audit switch
    {
        null => _words["unaudited"],
        { Remark.Length: > 0 } audit => $"{_words["unaudited"]}: {audit.Remark}",
        { IsFinished: true } audit => _words["audited", audit.Planned, audit.Doubtful, audit.Seed],
        { } audit => _words["audit-open", audit.Seen, audit.Planned],
    };

    private void Summary(RuleCount count)
    {
        Heading(2, _words["summary", count.Rule.Id, count.Rule.Name]);
        var excluded = _report.Exclusions.Count > 0;
        var columns = new List<TableColumn>
        {
            new(_words["col-character"], 2.6),
            new(_words["col-seconds"], 1.3, true),
            new(_words["col-frames"], 1.2, true),
            new(_words["col-clock"], 1.7, true),
            new(_words["col-share"], 1.2, true),
        };
        if (excluded)
            columns.Add(new TableColumn(_words["col-whole"], 1.5, true));
        columns.Add(new TableColumn(_words["col-bounds"], 1.9, true));
        if (_report.Threshold is { } threshold)
            columns.Add(new TableColumn(_words["col-threshold", ReportFigures.Seconds(threshold)], 1.4));
        var counted = _figures.Time(_report.CountedFrames);
        var rows = count.Characters.Select((line, index) =>
        {
            var row = new List<TableCell>
            {
                new(NameOf(index), _words["performers-unknown"]),
                new(line.Time is { } time ? ReportFigures.Seconds(time.Seconds) : ReportFigures.None, IsStrong: true),
                line.Time?.Frames is { } frames ? ReportFigures.Number(frames) : ReportFigures.None,
                line.Time?.Frames is { } clock ? _figures.Clock(clock) : ReportFigures.None,
                line.Time is { } part ? ReportFigures.Share(part.Seconds, counted) : ReportFigures.None,
            };
            if (excluded)
            {
                row.Add(line.TimeWithExclusions is { } whole
                    ? new TableCell(ReportFigures.Seconds(whole.Seconds), ReportFigures.Share(whole.Seconds, _figures.Time(_report.Programme.Length)))
                    : ReportFigures.None);
            }

            row.Add(line.Bounds is { } bounds
                ? new TableCell($"{ReportFigures.Seconds(bounds.Lower)} – {ReportFigures.Seconds(bounds.Upper)}", OutsideBounds(line, bounds))
                : _words[_report.IsDraft && count.Rule.IsFrameByFrame ? "unaudited" : "no-bounds"]);
            if (_report.Threshold is not null)
                row.Add(_words[line.Verdict switch { ThresholdVerdict.Met => "met", ThresholdVerdict.NotMet => "not-met", _ => "cannot-be-told" }]);
            return (IReadOnlyList<TableCell>)row;
        }).ToList();
        var blind = FrameRange.Union(_report.Counted.SelectMany(part => _report.Unknown.Select(range => range.Intersect(part)))).Sum(range => range.Length);
        var last = new List<TableCell>
        {
            _words["unknown-line"], _figures.Seconds(blind), ReportFigures.Number(blind), _figures.Clock(blind), ReportFigures.Share(_figures.Time(blind), counted),
        };
        if (excluded)
        {
            var all = _report.Unknown.Sum(range => range.Length);
            last.Add(new TableCell(_figures.Seconds(all), ReportFigures.Share(_figures.Time(all), _figures.Time(_report.Programme.Length))));
        }

        last.AddRange(Enumerable.Repeat<TableCell>("", columns.Count - last.Count));
        rows.Add(last);
        _blocks.Add(new TableBlock(columns, rows, LastIsApart: true));
        if (count.Characters.Any(line => line.Time is null))
            Paragraph(_words["not-countable"], ParagraphStyle.Alert);
        Paragraph(_words["rounding"], ParagraphStyle.Note);
        if (count.Rule.Counts != CountedEvidence.Samples)
            Stretches(count);
    }

    private string OutsideBounds(CharacterCount line, TimeBounds bounds) =>
        line.Time is { } time && (time.Seconds < bounds.Lower || time.Seconds > bounds.Upper) ? _words["outside-bounds"] : "";

    private void Stretches(RuleCount count)
    {
        _blocks.Add(new TableBlock(
            [
                new(_words["col-character"], 2.6),
                new(_words["col-stretches"], 1.2, true),
                new(_words["col-longest"], 1.2, true),
                new(_words["col-first"], 1.6, true),
                new(_words["col-last"], 1.6, true),
                new(_words["col-face"], 1.2, true),
            ],
            [.. count.Characters.Select((line, index) => (IReadOnlyList<TableCell>)
            [
                NameOf(index),
                line.Time is null ? ReportFigures.None : ReportFigures.Number(line.Stretches.Count),
                line.Stretches.Count == 0 ? ReportFigures.None : _figures.Seconds(line.Stretches.Max(stretch => stretch.Length)),
                line.Stretches.Count == 0 ? ReportFigures.None : _figures.Place(line.Stretches[0].Start),
                line.Stretches.Count == 0 ? ReportFigures.None : _figures.Place(line.Stretches[^1].Start),
                line is { FaceFrames: { } face, Time.Frames: > 0 and { } frames } ? ReportFigures.Share(_figures.Time(face), _figures.Time(frames)) : ReportFigures.None,
            ])]));
        Paragraph(_words["stretches-note"], ParagraphStyle.Note);
    }

    private void Timeline()
    {
        Heading(2, _words["timeline"]);
        if (_report.Programme.IsEmpty)
            return;
        _blocks.Add(new TimelineBlock(TimelinePicture.Of(_report, _words)));
    }

    private void Programme()
    {
        Heading(2, _words["programme"]);
        Paragraph(_words["programme-text"]);
        var rows = new List<IReadOnlyList<TableCell>>
        {
            Row(_words["programme-whole"], _report.Programme),
        };
        rows.AddRange(_report.Exclusions.Select(exclusion => Row(_words["excluded", _words.Known("exclusion-", exclusion.Name)], exclusion.Record)));
        var counted = _report.CountedFrames;
        rows.Add([_words["programme-counted"], "", "", ReportFigures.Number(counted), new TableCell(_figures.Seconds(counted), IsStrong: true)]);
        _blocks.Add(new TableBlock(
            [new("", 3), new(_words["col-in"], 1.6, true), new(_words["col-out"], 1.6, true), new(_words["col-frames"], 1.2, true), new(_words["col-seconds"], 1.2, true)],
            rows,
            LastIsApart: true));
        if (_report.Exclusions.Count == 0)
            Paragraph(_words["no-exclusions"], ParagraphStyle.Note);

        IReadOnlyList<TableCell> Row(string name, FrameRange range) =>
            [name, _figures.Place(range.Start), _figures.Place(range.End), ReportFigures.Number(range.Length), _figures.Seconds(range.Length)];
    }

    private void Rules()
    {
        foreach (var rule in _report.Rules.Select(count => count.Rule))
        {
            Heading(2, _words["rule", rule.Id]);
            Paragraph(rule.Summary);
            if (rule.Counts != CountedEvidence.Samples)
                Paragraph(_words["rule-parameters", ReportFigures.Seconds(rule.Bridge), ReportFigures.Seconds(rule.MinimumRun), _words["within-" + rule.Within.ToString().ToLowerInvariant()]]);
            _blocks.Add(new TableBlock([new("", 1.4), new("", 4)], [.. rule.Guide.Select(clause => (IReadOnlyList<TableCell>)[new(clause.Heading, IsStrong: true), clause.Text])]));
            Paragraph(_words["rule-hash", rule.Sha256], ParagraphStyle.Note);
        }
    }

    private void Method()
    {
        Heading(2, _words["method"], newPage: true);
        foreach (var part in (string[])["looking", "counting", "bounds", "unknown", "limits", "repeat"])
        {
            Heading(3, _words[$"method-{part}"]);
            Paragraph(_words[$"method-{part}-text"]);
        }
    }

    private void Provenance()
    {
        Heading(2, _words["provenance"]);
        Paragraph(_words["provenance-text"]);
        var provenance = _result.Provenance;
        Facts(
            ("run", provenance.RunId),
            ("tool", provenance.ToolVersion),
            ("timeline-hash", provenance.TimelineHash),
            ("cast-hash", provenance.CastHash),
            ("model-hash", provenance.ModelHash),
            ("device", CleanText.Of($"{provenance.Device.Provider}, {provenance.Device.Precision}, ONNX Runtime {provenance.Device.RuntimeVersion}; {provenance.CpuFeatures}")),
            ("ffmpeg", CleanText.Of(provenance.FfmpegVersion)),
            ("settings", string.Join("; ", provenance.Settings.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => CleanText.Of($"{pair.Key} {pair.Value}")))));
        _blocks.Add(new TableBlock(
            [new(_words["col-media"], 2), new("SHA-256", 3.4), new(_words["col-status"], 1), new(_words["col-lost"], 1, true)],
            [.. _result.Media.Select(media => (IReadOnlyList<TableCell>)
            [
                CleanText.Of(media.Name), media.Id.Length > 0 ? media.Id : ReportFigures.None, _words.Known("media-", media.Status), _figures.Seconds(media.LostFrames),
            ])]));
        if (_result.Assumptions.Count > 0)
        {
            Heading(3, _words["assumptions"]);
            foreach (var assumption in _result.Assumptions)
                Paragraph(CleanText.Of(assumption));
        }
    }

    private void Appearances()
    {
        Heading(2, _words["appearances"], newPage: true);
        if (_report.Appearances.Count == 0)
        {
            Paragraph(_words["no-appearances"]);
            return;
        }

        Paragraph(_words[_report.Evidence switch { EvidenceKind.Frame => "appearances-frame", EvidenceKind.Subject => "appearances-subject", _ => "appearances-none" }]);
        _blocks.Add(new TableBlock(
            [
                new("#", 0.6, true),
                new(_words["col-character"], 2),
                new(_words["col-in"], 1.6, true),
                new(_words["col-out"], 1.6, true),
                new(_words["col-seconds"], 1.1, true),
                new(_words["col-source"], 2.6),
                new(_words["col-confidence"], 1, true),
                new(_words["col-evidence"], 1.8, true),
            ],
            [.. _report.Appearances.Select((item, index) => (IReadOnlyList<TableCell>)
            [
                ReportFigures.Number(index + 1),
                NameOf(_result.Cast.IndexOf(item.Appearance.CharacterId)),
                _figures.Place(item.Appearance.Record.Start),
                _figures.Place(item.Appearance.Record.End),
                _figures.Seconds(item.Appearance.Record.Length),
                new(
                    CleanText.Of(item.Appearance.ClipName),
                    item.Appearance.SourceStart.Length > 0 ? $"{CleanText.Of(item.Appearance.SourceStart)} – {CleanText.Of(item.Appearance.SourceEnd)}" : ""),
                ReportFigures.Percent(item.Appearance.Confidence),
                new(_figures.Place(item.Appearance.EvidenceFrame), Picture: item.Picture),
            ])]));
    }

    private void Unknown()
    {
        Heading(2, _words["unknown"]);
        var within = _result.Unknowns.Where(unknown => !unknown.Record.Intersect(_report.Programme).IsEmpty).ToList();
        if (within.Count == 0)
        {
            Paragraph(_words["no-unknown"]);
            return;
        }

        _blocks.Add(new TableBlock(
            [new(_words["col-in"], 1.4, true), new(_words["col-out"], 1.4, true), new(_words["col-seconds"], 1, true), new(_words["col-reason"], 5)],
            [.. within.Select(unknown => (IReadOnlyList<TableCell>)
            [
                _figures.Place(unknown.Record.Intersect(_report.Programme).Start), _figures.Place(unknown.Record.Intersect(_report.Programme).End),
                _figures.Seconds(unknown.Record.Intersect(_report.Programme).Length), CleanText.Of(unknown.Reason),
            ])]));
    }

    private void Together()
    {
        if (_result.Cast.Characters.Count < 2)
            return;
        Heading(2, _words["together"]);
        if (_report.Companions.Count == 0)
        {
            Paragraph(_words["no-together"]);
            return;
        }

        _blocks.Add(new TableBlock(
            [new(_words["col-character"], 2), new(_words["col-with"], 2), new(_words["col-seconds"], 1, true), new(_words["col-frames"], 1, true)],
            [.. _report.Companions.Select(pair => (IReadOnlyList<TableCell>)
            [
                NameOf(_result.Cast.IndexOf(pair.First)), NameOf(_result.Cast.IndexOf(pair.Second)), _figures.Seconds(pair.Frames), ReportFigures.Number(pair.Frames),
            ])]));
    }

    private void Changes()
    {
        Heading(2, _words["changes"]);
        if (_report.Changes.Count == 0)
        {
            Paragraph(_words["no-changes"]);
            return;
        }

        _blocks.Add(new TableBlock(
            [new(_words["col-who"], 1.4), new(_words["col-when"], 1.6), new(_words["col-what"], 1), new(_words["col-before"], 2), new(_words["col-after"], 2)],
            [.. _report.Changes.Select(change => (IReadOnlyList<TableCell>)
            [
                CleanText.Of(change.Who), CleanText.Of(change.When), CleanText.Of(change.What), CleanText.Of(change.Before), CleanText.Of(change.After),
            ])]));
    }

    private string NameOf(int character) => character < 0 ? ReportFigures.None : CleanText.Of(_result.Cast.Characters[character].Name);

    private void Heading(int level, string text, bool newPage = false) => _blocks.Add(new HeadingBlock(level, text, newPage));

    private void Paragraph(string text, ParagraphStyle style = ParagraphStyle.Normal) => _blocks.Add(new ParagraphBlock(text, style));

    private void Facts(params (string Key, string Text)[] facts) => _blocks.Add(new TableBlock(
        [new("", 1.3), new("", 4)], [.. facts.Select(fact => (IReadOnlyList<TableCell>)[new(_words["fact-" + fact.Key], IsStrong: true), fact.Text])]));
}
