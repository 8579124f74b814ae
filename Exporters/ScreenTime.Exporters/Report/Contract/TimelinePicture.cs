using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Report.Contract;

/// <summary>Who is on screen when, as rectangles: lanes of characters over time, the shots underneath. Places run from 0 to 1 along the programme.</summary>
/// <param name="Lanes">A lane each character.</param>
/// <param name="Shots">The shots, alternately light and dark.</param>
/// <param name="Unknown">What could not be looked at, to be hatched over all lanes.</param>
/// <param name="Excluded">What is left out of the figures, to be shaded over all lanes.</param>
/// <param name="Ticks">Times along the axis.</param>
/// <param name="ShotsLabel">What the lane of the shots is called.</param>
/// <param name="Legend">What hatching and shading mean.</param>
internal sealed record TimelinePicture(
    IReadOnlyList<TimelineLane> Lanes,
    IReadOnlyList<TimelineSpan> Shots,
    IReadOnlyList<TimelineSpan> Unknown,
    IReadOnlyList<TimelineSpan> Excluded,
    IReadOnlyList<TimelineTick> Ticks,
    string ShotsLabel,
    string Legend)
{
    // Seconds between two ticks.
    private static readonly int[] s_steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800];

    private const int MostTicks = 6;
    private const int LabelLength = 24;

    /// <summary>The picture of a report, by its first rule that counts intervals.</summary>
    public static TimelinePicture Of(ContractReport report, ReportWords words)
    {
        var programme = report.Programme;
        TimelineSpan Span(FrameRange range) => new((double)(range.Start - programme.Start) / programme.Length, (double)(range.End - programme.Start) / programme.Length);
        var count = report.Rules.FirstOrDefault(rule => rule.Rule.Counts != CountedEvidence.Samples);
        var lanes = report.Result.Cast.Characters.Select((character, index) => new TimelineLane(
            CleanText.Shorten(CleanText.Of(character.Name), LabelLength),
            InkOf(character.Color),
            [.. (count?.Characters[index].Stretches ?? []).Select(Span)]));
        return new TimelinePicture(
            [.. lanes],
            [.. report.Result.Shots.Select(shot => shot.Record.Intersect(programme)).Where(record => !record.IsEmpty).Select(Span)],
            [.. report.Unknown.Select(Span)],
            [.. report.Exclusions.Select(exclusion => Span(exclusion.Record))],
            [.. TicksOf(report)],
            words["timeline-shots"],
            words["timeline-legend"]);
    }

    private static IEnumerable<TimelineTick> TicksOf(ContractReport report)
    {
        var (programme, rate) = (report.Programme, report.Result.Rate);
        var seconds = MediaTime.FromFrames(programme.Length, rate).Seconds;
        var step = s_steps.FirstOrDefault(step => seconds / step <= MostTicks, s_steps[^1]);
        for (long at = 0; ; at += step)
        {
            var frame = new MediaTime(at, 1).RoundToFrame(rate);
            if (frame >= programme.Length)
                yield break;
            yield return new TimelineTick((double)frame / programme.Length, report.Result.TimecodeOf(programme.Start + frame));
        }
    }

    /// <summary>The marker colours as ink on paper: dark enough to be seen, light enough to be told apart.</summary>
    private static uint InkOf(string color) => color switch
    {
        "PINK" => 0xD6336C,
        "RED" => 0xC92A2A,
        "ORANGE" => 0xD9730D,
        "YELLOW" => 0xB8860B,
        "GREEN" => 0x2B8A3E,
        "CYAN" => 0x0B7285,
        "PURPLE" => 0x6741D9,
        "MAGENTA" => 0xA61E9E,
        "BLACK" => 0x212529,
        "WHITE" => 0x868E96,
        _ => 0x1C5FBF,
    };
}

/// <summary>A character's lane.</summary>
/// <param name="Label">Who, shortened.</param>
/// <param name="Ink">The colour, 0xRRGGBB.</param>
/// <param name="Spans">When.</param>
internal sealed record TimelineLane(string Label, uint Ink, IReadOnlyList<TimelineSpan> Spans);

/// <summary>A stretch of the programme, from 0 to 1.</summary>
internal readonly record struct TimelineSpan(double Start, double End);

/// <summary>A time on the axis.</summary>
/// <param name="Place">Where, from 0 to 1.</param>
/// <param name="Label">Its record timecode.</param>
internal sealed record TimelineTick(double Place, string Label);
