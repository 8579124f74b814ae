using ScreenTime.Sdk;

namespace ScreenTime.Host.Plugins;

/// <summary>A plugin's recogniser before it is opened, behind its guard.</summary>
internal sealed class GuardedRecognizerProvider(IRecognizerProvider provider, PluginGuard guard) : IRecognizerProvider
{
    public string Id { get; } = string.IsNullOrEmpty(provider.Id) ? throw new FormatException("a recogniser has no id") : provider.Id;

    public Task<IRecognizer> OpenAsync(RecognizerSetup setup, CancellationToken cancellationToken) => guard.CallAsync<IRecognizer>(
        $"opening the recogniser {Id}",
        async () => new GuardedRecognizer(
            await provider.OpenAsync(setup, cancellationToken).ConfigureAwait(false) ?? throw new InvalidOperationException("it gave no recogniser"),
            setup.Cast.Characters.Count,
            guard),
        cancellationToken);

    public Task<TrainingOutcome> TrainAsync(TrainingRequest request, CancellationToken cancellationToken) => guard.CallAsync(
        "training",
        async () => await provider.TrainAsync(request, cancellationToken).ConfigureAwait(false) ?? throw new InvalidOperationException("it gave no outcome"),
        cancellationToken);
}

/// <summary>A plugin's recogniser behind its guard. What it says of itself is asked once, as it is opened; what it answers is counted.</summary>
internal sealed class GuardedRecognizer(IRecognizer recognizer, int characters, PluginGuard guard) : IRecognizer
{
    public FrameRequest FrameRequest { get; } = recognizer.FrameRequest;

    public string FeaturesId { get; } = recognizer.FeaturesId ?? throw new InvalidOperationException("it gave no id of its features");

    public string? HeadId { get; } = recognizer.HeadId;

    public DeviceReport Device { get; } = recognizer.Device ?? throw new InvalidOperationException("it does not say where it runs");

    public string TrainingFeaturesId { get; } = recognizer.TrainingFeaturesId ?? throw new InvalidOperationException("it gave no id of its training features");

    public async ValueTask<IReadOnlyList<byte[]>> DescribeAsync(IReadOnlyList<Frame> frames, CancellationToken cancellationToken) => await guard.CallAsync(
        "looking at frames",
        async () => Counted(await recognizer.DescribeAsync(frames, cancellationToken).ConfigureAwait(false), frames.Count, "features"),
        cancellationToken).ConfigureAwait(false);

    public async ValueTask<byte[]> DescribeForTrainingAsync(Frame frame, CancellationToken cancellationToken) => await guard.CallAsync(
        "looking at labelled frames",
        async () => await recognizer.DescribeForTrainingAsync(frame, cancellationToken).ConfigureAwait(false) ?? throw new InvalidOperationException("it gave no features"),
        cancellationToken).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<float[]>> LooksAsync(IReadOnlyList<byte[]> features, CancellationToken cancellationToken) => await guard.CallAsync(
        "comparing frames",
        async () => await recognizer.LooksAsync(features, cancellationToken).ConfigureAwait(false) is { Count: > 0 } looks ? Counted(looks, features.Count, "looks") : [],
        cancellationToken).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<Sighting>> JudgeAsync(IReadOnlyList<byte[]> features, CancellationToken cancellationToken) => await guard.CallAsync(
        "judging frames",
        async () =>
        {
            var sightings = Counted(await recognizer.JudgeAsync(features, cancellationToken).ConfigureAwait(false), features.Count, "sightings");
            foreach (var sighting in sightings)
                Counted(sighting.Probabilities, characters, "probabilities");
            return sightings;
        },
        cancellationToken).ConfigureAwait(false);

    /// <summary>Lets the recogniser go. Its results are there by now: what it fails to tidy up changes none of them.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await recognizer.DisposeAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // As said above.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    private static IReadOnlyList<T> Counted<T>(IReadOnlyList<T>? answers, int expected, string what) =>
        answers is null || answers.Count != expected || answers.Any(answer => answer is null)
            ? throw new InvalidOperationException($"it gave {(answers is null ? "no" : answers.Count)} {what} where {expected} were asked for")
            : answers;
}
