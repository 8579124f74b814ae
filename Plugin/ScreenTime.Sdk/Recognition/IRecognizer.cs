namespace ScreenTime.Sdk;

/// <summary>
/// Turns frames into features, and features into sightings. Features are cached by the host between the two, so they must depend on the frame,
/// <see cref="FeaturesId"/> and nothing else. Calls overlap for one recogniser only where <see cref="CallsMayOverlap"/>; several recognisers may run at once.
/// </summary>
public interface IRecognizer : IAsyncDisposable
{
    /// <summary>What frames it wants.</summary>
    FrameRequest FrameRequest { get; }

    /// <summary>
    /// A hash of everything that features depend on beside the frame: backbone, preprocessing, encoding, precision. Part of the cache's key.
    /// </summary>
    string FeaturesId { get; }

    /// <summary>A hash of the trained head, or null while the cast is untrained (then only <see cref="DescribeAsync"/> works).</summary>
    string? HeadId { get; }

    /// <summary>Where it runs, and why there.</summary>
    DeviceReport Device { get; }

    /// <summary>
    /// Whether features hold biometric data of people who may not be in the cast, such as descriptors of their faces. Such features are never put into the shared cache: they lie
    /// in the job's own folder, and are deleted with it.
    /// </summary>
    bool FeaturesArePersonal => false;

    /// <summary>
    /// Whether <see cref="DescribeAsync"/> may be called while it, or <see cref="JudgeAsync"/>, is at work. The host then gives it the next frames before the last of those before are done,
    /// and nothing waits where a recogniser spreads frames over cores. It is asked once.
    /// </summary>
    bool CallsMayOverlap => false;

    /// <summary>Features of a batch of frames: one opaque byte array a frame, in order.</summary>
    ValueTask<IReadOnlyList<byte[]>> DescribeAsync(IReadOnlyList<Frame> frames, CancellationToken cancellationToken);

    /// <summary>As <see cref="FeaturesId"/>, for what <see cref="DescribeForTrainingAsync"/> returns.</summary>
    string TrainingFeaturesId { get; }

    /// <summary>
    /// What a labelled frame has to teach, for <see cref="TrainingExample.Features"/>: one opaque byte array, which may hold more than <see cref="DescribeAsync"/>
    /// says of the frame, such as features of altered copies. Cached by the host too.
    /// </summary>
    ValueTask<byte[]> DescribeForTrainingAsync(Frame frame, CancellationToken cancellationToken);

    /// <summary>
    /// What frames look like as a whole, of features that <see cref="DescribeAsync"/> made: vectors of length 1 whose dot product is near 1 for frames that look alike.
    /// Empty where the recogniser cannot say; then frames to label are chosen by what it sees in them alone.
    /// </summary>
    ValueTask<IReadOnlyList<float[]>> LooksAsync(IReadOnlyList<byte[]> features, CancellationToken cancellationToken) => new([]);

    /// <summary>What the trained head sees in features that <see cref="DescribeAsync"/> made, in order.</summary>
    ValueTask<IReadOnlyList<Sighting>> JudgeAsync(IReadOnlyList<byte[]> features, CancellationToken cancellationToken);
}

/// <summary>What a recogniser says of one frame.</summary>
/// <param name="Probabilities">A calibrated probability, 0 to 1, that each character is visible, in the cast's order. They need not add up to 1.</param>
/// <param name="Regions">Where each character is most evident, in fractions of the frame (0 to 1), or null where that is not known.</param>
public sealed record Sighting(IReadOnlyList<float> Probabilities, IReadOnlyList<SightingRegion?>? Regions = null)
{
    /// <summary>
    /// A calibrated probability that each character's face is visible, in the cast's order, never above <see cref="Probabilities"/>; null from a recogniser that does not look for faces.
    /// </summary>
    public IReadOnlyList<float>? Faces { get; init; }

    /// <summary>Where somebody was found who is nobody of the cast: pictures that others may see must not show them.</summary>
    public IReadOnlyList<SightingRegion> Strangers { get; init; } = [];
}

/// <summary>A part of the frame, in fractions of its width and height from the top left corner.</summary>
public readonly record struct SightingRegion(float X, float Y, float Width, float Height);

/// <summary>Opens recognisers and trains them: the extension point of a recognition plugin.</summary>
public interface IRecognizerProvider
{
    /// <summary>The recogniser's id, as the cast's <c>cast.json</c> names it: <c>characters</c>.</summary>
    string Id { get; }

    /// <summary>The GPUs of this machine that it could run on, whether or not they work, those among them that another build is needed for; empty where there are none. Quick.</summary>
    IReadOnlyList<GpuDevice> Gpus => [];

    /// <summary>Opens the recogniser on a device. Slow (loads models, compares the device's output with the CPU's): once a job.</summary>
    /// <exception cref="UserException">A model is missing or does not fit (the message names the command that mends it), or the device that was insisted on is not there.</exception>
    Task<IRecognizer> OpenAsync(RecognizerSetup setup, CancellationToken cancellationToken);

    /// <summary>Trains a head from labelled features and writes it into <see cref="TrainingRequest.OutputFolder"/>.</summary>
    /// <exception cref="UserException">The labels do not suffice; the message says what is lacking.</exception>
    Task<TrainingOutcome> TrainAsync(TrainingRequest request, CancellationToken cancellationToken);
}

/// <summary>What a recogniser is opened with.</summary>
/// <param name="Cast">The characters.</param>
/// <param name="HeadFolder">The folder with the cast's trained model, or null while it is untrained.</param>
/// <param name="ModelsFolder">The folder that holds prepared backbones, one folder each with a <c>model.json</c>.</param>
/// <param name="Device">The device that the user asked for.</param>
/// <param name="Gate">The host's gate: to be held during every inference on a GPU.</param>
public sealed record RecognizerSetup(Cast Cast, string? HeadFolder, string ModelsFolder, DeviceRequest Device, IDeviceGate Gate)
{
    /// <summary>The models that the cast asks for instead of a recogniser's own, by kind: <c>backbone</c>, <c>face-detector</c>, <c>face-descriptor</c>.</summary>
    public IReadOnlyDictionary<string, string> Models { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Whom a recogniser may tell which frames it will ask for (<see cref="IRecognizer.FrameRequest"/>) as soon as it knows that itself, once, from any thread: the host can decode while models are loaded and a device is
    /// tried. Where it says nothing, or other than in the end, only time is lost. Null where nobody waits.
    /// </summary>
    public Action<FrameRequest>? TellRequest { get; init; }
}
