using System.Globalization;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Casts;

/// <summary>On what basis somebody's face is used: biometric data, which the law lets nobody use without one.</summary>
/// <param name="Basis">The basis in words, for people to check: a contract, a signed form.</param>
/// <param name="Until">The last day on which it holds.</param>
/// <param name="Recorded">The day on which it was recorded.</param>
public sealed record Consent(string Basis, DateOnly Until, DateOnly Recorded)
{
    /// <summary>Reads what a user gave; null when neither was given.</summary>
    /// <exception cref="UserException">Only one was given, or it is no date, no text, or a day that has passed.</exception>
    public static Consent? Read(string? basis, string? until, DateOnly today)
    {
        if (basis is null && until is null)
            return null;
        if (basis is null || until is null)
            throw new UserException(ExitCode.Usage, "--consent and --until go together: the basis, and the last day on which it holds");
        if (basis.Trim().Length is 0 or > 300 || basis.Any(char.IsControl))
            throw new UserException(ExitCode.Usage, "--consent takes 1 to 300 printable characters: the contract or form that allows the use of the face");
        if (!DateOnly.TryParseExact(until, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            throw new UserException(ExitCode.Usage, $"--until {until}: give the last day as 2027-12-31");
        return date < today
            ? throw new UserException(ExitCode.Usage, $"--until {until} has passed already")
            : new Consent(basis.Trim(), date, today);
    }
}
