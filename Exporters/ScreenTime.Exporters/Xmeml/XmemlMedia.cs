using System.Xml.Linq;
using OpenTimelineIO;
using ScreenTime.Exporters.Edl;
using ScreenTime.Exporters.Xml;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Xmeml;

/// <summary>The media of clips: files, generators, the active angle of a multiclip, subclips.</summary>
internal sealed class XmemlMedia(XmemlFile file, EdlRemarks remarks)
{
    /// <summary>Whether a clip is an image file, which lasts as long as it is shown.</summary>
    public static bool IsImage(XmemlFile file, XElement clipItem)
    {
        if (clipItem.Element("file") is not { } reference)
            return false;
        var url = XmemlFile.Text(file.Resolve(reference), "pathurl");
        // A numbered image is the first of a sequence when its file says that it lasts.
        return StillImage.Is(url) && (file.Frame(file.Resolve(reference), "duration") ?? 0) <= 1;
    }

    /// <summary>The media of a clip.</summary>
    public MediaReference Of(XElement clipItem, FrameRate clipRate)
    {
        if (clipItem.Name.LocalName == "generatoritem")
            return Generator(clipItem);
        // Nothing but effects on what lies below.
        if (XmemlFile.Flag(clipItem, "adjustmentlayer", false))
            return new GeneratorReference { Name = "Adjustment Layer", GeneratorKind = "adjustment" };
        if (clipItem.Element("multiclip") is { } multiclip)
            return ActiveAngle(clipItem, file.Resolve(multiclip), clipRate);
        if (clipItem.Element("file") is { } reference)
            return File(clipItem, file.Resolve(reference), clipRate);
        return file.Master(XmemlFile.Text(clipItem, "masterclipid")) is { } master && FileOf(master) is { } found ? File(clipItem, found, clipRate) : new MissingReference();
    }

    private MediaReference File(XElement clipItem, XElement element, FrameRate clipRate)
    {
        var name = XmemlFile.Text(element, "name");
        var rate = file.Rate(element, clipRate);
        var timecode = XmemlTimecode.Of(file, element, rate, remarks);
        var start = timecode is { } tc ? MediaTime.FromFrames(tc.Frame, tc.Rate) : MediaTime.Zero;
        // A subclip's in and out count from where it begins.
        if (clipItem.Element("subclipinfo") is { } subclip && file.Frame(subclip, "startoffset") is { } offset and > 0)
            start += MediaTime.FromFrames(offset, clipRate);
        var duration = file.Frame(element, "duration");
        var range = duration is { } frames and >= 0 || timecode is not null
            ? new TimeRange(start.At(rate), new RationalTime(Math.Max(duration ?? 0, 0), rate.Value)) : (TimeRange?)null;
        // Without a length an available range would say that there is none.
        if (duration is null or 0 && XmemlFile.Text(element, "mediaSource").Length == 0 && timecode is null)
            range = null;
        MediaReference media = XmemlFile.Text(element, "mediaSource") is { Length: > 0 } source ? new GeneratorReference { GeneratorKind = source }
            : XmemlFile.Text(element, "pathurl") is { Length: > 0 } url ? new ExternalReference { TargetUrl = url }
            : new MissingReference();
        (media.Name, media.AvailableRange) = (name, range);
        media.Metadata[XmemlMarkers.MetadataKey] = XmlMetadata.Of(element, child => child.Name.LocalName is "name" or "duration" or "rate" or "pathurl" or "mediaSource");
        return media;
    }

    private static GeneratorReference Generator(XElement item)
    {
        var effect = item.Element("effect") ?? item.Elements("filter").Elements("effect").FirstOrDefault();
        var kind = effect is null ? "" : XmemlFile.Text(effect, "effectid") is { Length: > 0 } id ? id : XmemlFile.Text(effect, "name");
        var generator = new GeneratorReference { Name = effect is null ? "" : XmemlFile.Text(effect, "name"), GeneratorKind = kind };
        if (effect is not null)
            generator.Metadata[XmemlMarkers.MetadataKey] = XmlMetadata.Of(effect, _ => false);
        return generator;
    }

    private MediaReference ActiveAngle(XElement clipItem, XElement multiclip, FrameRate clipRate)
    {
        var name = XmemlFile.Short(XmemlFile.Text(clipItem, "name"));
        var angles = multiclip.Elements("angle").ToList();
        var active = angles.Find(angle => XmemlFile.Flag(angle, "activevideoangle", false)) ?? (angles.Count == 1 ? angles[0] : null);
        var clip = active?.Element("clip") is { } reference ? file.Resolve(reference) : null;
        if (clip is null || FileOf(clip) is not { } found)
        {
            remarks.Add($"the multiclip \"{name}\" does not say which angle shows: it has no media", XmlSource.Line(clipItem));
            return new MissingReference { Name = XmemlFile.Text(clipItem, "name") };
        }

        // How an offset between angles counts is not documented, and a guess would look at other frames.
        if (multiclip.Descendants("syncoffset").Concat(clip.Elements("syncoffset")).Any(offset => offset.Value.Trim() is not ("" or "0")))
        {
            remarks.Add($"the angles of the multiclip \"{name}\" are shifted against each other: it has no media; flatten it before exporting the XML", XmlSource.Line(clipItem));
            return new MissingReference { Name = XmemlFile.Text(found, "name") };
        }

        remarks.Add("of multiclips the active angle was read", XmlSource.Line(clipItem));
        return File(clipItem, found, clipRate);
    }

    private XElement? FileOf(XElement clip)
    {
        var direct = clip.Element("file") ?? clip.Element("media")?.Element("video")?.Elements("track").Elements("clipitem").Elements("file").FirstOrDefault()
            ?? clip.Element("media")?.Element("audio")?.Elements("track").Elements("clipitem").Elements("file").FirstOrDefault();
        return direct is null ? null : file.Resolve(direct);
    }
}
