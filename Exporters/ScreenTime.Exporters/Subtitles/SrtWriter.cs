using System.Globalization;
using System.Text;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Subtitles;

/// <summary>
/// SubRip: who is on screen, as subtitles for players and editors that know no WebVTT. Times count from the timeline's first frame. SubRip has no way to escape
/// a text; angle brackets and braces, which players take for styles, are written as their full-width likes.
/// </summary>
public sealed class SrtWriter : IReportWriter
{
    /// <inheritdoc/>
    public string FormatId => "srt";

    /// <inheritdoc/>
    public string Suffix => ".srt";

    /// <inheritdoc/>
    public void Write(AnalysisResult result, Stream output)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(output);
        var text = new StringBuilder();
        var number = 0;
        foreach (var cue in SubtitleCue.Of(result))
        {
            var safe = cue.Text.Replace('<', '＜').Replace('>', '＞').Replace('{', '｛').Replace('}', '｝');
            text.Append((++number).ToString(CultureInfo.InvariantCulture)).Append("\r\n")
                .Append(SubtitleCue.Clock(cue.Start, ',')).Append(" --> ").Append(SubtitleCue.Clock(cue.End, ',')).Append("\r\n")
                .Append(safe).Append("\r\n\r\n");
        }

        output.Write(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
