using System.Xml.Linq;
using OpenTimelineIO;
using ScreenTime.Exporters.Markers;
using ScreenTime.Exporters.Otio;
using ScreenTime.Exporters.Xml;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Fcpxml;

/// <summary>
/// Markers of clips, in their local time. The format has no colours: a plain marker is purple, one to do is red and done is green, a chapter is orange, as Final Cut Pro shows them.
/// </summary>
internal static class FcpxmlMarkers
{
    /// <summary>The metadata key of what the format says beyond OTIO's schemas.</summary>
    public const string MetadataKey = "fcpxml";

    /// <summary>Reads a marker; null when it has no place.</summary>
    /// <param name="file">The document.</param>
    /// <param name="element">A <c>marker</c> or <c>chapter-marker</c>.</param>
    /// <param name="rate">The rate of the sequence.</param>
    /// <param name="place">From local time to the time of the item.</param>
    public static Marker? Read(FcpxmlFile file, XElement element, FrameRate rate, Func<MediaTime, MediaTime> place)
    {
        if (file.Time(element, "start") is not { } start)
            return null;
        var duration = file.Time(element, "duration") ?? MediaTime.Zero;
        var (name, note) = ((string?)element.Attribute("value") ?? "", (string?)element.Attribute("note") ?? "");
        var marker = new Marker
        {
            Name = name,
            Comment = note,
            Color = element.Name.LocalName == "chapter-marker" ? MarkerColor.Orange
                : (string?)element.Attribute("completed") switch { "0" => MarkerColor.Red, "1" => MarkerColor.Green, _ => MarkerColor.Purple },
            MarkedRange = new TimeRange(place(start).At(rate), duration.At(rate)),
        };
        var rest = XmlMetadata.Of(element, _ => true);
        foreach (var known in (string[])["@start", "@duration", "@value", "@note"])
            rest.Remove(known);
        if (element.Name.LocalName != "marker")
            rest["element"] = element.Name.LocalName;
        if (rest.Count > 0)
            marker.Metadata[MetadataKey] = rest;
        if (OwnText.Parse(note) is { } own)
            OwnMarker.Adopt(marker, own, own.IsEdited(Place(name, start, duration)));
        return marker;
    }

    /// <summary>What of a marker is hashed beside its text.</summary>
    public static string Place(string name, MediaTime start, MediaTime duration) => $"{start}+{duration} {name.Trim()}";

    /// <summary>A marker as an element.</summary>
    public static XElement Write(Marker marker, MediaTime start, MediaTime duration)
    {
        marker.Metadata.TryGetMap(MetadataKey, out var rest);
        var kind = rest is not null && rest.TryGetString("element", out var name) && name == "chapter-marker" ? name : "marker";
        var element = Element(kind, start, duration, marker.Name, marker.Comment);
        if (rest is not null)
            XmlMetadata.Restore(element, rest, key => !key.StartsWith('@'));
        return element;
    }

    /// <summary>An element with a place and a text: <c>marker</c>, <c>chapter-marker</c>, <c>keyword</c>.</summary>
    public static XElement Element(string kind, MediaTime start, MediaTime duration, string value, string note)
    {
        var element = new XElement(
            kind, new XAttribute("start", FcpxmlFile.Text(start)), new XAttribute("duration", FcpxmlFile.Text(duration)), new XAttribute("value", XmlMetadata.Clean(value)));
        if (note.Length > 0)
            element.SetAttributeValue("note", XmlMetadata.Clean(note));
        return element;
    }
}
