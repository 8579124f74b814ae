using System.Globalization;
using ScreenTime.Exporters.Markers;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Edl;

/// <summary>
/// The lines that ScreenTime adds to a list. A locator ends in <c>[st:tom] 1a2b3c</c> (<see cref="OwnText"/>). Totals are comments that begin with <c>SCREENTIME</c>.
/// </summary>
internal static class EdlOwnLine
{
    private const string TotalPrefix = "SCREENTIME ";

    /// <summary>The locator line of a marker.</summary>
    public static string Locator(PlannedMarker marker, string timecode) =>
        Locator(timecode, marker.Color, OwnText.Of(marker.Text, marker, Place(timecode, marker.Color)));

    /// <summary>A locator line: the colour is padded to seven characters.</summary>
    public static string Locator(string timecode, string color, string text) => $"* LOC: {timecode} {color,-7} {text}".TrimEnd();

    /// <summary>The comment with a character's total.</summary>
    public static string Total(ScreenTimeSummary summary) =>
        $"* {TotalPrefix}{summary.Character.Id} {summary} {MarkerPlan.OneLine(summary.Character.Name)} "
        + $"{summary.Total.Appearances.ToString(CultureInfo.InvariantCulture)} x {summary.Total.RuleId} {OwnText.Token(summary.Character.Id)}";

    /// <summary>Whose line it is; null when ScreenTime did not write it.</summary>
    /// <param name="note">The line.</param>
    /// <param name="edited">Whether a person changed it since.</param>
    public static OwnText? Owner(EdlNote note, out bool edited)
    {
        edited = false;
        if (EdlLocator.Parse(note) is { } locator)
            return Owner(locator, out edited);
        return note.Text.StartsWith('*') && note.Comment.StartsWith(TotalPrefix, StringComparison.OrdinalIgnoreCase) ? OwnText.Parse(note.Text) : null;
    }

    /// <summary>Whose locator it is; null when ScreenTime did not write it.</summary>
    public static OwnText? Owner(EdlLocator locator, out bool edited)
    {
        var own = OwnText.Parse(locator.Text);
        edited = own is not null && own.IsEdited(Place(locator.Timecode, locator.Color));
        return own;
    }

    private static string Place(string timecode, string color) => $"{timecode.Replace(';', ':')}\n{color.ToUpperInvariant()}";
}
