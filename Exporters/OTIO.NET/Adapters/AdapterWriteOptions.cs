namespace OpenTimelineIO;

/// <summary>What to tell an adapter that writes a timeline which does not say it itself, and how to write.</summary>
public sealed record AdapterWriteOptions
{
    /// <summary>Nothing told.</summary>
    public static AdapterWriteOptions Default { get; } = new();

    /// <summary>Frames a second of the record timecode; null for that of the timeline.</summary>
    public double? Rate { get; init; }

    /// <summary>Whether record timecode is written as drop frame; null for what suits the rate and the start.</summary>
    public bool? DropFrame { get; init; }

    /// <summary>The record timecode of the first frame, <c>HH:MM:SS:FF</c> or <c>HH:MM:SS;FF</c>; null for the timeline's own.</summary>
    public string? StartTimecode { get; init; }

    /// <summary>Schema versions and layout for formats that hold OTIO's JSON.</summary>
    public OtioWriteOptions Otio { get; init; } = OtioWriteOptions.Default;
}
