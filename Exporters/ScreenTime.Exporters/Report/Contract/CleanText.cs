using System.Globalization;
using System.Text;

namespace ScreenTime.Exporters.Report.Contract;

/// <summary>
/// Texts that others wrote (names, clips, reasons), made harmless for a printed page: on one line, without control characters, without the marks that turn the direction of what
/// follows round (Unicode Technical Report 36, section 2.5), and without halves of characters. Joiners stay: scripts and emoji need them.
/// </summary>
internal static class CleanText
{
    /// <summary>The text as it may be printed.</summary>
    public static string Of(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsDirectionMark(rune.Value))
                continue;
            var category = Rune.GetUnicodeCategory(rune);
            if (category is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                clean.Append(' ');
            else
                clean.Append(rune.ToString());
        }

        return clean.ToString().Trim();
    }

    /// <summary>The text with every half of a character replaced (U+FFFD), and nothing else changed.</summary>
    public static string Whole(string text) => string.Concat(text.EnumerateRunes());

    /// <summary>At most so many characters as people count them, with an ellipsis for the rest.</summary>
    public static string Shorten(string text, int most)
    {
        var starts = StringInfo.ParseCombiningCharacters(text);
        return starts.Length <= most ? text : text[..starts[most - 1]].TrimEnd() + "…";
    }

    private static bool IsDirectionMark(int value) => value is 0x61C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0xFEFF;
}
