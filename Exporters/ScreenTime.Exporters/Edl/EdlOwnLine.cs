using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using ScreenTime.Exporters.Markers;

namespace ScreenTime.Exporters.Edl;

/// <summary>
/// The lines that ScreenTime adds to a list. A locator ends in <c>[st:tom] 1a2b3c</c>: whose it is, and a hash of its place, colour and text, so that one
/// that a person changed is known. Totals are comments that begin with <c>SCREENTIME</c>.
/// </summary>
internal static partial class EdlOwnLine
{
    private const int HashDigits = 6;
    private const string TotalPrefix = "SCREENTIME ";

    /// <summary>The token of a character: <c>[st:tom]</c>.</summary>
    public static string Token(string characterId) => $"[st:{characterId}]";

    /// <summary>The locator line of an appearance.</summary>
    public static string Locator(AppearanceMark mark, string timecode)
    {
        var color = MarkerColors.ToAvid(mark.Character.Color.ToUpperInvariant());
        var text = $"{mark.Text} {Token(mark.Character.Id)}";
        return Locator(timecode, color, $"{text} {Hash(timecode, color, text)}");
    }

    /// <summary>A locator line: the colour is padded to seven characters.</summary>
    public static string Locator(string timecode, string color, string text) => $"* LOC: {timecode} {color,-7} {text}".TrimEnd();

    /// <summary>The comment with a character's total.</summary>
    public static string Total(ScreenTimeSummary summary) =>
        $"* {TotalPrefix}{summary.Character.Id} {summary} {AppearanceMark.OneLine(summary.Character.Name)} "
        + $"{summary.Total.Appearances.ToString(CultureInfo.InvariantCulture)} x {summary.Total.RuleId} {Token(summary.Character.Id)}";

    /// <summary>Whose line it is; null when ScreenTime did not write it.</summary>
    /// <param name="note">The line.</param>
    /// <param name="edited">Whether a person changed it since.</param>
    public static string? Owner(EdlNote note, out bool edited)
    {
        edited = false;
        if (!note.Text.Contains("[st:", StringComparison.OrdinalIgnoreCase) || TokenPattern().Match(note.Text) is not { Success: true } token)
            return null;
        if (EdlLocator.Parse(note) is { } locator)
            return Owner(locator, out edited);
        return note.Text.StartsWith('*') && note.Comment.StartsWith(TotalPrefix, StringComparison.OrdinalIgnoreCase)
            ? token.Groups[1].Value.ToLowerInvariant() : null;
    }

    /// <summary>Whose locator it is; null when ScreenTime did not write it.</summary>
    public static string? Owner(EdlLocator locator, out bool edited)
    {
        edited = false;
        if (TokenPattern().Match(locator.Text) is not { Success: true } token)
            return null;
        var end = locator.Text.LastIndexOf(' ');
        edited = end < 0 || !string.Equals(Hash(locator.Timecode, locator.Color, locator.Text[..end]), locator.Text[(end + 1)..], StringComparison.OrdinalIgnoreCase);
        // Some editors write comments in capitals.
        return token.Groups[1].Value.ToLowerInvariant();
    }

    private static string Hash(string timecode, string color, string text)
    {
        var written = $"{timecode.Replace(';', ':')}\n{color.ToUpperInvariant()}\n{text.Trim().ToUpperInvariant()}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(written)))[..HashDigits];
    }

    [GeneratedRegex(@"\[st:([a-z0-9_-]{1,64})\]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex TokenPattern();
}
