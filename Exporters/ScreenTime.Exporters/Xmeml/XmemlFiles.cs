using System.Globalization;
using System.Xml.Linq;
using OpenTimelineIO;
using ScreenTime.Exporters.Edl;
using ScreenTime.Exporters.Xml;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Xmeml;

/// <summary>The <c>file</c> elements of a sequence that is written: each medium once, by its id from then on.</summary>
/// <param name="sequenceRate">The rate of media that states none.</param>
/// <param name="remarks">Takes what is lost.</param>
internal sealed class XmemlFiles(FrameRate sequenceRate, EdlRemarks remarks)
{
    private readonly Dictionary<(string, string, TimeRange?), string> _ids = [];

    /// <summary>Where the frames of a clip count from: the start of its medium, as far as that is known and lies before the clip.</summary>
    public static MediaTime Origin(Clip clip, TimeRange range) =>
        clip.MediaReference?.AvailableRange is { } available && ExactTimes.Exact(available.StartTime) is { } start && start <= ExactTimes.Exact(range.StartTime)
            ? start : MediaTime.Zero;

    /// <summary>Whether a generator is written as an item of its own kind: a file that stands for one is not.</summary>
    public static bool IsItem(GeneratorReference generator) =>
        !generator.Metadata.TryGetMap(XmemlMarkers.MetadataKey, out var rest) || rest.ContainsKey("effectid") || !rest.ContainsKey("@id");

    /// <summary>Adds the medium of a clip to its element.</summary>
    public void AddMedia(XElement element, Clip clip, MediaTime origin, FrameRate rate, string kind)
    {
        if (clip.MediaReference is GeneratorReference generator && IsItem(generator))
        {
            var effect = new XElement("effect");
            if (generator.Metadata.TryGetMap(XmemlMarkers.MetadataKey, out var kept))
                XmlMetadata.Restore(effect, kept, _ => false);
            if (effect.Element("name") is null)
                effect.AddFirst(new XElement("name", XmlMetadata.Clean(generator.Name.Length > 0 ? generator.Name : generator.GeneratorKind)));
            if (effect.Element("effectid") is null)
                effect.Add(new XElement("effectid", XmlMetadata.Clean(generator.GeneratorKind)), new XElement("effecttype", "generator"), new XElement("mediatype", "video"));
            element.Add(effect);
            return;
        }

        var media = clip.MediaReference;
        var (source, url) = media switch
        {
            GeneratorReference made => (made.GeneratorKind, ""),
            ExternalReference external => ("", external.TargetUrl),
            ImageSequenceReference images => ("", First(images)),
            _ => ("", ""),
        };
        var range = media?.AvailableRange;
        var name = media?.Name is { Length: > 0 } named ? named : clip.Name;
        var key = (source + "\n" + url, url.Length + source.Length > 0 ? "" : name, range);
        if (_ids.TryGetValue(key, out var id))
        {
            element.Add(new XElement("file", new XAttribute("id", id)));
            return;
        }

        _ids[key] = id = string.Create(CultureInfo.InvariantCulture, $"file-{_ids.Count + 1}");
        element.Add(File(id, name, source, url, media, range, origin, rate, kind));
    }

    private XElement File(string id, string name, string source, string url, MediaReference? media, TimeRange? range, MediaTime origin, FrameRate rate, string kind)
    {
        var own = range is { } known && ExactTimes.FrameRateOf(known.StartTime) is { Denominator: 1 or 1001 } stated ? stated : rate;
        var file = new XElement("file", new XAttribute("id", id), new XElement("name", XmlMetadata.Clean(name)));
        if (url.Length > 0)
            file.Add(new XElement("pathurl", XmlMetadata.Clean(FileUrl.Of(url, "localhost"))));
        if (source.Length > 0)
            file.Add(new XElement("mediaSource", XmlMetadata.Clean(source)));
        file.Add(XmemlGeneration.Rate(own));
        Metadata? rest = null;
        media?.Metadata.TryGetMap(XmemlMarkers.MetadataKey, out rest);
        if (range is { } available)
        {
            if (available.Duration.Value > 0 && ExactTimes.Exact(available.Duration) is { } length)
                file.Add(new XElement("duration", length.RoundToFrame(own)));
            var start = ExactTimes.Exact(available.StartTime) ?? origin;
            if (start >= MediaTime.Zero)
                file.Add(XmemlGeneration.TimecodeOf(start.RoundToFrame(own), own, IsDrop(rest) && own.HasDropFrame));
        }

        if (rest is not null)
            XmlMetadata.Restore(file, rest, key => key == "@id" || key == "timecode");
        if (file.Element("media") is null)
            file.Add(new XElement("media", kind == Track.KindAudio ? new XElement("audio", new XElement("channelcount", 2)) : new XElement("video")));
        if (own != rate && rate != sequenceRate)
            remarks.Add($"'{XmemlFile.Short(name)}' counts at two rates, {own} and {rate}");
        return file;
    }

    private static bool IsDrop(Metadata? rest) =>
        rest is not null && rest.TryGetMap("timecode", out var timecode) && timecode.TryGetString("displayformat", out var display) && display == "DF";

    private string First(ImageSequenceReference images)
    {
        remarks.Add("an image sequence is named by its first image");
        return StillImage.First(images);
    }
}
