namespace OpenTimelineIO;

/// <summary>A timeline with its media as <c>.otiod</c> (see <see cref="OtioBundle"/>).</summary>
public sealed class OtiodAdapter : ITimelineAdapter
{
    /// <summary>How to unpack and what to accept; the limits of the timeline inside come with each call.</summary>
    public BundleReadOptions Reading { get; init; } = BundleReadOptions.Default;

    /// <summary>What becomes of the media; how the timeline inside is written comes with each call.</summary>
    public BundleWriteOptions Writing { get; init; } = BundleWriteOptions.Default;

    /// <inheritdoc/>
    public string Name => "otiod";

    /// <inheritdoc/>
    public IReadOnlyList<string> Suffixes { get; } = [".otiod"];

    /// <inheritdoc/>
    public bool CanRead => true;

    /// <inheritdoc/>
    public bool CanWrite => true;

    /// <inheritdoc/>
    public AdapterReading Read(string path, AdapterReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new(OtioBundle.ReadFolder(path, Reading with { Json = options.Otio }), []);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Write(string path, SerializableObject value, AdapterWriteOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var missing = OtioBundle.WriteFolder(path, OtioJson.RequireType<Timeline>(value), Writing with { Json = options.Otio });
        return [.. missing, .. OtioAdapter.LossesOf(value, options.Otio.Target)];
    }
}
