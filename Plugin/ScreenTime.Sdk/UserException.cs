namespace ScreenTime.Sdk;

/// <summary>
/// Something that a user can mend: its message is one sentence that says what is wrong, where (file, line or clip, timecode) and what
/// to do. It is shown as it is, never with a stack trace, and the process ends with <see cref="ExitCode"/>.
/// </summary>
public sealed class UserException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="exitCode">The exit code of the process.</param>
    /// <param name="message">One sentence for the user.</param>
    /// <param name="inner">What caused it, for logs only.</param>
    public UserException(ExitCode exitCode, string message, Exception? inner = null)
        : base(message, inner) => ExitCode = exitCode;

    /// <summary>The exit code of the process.</summary>
    public ExitCode ExitCode { get; }
}
