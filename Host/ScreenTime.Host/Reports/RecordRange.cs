using ScreenTime.Sdk;

namespace ScreenTime.Host.Reports;

/// <summary>A stretch of the record as a user writes it: <c>10:00:00:00-10:21:30:12</c>, the second frame not included.</summary>
internal static class RecordRange
{
    /// <summary>Reads a stretch that must lie within another.</summary>
    /// <exception cref="UserException">It is malformed, empty, or lies elsewhere.</exception>
    public static FrameRange Parse(string text, string option, AnalysisResult result, FrameRange within)
    {
        var points = text.Split('-', StringSplitOptions.TrimEntries);
        if (points.Length != 2)
            throw new UserException(ExitCode.Usage, $"{option} takes IN-OUT, such as {result.TimecodeOf(within.Start)}-{result.TimecodeOf(within.End)}, not \"{text}\"");
        var range = new FrameRange(Frame(points[0]), Frame(points[1]));
        if (range.IsEmpty)
            throw new UserException(ExitCode.Usage, $"{option} {text} is empty: the first timecode must lie before the second");
        return range.Start >= within.Start && range.End <= within.End
            ? range
            : throw new UserException(
                ExitCode.Usage, $"{option} {text} lies outside what was analysed, {result.TimecodeOf(within.Start)} to {result.TimecodeOf(within.End)}");

        long Frame(string point) => Timecode.TryParse(point, result.Rate, result.DropFrame, out var frame, out var error)
            ? frame - result.StartFrame
            : throw new UserException(ExitCode.Usage, $"{option} {text}: {error}");
    }
}
