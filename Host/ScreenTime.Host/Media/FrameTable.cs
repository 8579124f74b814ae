using ScreenTime.Sdk;

namespace ScreenTime.Host.Media;

/// <summary>How decoding can start at a frame.</summary>
internal enum FrameStart
{
    /// <summary>It cannot.</summary>
    None,

    /// <summary>It can, but pictures that show before the frame may come after it and not decode.</summary>
    Key,

    /// <summary>It can, nothing that comes after the frame shows before it, and a seek goes there exactly.</summary>
    Clean,
}

/// <summary>
/// When each frame of a media file shows: the presentation timestamps, in order, of the frames that a decoder gives. All questions of
/// "which frame" are answered here, exactly; times count from the first frame.
/// </summary>
internal sealed class FrameTable
{
    private readonly long[] _timestamps;
    private readonly FrameStart[] _starts;

    // The number of each frame at Rate, when every timestamp is a multiple of the frame duration but for the container's rounding.
    private readonly long[]? _numbers;
    private readonly long _lastDuration;

    private FrameTable(long[] timestamps, FrameStart[] starts, long lastDuration, int timeBaseNumerator, int timeBaseDenominator, FrameRate rate, long[]? numbers) =>
        (_timestamps, _starts, _lastDuration, TimeBaseNumerator, TimeBaseDenominator, Rate, _numbers) =
        (timestamps, starts, lastDuration, timeBaseNumerator, timeBaseDenominator, rate, numbers);

    /// <summary>One unit of the timestamps lasts this / <see cref="TimeBaseDenominator"/> seconds.</summary>
    public int TimeBaseNumerator { get; }

    /// <summary>See <see cref="TimeBaseNumerator"/>.</summary>
    public int TimeBaseDenominator { get; }

    /// <summary>The constant rate, or the average one where frames vary.</summary>
    public FrameRate Rate { get; }

    /// <summary>The duration of the last frame in units; 0 when unknown.</summary>
    public long LastDuration => _lastDuration;

    /// <summary>How many frames.</summary>
    public int Count => _timestamps.Length;

    /// <summary>Whether every frame lies on the grid of <see cref="Rate"/>; some may be missing from it.</summary>
    public bool OnGrid => _numbers is not null;

    /// <summary>Whether frames do not come at a constant rate.</summary>
    public bool Varies => _numbers is null || _numbers[^1] != Count - 1;

    /// <summary>From the first frame's start to the last one's end.</summary>
    public MediaTime Duration
    {
        get
        {
            if (_numbers is not null && !Varies)
                return MediaTime.FromFrames(Count, Rate);
            var last = _lastDuration > 0 ? Ticks(_lastDuration) : Rate.FrameDuration;
            return TimeOf(Count - 1) + last;
        }
    }

    /// <summary>Makes a table from packets or decoded frames.</summary>
    /// <param name="frames">Timestamp and how decoding can start there; in any order, at least one.</param>
    /// <param name="lastDuration">The duration of the last frame in units; 0 when unknown.</param>
    /// <param name="timeBaseNumerator">Positive.</param>
    /// <param name="timeBaseDenominator">Positive.</param>
    /// <param name="rates">What the container says of the rate, the most trusted first.</param>
    public static FrameTable Create(
        IReadOnlyCollection<(long Timestamp, FrameStart Start)> frames, long lastDuration, int timeBaseNumerator, int timeBaseDenominator, IEnumerable<FrameRate> rates)
    {
        var ordered = frames.OrderBy(frame => frame.Timestamp).ThenByDescending(frame => frame.Start).DistinctBy(frame => frame.Timestamp).ToArray();
        var timestamps = Array.ConvertAll(ordered, frame => frame.Timestamp);
        var starts = Array.ConvertAll(ordered, frame => frame.Start);
        var candidates = rates.ToList();
        if (timestamps.Length > 1)
            candidates.Add(MedianRate(timestamps, timeBaseNumerator, timeBaseDenominator));
        long[]? withHoles = null;
        var rateWithHoles = default(FrameRate);
        foreach (var rate in candidates)
        {
            var numbers = NumbersOnGrid(timestamps, timeBaseNumerator, timeBaseDenominator, rate);
            if (numbers is null)
                continue;
            if (numbers[^1] == timestamps.Length - 1)
                return new FrameTable(timestamps, starts, lastDuration, timeBaseNumerator, timeBaseDenominator, rate, numbers);
            // A grid of mostly holes (milliseconds, fields) is a coincidence, not a rate.
            if (withHoles is null && numbers[^1] < 2L * timestamps.Length)
                (withHoles, rateWithHoles) = (numbers, rate);
        }

        if (withHoles is not null)
            return new FrameTable(timestamps, starts, lastDuration, timeBaseNumerator, timeBaseDenominator, rateWithHoles, withHoles);
        var average = timestamps.Length > 1
            ? RateOf(timestamps[^1] - timestamps[0], timestamps.Length - 1, timeBaseNumerator, timeBaseDenominator)
            : candidates.FirstOrDefault(new FrameRate(25, 1));
        return new FrameTable(timestamps, starts, lastDuration, timeBaseNumerator, timeBaseDenominator, average, null);
    }

    /// <summary>The timestamp of a frame, in units of the time base, as the container counts.</summary>
    public long TimestampOf(int frame) => _timestamps[frame];

    /// <summary>The first timestamp after the frame before: a decoded frame from here up to <see cref="TimestampOf"/> is this frame.</summary>
    public long EarliestTimestampOf(int frame) => frame == 0 ? _timestamps[0] : _timestamps[frame - 1] + 1;

    /// <summary>Whether decoding can start at the frame.</summary>
    public bool IsKey(int frame) => _starts[frame] > FrameStart.None;

    /// <summary>How decoding can start at the frame.</summary>
    public FrameStart StartAt(int frame) => _starts[frame];

    /// <summary>The exact time of a frame: on the grid where there is one, else the timestamp's.</summary>
    public MediaTime TimeOf(int frame) =>
        _numbers is null ? Ticks(_timestamps[frame] - _timestamps[0]) : MediaTime.FromFrames(_numbers[frame], Rate);

    /// <summary>
    /// The frame that shows at a time: the last that starts at or before it; -1 before the first, <see cref="Count"/> from the end of the last on.
    /// </summary>
    public int FrameAt(MediaTime time)
    {
        if (time < MediaTime.Zero)
            return -1;
        if (time >= Duration)
            return Count;
        int found;
        if (_numbers is not null)
        {
            found = Array.BinarySearch(_numbers, time.FloorToFrame(Rate));
        }
        else
        {
            // Timestamps are rounded to the container's unit, so a frame may truly start up to half a unit earlier.
            var units = (((Int128)time.Numerator * TimeBaseDenominator * 2) + ((Int128)time.Denominator * TimeBaseNumerator))
                / ((Int128)time.Denominator * TimeBaseNumerator * 2);
            found = Array.BinarySearch(_timestamps, _timestamps[0] + (long)units);
        }

        return found >= 0 ? found : ~found - 1;
    }

    /// <summary>The frame that a decoded timestamp belongs to: see <see cref="EarliestTimestampOf"/>; <see cref="Count"/> after the last.</summary>
    public int FrameWithTimestamp(long timestamp)
    {
        var found = Array.BinarySearch(_timestamps, timestamp);
        return found >= 0 ? found : ~found;
    }

    /// <summary>The first frame at or after <paramref name="frame"/> where decoding can start; <see cref="Count"/> when there is none.</summary>
    public int KeyFrom(int frame)
    {
        for (var key = Math.Max(frame, 0); key < Count; key++)
            if (IsKey(key))
                return key;
        return Count;
    }

    /// <summary>The last frame at or before <paramref name="frame"/> where decoding can start; -1 when there is none.</summary>
    public int KeyUpTo(int frame)
    {
        for (var key = Math.Min(frame, Count - 1); key >= 0; key--)
            if (IsKey(key))
                return key;
        return -1;
    }

    private MediaTime Ticks(long units) => new((Int128)units * TimeBaseNumerator, TimeBaseDenominator);

    private static long[]? NumbersOnGrid(long[] timestamps, int timeBaseNumerator, int timeBaseDenominator, FrameRate rate)
    {
        // One frame lasts frameLength / unit units of the time base.
        var unit = (Int128)rate.Numerator * timeBaseNumerator;
        var frameLength = (Int128)rate.Denominator * timeBaseDenominator;
        // Containers round each timestamp, the first included; where a unit is nearly a frame, nothing may be rounded.
        var tolerance = unit * 4 <= frameLength ? unit : 0;
        var numbers = new long[timestamps.Length];
        for (var i = 0; i < timestamps.Length; i++)
        {
            var offset = (Int128)(timestamps[i] - timestamps[0]) * unit;
            var number = (offset + (frameLength / 2)) / frameLength;
            if (Int128.Abs(offset - (number * frameLength)) > tolerance || (i > 0 && number <= numbers[i - 1]))
                return null;
            numbers[i] = (long)number;
        }

        return numbers;
    }

    private static FrameRate MedianRate(long[] timestamps, int timeBaseNumerator, int timeBaseDenominator)
    {
        var steps = new long[timestamps.Length - 1];
        for (var i = 0; i < steps.Length; i++)
            steps[i] = timestamps[i + 1] - timestamps[i];
        Array.Sort(steps);
        return RateOf(steps[steps.Length / 2], 1, timeBaseNumerator, timeBaseDenominator);
    }

    private static FrameRate RateOf(long units, long frames, int timeBaseNumerator, int timeBaseDenominator) =>
        FrameRate.FromDouble(Math.Clamp((double)frames * timeBaseDenominator / ((double)units * timeBaseNumerator), 0.001, 1_000_000));
}
