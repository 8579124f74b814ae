namespace ScreenTime.Exporters.Report.Contract;

/// <summary>A report as blocks to be set one after the other, the same for every printed format.</summary>
/// <param name="Title">The title of the document.</param>
/// <param name="Header">What stands at the head of every page; empty once it is no draft.</param>
/// <param name="Footer">What stands at the foot of every page.</param>
/// <param name="Watermark">What stands across every page; empty for nothing.</param>
/// <param name="Blocks">The blocks.</param>
internal sealed record ReportDocument(string Title, string Header, string Footer, string Watermark, IReadOnlyList<ReportBlock> Blocks);

/// <summary>A block of a report.</summary>
internal abstract record ReportBlock;

/// <summary>A heading.</summary>
/// <param name="Level">1 for the title, 2 for a section, 3 for a part of one.</param>
/// <param name="Text">Its words.</param>
/// <param name="NewPage">Whether a page begins with it, unless there is next to nothing on the last.</param>
internal sealed record HeadingBlock(int Level, string Text, bool NewPage = false) : ReportBlock;

/// <summary>A paragraph.</summary>
/// <param name="Text">Its words.</param>
/// <param name="Style">How it looks.</param>
internal sealed record ParagraphBlock(string Text, ParagraphStyle Style = ParagraphStyle.Normal) : ReportBlock;

/// <summary>How a paragraph looks.</summary>
internal enum ParagraphStyle
{
    /// <summary>Running text.</summary>
    Normal,

    /// <summary>A remark below a table.</summary>
    Note,

    /// <summary>What must not be overlooked.</summary>
    Alert,
}

/// <summary>A table.</summary>
/// <param name="Columns">Its columns.</param>
/// <param name="Rows">Its rows, a cell a column.</param>
/// <param name="LastIsApart">Whether the last row is set apart by a line: a total, unknown time.</param>
internal sealed record TableBlock(IReadOnlyList<TableColumn> Columns, IReadOnlyList<IReadOnlyList<TableCell>> Rows, bool LastIsApart = false) : ReportBlock;

/// <summary>A column.</summary>
/// <param name="Head">Its heading; empty headings in all columns leave the head out.</param>
/// <param name="Weight">Its share of the width.</param>
/// <param name="IsNumber">Whether its cells stand to the right.</param>
internal sealed record TableColumn(string Head, double Weight, bool IsNumber = false);

/// <summary>A cell.</summary>
/// <param name="Text">Its words.</param>
/// <param name="Detail">A second line in small; empty for none.</param>
/// <param name="Picture">A JPEG below them; null for none.</param>
/// <param name="IsStrong">Whether it stands out.</param>
internal sealed record TableCell(string Text, string Detail = "", ReadOnlyMemory<byte>? Picture = null, bool IsStrong = false)
{
    public static implicit operator TableCell(string text) => new(text);
}

/// <summary>The picture of the timeline.</summary>
/// <param name="Picture">What it shows.</param>
internal sealed record TimelineBlock(TimelinePicture Picture) : ReportBlock;
