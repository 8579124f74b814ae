using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Report.Contract;

/// <summary>The annexes of a report: every appearance, unknown time, who is with whom, what people changed, the scenes.</summary>
/// <param name="sheet">Where they are put.</param>
internal sealed class AnnexComposer(ReportSheet sheet)
{
    /// <summary>Adds them all.</summary>
    public void Add()
    {
        Appearances();
        Unknown();
        Together();
        Changes();
        Scenes();
    }

    private void Appearances()
    {
        sheet.Heading(2, sheet.Words["appearances"], newPage: true);
        if (sheet.Report.Appearances.Count == 0)
        {
            sheet.Paragraph(sheet.Words["no-appearances"]);
            return;
        }

        sheet.Paragraph(sheet.Words[sheet.Report.Evidence switch { EvidenceKind.Frame => "appearances-frame", EvidenceKind.Subject => "appearances-subject", _ => "appearances-none" }]);
        sheet.Add(new TableBlock(
            [
                new("#", 0.6, true),
                new(sheet.Words["col-character"], 2),
                new(sheet.Words["col-in"], 1.6, true),
                new(sheet.Words["col-out"], 1.6, true),
                new(sheet.Words["col-seconds"], 1.1, true),
                new(sheet.Words["col-source"], 2.6),
                new(sheet.Words["col-confidence"], 1, true),
                new(sheet.Words["col-evidence"], 1.8, true),
            ],
            [.. sheet.Report.Appearances.Select((item, index) => (IReadOnlyList<TableCell>)
            [
                ReportFigures.Number(index + 1),
                sheet.NameOf(sheet.Result.Cast.IndexOf(item.Appearance.CharacterId)),
                sheet.Figures.Place(item.Appearance.Record.Start),
                sheet.Figures.Place(item.Appearance.Record.End),
                sheet.Figures.Seconds(item.Appearance.Record.Length),
                new(
                    CleanText.Of(item.Appearance.ClipName),
                    item.Appearance.SourceStart.Length > 0 ? $"{CleanText.Of(item.Appearance.SourceStart)} – {CleanText.Of(item.Appearance.SourceEnd)}" : ""),
                item.IsReviewed ? sheet.Words["by-person"] : ReportFigures.Percent(item.Appearance.Confidence),
                new(sheet.Figures.Place(item.Appearance.EvidenceFrame), sheet.Report.Evidence != EvidenceKind.None && item.Picture is null ? sheet.Words["no-picture"] : "", item.Picture),
            ])]));
    }

    private void Unknown()
    {
        sheet.Heading(2, sheet.Words["unknown"]);
        var within = sheet.Result.Unknowns.Where(unknown => !unknown.Record.Intersect(sheet.Report.Programme).IsEmpty).ToList();
        if (within.Count == 0)
        {
            sheet.Paragraph(sheet.Words["no-unknown"]);
            return;
        }

        sheet.Add(new TableBlock(
            [new(sheet.Words["col-in"], 1.4, true), new(sheet.Words["col-out"], 1.4, true), new(sheet.Words["col-seconds"], 1, true), new(sheet.Words["col-reason"], 5)],
            [.. within.Select(unknown => (IReadOnlyList<TableCell>)
            [
                sheet.Figures.Place(unknown.Record.Intersect(sheet.Report.Programme).Start), sheet.Figures.Place(unknown.Record.Intersect(sheet.Report.Programme).End),
                sheet.Figures.Seconds(unknown.Record.Intersect(sheet.Report.Programme).Length), sheet.Sentences.Of(unknown.Reason),
            ])]));
    }

    private void Together()
    {
        sheet.Heading(2, sheet.Words["together"]);
        if (sheet.Report.Companions.Count == 0)
        {
            sheet.Paragraph(sheet.Words[sheet.Result.Cast.Characters.Count == 1 ? "together-one" : "no-together"]);
            return;
        }

        sheet.Add(new TableBlock(
            [new(sheet.Words["col-character"], 2), new(sheet.Words["col-with"], 2), new(sheet.Words["col-seconds"], 1, true), new(sheet.Words["col-frames"], 1, true)],
            [.. sheet.Report.Companions.Select(pair => (IReadOnlyList<TableCell>)
            [
                sheet.NameOf(sheet.Result.Cast.IndexOf(pair.First)), sheet.NameOf(sheet.Result.Cast.IndexOf(pair.Second)), sheet.Figures.Seconds(pair.Frames), ReportFigures.Number(pair.Frames),
            ])]));
    }

    private void Changes()
    {
        sheet.Heading(2, sheet.Words["changes"]);
        if (sheet.Report.Changes.Count == 0)
        {
            sheet.Paragraph(sheet.Words["no-changes"]);
            return;
        }

        sheet.Add(new TableBlock(
            [new(sheet.Words["col-who"], 1.4), new(sheet.Words["col-when"], 1.6), new(sheet.Words["col-what"], 1), new(sheet.Words["col-before"], 2), new(sheet.Words["col-after"], 2)],
            [.. sheet.Report.Changes.Select(change => (IReadOnlyList<TableCell>)
            [
                CleanText.Of(change.Who), CleanText.Of(change.When),
                new($"{ReportFigures.Number(change.Number)}: {sheet.Words.Known("action-", change.Action)}{(change.Undoes == 0 ? "" : $" {ReportFigures.Number(change.Undoes)}")}", CleanText.Of(change.Note)),
                CleanText.Of(change.Before), CleanText.Of(change.After),
            ])]));
    }

    private void Scenes()
    {
        if (sheet.Report.Scenes is not { } scenes)
            return;
        sheet.Heading(2, sheet.Words["scenes"]);
        sheet.Paragraph(sheet.Words["scenes-text", CleanText.Of(scenes.Source), scenes.Sha256]);
        var count = sheet.Report.Rules.FirstOrDefault(rule => rule.Rule.Counts != CountedEvidence.Samples);
        sheet.Add(new TableBlock(
            [new(sheet.Words["col-scene"], 1.4), new(sheet.Words["col-in"], 1.5, true), new(sheet.Words["col-out"], 1.5, true), new(sheet.Words["col-seconds"], 1, true), new(sheet.Words["col-on-screen"], 3.6)],
            [.. scenes.Scenes.Select(scene => (IReadOnlyList<TableCell>)
            [
                new(CleanText.Of(scene.Name), IsStrong: true), sheet.Figures.Place(scene.Record.Start), sheet.Figures.Place(scene.Record.End), sheet.Figures.Seconds(scene.Record.Length),
                string.Join("; ", (count?.Characters ?? []).Index()
                    .Select(line => (line.Index, Frames: line.Item.Stretches.Sum(stretch => stretch.Intersect(scene.Record).Length)))
                    .Where(line => line.Frames > 0).Select(line => $"{sheet.NameOf(line.Index)} {sheet.Figures.Seconds(line.Frames)}")),
            ])]));
    }
}
