using System.Globalization;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Subtitles;

/// <summary>An appearance as a line of text over a player's picture.</summary>
/// <param name="Start">From when, in milliseconds of the timeline, whose first frame is 0 whatever its timecode.</param>
/// <param name="End">Until when.</param>
/// <param name="Text"><c>JERRY 5.3 s</c></param>
internal sealed record SubtitleCue(long Start, long End, string Text)
{
    /// <summary>One cue an appearance, by their starts.</summary>
    public static IEnumerable<SubtitleCue> Of(AnalysisResult result) => MarkerPlan.Of(result, MarkerSettings.Default, MarkerShape.Otio, [])
        .Select(marker => new SubtitleCue(Milliseconds(result, marker.Record.Start), Milliseconds(result, marker.Record.End), marker.Text));

    /// <summary><c>01:02:03.004</c>; hours have as many digits as they need.</summary>
    public static string Clock(long milliseconds, char point) => string.Create(
        CultureInfo.InvariantCulture,
        $"{milliseconds / 3_600_000:00}:{milliseconds / 60_000 % 60:00}:{milliseconds / 1000 % 60:00}{point}{milliseconds % 1000:000}");

    /// <summary>
    /// Rounded up: a player that shows frame n at its exact start shows the cue from there on, and not on the frame before, whose start rounding down would reach.
    /// </summary>
    private static long Milliseconds(AnalysisResult result, long frame)
    {
        var time = MediaTime.FromFrames(frame, result.Rate);
        var (whole, rest) = Int128.DivRem((Int128)time.Numerator * 1000, time.Denominator);
        return (long)whole + (rest > 0 ? 1 : 0);
    }
}
