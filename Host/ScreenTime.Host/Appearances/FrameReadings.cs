using ScreenTime.Sdk;

namespace ScreenTime.Host.Appearances;

/// <summary>
/// What was read at record frames: where several layers show at one frame, a character is as probable as in the layer that shows it best. A frame with a
/// layer that could not be read has no reading.
/// </summary>
public sealed class FrameReadings
{
    private readonly SortedDictionary<long, float[]?> _readings = [];
    private readonly SortedDictionary<long, FrameRange> _grid = [];

    /// <summary>Gathers the readings of samples.</summary>
    public FrameReadings(IEnumerable<Sample> samples) => Add(samples);

    /// <summary>The frames of the regular grid and the record each stands for, in order.</summary>
    public IReadOnlyDictionary<long, FrameRange> Grid => _grid;

    /// <summary>All frames with a reading or a failed one, in order.</summary>
    public IReadOnlyDictionary<long, float[]?> All => _readings;

    /// <summary>Adds the readings of more samples; those of further layers of a frame join what was read there.</summary>
    public void Add(IEnumerable<Sample> samples)
    {
        foreach (var sample in samples)
        {
            if (sample.Refinement == 0)
                _grid[sample.RecordFrame] = sample.Record;
            if (!_readings.TryGetValue(sample.RecordFrame, out var below))
                _readings[sample.RecordFrame] = sample.Probabilities is null ? null : [.. sample.Probabilities];
            else
                _readings[sample.RecordFrame] = below is null || sample.Probabilities is null ? null : [.. below.Zip(sample.Probabilities, Math.Max)];
        }
    }

    /// <summary>Notes frames that were asked for and gave nothing (a gap, media that is offline), so that nobody asks again.</summary>
    public void AddUnreadable(IEnumerable<long> frames)
    {
        foreach (var frame in frames)
            _readings.TryAdd(frame, null);
    }

    /// <summary>Whether the frame was looked at, with or without success.</summary>
    public bool Knows(long frame) => _readings.ContainsKey(frame);

    /// <summary>The probabilities at a frame, in the cast's order; null when it was not looked at or could not be read.</summary>
    public float[]? At(long frame) => _readings.GetValueOrDefault(frame);
}
