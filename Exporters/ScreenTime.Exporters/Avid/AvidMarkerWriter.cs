using System.Globalization;
using System.Text;
using ScreenTime.Exporters.Markers;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Avid;

/// <summary>
/// Avid Media Composer's marker list (Markers window ▸ Import Markers): tab-separated lines of user, record timecode, track, colour, comment and length in
/// frames, without a header. One marker an appearance, and the summary on the first frame. Drop-frame timecode has its semicolon.
/// </summary>
public sealed class AvidMarkerWriter : IReportWriter
{
    // The user's name tells our markers from others in Avid's list, where they can be sorted and deleted by it.
    private const string User = "ScreenTime";
    private const string Track = "V1";

    /// <inheritdoc/>
    public string FormatId => "avid";

    /// <inheritdoc/>
    public string Suffix => ".avid.txt";

    /// <inheritdoc/>
    public void Write(AnalysisResult result, Stream output)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(output);
        var text = new StringBuilder();
        var summaries = ScreenTimeSummary.Of(result);
        if (summaries.Count > 0)
        {
            var all = string.Join("; ", summaries.Select(summary => $"{AppearanceMark.OneLine(summary.Character.Name)} {summary}"));
            Append(text, result, new FrameRange(0, 1), OpenTimelineIO.MarkerColor.White, $"Screen time: {all}");
        }

        foreach (var mark in AppearanceMark.Of(result))
            Append(text, result, mark.Appearance.Record, mark.Character.Color.ToUpperInvariant(), mark.Comment);
        output.Write(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static void Append(StringBuilder text, AnalysisResult result, FrameRange record, string color, string comment) =>
        text.AppendJoin('\t', User, result.TimecodeOf(record.Start), Track, MarkerColors.ToAvid(color).ToLowerInvariant(), comment, record.Length.ToString(CultureInfo.InvariantCulture))
            .Append("\r\n");
}
