using ScreenTime.Sdk;

namespace ScreenTime.Host.Plugins;

/// <summary>A plugin's recogniser before it is opened, behind its guard.</summary>
internal sealed class GuardedRecognizerProvider(IRecognizerProvider provider, PluginGuard guard) : IRecognizerProvider
{
    public string Id { get; } = string.IsNullOrEmpty(provider.Id) ? throw new FormatException("a recogniser has no id") : provider.Id;

    public IReadOnlyList<GpuDevice> Gpus => guard.Call("listing its GPUs", () => provider.Gpus ?? throw new InvalidOperationException("it gave no list"));

    public async Task<IRecognizer> OpenAsync(RecognizerSetup setup, CancellationToken cancellationToken)
    {
        var opened = await guard.CallAsync<IRecognizer>(
            $"opening the recogniser {Id}",
            async () => await provider.OpenAsync(setup, cancellationToken).ConfigureAwait(false) switch
            {
                null => throw new InvalidOperationException("it gave no recogniser"),
                IShotRecognizer recognizer => new GuardedShotRecognizer(recognizer, setup.Cast.Characters.Count, guard),
                var recognizer => new GuardedRecognizer(recognizer, setup.Cast.Characters.Count, guard),
            },
            cancellationToken).ConfigureAwait(false);
        if (setup.Device.Precision == Precision.Full || opened.Device.Precision == setup.Device.Precision.Name())
            return opened;
        await opened.DisposeAsync().ConfigureAwait(false);
        throw new UserException(ExitCode.ComponentMissing, $"the recogniser {Id} does not compute in {setup.Device.Precision.Name()}: leave --precision out");
    }

    public Task<TrainingOutcome> TrainAsync(TrainingRequest request, CancellationToken cancellationToken) => guard.CallAsync(
        "training",
        async () => await provider.TrainAsync(request, cancellationToken).ConfigureAwait(false) ?? throw new InvalidOperationException("it gave no outcome"),
        cancellationToken,
        patient: true);
}

/// <summary>A plugin's recogniser behind its guard. What it says of itself is asked once, as it is opened; what it answers is counted.</summary>
internal class GuardedRecognizer(IRecognizer recognizer, int characters, PluginGuard guard) : IRecognizer
{
    public FrameRequest FrameRequest { get; } = recognizer.FrameRequest;

    public string FeaturesId { get; } = recognizer.FeaturesId ?? throw new InvalidOperationException("it gave no id of its features");

    public string? HeadId { get; } = recognizer.HeadId;

    public bool FeaturesArePersonal { get; } = recognizer.FeaturesArePersonal;

    public bool CallsMayOverlap { get; } = recognizer.CallsMayOverlap;

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
        async () => Checked(await recognizer.JudgeAsync(features, cancellationToken).ConfigureAwait(false), features.Count),
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

    /// <summary>A sighting a frame, and a probability a character in each.</summary>
    protected IReadOnlyList<Sighting> Checked(IReadOnlyList<Sighting>? sightings, int frames)
    {
        Counted(sightings, frames, "sightings");
        foreach (var sighting in sightings!)
        {
            Counted(sighting.Probabilities, characters, "probabilities");
            if (sighting.Faces is { } faces)
                Counted(faces, characters, "probabilities of faces");
        }

        return sightings;
    }

    private static IReadOnlyList<T> Counted<T>(IReadOnlyList<T>? answers, int expected, string what) =>
        answers is null || answers.Count != expected || answers.Any(answer => answer is null)
            ? throw new InvalidOperationException($"it gave {(answers is null ? "no" : answers.Count)} {what} where {expected} were asked for")
            : answers;
}

/// <summary>The same for a recogniser that judges whole shots.</summary>
internal sealed class GuardedShotRecognizer(IShotRecognizer recognizer, int characters, PluginGuard guard)
    : GuardedRecognizer(recognizer, characters, guard), IShotRecognizer
{
    private readonly PluginGuard _guard = guard;

    public async ValueTask<IReadOnlyList<Sighting>> JudgeShotAsync(IReadOnlyList<ShotFrame> shot, IReadOnlyList<ShotFrame> frames, CancellationToken cancellationToken) => await _guard.CallAsync(
        "judging a shot",
        async () => Checked(await recognizer.JudgeShotAsync(shot, frames, cancellationToken).ConfigureAwait(false), frames.Count),
        cancellationToken).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<UnnamedLook>> GroupUnnamedAsync(IReadOnlyList<byte[]> features, CancellationToken cancellationToken) => await _guard.CallAsync(
        "grouping who is not named",
        async () =>
        {
            var looks = await recognizer.GroupUnnamedAsync(features, cancellationToken).ConfigureAwait(false) ?? throw new InvalidOperationException("it gave no groups");
            return looks.Any(look => look?.Places is null || look.Places.Count == 0 || look.Places.Any(place => (uint)place.Frame >= (uint)features.Count))
                ? throw new InvalidOperationException("it gave a group without places, or a place in no frame")
                : looks;
        },
        cancellationToken).ConfigureAwait(false);
}
