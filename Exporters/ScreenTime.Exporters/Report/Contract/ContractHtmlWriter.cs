using System.Globalization;
using System.Net;
using System.Text;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Report.Contract;

/// <summary>The contract report as one HTML file: pictures inside, no script, nothing fetched; it prints on A4 with its head and foot on every page.</summary>
public sealed class ContractHtmlWriter : IContractReportWriter
{
    /// <inheritdoc/>
    public string FormatId => "html";

    /// <inheritdoc/>
    public string Suffix => ".report.html";

    /// <inheritdoc/>
    public void Write(ContractReport report, Stream output)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(output);
        var document = ReportComposer.Compose(report);
        var words = ReportWords.Of(report.Language);
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $"<!DOCTYPE html>\n<html lang=\"{words.Language}\">\n<head>\n<meta charset=\"utf-8\">\n");
        html.Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">\n");
        html.Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        html.Append(CultureInfo.InvariantCulture, $"<title>{Escape(document.Title)}</title>\n<style>\n{Style()}");
        html.Append(CultureInfo.InvariantCulture, $"@page {{ @top-center {{ content: {CssText(document.Header)}; }} @bottom-left {{ content: {CssText(document.Footer)}; }} ");
        // The words around the counters, which only the browser knows.
        var page = words["page", "\u0001", "\u0002"].Split('\u0001', '\u0002');
        html.Append(CultureInfo.InvariantCulture, $"@bottom-right {{ content: {CssText(page[0])} counter(page) {CssText(page[1])} counter(pages) {CssText(page[2])}; }} }}\n");
        html.Append("</style>\n</head>\n<body>\n");
        if (document.Header.Length > 0)
            html.Append(CultureInfo.InvariantCulture, $"<p class=\"draft\">{Escape(document.Header)}</p>\n");
        if (document.Watermark.Length > 0)
            html.Append(CultureInfo.InvariantCulture, $"<div class=\"watermark\" aria-hidden=\"true\">{Escape(document.Watermark)}</div>\n");
        html.Append("<main>\n");
        foreach (var block in document.Blocks)
            Append(html, block);
        html.Append(CultureInfo.InvariantCulture, $"</main>\n<footer>{Escape(document.Footer)}</footer>\n</body>\n</html>\n");
        output.Write(Encoding.UTF8.GetBytes(html.ToString()));
    }

    private static void Append(StringBuilder html, ReportBlock block)
    {
        switch (block)
        {
            case HeadingBlock heading:
                html.Append(CultureInfo.InvariantCulture, $"<h{heading.Level}{(heading.NewPage ? " class=\"page\"" : "")}>{Escape(heading.Text)}</h{heading.Level}>\n");
                break;
            case ParagraphBlock paragraph:
                html.Append(CultureInfo.InvariantCulture, $"<p{paragraph.Style switch { ParagraphStyle.Note => " class=\"note\"", ParagraphStyle.Alert => " class=\"alert\"", _ => "" }}>{Escape(paragraph.Text)}</p>\n");
                break;
            case TableBlock table:
                AppendTable(html, table);
                break;
            case TimelineBlock timeline:
                html.Append("<figure>\n").Append(TimelineSvg.Draw(timeline.Picture)).Append(CultureInfo.InvariantCulture, $"<figcaption>{Escape(timeline.Picture.Legend)}</figcaption>\n</figure>\n");
                break;
        }
    }

    private static void AppendTable(StringBuilder html, TableBlock table)
    {
        html.Append(table.LastIsApart ? "<table class=\"apart\">\n" : "<table>\n");
        if (table.Columns.Any(column => column.Head.Length > 0))
        {
            html.Append("<thead><tr>");
            foreach (var column in table.Columns)
                html.Append(CultureInfo.InvariantCulture, $"<th scope=\"col\"{(column.IsNumber ? " class=\"number\"" : "")}>{Escape(column.Head)}</th>");
            html.Append("</tr></thead>\n");
        }

        html.Append("<tbody>\n");
        foreach (var row in table.Rows)
        {
            html.Append("<tr>");
            for (var i = 0; i < row.Count; i++)
            {
                html.Append(table.Columns[i].IsNumber ? "<td class=\"number\">" : "<td>");
                // A name in another direction keeps to itself.
                html.Append(row[i].IsStrong ? "<strong><bdi>" : "<bdi>").Append(Escape(row[i].Text)).Append(row[i].IsStrong ? "</bdi></strong>" : "</bdi>");
                if (row[i].Detail.Length > 0)
                    html.Append(CultureInfo.InvariantCulture, $"<small><bdi>{Escape(row[i].Detail)}</bdi></small>");
                if (row[i].Picture is { } picture)
                    html.Append(CultureInfo.InvariantCulture, $"<img alt=\"\" src=\"data:image/jpeg;base64,{Convert.ToBase64String(picture.Span)}\">");
                html.Append("</td>");
            }

            html.Append("</tr>\n");
        }

        html.Append("</tbody>\n</table>\n");
    }

    internal static string Escape(string text) => WebUtility.HtmlEncode(CleanText.Of(text));

    // CSS strings: quotes, backslashes and the end of the style element cannot occur once everything but letters, digits and a few signs is a code point.
    private static string CssText(string text)
    {
        var css = new StringBuilder("\"");
        foreach (var rune in CleanKeepingEdges(text).EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || rune.Value is ' ' or '.' or ',' or ':' or '-')
                css.Append(rune.ToString());
            else
                css.Append(CultureInfo.InvariantCulture, $"\\{rune.Value:x} ");
        }

        return css.Append('"').ToString();
    }

    private static string CleanKeepingEdges(string text) => (text.StartsWith(' ') ? " " : "") + CleanText.Of(text) + (text.EndsWith(' ') && text.Length > 1 ? " " : "");

    private static string Style()
    {
        using var stream = typeof(ContractHtmlWriter).Assembly.GetManifestResourceStream("report.css")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
