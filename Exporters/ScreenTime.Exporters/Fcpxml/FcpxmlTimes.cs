using System.Xml.Linq;
using ScreenTime.Exporters.Xml;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Fcpxml;

/// <summary>What a clip's own times are where it does not state them.</summary>
/// <param name="file">The document.</param>
/// <param name="rate">The rate of the sequence.</param>
internal readonly struct FcpxmlTimes(FcpxmlFile file, FrameRate rate)
{
    /// <summary>Where a clip's local time begins.</summary>
    public MediaTime LocalStart(XElement element)
    {
        if (file.Time(element, "start") is { } start)
            return start;
        // Zero is what is meant, unless its media begins later.
        return element.Name.LocalName is "asset-clip" or "video" or "audio" && file.Resource(element) is { Name.LocalName: "asset" } asset
            && file.Time(asset, "start") is { } begin && begin > MediaTime.Zero ? begin : MediaTime.Zero;
    }

    /// <summary>How long it is.</summary>
    /// <exception cref="UserException">It does not say, or its length is below zero.</exception>
    public MediaTime Length(XElement element)
    {
        var length = file.Time(element, "duration") ?? (file.Resource(element) switch
        {
            { Name.LocalName: "asset" } asset => file.Time(asset, "duration"),
            { Name.LocalName: "media" } media when media.Element("sequence") is { } sequence => file.Time(sequence, "duration"),
            _ => null,
        }) ?? throw file.Source.Invalid(element, $"<{element.Name.LocalName}> \"{FcpxmlFile.Short((string?)element.Attribute("name") ?? "")}\" does not say how long it is (duration)");
        if (length < MediaTime.Zero)
            throw file.Source.Invalid(element, $"the duration of <{element.Name.LocalName}> is below zero");
        // A length from an asset's sound need not end on a frame.
        return element.Attribute("duration") is null && !length.IsWhole(rate) ? MediaTime.FromFrames(length.FloorToFrame(rate), rate) : length;
    }
}
