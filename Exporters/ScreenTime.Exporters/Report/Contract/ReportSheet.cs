using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Report.Contract;

/// <summary>The blocks of a report as they come together, and what they are written with.</summary>
/// <param name="report">The report.</param>
internal sealed class ReportSheet(ContractReport report)
{
    private readonly List<ReportBlock> _blocks = [];

    /// <summary>The report.</summary>
    public ContractReport Report => report;

    /// <summary>Its analysis.</summary>
    public AnalysisResult Result => report.Result;

    /// <summary>The words of its language.</summary>
    public ReportWords Words { get; } = ReportWords.Of(report.Language);

    /// <summary>The sentences of its language.</summary>
    public ReportSentences Sentences { get; } = ReportSentences.In(report.Language);

    /// <summary>Prints figures.</summary>
    public ReportFigures Figures { get; } = new(report);

    /// <summary>The blocks so far.</summary>
    public IReadOnlyList<ReportBlock> Blocks => _blocks;

    /// <summary>A character's name by the index in the cast; a dash for nobody.</summary>
    public string NameOf(int character) => character < 0 ? ReportFigures.None : CleanText.Of(Result.Cast.Characters[character].Name);

    /// <summary>Adds a block.</summary>
    public void Add(ReportBlock block) => _blocks.Add(block);

    /// <summary>Adds a heading.</summary>
    public void Heading(int level, string text, bool newPage = false) => Add(new HeadingBlock(level, text, newPage));

    /// <summary>Adds a paragraph.</summary>
    public void Paragraph(string text, ParagraphStyle style = ParagraphStyle.Normal) => Add(new ParagraphBlock(text, style));

    /// <summary>Adds a table of facts, each under its name.</summary>
    public void Facts(params IEnumerable<(string Key, string Text)> facts) => Add(new TableBlock(
        [new("", 1.3), new("", 4)], [.. facts.Select(fact => (IReadOnlyList<TableCell>)[new(Words["fact-" + fact.Key], IsStrong: true), fact.Text])]));
}
