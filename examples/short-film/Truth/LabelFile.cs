using System.Text;
using ScreenTime.Examples.ShortFilm.Characters;

namespace ScreenTime.Examples.ShortFilm.Truth;

/// <summary>Writes labels in the forms that <c>screentime cast label</c> and <c>screentime evaluate</c> read.</summary>
internal static class LabelFile
{
    /// <summary>
    /// The form <c>start,end,CHARACTER…,ambiguous,note</c>: one row for each run of frames with the same people in them, from the first frame to the
    /// last, without holes; end is the timecode after the run's last frame.
    /// </summary>
    public static string Runs(IReadOnlyList<FrameTruth> truth, Func<long, string> timecode)
    {
        var text = new StringBuilder("start,end,").AppendJoin(',', Troupe.Ids).Append(",ambiguous,note\n");
        for (var start = 0; start < truth.Count;)
        {
            var end = start + 1;
            while (end < truth.Count && truth[end] == truth[start])
                end++;
            text.Append(timecode(start)).Append(',').Append(timecode(end)).Append(',').Append(Flags(truth[start]))
                .Append(truth[start].Ambiguous ? ",1,somebody is hardly visible\n" : ",0,\n");
            start = end;
        }

        return text.ToString();
    }

    /// <summary>One row for each of some frames: <c>image,CHARACTER…</c> or <c>time,CHARACTER…</c>.</summary>
    public static string Frames(string key, IEnumerable<int> frames, IReadOnlyList<FrameTruth> truth, Func<int, string> name)
    {
        var text = new StringBuilder(key).Append(',').AppendJoin(',', Troupe.Ids).Append('\n');
        foreach (var frame in frames)
            text.Append(name(frame)).Append(',').Append(Flags(truth[frame])).Append('\n');
        return text.ToString();
    }

    private static string Flags(FrameTruth truth) =>
        string.Join(',', Enumerable.Range(0, Troupe.Ids.Count).Select(i => truth.Shows(i) ? '1' : '0'));
}
