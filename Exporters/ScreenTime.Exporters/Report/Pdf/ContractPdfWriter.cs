using System.Reflection;
using System.Security.Cryptography;
using ScreenTime.Exporters.Report.Contract;
using ScreenTime.Sdk;
using SkiaSharp;

namespace ScreenTime.Exporters.Report.Pdf;

/// <summary>
/// The contract report as PDF, A4, its fonts inside. The same report with the same fonts gives the same bytes. Text of any script is set with the fonts of the machine
/// (<see cref="FontShelf"/>).
/// </summary>
public sealed class ContractPdfWriter : IContractReportWriter
{
    private const float JpegResolution = 300;

    private static readonly SKColor s_red = new(0xB0, 0x00, 0x20);
    private static readonly SKColor s_grey = new(0x55, 0x55, 0x55);

    private readonly Func<IEnumerable<string>> _fontFolders;

    /// <summary>With the fonts of this machine.</summary>
    public ContractPdfWriter()
        : this(() => FontShelf.SystemFolders)
    {
    }

    internal ContractPdfWriter(Func<IEnumerable<string>> fontFolders) => _fontFolders = fontFolders;

    /// <inheritdoc/>
    public string FormatId => "pdf";

    /// <inheritdoc/>
    public string Suffix => ".report.pdf";

    /// <inheritdoc/>
    public void Write(ContractReport report, Stream output)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(output);
        var document = ReportComposer.Compose(report);
        var words = ReportWords.Of(report.Language);
        using var shelf = new FontShelf(report.Language, _fontFolders());
        var setter = new TextSetter(shelf);
        var pages = new PdfPages();
        using var layout = new PdfLayout(pages, setter);
        foreach (var (index, block) in document.Blocks.Index())
            layout.Add(block, document.Blocks.ElementAtOrDefault(index + 1));
        var version = typeof(ContractPdfWriter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        using var json = new MemoryStream();
        new ContractJsonWriter().Write(report, json);
        // No date: it would give other bytes each time. The mark ties the PDF to the JSON of the same report: they are sealed together.
        var metadata = new SKDocumentPdfMetadata
        {
            Title = document.Title,
            Creator = "ScreenTime",
            Producer = $"ScreenTime {version}",
            Keywords = "report-json-sha256:" + Convert.ToHexStringLower(SHA256.HashData(json.ToArray())),
            RasterDpi = JpegResolution,
            EncodingQuality = 101,
        };
        using var buffer = new MemoryStream();
        using (var pdf = SKDocument.CreatePdf(buffer, metadata))
        {
            for (var i = 0; i < pages.Pages.Count; i++)
            {
                var canvas = pdf.BeginPage(PdfPages.Width, PdfPages.Height);
                foreach (var draw in pages.Pages[i])
                    draw(canvas);
                Frame(canvas, setter, document, words["page", i + 1, pages.Pages.Count]);
                pdf.EndPage();
            }

            pdf.Close();
        }

        buffer.Position = 0;
        buffer.CopyTo(output);
    }

    /// <summary>What stands on every page: draft or not, what and which run, the page, and who the copy is for.</summary>
    private static void Frame(SKCanvas canvas, TextSetter setter, ReportDocument document, string page)
    {
        if (document.Header.Length > 0)
        {
            var header = setter.Set(document.Header, new TextStyle(9, true, s_red), PdfPages.Room, 1)[0];
            header.Draw(canvas, (PdfPages.Width - header.Width) / 2, 32);
        }

        var small = new TextStyle(6.8f, false, s_grey);
        using var line = new SKPaint { Color = s_grey, StrokeWidth = 0.4f };
        canvas.DrawLine(PdfPages.Left, PdfPages.Height - 44, PdfPages.Right, PdfPages.Height - 44, line);
        var number = setter.Set(page, small, PdfPages.Room, 1)[0];
        number.Draw(canvas, PdfPages.Right - number.Width, PdfPages.Height - 33);
        var y = PdfPages.Height - 33;
        foreach (var footer in setter.Set(document.Footer, small, PdfPages.Room - number.Width - 20, 2))
        {
            footer.Draw(canvas, PdfPages.Left, y);
            y += small.Leading;
        }

        if (document.Watermark.Length == 0)
            return;
        canvas.Save();
        canvas.RotateDegrees(-52, PdfPages.Width / 2, PdfPages.Height / 2);
        var marks = setter.Set(document.Watermark, new TextStyle(34, true, new SKColor(0, 0, 0, 20)), 760, 3);
        for (var i = 0; i < marks.Count; i++)
            marks[i].Draw(canvas, (PdfPages.Width - marks[i].Width) / 2, (PdfPages.Height / 2) + (i * 46));
        canvas.Restore();
    }
}
