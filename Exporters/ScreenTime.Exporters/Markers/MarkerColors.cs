using System.Globalization;
using OpenTimelineIO;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Markers;

/// <summary>Marker colours: the words of OpenTimelineIO, and those that editors use beside or instead of them.</summary>
internal static class MarkerColors
{
    /// <summary>OpenTimelineIO's colours, those that are told apart best first.</summary>
    public static IReadOnlyList<string> Otio => MarkerShape.Otio.Colors;

    private static readonly Dictionary<string, string> s_toOtio = new(StringComparer.OrdinalIgnoreCase)
    {
        ["PINK"] = MarkerColor.Pink,
        ["RED"] = MarkerColor.Red,
        ["ORANGE"] = MarkerColor.Orange,
        ["YELLOW"] = MarkerColor.Yellow,
        ["GREEN"] = MarkerColor.Green,
        ["CYAN"] = MarkerColor.Cyan,
        ["BLUE"] = MarkerColor.Blue,
        ["PURPLE"] = MarkerColor.Purple,
        ["MAGENTA"] = MarkerColor.Magenta,
        ["BLACK"] = MarkerColor.Black,
        ["WHITE"] = MarkerColor.White,
        // Avid Media Composer
        ["FOREST"] = MarkerColor.Green,
        ["DENIM"] = MarkerColor.Blue,
        ["VIOLET"] = MarkerColor.Purple,
        ["GREY"] = MarkerColor.White,
        ["GOLD"] = MarkerColor.Yellow,
        // DaVinci Resolve
        ["FUCHSIA"] = MarkerColor.Magenta,
        ["ROSE"] = MarkerColor.Pink,
        ["LAVENDER"] = MarkerColor.Purple,
        ["SKY"] = MarkerColor.Cyan,
        ["MINT"] = MarkerColor.Green,
        ["LEMON"] = MarkerColor.Yellow,
        ["SAND"] = MarkerColor.Orange,
        ["COCOA"] = MarkerColor.Black,
        ["CREAM"] = MarkerColor.White,
    };

    private static readonly Dictionary<string, string> s_hex = new(StringComparer.Ordinal)
    {
        [MarkerColor.Pink] = "#ff80c0",
        [MarkerColor.Red] = "#ff0000",
        [MarkerColor.Orange] = "#ff8000",
        [MarkerColor.Yellow] = "#ffff00",
        [MarkerColor.Green] = "#008000",
        [MarkerColor.Cyan] = "#00ffff",
        [MarkerColor.Blue] = "#0000ff",
        [MarkerColor.Purple] = "#8000ff",
        [MarkerColor.Magenta] = "#ff00ff",
        [MarkerColor.Black] = "#000000",
        [MarkerColor.White] = "#ffffff",
    };

    /// <summary>Whether a word names a colour.</summary>
    public static bool IsKnown(string word) => s_toOtio.ContainsKey(word);

    /// <summary>OpenTimelineIO's colour for a word; null when it names none.</summary>
    public static string? ToOtio(string word) => s_toOtio.GetValueOrDefault(word);

    /// <summary>The colour that DaVinci Resolve calls a marker's (<c>ResolveColorYellow</c> without its prefix).</summary>
    public static string ToResolve(string otio) => otio switch
    {
        MarkerColor.Pink => "Pink",
        MarkerColor.Red => "Red",
        MarkerColor.Orange => "Sand",
        MarkerColor.Yellow => "Yellow",
        MarkerColor.Green => "Green",
        MarkerColor.Cyan => "Cyan",
        MarkerColor.Purple => "Purple",
        MarkerColor.Magenta => "Fuchsia",
        MarkerColor.Black => "Cocoa",
        MarkerColor.White => "Cream",
        _ => "Blue",
    };

    /// <summary>The colour of an Avid locator: Avid has eight that every version knows.</summary>
    public static string ToAvid(string otio) => otio switch
    {
        MarkerColor.Red or MarkerColor.Green or MarkerColor.Cyan or MarkerColor.Magenta or MarkerColor.Yellow or MarkerColor.Black or MarkerColor.White => otio,
        MarkerColor.Pink or MarkerColor.Purple => MarkerColor.Magenta,
        MarkerColor.Orange => MarkerColor.Yellow,
        _ => MarkerColor.Blue,
    };

    /// <summary>A colour as <c>#rrggbb</c>, for formats that have any.</summary>
    public static string Hex(string otio) => s_hex.GetValueOrDefault(otio, "#0000ff");

    /// <summary>The colour that is nearest to <c>#rrggbb</c> or <c>#aarrggbb</c>, or that a word names; green where it is none.</summary>
    public static string Nearest(string color)
    {
        if (!color.StartsWith('#') || color.Length is not (7 or 9) || !int.TryParse(color.AsSpan(color.Length - 6), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var rgb))
            return ToOtio(color) ?? MarkerColor.Green;
        return Otio.MinBy(name => Distance(rgb, int.Parse(s_hex[name].AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)))!;
    }

    private static int Distance(int a, int b)
    {
        var (red, green, blue) = (((a >> 16) & 255) - ((b >> 16) & 255), ((a >> 8) & 255) - ((b >> 8) & 255), (a & 255) - (b & 255));
        return (red * red) + (green * green) + (blue * blue);
    }

    /// <summary>
    /// The guide category of Kdenlive whose default colour is nearest: 0 purple, 1 blue, 2 turquoise, 3 green, 4 lime, 5 yellow, 6 amber, 7 orange, 8 red.
    /// </summary>
    public static int ToKdenlive(string otio) => otio switch
    {
        MarkerColor.Purple or MarkerColor.Magenta => 0,
        MarkerColor.Blue or MarkerColor.Black => 1,
        MarkerColor.Cyan => 2,
        MarkerColor.Green => 3,
        MarkerColor.White => 4,
        MarkerColor.Yellow => 5,
        MarkerColor.Orange => 6,
        MarkerColor.Pink => 7,
        MarkerColor.Red => 8,
        _ => 1,
    };

    /// <summary>The colour of a guide category of Kdenlive, as it stands in <see cref="ToKdenlive"/>; blue for those that a user added.</summary>
    public static string FromKdenlive(string category) => category switch
    {
        "0" => MarkerColor.Purple,
        "2" => MarkerColor.Cyan,
        "3" => MarkerColor.Green,
        "4" => MarkerColor.White,
        "5" => MarkerColor.Yellow,
        "6" => MarkerColor.Orange,
        "7" => MarkerColor.Pink,
        "8" => MarkerColor.Red,
        _ => MarkerColor.Blue,
    };
}
