using ScreenTime.Host.Media;

namespace ScreenTime.Host.Jobs;

/// <summary>
/// Spare frames (<see cref="SpareFrames"/>), until it is known whether a shot may lie between two wanted frames that neither falls into: where a second shot begins before the next
/// wanted frame, or where pictures are mixed; of those before an edit, where a shot begins or pictures are mixed behind the last wanted frame. The others are let go of, so that few are ever kept.
/// </summary>
/// <param name="changes">What there is from one frame to another, as far as is known now.</param>
/// <param name="keep">Takes the number of a frame and the frame that may be looked at.</param>
internal sealed class WaitingSpares(Func<int, int, SeenChanges> changes, Action<int, DecodedFrame> keep) : IDisposable
{
    // What is held in memory between two wanted frames, at most.
    private const int Most = 64;

    private readonly List<(int Number, DecodedFrame Frame)> _open = [];
    private readonly Queue<Closed> _closed = [];
    private int _lastWanted = -1;

    /// <summary>The next spare frame.</summary>
    public void Add(int number, DecodedFrame frame)
    {
        Decide(number);
        if (frame.IsNearEnd)
        {
            if (_closed.Count == Most)
                Decide(int.MaxValue);
            _closed.Enqueue(new Closed(Math.Max(0, _lastWanted), number, [(number, frame)], true));
            return;
        }

        if (_open.Count == Most)
            Keep(_open);
        _open.Add((number, frame));
    }

    /// <summary>The next wanted frame: whatever began last is its shot.</summary>
    public void Wanted(int number)
    {
        Decide(number);
        _lastWanted = number;
        if (_open.Count == 0)
            return;
        var last = 0;
        for (var i = 1; i < _open.Count; i++)
            if (!SpareFrames.IsPlace(_open[i].Number - _open[last].Number))
                last = i;
        Keep(_open[..last]);
        _closed.Enqueue(new Closed(_open[last].Number, number, _open[last..], false));
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
        while (_closed.TryPeek(out var closed) && number - closed.Last > ShotDetector.LongestMixture)
        {
            _closed.Dequeue();
            var seen = changes(closed.First, closed.Last);
            if (seen.Mixes || (closed.AreNearEnd && seen.Cuts))
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

    /// <summary>Spare frames of which it will be known whether they are kept.</summary>
    /// <param name="First">From where changes matter.</param>
    /// <param name="Last">Up to where.</param>
    /// <param name="Spares">The frames.</param>
    /// <param name="AreNearEnd">Whether cuts matter, too.</param>
    private sealed record Closed(int First, int Last, List<(int Number, DecodedFrame Frame)> Spares, bool AreNearEnd);
}
