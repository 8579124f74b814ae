namespace OpenTimelineIO;

/// <summary>How to write a bundle.</summary>
public sealed record BundleWriteOptions
{
    /// <summary>The defaults.</summary>
    public static BundleWriteOptions Default { get; } = new();

    /// <summary>What becomes of the media.</summary>
    public MediaPolicy Media { get; init; } = MediaPolicy.ErrorIfNotFile;

    /// <summary>The folder that relative URLs start from; null is the current folder.</summary>
    public string? MediaBase { get; init; }

    /// <summary>How to write the timeline inside.</summary>
    public OtioWriteOptions Json { get; init; } = OtioWriteOptions.Default;
}
