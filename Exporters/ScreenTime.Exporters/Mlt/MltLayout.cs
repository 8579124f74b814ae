using OpenTimelineIO;
using ScreenTime.Exporters.Edl;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Mlt;

/// <summary>A stretch of a track to write, in record frames.</summary>
/// <param name="Item">The clip or nested sequence.</param>
/// <param name="Start">Its first record frame.</param>
/// <param name="End">The record frame after its last.</param>
/// <param name="Source">The first media frame that it uses, counted at the record rate from the media's first; in reverse, of the stretch that is played from its end.</param>
/// <param name="Scalar">Its speed; 0 for a still.</param>
internal sealed record MltStretch(Item Item, long Start, long End, double Source, double Scalar)
{
    /// <summary>Record frames.</summary>
    public long Length => End - Start;

    /// <summary>The transition that it begins with; null for a cut.</summary>
    public MltMix? Begins { get; init; }
}

/// <summary>Takes a track of a timeline apart for writing: no time is lost, what MLT has no place for is noted.</summary>
internal static class MltLayout
{
    /// <summary>The stretches of a track in record order.</summary>
    public static IReadOnlyList<MltStretch> Of(Track track, FrameRate rate, EdlRemarks remarks)
    {
        var stretches = new List<MltStretch>();
        var trimStart = track.SourceRange is { } trimmed ? Exact(trimmed.StartTime) : default;
        MediaTime? trimEnd = track.SourceRange is { } range ? trimStart + Exact(range.Duration) : null;
        MediaTime at = default;
        Transition? pending = null;
        // An item of no length is what goes in the transition behind it, and not the one before.
        var (isEmpty, goesEmpty) = (false, false);
        foreach (var child in track.Children)
        {
            if (child is Transition transition)
            {
                (pending, goesEmpty) = (transition, isEmpty);
                continue;
            }

            if (child is not Item item)
                continue;
            var used = item.TrimmedRange();
            var begin = at;
            at += Exact(used.Duration);
            var first = (MediaTime.Max(begin, trimStart) - trimStart).RoundToFrame(rate);
            var last = ((trimEnd is { } end ? MediaTime.Min(at, end) : at) - trimStart).RoundToFrame(rate);
            if (item is not Gap && item.Enabled && last > first)
            {
                var stretch = Stretch(item, used, first, last, begin < trimStart ? (trimStart - begin).RoundToFrame(rate) : 0, trimEnd is { } cut && cut < at ? (at - cut).RoundToFrame(rate) : 0, rate, remarks);
                if (pending is not null && goesEmpty)
                    remarks.Add("a fade to or from nothing was written as a cut");
                stretches.Add(pending is null || goesEmpty ? stretch : Joined(stretches, stretch, pending, rate, remarks));
            }
            else if (pending is not null)
            {
                remarks.Add("a fade to or from nothing was written as a cut");
            }

            if (item is not Gap && !item.Enabled)
                remarks.Add($"'{MarkerPlan.OneLine(item.Name)}' is switched off and was written as blank");
            (pending, isEmpty) = (null, at == begin);
        }

        if (pending is not null)
            remarks.Add("a fade to or from nothing was written as a cut");
        return stretches;
    }

    private static MltStretch Stretch(Item item, TimeRange used, long first, long last, long cutOff, long cutOffEnd, FrameRate rate, EdlRemarks remarks)
    {
        var scalar = 1.0;
        foreach (var effect in item.Effects.Where(effect => effect.Enabled))
        {
            if (effect is FreezeFrame)
                scalar = 0;
            else if (effect is LinearTimeWarp warp && double.IsFinite(warp.TimeScalar) && Math.Abs(warp.TimeScalar) <= 1000)
                scalar *= warp.TimeScalar;
            else if (effect is TimeEffect)
                remarks.Add($"'{MarkerPlan.OneLine(item.Name)}' changes its speed in a way that is not known; it was written at normal speed");
            else
                remarks.Add($"the effects of '{MarkerPlan.OneLine(item.Name)}' were not written");
        }

        var from = Exact(used.StartTime);
        // What begins before its media does counts from the media's first frame.
        if (item is Clip { MediaReference.AvailableRange: { } available })
            from -= Exact(available.StartTime) <= from ? Exact(available.StartTime) : default;
        else if (item is Clip && from.Seconds >= 3600)
            remarks.Add($"'{MarkerPlan.OneLine(item.Name)}' does not say the timecode that its media begins at; its source time was taken from the media's first frame");
        // Backwards its source range is played from the end: its beginning is cut off with the item's end.
        var source = (double)Math.Max(0, from.RoundToFrame(rate)) + (cutOff * Math.Max(0, scalar)) + (cutOffEnd * Math.Max(0, -scalar));
        return new MltStretch(item, first, last, source, scalar);
    }

    private static MltStretch Joined(List<MltStretch> stretches, MltStretch stretch, Transition transition, FrameRate rate, EdlRemarks remarks)
    {
        if (stretches.Count == 0 || stretches[^1].End != stretch.Start)
        {
            remarks.Add("a fade to or from nothing was written as a cut");
            return stretch;
        }

        var before = stretches[^1];
        var reach = stretch.Scalar > 0 ? (long)Math.Floor(stretch.Source / stretch.Scalar) : long.MaxValue;
        // The frame at which a clip's own transition begins stays its own.
        var room = before.Begins is { } earlier ? before.Length - earlier.After : before.Length;
        var wanted = Exact(transition.InOffset).RoundToFrame(rate);
        var inFrames = Math.Max(0, Math.Min(wanted, Math.Min(reach, room - 1)));
        var outFrames = Math.Max(0, Math.Min(Exact(transition.OutOffset).RoundToFrame(rate), stretch.Length - 1));
        if (inFrames + outFrames == 0)
            return stretch;
        if (inFrames < wanted)
            remarks.Add($"the transition to '{MarkerPlan.OneLine(stretch.Item.Name)}' was shortened: the media has no more frames before the cut");
        return stretch with { Begins = new MltMix(stretch.Start, inFrames, outFrames, transition.TransitionType, MarkerPlan.OneLine(transition.Name)) };
    }

    private static MediaTime Exact(RationalTime time) => MediaTime.FromValue(time.Value, time.Rate);
}
