using OpenTimelineIO;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Edl;

/// <summary>Takes a picture track apart into the events of a list.</summary>
internal sealed class EdlCuts
{
    private readonly FrameRate _rate;
    private readonly MediaTime _trimStart, _trimEnd;
    private readonly List<EdlCut> _cuts = [];
    private MediaTime _at;
    private Transition? _pending;
    private long _pendingIn, _pendingOut;
    private EdlCut? _outgoing;

    private EdlCuts(FrameRate rate, MediaTime trimStart, MediaTime trimEnd) => (_rate, _trimStart, _trimEnd) = (rate, trimStart, trimEnd);

    /// <summary>The events of a track in record order. Each transition moves the cut to its beginning, as the format has it.</summary>
    /// <exception cref="OtioException">A length cannot be known.</exception>
    public static IReadOnlyList<EdlCut> Of(Track track, Stack stack, FrameRate rate)
    {
        var trimStart = Start(track.SourceRange) + Start(stack.SourceRange);
        var trimEnd = new[] { End(track.SourceRange), stack.SourceRange is null ? null : Start(track.SourceRange) + End(stack.SourceRange) }
            .Where(end => end is not null).Select(end => end!.Value).DefaultIfEmpty(MediaTime.FromFrames(long.MaxValue >> 16, rate)).Min();
        var cuts = new EdlCuts(rate, trimStart, trimEnd);
        foreach (var child in track.Children)
        {
            if (child is Transition transition)
                cuts.Begin(transition);
            else if (child is Item item)
                cuts.Add(item);
        }

        cuts.EndInBlack();
        return cuts._cuts;
    }

    private void Begin(Transition transition)
    {
        _pending = transition;
        _pendingIn = Frames(transition.InOffset);
        _pendingOut = Frames(transition.OutOffset);
    }

    private void Add(Item item)
    {
        var range = item.TrimmedRange();
        var itemStart = _at;
        _at += MediaTime.FromValue(range.Duration.Value, range.Duration.Rate);
        if (itemStart >= _trimEnd || _at < _trimStart || (_at == _trimStart && _at > itemStart))
            return;
        var begin = Record(MediaTime.Max(itemStart, _trimStart));
        var end = Record(MediaTime.Min(_at, _trimEnd));
        var visible = item.Enabled && item is not Gap;
        if (_at == itemStart && _pending is null)
        {
            // An item of no length is the picture that goes in the transition that follows.
            _outgoing = new EdlCut(visible ? item : null, begin, begin, visible ? MediaTime.FromValue(range.StartTime.Value, range.StartTime.Rate) : default, visible ? ScalarOf(item) : 1, null, 0);
            return;
        }

        if (!visible && _pending is null)
        {
            _outgoing = null;
            return;
        }

        var frames = 0L;
        if (_pending is not null)
        {
            var reach = Math.Min(_pendingIn, begin);
            frames = reach + _pendingOut;
            begin -= reach;
            ShortenLast(begin);
        }

        // A fade out goes to black for as long as it takes.
        if (!visible)
            end = Math.Min(end, begin + frames);
        if (end > begin)
        {
            var scalar = visible ? ScalarOf(item) : 1;
            // Backwards an item begins with the end of its source range.
            var source = !visible ? default
                : MediaTime.FromValue(range.StartTime.Value, range.StartTime.Rate)
                + (scalar < 0 ? EdlCut.Scaled(_at - itemStart, -scalar) : default)
                + EdlCut.Scaled(MediaTime.FromFrames(begin, _rate) + _trimStart - itemStart, scalar);
            _cuts.Add(new EdlCut(visible ? item : null, begin, end, source, scalar, _pending, Math.Min(frames, end - begin)) { Outgoing = _pending is null ? null : _outgoing });
        }

        (_pending, _outgoing) = (null, null);
    }

    private void EndInBlack()
    {
        if (_pending is null || _cuts.Count == 0)
            return;
        var begin = Math.Max(_cuts[^1].Out - _pendingIn, _cuts[^1].In);
        ShortenLast(begin);
        var frames = _pendingIn + _pendingOut;
        if (frames > 0)
            _cuts.Add(new EdlCut(null, begin, begin + frames, default, 1, _pending, frames));
    }

    private void ShortenLast(long end)
    {
        if (_cuts.Count > 0 && _cuts[^1].Out > end && _cuts[^1].In < end)
            _cuts[^1] = _cuts[^1] with { Out = end };
    }

    private long Record(MediaTime inTrack) => (inTrack - _trimStart).RoundToFrame(_rate);

    private long Frames(RationalTime time) => MediaTime.FromValue(time.Value, time.Rate).RoundToFrame(_rate);

    /// <summary>The speed of an item; 0 is a freeze frame.</summary>
    public static double ScalarOf(Item item)
    {
        var scalar = 1.0;
        foreach (var warp in item.Effects.OfType<LinearTimeWarp>().Where(effect => effect.Enabled))
            scalar *= warp is FreezeFrame ? 0 : warp.TimeScalar;
        return double.IsFinite(scalar) && Math.Abs(scalar) < 1000 ? scalar : 1;
    }

    private static MediaTime Start(TimeRange? range) => range is { } trimmed ? MediaTime.FromValue(trimmed.StartTime.Value, trimmed.StartTime.Rate) : default;

    private static MediaTime? End(TimeRange? range) =>
        range is { } trimmed ? Start(range) + MediaTime.FromValue(trimmed.Duration.Value, trimmed.Duration.Rate) : null;
}
