using ScreenTime.Sdk;

namespace ScreenTime.Host.Labels;

/// <summary>A row of the <see cref="LabelForm.Ranges"/> form with its times worked out.</summary>
/// <param name="Row">The row.</param>
/// <param name="Start">Its first moment, counted from the first frame.</param>
/// <param name="End">The moment after it.</param>
public sealed record LabelledStretch(LabelRow Row, MediaTime Start, MediaTime End)
{
    /// <summary>Whether a moment lies inside.</summary>
    public bool Contains(MediaTime time) => time >= Start && time < End;

    /// <summary>Works out the times of all rows. Stretches may overlap, each saying something of another character.</summary>
    /// <param name="sheet">The file.</param>
    /// <param name="cast">The cast that it was read for.</param>
    /// <param name="rate">The rate that timecode counts at.</param>
    /// <param name="dropFrame">Whether timecode is drop frame.</param>
    /// <param name="startFrame">The timecode of the first frame, as a frame number.</param>
    /// <returns>The stretches in the file's order.</returns>
    /// <exception cref="UserException">A time is malformed, a stretch does not end after it starts, or two that overlap contradict each other.</exception>
    public static IReadOnlyList<LabelledStretch> Of(LabelSheet sheet, Cast cast, FrameRate rate, bool dropFrame, long startFrame)
    {
        var stretches = sheet.Rows.Select(row =>
        {
            var start = sheet.TimeOf(row.Subject, rate, dropFrame, startFrame, row.Line);
            var end = sheet.TimeOf(row.End, rate, dropFrame, startFrame, row.Line);
            return end > start
                ? new LabelledStretch(row, start, end)
                : throw new UserException(ExitCode.InputInvalid, $"{sheet.Name}, line {row.Line}: the stretch ends at {row.End}, not after it starts at {row.Subject}");
        }).ToList();
        for (var i = 0; i < cast.Characters.Count; i++)
            RefuseContradictions(sheet.Name, cast.Characters[i].Id, [.. stretches.Where(item => !item.Row.Ambiguous && item.Row.Present[i] is not null).OrderBy(item => item.Start)], i);
        return stretches;
    }

    // Which of two rows is right only the person who wrote them can tell.
    private static void RefuseContradictions(string name, string characterId, List<LabelledStretch> said, int character)
    {
        // Of those that begin earlier, the one of each answer that reaches furthest.
        var furthest = new LabelledStretch?[2];
        foreach (var item in said)
        {
            var answer = item.Row.Present[character] is true ? 1 : 0;
            if (furthest[1 - answer] is { } other && other.End > item.Start)
            {
                throw new UserException(
                    ExitCode.InputInvalid,
                    $"{name}: lines {Math.Min(other.Row.Line, item.Row.Line)} and {Math.Max(other.Row.Line, item.Row.Line)} contradict each other about {characterId} in {item.Row.Subject}: "
                    + "correct one of them");
            }

            if (furthest[answer] is not { } same || same.End < item.End)
                furthest[answer] = item;
        }
    }
}
