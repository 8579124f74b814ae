using System.Xml.Linq;
using OpenTimelineIO;
using ScreenTime.Exporters.Markers;
using ScreenTime.Exporters.Otio;
using ScreenTime.Exporters.Xml;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Xmeml;

/// <summary>Markers of sequences and clips: <c>in</c> in frames, <c>out</c> the frame after the last, or −1 for a marker without length.</summary>
internal static class XmemlMarkers
{
    /// <summary>The metadata key under which the reference adapter, too, keeps what the format says.</summary>
    public const string MetadataKey = "fcp_xml";

    /// <summary>Reads a marker; null when it has no place.</summary>
    /// <param name="file">The document.</param>
    /// <param name="element">The marker.</param>
    /// <param name="place">From a frame of the marker to the time of the item that it lies on.</param>
    public static Marker? Read(XmemlFile file, XElement element, Func<long, RationalTime> place)
    {
        if (file.Frame(element, "in") is not { } start || start < 0)
            return null;
        var end = file.Frame(element, "out") ?? -1;
        var from = place(start);
        var length = end > start ? place(end) - from : new RationalTime(0, from.Rate);
        var marker = new Marker
        {
            Name = XmemlFile.Text(element, "name"),
            Comment = XmemlFile.Text(element, "comment"),
            Color = XmemlColors.Read(element),
            MarkedRange = new TimeRange(from, length),
        };
        var rest = XmlMetadata.Of(element, child => child.Name.LocalName is "name" or "in" or "out" or "color");
        if (rest.Count > 0)
            marker.Metadata[MetadataKey] = rest;
        if (OwnText.Parse(marker.Comment) is { } own)
            OwnMarker.Adopt(marker, own, own.IsEdited(Place(marker.Name, start, end)));
        return marker;
    }

    /// <summary>What of a marker is hashed beside its text: a colour is not, since applications round it.</summary>
    public static string Place(string name, long start, long end) => $"{OwnText.Place(start, end - start)} {name.Trim()}";

    /// <summary>A marker as an element.</summary>
    public static XElement Write(string name, string comment, string color, long start, long end, Metadata? rest = null)
    {
        var element = new XElement(
            "marker",
            new XElement("name", XmlMetadata.Clean(name)),
            new XElement("comment", XmlMetadata.Clean(comment)),
            new XElement("in", start),
            new XElement("out", end),
            XmemlColors.Write(color));
        if (rest is not null)
            XmlMetadata.Restore(element, rest, key => key is "comment" or "pproColor" or "color" or "name" or "in" or "out");
        return element;
    }

    /// <summary>The markers of a result.</summary>
    public static IEnumerable<(PlannedMarker Planned, XElement Element)> Own(AnalysisResult result, MarkerSettings settings, List<string> notes)
    {
        foreach (var planned in MarkerPlan.WithSummary(result, settings, MarkerShapes.Xmeml, notes))
        {
            // The summary is a point: on the first frame, for the whole programme.
            var (start, end) = (planned.Record.Start, planned is { IsSummary: true, Parts.Count: 0 } ? -1 : planned.Record.End);
            var name = XmlMetadata.Clean(planned.Name);
            yield return (planned, Write(name, OwnText.Of(XmlMetadata.Clean(planned.Comment), planned, Place(name, start, end)), planned.Color, start, end));
        }
    }
}
