using System.Text.RegularExpressions;

namespace ScreenTime.Sdk;

/// <summary>
/// Something that a user can mend: its message is one sentence that says what is wrong, where (file, line or clip, timecode) and what
/// to do. It is shown as it is, never with a stack trace, and the process ends with <see cref="ExitCode"/>. What a file, a name or another library puts into it stays on its one line:
/// control characters become spaces, and what .NET says of its own parameters is left out.
/// </summary>
public sealed partial class UserException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="exitCode">The exit code of the process.</param>
    /// <param name="message">One sentence for the user.</param>
    /// <param name="inner">What caused it, for logs only.</param>
    public UserException(ExitCode exitCode, string message, Exception? inner = null)
        : base(OneLine(message), inner) => ExitCode = exitCode;

    /// <summary>The exit code of the process.</summary>
    public ExitCode ExitCode { get; }

    private const int MaximumLength = 1500;

    private static string OneLine(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var text = Parameter().Replace(message, "");
        // What was read into it must not fill the screen.
        if (text.Length > MaximumLength)
            text = text[..MaximumLength] + "…";
        return text.Any(IsBreak) ? string.Concat(text.Select(c => IsBreak(c) ? ' ' : c)) : text;
    }

    // A terminal obeys control characters, and the separators break a line like any other line ending.
    private static bool IsBreak(char c) => char.IsControl(c) || c is '\u2028' or '\u2029';

    [GeneratedRegex(@" \(Parameter '[^']{0,100}'\)(\s+Actual value was [^\s)]{0,100}?\.(?=\)|$))?", RegexOptions.CultureInvariant)]
    private static partial Regex Parameter();
}
