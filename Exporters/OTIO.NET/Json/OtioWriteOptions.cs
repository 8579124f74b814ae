namespace OpenTimelineIO;

/// <summary>How to write.</summary>
public sealed record OtioWriteOptions
{
    /// <summary>The defaults: the newest schemas that released OpenTimelineIO reads, indented by 4.</summary>
    public static OtioWriteOptions Default { get; } = new();

    /// <summary>Which version of each schema to write.</summary>
    public SchemaTarget Target { get; init; } = SchemaTarget.Current;

    /// <summary>By how many spaces a level is indented; 0 puts everything on one line.</summary>
    public int Indent { get; init; } = 4;

    /// <summary>How deep maps and lists may be nested in the text.</summary>
    public int MaxDepth { get; init; } = 1000;

    /// <summary>The schemas whose downgrades are known; <see cref="SchemaRegistry.With"/> adds own ones.</summary>
    public SchemaRegistry Schemas { get; init; } = SchemaRegistry.Standard;
}
