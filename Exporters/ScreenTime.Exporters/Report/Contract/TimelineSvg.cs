using System.Globalization;
using System.Text;

namespace ScreenTime.Exporters.Report.Contract;

/// <summary>The picture of the timeline as SVG.</summary>
internal static class TimelineSvg
{
    private const double Width = 1000;
    private const double LabelWidth = 190;
    private const double LaneHeight = 20;
    private const double ShotHeight = 10;
    private const double AxisHeight = 22;
    // A single frame of a long film must be seen.
    private const double ThinnestMark = 0.75;

    /// <summary>The SVG element.</summary>
    public static string Draw(TimelinePicture picture)
    {
        var lanesHeight = picture.Lanes.Count * LaneHeight;
        var height = lanesHeight + ShotHeight + 8 + AxisHeight;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" role=\"img\" font-family=\"inherit\" font-size=\"13\">\n");
        svg.Append("<defs><pattern id=\"hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><path d=\"M0 0V6\" stroke=\"#444\" stroke-width=\"2\"/></pattern></defs>\n");
        foreach (var span in picture.Excluded)
            Rectangle(svg, span, 0, lanesHeight, "#d9d9d9");
        for (var i = 0; i < picture.Lanes.Count; i++)
        {
            var lane = picture.Lanes[i];
            var top = i * LaneHeight;
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{LabelWidth}\" x2=\"{Width}\" y1=\"{top + LaneHeight}\" y2=\"{top + LaneHeight}\" stroke=\"#ddd\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{LabelWidth - 8}\" y=\"{top + 14}\" text-anchor=\"end\" unicode-bidi=\"isolate\">{ContractHtmlWriter.Escape(lane.Label)}</text>\n");
            foreach (var span in lane.Spans)
                Rectangle(svg, span, top + 3, LaneHeight - 6, $"#{lane.Ink:x6}");
        }

        foreach (var span in picture.Unknown)
            Rectangle(svg, span, 0, lanesHeight, "url(#hatch)");
        var shots = lanesHeight + 4;
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{LabelWidth - 8}\" y=\"{shots + 9}\" text-anchor=\"end\" fill=\"#555\" font-size=\"11\">{ContractHtmlWriter.Escape(picture.ShotsLabel)}</text>\n");
        for (var i = 0; i < picture.Shots.Count; i++)
            Rectangle(svg, picture.Shots[i], shots, ShotHeight, i % 2 == 0 ? "#777" : "#bbb");
        foreach (var tick in picture.Ticks)
        {
            var x = LabelWidth + (tick.Place * (Width - LabelWidth));
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{x:0.##}\" x2=\"{x:0.##}\" y1=\"0\" y2=\"{shots + ShotHeight + 5}\" stroke=\"#999\" stroke-dasharray=\"1 3\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.##}\" y=\"{height - 4}\" font-size=\"11\" fill=\"#555\">{ContractHtmlWriter.Escape(tick.Label)}</text>\n");
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static void Rectangle(StringBuilder svg, TimelineSpan span, double top, double height, string fill)
    {
        var x = LabelWidth + (span.Start * (Width - LabelWidth));
        var width = Math.Max(ThinnestMark, (span.End - span.Start) * (Width - LabelWidth));
        svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x:0.##}\" y=\"{top:0.##}\" width=\"{width:0.##}\" height=\"{height:0.##}\" fill=\"{fill}\"/>\n");
    }
}
