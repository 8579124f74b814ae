using System.Xml.Linq;
using OpenTimelineIO;
using ScreenTime.Exporters.Xml;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Fcpxml;

/// <summary>The media of clips: assets, and effects that make a picture (titles, generators).</summary>
internal sealed class FcpxmlMedia(FcpxmlFile file)
{
    /// <summary>Whether an element is nothing but sound.</summary>
    public bool IsSound(XElement element)
    {
        switch (element.Name.LocalName)
        {
            case "audio":
                return true;
            case "asset-clip":
                return (string?)element.Attribute("srcEnable") == "audio" || (file.Resource(element) is { Name.LocalName: "asset" } asset && !HasPicture(asset));
            case "clip" or "sync-clip" or "audition":
                var contents = Contents(element).ToList();
                return contents.Count > 0 && contents.All(content => content.Name.LocalName == "spine" ? content.HasElements && Contents(content).All(inner => inner.Name.LocalName == "gap" || IsSound(inner)) : IsSound(content));
            case "ref-clip" or "mc-clip":
                return (string?)element.Attribute("srcEnable") == "audio";
            default:
                return false;
        }
    }

    /// <summary>What a container holds itself: not what is connected to it.</summary>
    public static IEnumerable<XElement> Contents(XElement container) =>
        container.Elements().Where(child => FcpxmlTimelineBuilder.IsPlaced(child) && (string?)child.Attribute("lane") is null or "0");

    /// <summary>The media that an element refers to.</summary>
    public MediaReference Of(XElement element, FrameRate rate)
    {
        var resource = file.Resource(element);
        if (resource is { Name.LocalName: "effect" } effect)
        {
            return new GeneratorReference
            {
                Name = (string?)effect.Attribute("name") ?? "",
                GeneratorKind = (string?)effect.Attribute("uid") ?? (string?)effect.Attribute("name") ?? "",
            };
        }

        if (resource is not { Name.LocalName: "asset" } asset)
            return element.Name.LocalName == "title" ? new GeneratorReference { GeneratorKind = "title" } : new MissingReference();
        var url = Url(asset);
        MediaReference media = url.Length > 0 ? new ExternalReference { TargetUrl = url } : new MissingReference();
        media.Name = (string?)asset.Attribute("name") ?? "";
        if (file.Time(asset, "duration") is { } duration && duration > MediaTime.Zero)
            media.AvailableRange = new TimeRange(Start(asset).At(RateOf(asset, rate)), duration.At(RateOf(asset, rate)));
        var rest = XmlMetadata.Of(asset, _ => true);
        foreach (var known in (string[])["@id", "@name", "@start", "@duration", "@src", "@format"])
            rest.Remove(known);
        if (rest.Count > 0)
            media.Metadata[FcpxmlMarkers.MetadataKey] = rest;
        return media;
    }

    /// <summary>The media time of an asset's first frame.</summary>
    public MediaTime Start(XElement asset) => file.Time(asset, "start") ?? MediaTime.Zero;

    /// <summary>The rate of an asset's frames; that of the sequence where it states none.</summary>
    public FrameRate RateOf(XElement asset, FrameRate rate) => file.Rate(asset) ?? rate;

    private static bool HasPicture(XElement asset) =>
        (string?)asset.Attribute("hasVideo") == "1" || (asset.Attribute("hasVideo") is null && (string?)asset.Attribute("hasAudio") != "1");

    private static string Url(XElement asset)
    {
        var files = asset.Elements("media-rep").ToList();
        var original = files.Find(each => (string?)each.Attribute("kind") is null or "original-media") ?? files.FirstOrDefault();
        return (string?)original?.Attribute("src") ?? (string?)asset.Attribute("src") ?? "";
    }
}
