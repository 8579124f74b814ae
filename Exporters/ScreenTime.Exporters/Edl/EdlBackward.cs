using OpenTimelineIO;

namespace ScreenTime.Exporters.Edl;

/// <summary>
/// Clips of a list that play backwards from a single frame: Avid names where they begin, and the reference adapter has the source range begin there, too. Everywhere else
/// a source range says which media is used, and begins with what is played last.
/// </summary>
internal static class EdlBackward
{
    /// <summary>Gives a clip that a list plays backwards from its source in the range that it uses.</summary>
    public static void Normalize(Clip clip)
    {
        var scalar = clip.Effects.OfType<LinearTimeWarp>().Where(effect => effect.Enabled).Aggregate(1.0, (product, effect) => product * effect.TimeScalar);
        if (scalar is not (< 0 and > -1000) || clip.SourceRange is not { } range || !NamesOneFrame(clip))
            return;
        var first = range.StartTime.Value + (range.StartTime.Rate / range.Duration.Rate);
        var used = range.Duration.Value * range.StartTime.Rate / range.Duration.Rate * -scalar;
        clip.SourceRange = new TimeRange(new RationalTime(Math.Max(0, first - used), range.StartTime.Rate), range.Duration);
    }

    /// <summary>
    /// Whether the list that a backward clip is from names the one frame that shows first. The columns stand in the order of playing: where the first is the lower one, it is that frame.
    /// </summary>
    public static bool NamesOneFrame(Clip clip) =>
        clip.Metadata.TryGetMap(EdlTimelineBuilder.MetadataKey, out var columns)
        && (columns.TryGetString("event_source_in", out var first) || columns.TryGetString("source_in", out first))
        && columns.TryGetString("source_out", out var last)
        && string.CompareOrdinal(first.PadLeft(last.Length, '0'), last.PadLeft(first.Length, '0')) < 0;
}
