namespace OpenTimelineIO;

/// <summary>How to read a bundle, and what of it to accept.</summary>
public sealed record BundleReadOptions
{
    /// <summary>The defaults: the timeline alone, media left inside.</summary>
    public static BundleReadOptions Default { get; } = new();

    /// <summary>A folder that does not exist yet, to unpack an <c>.otioz</c> into; null unpacks nothing.</summary>
    public string? ExtractTo { get; init; }

    /// <summary>Whether URLs of media inside the bundle become absolute paths, of the unpacked bundle for an <c>.otioz</c>.</summary>
    public bool AbsolutePaths { get; init; }

    /// <summary>How many bytes may be unpacked.</summary>
    public long MaxExtractedBytes { get; init; } = 1L << 40;

    /// <summary>How much larger than its packed form a file may become once it is above 64 MiB; media is hardly packed at all.</summary>
    public int MaxCompressionRatio { get; init; } = 100;

    /// <summary>How many bytes the zip file's table of contents may have.</summary>
    public long MaxDirectoryBytes { get; init; } = 64 << 20;

    /// <summary>How to read the timeline inside.</summary>
    public OtioReadOptions Json { get; init; } = OtioReadOptions.Default;
}
