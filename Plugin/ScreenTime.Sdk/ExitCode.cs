namespace ScreenTime.Sdk;

/// <summary>Exit codes of the <c>screentime</c> command, documented in docs/exit-codes.md.</summary>
public enum ExitCode
{
    /// <summary>All went well.</summary>
    Success = 0,

    /// <summary>A defect of ScreenTime or of a plugin; the message asks for a report.</summary>
    InternalError = 1,

    /// <summary>The command line could not be understood, or something it needs was not given (a rate, a start timecode).</summary>
    Usage = 2,

    /// <summary>A file or folder that was named does not exist or cannot be read.</summary>
    InputMissing = 3,

    /// <summary>A file's content is malformed, too large, or of a version that is not known.</summary>
    InputInvalid = 4,

    /// <summary>Media that cannot be decoded: truncated, without a picture, or of a kind that ffmpeg cannot read.</summary>
    MediaUnusable = 5,

    /// <summary>A cast that cannot do what was asked: no labels, no model, an unknown character.</summary>
    CastUnusable = 6,

    /// <summary>The output cannot be written, or there is no room for what a run must keep.</summary>
    OutputUnwritable = 7,

    /// <summary>A component is missing: ffmpeg, model weights, a plugin, the device that was insisted on.</summary>
    ComponentMissing = 8,

    /// <summary>A device failed in the middle of the work (a GPU that was lost or ran out of memory); what was done is kept for the next run.</summary>
    DeviceFailed = 9,

    /// <summary>A sealed report is not intact, or timeline or media are not those that were measured.</summary>
    NotVerified = 10,

    /// <summary>Stopped by the farm (SIGTERM), or what it builds on is not done yet, or held by another program: run the same command again, here or on another machine.</summary>
    Retry = 75,

    /// <summary>Stopped by the user (Ctrl-C); what was done is kept for the next run.</summary>
    Cancelled = 130,
}
