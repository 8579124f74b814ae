using ScreenTime.Host.Labels;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Evaluation;

/// <summary>One moment at which a result is scored.</summary>
/// <param name="Frame">The record frame.</param>
/// <param name="Present">Whether each character is visible, in the cast's order; null where the truth does not say.</param>
public sealed record TruthPoint(long Frame, IReadOnlyList<bool?> Present);

/// <summary>A label file laid onto the record of a result.</summary>
/// <param name="Points">The moments that are scored, in order; ambiguous ones are left out.</param>
/// <param name="Scored">The record that the truth speaks of, less what is ambiguous; null where it speaks of moments only.</param>
/// <param name="Frames">True frames on screen a character, in the cast's order; null where the truth speaks of moments only.</param>
public sealed record Truth(IReadOnlyList<TruthPoint> Points, IReadOnlyList<FrameRange>? Scored, IReadOnlyList<IReadOnlyList<FrameRange>>? Frames)
{
    /// <summary>
    /// Lays labels onto a record: stretches are scored once a second, at n + 0.5 s from the record's start, and give exact screen time; seconds at
    /// n + 0.5 s; times where they are.
    /// </summary>
    /// <exception cref="UserException">The file labels images, or a time is malformed or a stretch ends before it starts.</exception>
    public static Truth Of(LabelSheet sheet, AnalysisResult result)
    {
        var rate = result.Rate;
        MediaTime Time(string text, int line) => sheet.TimeOf(text, rate, result.DropFrame, result.StartFrame, line);
        switch (sheet.Form)
        {
            case LabelForm.Times:
            case LabelForm.Seconds:
                var half = new MediaTime(1, 2);
                return new Truth(
                    [.. sheet.Rows.Where(row => !row.Ambiguous)
                        .Select(row => new TruthPoint(
                            (sheet.Form == LabelForm.Seconds ? Time(row.Subject, row.Line) + half : Time(row.Subject, row.Line)).FloorToFrame(rate), row.Present))
                        .Where(point => result.Programme.Contains(point.Frame))
                        .OrderBy(point => point.Frame)],
                    null,
                    null);
            case LabelForm.Ranges:
                var ranges = sheet.Rows.Select(row =>
                {
                    var range = (Start: Time(row.Subject, row.Line).RoundToFrame(rate), End: Time(row.End, row.Line).RoundToFrame(rate));
                    return range.End < range.Start
                        ? throw new UserException(ExitCode.InputInvalid, $"{sheet.Name}, line {row.Line}: the stretch ends before it starts")
                        : (Row: row, Range: new FrameRange(range.Start, range.End).Intersect(result.Programme));
                }).Where(item => !item.Range.IsEmpty).OrderBy(item => item.Range.Start).ToList();
                var points = new List<TruthPoint>();
                for (long second = 0; ; second++)
                {
                    var frame = new MediaTime((2 * second) + 1, 2).FloorToFrame(rate);
                    if (frame >= result.FrameCount)
                        break;
                    var at = ranges.Find(item => item.Range.Contains(frame));
                    if (at.Row is { Ambiguous: false } row)
                        points.Add(new TruthPoint(frame, row.Present));
                }

                var clear = ranges.Where(item => !item.Row.Ambiguous).ToList();
                return new Truth(
                    points,
                    FrameRange.Union(clear.Select(item => item.Range)),
                    [.. Enumerable.Range(0, result.Cast.Characters.Count)
                        .Select(i => FrameRange.Union(clear.Where(item => item.Row.Present[i] is true).Select(item => item.Range)))]);
            default:
                throw new UserException(ExitCode.InputInvalid, $"{sheet.Name} labels images; this result is of a timeline: give labels by time");
        }
    }
}
