using System.Globalization;
using OpenTimelineIO;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Markers;

/// <summary>What markers the formats of this plugin can hold.</summary>
internal static class MarkerShapes
{
    /// <summary>OpenTimelineIO for an editor that keeps one marker a frame.</summary>
    public static MarkerShape OtioOneAFrame { get; } = MarkerShape.Otio with { OneAFrame = true };

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
    public static MarkerShape Fcpxml { get; } = MarkerShape.Otio;

    /// <summary>Shotcut's markers: ranges of any colour.</summary>
    public static MarkerShape Shotcut { get; } = MarkerShape.Otio;
}
