using System.Globalization;
using System.Xml.Linq;
using OpenTimelineIO;

namespace ScreenTime.Exporters.Xmeml;

/// <summary>
/// Marker colours: Premiere's <c>pproColor</c>, a decimal 0xAABBGGRR (green is written by leaving it out), and Final Cut Pro's <c>color</c>, red, green and blue from 0 to 255 (Resolve: to 65535).
/// </summary>
internal static class XmemlColors
{
    // The label colours that Premiere's markers come in.
    private static readonly (string Otio, uint Premiere)[] s_premiere =
    [
        (MarkerColor.Red, 4281740498), (MarkerColor.Orange, 4280578025), (MarkerColor.Yellow, 4281049552), (MarkerColor.Purple, 4289825711),
        (MarkerColor.Blue, 4294741314), (MarkerColor.Cyan, 4292277273), (MarkerColor.White, 4294967295),
    ];

    private static readonly (string Otio, int Red, int Green, int Blue)[] s_rgb =
    [
        (MarkerColor.Red, 255, 0, 0), (MarkerColor.Orange, 255, 128, 0), (MarkerColor.Yellow, 255, 255, 0), (MarkerColor.Green, 0, 255, 0), (MarkerColor.Cyan, 0, 255, 255),
        (MarkerColor.Blue, 0, 0, 255), (MarkerColor.Purple, 128, 0, 255), (MarkerColor.Magenta, 255, 0, 255), (MarkerColor.Pink, 255, 128, 192), (MarkerColor.White, 255, 255, 255),
        (MarkerColor.Black, 0, 0, 0),
    ];

    /// <summary>The colour of a marker. One that says none is red, Final Cut Pro's own and OpenTimelineIO's reading of it.</summary>
    public static string Read(XElement marker)
    {
        // Both are written, since each application reads its own; that which is more exact comes first.
        if (marker.Element("color") is { } color && Part(color, "red") is { } red && Part(color, "green") is { } green && Part(color, "blue") is { } blue)
        {
            var scale = Math.Max(red, Math.Max(green, blue)) > 255 ? 257 : 1;
            return Nearest(red / scale, green / scale, blue / scale);
        }

        if (long.TryParse(XmemlFile.Text(marker, "pproColor"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            var packed = unchecked((uint)number);
            foreach (var (otio, premiere) in s_premiere)
            {
                if (premiere == packed)
                    return otio;
            }

            return Nearest((int)(packed & 0xFF), (int)(packed >> 8 & 0xFF), (int)(packed >> 16 & 0xFF));
        }

        return MarkerColor.Red;
    }

    /// <summary>The colour among those that Premiere knows.</summary>
    public static string Own(string otio) => otio switch
    {
        MarkerColor.Magenta or MarkerColor.Pink => MarkerColor.Purple,
        MarkerColor.Black => MarkerColor.Blue,
        MarkerColor.Red or MarkerColor.Orange or MarkerColor.Yellow or MarkerColor.Purple or MarkerColor.Blue or MarkerColor.Cyan or MarkerColor.White => otio,
        _ => MarkerColor.Green,
    };

    /// <summary>The elements of a colour.</summary>
    public static IEnumerable<XElement> Write(string otio)
    {
        if (Premiere(otio) is { } number)
            yield return new XElement("pproColor", number.ToString(CultureInfo.InvariantCulture));
        var (_, red, green, blue) = s_rgb.FirstOrDefault(entry => entry.Otio == otio, s_rgb[3]);
        yield return new XElement("color", new XElement("alpha", 0), new XElement("red", red), new XElement("green", green), new XElement("blue", blue));
    }

    private static uint? Premiere(string otio)
    {
        var near = Own(otio);
        foreach (var (name, number) in s_premiere)
        {
            if (name == near)
                return number;
        }

        return null;
    }

    private static int? Part(XElement color, string name) =>
        double.TryParse(XmemlFile.Text(color, name), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 65535 ? (int)value : null;

    private static string Nearest(int red, int green, int blue) => s_rgb.MinBy(entry =>
        ((entry.Red - red) * (entry.Red - red)) + ((entry.Green - green) * (entry.Green - green)) + ((entry.Blue - blue) * (entry.Blue - blue))).Otio;
}
