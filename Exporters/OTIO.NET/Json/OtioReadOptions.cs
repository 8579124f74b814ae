namespace OpenTimelineIO;

/// <summary>What to accept when reading. The defaults are safe for files from strangers and leave room for every real timeline.</summary>
public sealed record OtioReadOptions
{
    /// <summary>The defaults.</summary>
    public static OtioReadOptions Default { get; } = new();

    /// <summary>How deep maps and lists may be nested in the text. A track in a stack adds 4.</summary>
    public int MaxDepth { get; init; } = 1000;

    /// <summary>How many bytes the text may have in UTF-8.</summary>
    public long MaxBytes { get; init; } = 512L << 20;

    /// <summary>How many characters one text or name may have.</summary>
    public int MaxStringLength { get; init; } = 16 << 20;

    /// <summary>How many values there may be, maps, lists and their contents counted each.</summary>
    public int MaxValues { get; init; } = 20_000_000;

    /// <summary>The schemas that are known; <see cref="SchemaRegistry.With"/> adds own ones.</summary>
    public SchemaRegistry Schemas { get; init; } = SchemaRegistry.Standard;
}
