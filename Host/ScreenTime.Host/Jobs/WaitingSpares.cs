using ScreenTime.Host.Media;

namespace ScreenTime.Host.Jobs;

/// <summary>
/// Spare frames (<see cref="SpareFrames"/>), until it is known whether a shot may lie between two wanted frames that neither falls into: where a second shot begins before the next
/// wanted frame, or where pictures are mixed. The others are let go of, so that few are ever kept.
/// </summary>
/// <param name="mayMix">Whether pictures are mixed anywhere from one frame to another, as far as is known now.</param>
/// <param name="keep">Takes the number of a frame and the frame that may be looked at.</param>
internal sealed class WaitingSpares(Func<int, int, bool> mayMix, Action<int, DecodedFrame> keep) : IDisposable
{
    // What is held in memory between two wanted frames, at most.
    private const int Most = 64;

    private readonly List<(int Number, DecodedFrame Frame)> _open = [];
    private readonly Queue<(int Wanted, List<(int Number, DecodedFrame Frame)> Spares)> _closed = [];

    /// <summary>The next spare frame.</summary>
    public void Add(int number, DecodedFrame frame)
    {
        Decide(number);
        if (_open.Count == Most)
            Keep(_open);
        _open.Add((number, frame));
    }

    /// <summary>The next wanted frame: whatever began last is its shot.</summary>
    public void Wanted(int number)
    {
        Decide(number);
        if (_open.Count == 0)
            return;
        var last = 0;
        for (var i = 1; i < _open.Count; i++)
            if (!SpareFrames.IsPlace(_open[i].Number - _open[last].Number))
                last = i;
        Keep(_open[..last]);
        _closed.Enqueue((number, _open[last..]));
        _open.Clear();
    }

    /// <summary>Nothing that is wanted comes after these.</summary>
    public void End()
    {
        Decide(int.MaxValue);
        Keep(_open);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, frame) in _closed.SelectMany(closed => closed.Spares).Concat(_open))
            frame.Dispose();
    }

    // A mixture is known when its last picture has been decoded.
    private void Decide(int number)
    {
        while (_closed.TryPeek(out var closed) && number - closed.Wanted > ShotDetector.LongestMixture)
        {
            _closed.Dequeue();
            if (mayMix(closed.Spares[0].Number, closed.Wanted))
                Keep(closed.Spares);
            else
                closed.Spares.ForEach(spare => spare.Frame.Dispose());
        }
    }

    private void Keep(List<(int Number, DecodedFrame Frame)> spares)
    {
        foreach (var (number, frame) in spares)
        {
            keep(number, frame);
            frame.Dispose();
        }

        spares.Clear();
    }
}
