using ScreenTime.Exporters.Report.Contract;
using ScreenTime.Exporters.Report.Pdf;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Tests.Report.Contract;

/// <summary>Reports opened with what a reader has: Chromium for HTML, poppler for PDF.</summary>
/// <param name="chromium">Prints HTML.</param>
public abstract class RenderedReports(Chromium chromium) : IDisposable
{
    // SCREENTIME_KEEP_REPORTS names a folder in which what was rendered stays, to be looked at.
    protected string Folder { get; } = Environment.GetEnvironmentVariable("SCREENTIME_KEEP_REPORTS") is { Length: > 0 } keep
        ? Directory.CreateDirectory(keep).FullName
        : Directory.CreateTempSubdirectory("screentime-report-").FullName;

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        if (Environment.GetEnvironmentVariable("SCREENTIME_KEEP_REPORTS") is not { Length: > 0 })
            Directory.Delete(Folder, recursive: true);
    }

    /// <summary>The text of the PDF, and of the HTML as Chromium prints it.</summary>
    protected async Task<string[]> TextsAsync(string name, ContractReport report)
    {
        var (pdf, html, printed) = (Path.Combine(Folder, name + ".pdf"), Path.Combine(Folder, name + ".html"), Path.Combine(Folder, name + ".printed.pdf"));
        await File.WriteAllBytesAsync(pdf, Reports.Write(new ContractPdfWriter(), report));
        await File.WriteAllBytesAsync(html, Reports.Write(new ContractHtmlWriter(), report));
        await chromium.PrintAsync(html, printed);
        return [Tool.PdfText(pdf), Tool.PdfText(printed)];
    }
}
