using ScreenTime.Exporters.Report.Contract;
using SkiaSharp;

namespace ScreenTime.Exporters.Report.Pdf;

/// <summary>Sets the blocks of a report onto pages.</summary>
/// <param name="pages">The pages.</param>
/// <param name="setter">Sets text.</param>
internal sealed class PdfLayout(PdfPages pages, TextSetter setter) : IDisposable
{
    private const float CellGap = 7;
    private const float RowPadding = 3;
    private const float PictureWidth = 84;
    private const int MostLinesACell = 40;
    private const int LanesAPage = 50;
    private const float LeastHead = 34;
    private const float LeastDetail = 48;
    private const float LeastBelowHeading = 70;

    // A page with no more on it than the last lines of a section goes on with the next, which has room enough.
    private const float MostOfLast = 90;

    private static readonly SKColor s_ink = new(0x1A, 0x1A, 0x1A);
    private static readonly SKColor s_grey = new(0x55, 0x55, 0x55);
    private static readonly SKColor s_line = new(0xDD, 0xDD, 0xDD);
    private static readonly SKColor s_red = new(0xB0, 0x00, 0x20);

    private static readonly TextStyle s_cell = new(8, false, s_ink);
    private static readonly TextStyle s_strong = new(8, true, s_ink);
    private static readonly TextStyle s_detail = new(6.8f, false, s_grey);

    private readonly List<SKImage> _images = [];

    /// <summary>Sets a block below the last.</summary>
    /// <param name="block">The block.</param>
    /// <param name="next">What comes below it; null for nothing.</param>
    public void Add(ReportBlock block, ReportBlock? next)
    {
        switch (block)
        {
            case HeadingBlock heading:
                Heading(heading, next);
                break;
            case ParagraphBlock paragraph:
                Paragraph(paragraph);
                break;
            case TableBlock table:
                Table(table);
                break;
            case TimelineBlock timeline:
                Timeline(timeline.Picture);
                break;
        }
    }

    /// <summary>Frees the pictures; the pages must have been drawn by then.</summary>
    public void Dispose() => _images.ForEach(image => image.Dispose());

    private void Heading(HeadingBlock heading, ReportBlock? next)
    {
        if (heading.NewPage && pages.Y > PdfPages.Top + MostOfLast)
            pages.NewPage();
        var style = new TextStyle(heading.Level switch { 1 => 20, 2 => 12.5f, _ => 10 }, heading.Level < 3 || !pages.IsFresh, s_ink);
        var lines = setter.Set(heading.Text, style, PdfPages.Room, 4);
        // A heading stands with a few lines of what it is the heading of.
        pages.Need((lines.Count * style.Leading) + 20 + Math.Max(LeastBelowHeading, Beginning(next)));
        if (!pages.IsFresh)
            pages.Down(heading.Level switch { 2 => 16, 3 => 6, _ => 0 });
        foreach (var line in lines)
            Line(line, PdfPages.Left);
        if (heading.Level == 2)
            Rule(s_ink, 0.7f);
        pages.Down(heading.Level == 2 ? 4 : 1);
    }

    /// <summary>How high a block's first part is that is not broken.</summary>
    private float Beginning(ReportBlock? block)
    {
        switch (block)
        {
            case TimelineBlock timeline:
                return new TimelineDrawing(timeline.Picture with { Lanes = [.. timeline.Picture.Lanes.Take(LanesAPage)] }, setter).Height + 16;
            case TableBlock { Rows.Count: > 0 } table:
                var widths = Widths(table);
                float Height(IEnumerable<TableCell> row) => row.Select((cell, i) => Cell(cell with { Picture = null }, widths[i]).Height).Max() + (2 * RowPadding);
                return Height(table.Columns.Select(column => new TableCell(column.Head, IsStrong: true))) + Height(table.Rows[0]);
            default:
                return 0;
        }
    }

    private void Paragraph(ParagraphBlock paragraph)
    {
        var style = paragraph.Style switch
        {
            ParagraphStyle.Note => new TextStyle(7.4f, false, s_grey),
            ParagraphStyle.Alert => new TextStyle(9, true, s_red),
            _ => new TextStyle(9, false, s_ink),
        };
        var lines = setter.Set(paragraph.Text, style, PdfPages.Room);
        pages.Down(2);
        // No line of a short paragraph stands alone.
        pages.Need(Math.Min(lines.Count, 3) * style.Leading);
        foreach (var line in lines)
        {
            pages.Need(style.Leading);
            Line(line, PdfPages.Left);
        }

        pages.Down(3);
    }

    private void Table(TableBlock table)
    {
        var widths = Widths(table);
        var hasHead = table.Columns.Any(column => column.Head.Length > 0);
        var head = table.Columns.Select((column, i) => new SetCell(setter.Set(column.Head, s_strong, widths[i], 4), [], null)).ToList();
        for (var r = 0; r < table.Rows.Count; r++)
        {
            var cells = table.Rows[r].Select((cell, i) => Cell(cell, widths[i])).ToList();
            var height = cells.Max(cell => cell.Height) + (2 * RowPadding);
            var headHeight = hasHead ? head.Max(cell => cell.Height) + (2 * RowPadding) : 0;
            var turned = pages.Need(height + (r == 0 ? headHeight : 0));
            if (hasHead && (r == 0 || turned))
            {
                Row(table, widths, head, headHeight);
                Rule(s_ink, 0.6f);
            }

            if (table.LastIsApart && r == table.Rows.Count - 1)
                Rule(s_ink, 0.6f);
            Row(table, widths, cells, height);
            Rule(s_line, 0.5f);
        }

        pages.Down(5);
    }

    private SetCell Cell(TableCell cell, float width)
    {
        SKImage? image = null;
        if (cell.Picture is { } jpeg)
        {
            using var data = SKData.CreateCopy(jpeg.Span);
            image = SKImage.FromEncodedData(data);
            if (image is not null)
                _images.Add(image);
        }

        return new SetCell(
            setter.Set(cell.Text, cell.IsStrong ? s_strong : s_cell, width, MostLinesACell),
            cell.Detail.Length > 0 ? setter.Set(cell.Detail, s_detail, width, MostLinesACell / 2) : [],
            image);
    }

    private void Row(TableBlock table, float[] widths, List<SetCell> cells, float height)
    {
        var x = PdfPages.Left;
        for (var i = 0; i < cells.Count; i++)
        {
            var (cell, left, width, right) = (cells[i], x, widths[i], table.Columns[i].IsNumber);
            pages.Draw((canvas, top) => cell.Draw(canvas, left, top + RowPadding, width, right));
            x += width + CellGap;
        }

        pages.Down(height);
    }

    /// <summary>Numbers get what they need, words share the rest by weight, none less than its longest word as far as there is room.</summary>
    private float[] Widths(TableBlock table)
    {
        var columns = table.Columns;
        var room = PdfPages.Room - (CellGap * (columns.Count - 1));
        var widths = new float[columns.Count];
        for (var i = 0; i < columns.Count; i++)
        {
            if (!columns[i].IsNumber)
                continue;
            // Ideographs may be broken anywhere, but a head of one under the other is not to be read.
            var widest = Math.Max(setter.MeasureWidestWord(columns[i].Head, s_strong), Math.Min(setter.Measure(columns[i].Head, s_strong), LeastHead));
            foreach (var row in table.Rows)
            {
                widest = Math.Max(widest, setter.Measure(row[i].Text, row[i].IsStrong ? s_strong : s_cell));
                widest = Math.Max(widest, row[i].Picture is null ? 0 : PictureWidth);
                if (row[i].Detail.Length > 0)
                    widest = Math.Max(widest, Math.Max(setter.MeasureWidestWord(row[i].Detail, s_detail), Math.Min(setter.Measure(row[i].Detail, s_detail), LeastDetail)));
            }

            widths[i] = Math.Min(widest + 0.5f, room / 3);
        }

        var rest = room - widths.Sum();
        var weights = columns.Where(column => !column.IsNumber).Sum(column => column.Weight);
        for (var i = 0; i < columns.Count; i++)
        {
            if (!columns[i].IsNumber)
                widths[i] = (float)(rest * columns[i].Weight / weights);
        }

        // Nothing but numbers: they share what is left.
        if (weights == 0)
        {
            for (var i = 0; i < columns.Count; i++)
                widths[i] += rest / columns.Count;
        }

        return widths;
    }

    private void Timeline(TimelinePicture picture)
    {
        foreach (var lanes in picture.Lanes.Chunk(LanesAPage).DefaultIfEmpty([]))
        {
            var drawing = new TimelineDrawing(picture with { Lanes = lanes }, setter);
            pages.Need(drawing.Height + 16);
            pages.Draw(drawing.Draw);
            pages.Down(drawing.Height);
        }

        Paragraph(new ParagraphBlock(picture.Legend, ParagraphStyle.Note));
    }

    private void Line(SetLine line, float x)
    {
        pages.Draw((canvas, top) => line.Draw(canvas, x, top + (line.Style.Size * 1.1f)));
        pages.Down(line.Style.Leading);
    }

    private void Rule(SKColor ink, float thickness) => pages.Draw((canvas, top) =>
    {
        using var paint = new SKPaint { Color = ink, StrokeWidth = thickness };
        canvas.DrawLine(PdfPages.Left, top, PdfPages.Right, top, paint);
    });

    /// <summary>A cell that is set.</summary>
    private sealed record SetCell(IReadOnlyList<SetLine> Lines, IReadOnlyList<SetLine> Detail, SKImage? Image)
    {
        private float ImageHeight => Image is null ? 0 : (PictureWidth * Image.Height / Image.Width) + 3;

        public float Height => Lines.Concat(Detail).Sum(line => line.Style.Leading) + ImageHeight;

        public void Draw(SKCanvas canvas, float x, float y, float width, bool right)
        {
            foreach (var line in Lines.Concat(Detail))
            {
                line.Draw(canvas, right ? x + width - line.Width : x, y + (line.Style.Size * 1.1f));
                y += line.Style.Leading;
            }

            if (Image is not null)
            {
                var left = right ? x + width - PictureWidth : x;
                canvas.DrawImage(Image, new SKRect(left, y + 2, left + PictureWidth, y + ImageHeight - 1), new SKSamplingOptions(SKFilterMode.Linear));
            }
        }
    }
}
