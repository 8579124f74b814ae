using System.Globalization;
using OpenTimelineIO;

namespace ScreenTime.Exporters.Markers;

/// <summary>What markers a format can hold.</summary>
/// <param name="Points">Whether its markers have no length: then each shot gets one, unless the user says otherwise.</param>
/// <param name="OneAFrame">Whether it keeps one marker a frame: then those that share a frame become one that names all.</param>
/// <param name="Colors">Its colours in its own words, in the order in which they are given away; white or the like comes last.</param>
/// <param name="ToOwn">Its colour for one of OpenTimelineIO's.</param>
internal sealed record MarkerShape(bool Points, bool OneAFrame, IReadOnlyList<string> Colors, Func<string, string> ToOwn)
{
    /// <summary>OpenTimelineIO: ranges, as many on a frame as there are, any colour.</summary>
    public static MarkerShape Otio { get; } = new(false, false, MarkerColors.Otio, color => color);

    /// <summary>OpenTimelineIO for an editor that keeps one marker a frame.</summary>
    public static MarkerShape OtioOneAFrame { get; } = Otio with { OneAFrame = true };

    /// <summary>Avid's locators, in lists and as marker text: points on a track.</summary>
    public static MarkerShape Avid { get; } = new(
        true, true, ["BLUE", "RED", "GREEN", "YELLOW", "CYAN", "MAGENTA", "BLACK", "WHITE"], MarkerColors.ToAvid);

    /// <summary>DaVinci Resolve's timeline markers.</summary>
    public static MarkerShape Resolve { get; } = new(
        false, true,
        ["Blue", "Red", "Green", "Yellow", "Purple", "Cyan", "Pink", "Fuchsia", "Sand", "Rose", "Lavender", "Sky", "Mint", "Lemon", "Cocoa", "Cream"],
        MarkerColors.ToResolve);

    /// <summary>Kdenlive's guides: a position and one of nine categories.</summary>
    public static MarkerShape Kdenlive { get; } = new(
        true, true, ["1", "8", "3", "5", "0", "2", "7", "6", "4"], color => MarkerColors.ToKdenlive(color).ToString(CultureInfo.InvariantCulture));

    /// <summary>Premiere's and Final Cut Pro 7's markers: ranges; the eight colours that both know.</summary>
    public static MarkerShape Xmeml { get; } = new(
        false, false,
        [MarkerColor.Blue, MarkerColor.Red, MarkerColor.Green, MarkerColor.Yellow, MarkerColor.Purple, MarkerColor.Orange, MarkerColor.Cyan, MarkerColor.White], ScreenTime.Exporters.Xmeml.XmemlColors.Own);

    /// <summary>Final Cut Pro's markers: points without colours, with keyword ranges beside them.</summary>
    public static MarkerShape Fcpxml { get; } = new(false, false, MarkerColors.Otio, color => color);

    /// <summary>Shotcut's markers: ranges of any colour.</summary>
    public static MarkerShape Shotcut { get; } = new(false, false, MarkerColors.Otio, color => color);
}
