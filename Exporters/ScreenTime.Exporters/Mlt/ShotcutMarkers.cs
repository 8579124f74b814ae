using System.Globalization;
using System.Xml.Linq;
using OpenTimelineIO;
using ScreenTime.Exporters.Markers;
using ScreenTime.Exporters.Otio;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Mlt;

/// <summary>Shotcut's markers: <c>&lt;properties name="shotcut:markers"&gt;</c> on what is played, with a text, a start, an end (the start again for a point) and a colour each.</summary>
internal static class ShotcutMarkers
{
    /// <summary>The name of what holds them.</summary>
    public const string Name = "shotcut:markers";

    private const int MaximumMarkers = 100_000;

    /// <summary>What holds them; null where there are none.</summary>
    public static XElement? Find(XElement main) => main.Elements("properties").FirstOrDefault(properties => (string?)properties.Attribute("name") == Name);

    /// <summary>The markers.</summary>
    /// <exception cref="UserException">A time is none.</exception>
    public static IEnumerable<Marker> Read(MltDocument document)
    {
        foreach (var element in Find(document.Main())?.Elements("properties").Take(MaximumMarkers) ?? [])
        {
            var (text, start, length) = (TextOf(element), Start(document, element), Length(document, element));
            var marker = new Marker
            {
                Name = text,
                Comment = text,
                Color = MarkerColors.Nearest(MltDocument.Property(element, "color") ?? ""),
                MarkedRange = new TimeRange(start, length, document.Rate.Value),
            };
            if (OwnText.Parse(text) is { } own)
                OwnMarker.Adopt(marker, own, own.IsEdited(OwnText.Place(start, length)));
            yield return marker;
        }
    }

    /// <summary>What a marker says.</summary>
    public static string TextOf(XElement element) => MltDocument.Property(element, "text") ?? "";

    /// <summary>A marker's first frame.</summary>
    public static long Start(MltDocument document, XElement element) => document.Time(element, "start", MltDocument.Property(element, "start") ?? "");

    /// <summary>A marker's length; 0 for a point.</summary>
    public static long Length(MltDocument document, XElement element) =>
        MltDocument.Property(element, "end") is { } end ? Math.Max(0, document.Time(element, "end", end) - Start(document, element)) : 0;

    /// <summary>A marker as Shotcut writes it.</summary>
    public static XElement Element(int number, string text, long start, long length, string otioColor, FrameRate rate) => new(
        "properties",
        new XAttribute("name", number.ToString(CultureInfo.InvariantCulture)),
        Property("text", text),
        Property("start", MltTime.Clock(start, rate)),
        Property("end", MltTime.Clock(start + length, rate)),
        Property("color", MarkerColors.Hex(otioColor)));

    private static XElement Property(string name, string value) => new("property", new XAttribute("name", name), value);
}
