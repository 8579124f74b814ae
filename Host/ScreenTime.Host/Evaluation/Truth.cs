using ScreenTime.Host.Labels;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Evaluation;

/// <summary>One moment at which a result is scored.</summary>
/// <param name="Frame">The record frame.</param>
/// <param name="Present">Whether each character is visible, in the cast's order; null where the truth does not say.</param>
public sealed record TruthPoint(long Frame, IReadOnlyList<bool?> Present);

/// <summary>A label file laid onto the record of a result.</summary>
/// <param name="Points">The moments that are scored, in order; ambiguous ones are left out.</param>
/// <param name="Scored">The record that the truth speaks of a character, less what is ambiguous, in the cast's order; null where it speaks of moments only.</param>
/// <param name="Frames">True frames on screen a character, in the cast's order; null where the truth speaks of moments only.</param>
public sealed record Truth(
    IReadOnlyList<TruthPoint> Points, IReadOnlyList<IReadOnlyList<FrameRange>>? Scored, IReadOnlyList<IReadOnlyList<FrameRange>>? Frames)
{
    /// <summary>
    /// Lays labels onto a record: stretches are scored once a second, at n + 0.5 s from the record's start, and give exact screen time; seconds at
    /// n + 0.5 s; times where they are. Stretches may overlap, each saying something of another character.
    /// </summary>
    /// <exception cref="UserException">
    /// The file labels images, a time is malformed, a stretch ends before it starts, two contradict each other, or nothing of it lies in what was analysed.
    /// </exception>
    public static Truth Of(LabelSheet sheet, AnalysisResult result)
    {
        var truth = sheet.Form switch
        {
            LabelForm.Times or LabelForm.Seconds => OfMoments(sheet, result),
            LabelForm.Ranges => OfRanges(sheet, result),
            _ => throw new UserException(ExitCode.InputInvalid, $"{sheet.Name} labels images; this result is of a timeline: give labels by time"),
        };
        return truth.Points.Count > 0 || truth.Scored is { } scored && scored.Any(ranges => ranges.Count > 0)
            ? truth
            : throw new UserException(
                ExitCode.InputInvalid,
                $"{sheet.Name} says nothing of what was analysed, {result.TimecodeOf(result.Programme.Start)} to {result.TimecodeOf(result.Programme.End)}: it must speak of the timeline's record");
    }

    private static Truth OfMoments(LabelSheet sheet, AnalysisResult result)
    {
        var points = sheet.Rows.Where(row => !row.Ambiguous)
            .Select(row => new TruthPoint(sheet.MomentOf(row, result.Rate, result.DropFrame, result.StartFrame).FloorToFrame(result.Rate), row.Present))
            .Where(point => result.Programme.Contains(point.Frame) && point.Present.Any(present => present is not null));
        return new Truth([.. points.OrderBy(point => point.Frame)], null, null);
    }

    private static Truth OfRanges(LabelSheet sheet, AnalysisResult result)
    {
        var rate = result.Rate;
        var stretches = new List<(LabelRow Row, FrameRange Range)>();
        foreach (var (row, start, end) in LabelledStretch.Of(sheet, result.Cast, rate, result.DropFrame, result.StartFrame))
        {
            var range = new FrameRange(start.RoundToFrame(rate), end.RoundToFrame(rate)).Intersect(result.Programme);
            if (!range.IsEmpty)
                stretches.Add((row, range));
        }

        var doubtful = FrameRange.Union(stretches.Where(item => item.Row.Ambiguous).Select(item => item.Range));
        var clear = stretches.Where(item => !item.Row.Ambiguous).OrderBy(item => item.Range.Start).ToList();
        var scored = new List<IReadOnlyList<FrameRange>>();
        var shown = new List<IReadOnlyList<FrameRange>>();
        for (var i = 0; i < result.Cast.Characters.Count; i++)
        {
            var index = i;
            var said = clear.Where(item => item.Row.Present[index] is not null).ToList();
            scored.Add(Without(FrameRange.Union(said.Select(item => item.Range)), doubtful));
            shown.Add(Without(FrameRange.Union(said.Where(item => item.Row.Present[index] is true).Select(item => item.Range)), doubtful));
        }

        var points = new List<TruthPoint>();
        for (long second = 0; ; second++)
        {
            var frame = new MediaTime((2 * second) + 1, 2).FloorToFrame(rate);
            if (frame >= result.FrameCount)
                break;
            bool?[] present = [.. Enumerable.Range(0, scored.Count).Select(i => Holds(scored[i], frame) ? Holds(shown[i], frame) : (bool?)null)];
            if (present.Any(answer => answer is not null))
                points.Add(new TruthPoint(frame, present));
        }

        return new Truth(points, scored, shown);
    }

    private static List<FrameRange> Without(IReadOnlyList<FrameRange> ranges, IReadOnlyList<FrameRange> taken)
    {
        var left = new List<FrameRange>();
        foreach (var range in ranges)
        {
            var start = range.Start;
            foreach (var hole in taken.Where(hole => hole.End > range.Start && hole.Start < range.End))
            {
                if (hole.Start > start)
                    left.Add(new FrameRange(start, hole.Start));
                start = hole.End;
            }

            if (start < range.End)
                left.Add(new FrameRange(start, range.End));
        }

        return left;
    }

    private static bool Holds(IReadOnlyList<FrameRange> ranges, long frame) => ranges.Any(range => range.Contains(frame));
}
