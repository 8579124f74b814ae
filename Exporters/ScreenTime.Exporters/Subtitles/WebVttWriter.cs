using System.Text;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Subtitles;

/// <summary>WebVTT (W3C, https://www.w3.org/TR/webvtt1/): who is on screen, as captions for any browser or player. Times count from the timeline's first frame.</summary>
public sealed class WebVttWriter : IReportWriter
{
    /// <inheritdoc/>
    public string FormatId => "vtt";

    /// <inheritdoc/>
    public string Suffix => ".vtt";

    /// <inheritdoc/>
    public void Write(AnalysisResult result, Stream output)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(output);
        var text = new StringBuilder("WEBVTT\n");
        foreach (var cue in SubtitleCue.Of(result))
        {
            var escaped = cue.Text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
            text.Append('\n').Append(SubtitleCue.Clock(cue.Start, '.')).Append(" --> ").Append(SubtitleCue.Clock(cue.End, '.')).Append('\n').Append(escaped).Append('\n');
        }

        output.Write(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
