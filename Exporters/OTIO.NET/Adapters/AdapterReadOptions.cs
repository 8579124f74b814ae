namespace OpenTimelineIO;

/// <summary>What to tell an adapter of a file that does not say it itself, and what to accept. Formats that do say it take what is said here instead.</summary>
public sealed record AdapterReadOptions
{
    /// <summary>Nothing told, and the default limits.</summary>
    public static AdapterReadOptions Default { get; } = new();

    /// <summary>Frames a second of the record timecode; null when not told.</summary>
    public double? Rate { get; init; }

    /// <summary>Whether the record timecode is drop frame; null when not told.</summary>
    public bool? DropFrame { get; init; }

    /// <summary>The record timecode of the first frame, <c>HH:MM:SS:FF</c> or <c>HH:MM:SS;FF</c>; null when not told.</summary>
    public string? StartTimecode { get; init; }

    /// <summary>Whether to go on past a malformed line or element; what was skipped is named in the notes.</summary>
    public bool Lenient { get; init; }

    /// <summary>Limits and schemas for formats that hold OTIO's JSON.</summary>
    public OtioReadOptions Otio { get; init; } = OtioReadOptions.Default;
}
