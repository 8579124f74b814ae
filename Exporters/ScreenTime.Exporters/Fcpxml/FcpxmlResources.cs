using System.Globalization;
using System.Xml.Linq;
using OpenTimelineIO;
using ScreenTime.Exporters.Edl;
using ScreenTime.Exporters.Xml;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Fcpxml;

/// <summary>The <c>resources</c> of a document that is written: formats, assets, effects and compound clips, each once.</summary>
/// <param name="remarks">Takes what is lost.</param>
internal sealed class FcpxmlResources(EdlRemarks remarks)
{
    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);
    private readonly List<XElement> _elements = [];

    /// <summary>The element with all of them.</summary>
    public XElement ToElement() => new("resources", _elements);

    /// <summary>The format of a rate.</summary>
    public string Format(FrameRate rate) => IdOf($"format {rate.Numerator}/{rate.Denominator}", id => new XElement(
        "format", new XAttribute("id", id), new XAttribute("frameDuration", string.Create(CultureInfo.InvariantCulture, $"{rate.Denominator}/{rate.Numerator}s")),
        new XAttribute("width", 1920), new XAttribute("height", 1080)));

    /// <summary>A title or generator.</summary>
    public string Effect(string name, string uid) => IdOf($"effect {uid}", id => new XElement(
        "effect", new XAttribute("id", id), new XAttribute("name", XmlMetadata.Clean(name)), new XAttribute("uid", XmlMetadata.Clean(uid))));

    /// <summary>A compound clip.</summary>
    public string Compound(string name, XElement sequence)
    {
        var id = NextId();
        _elements.Add(new XElement("media", new XAttribute("id", id), new XAttribute("name", XmlMetadata.Clean(name)), sequence));
        return id;
    }

    /// <summary>The medium of a clip.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="isSound">Whether its sound is used.</param>
    /// <param name="rate">The rate of its frames.</param>
    /// <param name="end">The last media time that the clip uses: as long as it must be where nothing says how long it is.</param>
    public string Asset(Clip clip, bool isSound, FrameRate rate, MediaTime end)
    {
        var media = clip.MediaReference;
        var url = media switch
        {
            ExternalReference external => external.TargetUrl,
            ImageSequenceReference images => FirstImage(images),
            _ => "",
        };
        if (url.Length == 0)
            remarks.Add("a clip without a media address got an empty one, which Final Cut Pro asks for on import");
        var range = media?.AvailableRange;
        var (start, duration) = (range is { } known ? ExactTimes.Exact(known.StartTime) : null, range is { } length ? ExactTimes.Exact(length.Duration) : null);
        var name = media?.Name is { Length: > 0 } named ? named : clip.Name;
        var key = $"asset {isSound} {url} {(url.Length > 0 ? "" : name)} {start} {duration}";
        var fresh = !_ids.ContainsKey(key);
        var result = IdOf(key, id => new XElement(
            "asset", new XAttribute("id", id), new XAttribute("name", XmlMetadata.Clean(name)), new XAttribute("start", FcpxmlFile.Text(start ?? MediaTime.Zero)),
            new XAttribute("duration", FcpxmlFile.Text(duration ?? MediaTime.Zero)), isSound ? new XAttribute("hasAudio", "1") : new XAttribute("hasVideo", "1"),
            isSound ? null : new XAttribute("format", Format(rate)),
            new XElement("media-rep", new XAttribute("kind", "original-media"), new XAttribute("src", XmlMetadata.Clean(FileUrl.Of(url))))));
        var element = _elements.Find(candidate => (string?)candidate.Attribute("id") == result)!;
        if (fresh && media is not null && media.Metadata.TryGetMap(FcpxmlMarkers.MetadataKey, out var rest))
            XmlMetadata.Restore(element, rest, at => !at.StartsWith('@') || at is "@hasVideo" or "@hasAudio");
        if (duration is null || duration == MediaTime.Zero)
        {
            remarks.Add("how long a medium is was stated as far as it is used, for nothing says it");
            if (FcpxmlFile.ParseTime((string)element.Attribute("duration")!) < end - (start ?? MediaTime.Zero))
                element.SetAttributeValue("duration", FcpxmlFile.Text(end - (start ?? MediaTime.Zero)));
        }

        return result;
    }

    /// <summary>An image, which Final Cut Pro gives no length and a format without a rate.</summary>
    public string Still(Clip clip, ExternalReference image) => IdOf($"still {image.TargetUrl}", id => new XElement(
        "asset", new XAttribute("id", id), new XAttribute("name", XmlMetadata.Clean(image.Name.Length > 0 ? image.Name : clip.Name)), new XAttribute("start", "0s"), new XAttribute("duration", "0s"),
        new XAttribute("hasVideo", "1"), new XAttribute("format", IdOf("format of images", format => new XElement("format", new XAttribute("id", format), new XAttribute("name", "FFVideoFormatRateUndefined")))),
        new XElement("media-rep", new XAttribute("kind", "original-media"), new XAttribute("src", XmlMetadata.Clean(FileUrl.Of(image.TargetUrl))))));

    private string FirstImage(ImageSequenceReference images)
    {
        remarks.Add("an image sequence is named by its first image");
        return StillImage.First(images);
    }

    private string IdOf(string key, Func<string, XElement> make)
    {
        if (!_ids.TryGetValue(key, out var id))
        {
            // What it refers to comes before it.
            var placeholder = NextId();
            _ids[key] = id = placeholder;
            _elements.Add(make(id));
        }

        return id;
    }

    private int _next;

    private string NextId() => string.Create(CultureInfo.InvariantCulture, $"r{++_next}");
}
