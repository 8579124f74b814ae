namespace ScreenTime.Host.Jobs;

/// <summary>Counts the frames of a stage over several media files, and measures the pace of those that were not known before.</summary>
/// <param name="total">What there is to count.</param>
/// <param name="known">How much of it will be added by <see cref="AddKnown"/>, and so takes no time; 0 where that is not known beforehand.</param>
/// <param name="clock">Measures.</param>
public sealed class ProgressCounter(long total, long known, TimeProvider clock)
{
    // Media differ in what they cost: what is said of the time left is of the last minute.
    private static readonly TimeSpan s_memory = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_firstWord = TimeSpan.FromSeconds(2);

    private readonly long _start = clock.GetTimestamp();
    private readonly Queue<(long Timestamp, long New)> _recent = new([(clock.GetTimestamp(), 0)]);
    private long _known;
    private long _new;

    /// <summary>How many were not known before.</summary>
    public long New => _new;

    /// <summary>The time since counting began.</summary>
    public TimeSpan Elapsed => clock.GetElapsedTime(_start);

    /// <summary>Counts some that were known before.</summary>
    public void AddKnown(long count, IJobProgress progress)
    {
        _known += count;
        progress.Done(_known + _new, total, Estimate());
    }

    /// <summary>Counts some that had to be worked on.</summary>
    public void AddNew(long count, IJobProgress progress)
    {
        _new += count;
        var now = clock.GetTimestamp();
        _recent.Enqueue((now, _new));
        while (_recent.Count > 2 && clock.GetElapsedTime(_recent.Peek().Timestamp, now) > s_memory)
            _recent.Dequeue();
        progress.Done(_known + _new, total, Estimate());
    }

    private TimeLeft? Estimate()
    {
        var (since, before) = _recent.Peek();
        var elapsed = clock.GetElapsedTime(since);
        var left = Math.Max(0, total - Math.Max(known, _known) - _new);
        if (_new == before || elapsed < s_firstWord)
            return null;
        var rate = (_new - before) / elapsed.TotalSeconds;
        return new TimeLeft(rate, TimeSpan.FromSeconds(Math.Min(left / rate, TimeSpan.MaxValue.TotalSeconds / 2)));
    }
}
