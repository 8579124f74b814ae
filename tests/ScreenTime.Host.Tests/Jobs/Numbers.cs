using ScreenTime.Host.Tests.Media;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Jobs;

/// <summary>Its features are the number that a frame carries.</summary>
internal sealed class Numbers : IRecognizer
{
    public const int FeatureBytes = 40;

    public Action? AfterBatch { get; set; }

    public int Described { get; private set; }

    public bool CallsMayOverlap { get; init; }

    /// <summary>What a call waits for, by its number from 1.</summary>
    public Func<int, Task>? During { get; set; }

    public int Calls { get; private set; }

    public int MostCallsAtOnce { get; private set; }

    private int _underway;

    public FrameRequest FrameRequest => new(192, 108);

    public string FeaturesId => "numbers";

    public string TrainingFeaturesId => "numbers-training";

    public string? HeadId => null;

    public string Provider { get; init; } = "cpu";

    public DeviceReport Device => new(Provider, Provider, "a test", "", "fp32", null);

    public async ValueTask<IReadOnlyList<byte[]>> DescribeAsync(IReadOnlyList<Frame> frames, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        MostCallsAtOnce = Math.Max(MostCallsAtOnce, ++_underway);
        Calls++;
        if (During is not null)
            await During(Calls);
        Described += frames.Count;
        AfterBatch?.Invoke();
        _underway--;
        return [.. frames.Select(frame =>
        {
            var features = new byte[FeatureBytes];
            features[0] = (byte)NumberedFilm.Read(frame.Pixels.Span, frame.Request);
            return features;
        })];
    }

    public ValueTask<byte[]> DescribeForTrainingAsync(Frame frame, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>How many had been described at each call to judge.</summary>
    public List<int> JudgedAfter { get; } = [];

    public ValueTask<IReadOnlyList<Sighting>> JudgeAsync(IReadOnlyList<byte[]> features, CancellationToken cancellationToken)
    {
        JudgedAfter.Add(Described);
        return new([.. features.Select(feature => new Sighting([feature[0] / 255f]))]);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
