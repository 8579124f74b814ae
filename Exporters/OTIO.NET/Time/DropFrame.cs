namespace OpenTimelineIO;

/// <summary>Whether a timecode skips numbers to keep up with the clock (SMPTE ST 12-1); only 30000/1001 and 60000/1001 can.</summary>
public enum DropFrame
{
    /// <summary>Drop frame at the rates that can, as the reference does.</summary>
    Infer,
    /// <summary>Drop frame; an error at other rates.</summary>
    Yes,
    /// <summary>No number is skipped.</summary>
    No,
}
