using System.Globalization;

namespace ScreenTime.Cli;

/// <summary>A plain table: the first column to the left, the others to the right.</summary>
internal static class TextTable
{
    public static IEnumerable<string> Format(IReadOnlyList<string> header, IEnumerable<string[]> rows)
    {
        var all = rows.Prepend([.. header]).ToList();
        var widths = header.Select((_, column) => all.Max(row => row[column].Length)).ToList();
        foreach (var row in all)
            yield return string.Join("  ", row.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]))).TrimEnd();
    }

    public static string Number(double? value, string format = "0") => value is { } number ? number.ToString(format, CultureInfo.InvariantCulture) : "–";
}
