using System.Globalization;
using System.Xml.Linq;
using OpenTimelineIO;
using ScreenTime.Exporters.Edl;
using ScreenTime.Exporters.Kdenlive;
using ScreenTime.Exporters.Markers;
using ScreenTime.Exporters.Xml;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Mlt;

/// <summary>The producers of a document that is written: one a medium, speed and kind of track.</summary>
/// <param name="rate">The record rate.</param>
/// <param name="isKdenlive">Whether Kdenlive will read them.</param>
/// <param name="remarks">Receives what MLT has no place for.</param>
internal sealed class MltProducers(FrameRate rate, bool isKdenlive, EdlRemarks remarks)
{
    // Where nothing says how long media is: as long as a day.
    private const int UnknownSeconds = 86_400;

    private const string ImageService = "qimage";

    private readonly Dictionary<string, (XElement Element, string Id, long Length)> _byKey = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (XElement Element, int Number, List<KdenliveGuide> Markers)> _bin = new(StringComparer.Ordinal);

    /// <summary>The producers of the timeline, in the order in which they were needed.</summary>
    public IEnumerable<XElement> Elements => _byKey.Values.Select(producer => producer.Element);

    /// <summary>The clips of Kdenlive's bin.</summary>
    public IEnumerable<XElement> Bin()
    {
        foreach (var (element, _, markers) in _bin.Values)
        {
            if (markers.Count > 0)
                element.Add(Property("kdenlive:markers", KdenliveGuide.Write(KdenliveGuide.OneAFrame(markers))));
            yield return element;
        }
    }

    /// <summary>The producer of a clip, and the frame of it at which a stretch begins.</summary>
    public (string Id, long In) Of(Clip clip, MltStretch stretch, bool isSound)
    {
        var (service, resource) = MediaOf(clip);
        var speed = stretch.Scalar is 0 or 1 ? 1 : stretch.Scalar;
        var key = string.Create(CultureInfo.InvariantCulture, $"{service}\n{resource}\n{clip.Name}\n{speed:R}\n{(isKdenlive && isSound ? "A" : "V")}");
        AddMarkers(clip, service, resource);
        if (!_byKey.TryGetValue(key, out var producer))
        {
            // An image lasts as long as it is shown, whatever the length of the file that says so.
            var media = service == ImageService && clip.MediaReference is ExternalReference ? null : MediaFrames(clip);
            var length = media is null ? (long)(UnknownSeconds * rate.Value) : Math.Max(1, (long)Math.Ceiling(media.Value / Math.Abs(speed)));
            var id = string.Create(CultureInfo.InvariantCulture, $"producer{_byKey.Count}");
            _byKey[key] = producer = (Producer(id, clip, service, resource, speed, length, isSound), id, length);
        }

        if (speed > 0)
            return (producer.Id, (long)Math.Round(stretch.Source / speed));
        // Backwards: a warped clip's first frame is the media's last.
        var end = (stretch.Source / -speed) + stretch.Length;
        return (producer.Id, Math.Max(0, (long)Math.Round(producer.Length - end)));
    }

    /// <summary>Whether Kdenlive's clip holds the markers of an item: they count in the medium's frames, which are the clip's at normal speed alone.</summary>
    public static bool KeepsMarkers(Item item) => item is Clip { MediaReference: ExternalReference or ImageSequenceReference } && !item.Effects.Any(effect => effect is TimeEffect);

    /// <summary>A property.</summary>
    public static XElement Property(string name, string value) => new("property", new XAttribute("name", name), XmlMetadata.Clean(value));

    /// <summary>A property that is a number.</summary>
    public static XElement Property(string name, long value) => Property(name, value.ToString(CultureInfo.InvariantCulture));

    private XElement Producer(string id, Clip clip, string service, string resource, double speed, long length, bool isSound)
    {
        var name = MarkerPlan.OneLine(clip.Name);
        var element = new XElement("producer", new XAttribute("id", id), new XAttribute("in", MltTime.Clock(0, rate)), new XAttribute("out", MltTime.Clock(length - 1, rate)),
            Property("length", length), Property("eof", "pause"));
        if (speed == 1)
        {
            element.Add(Property("resource", resource), Property("mlt_service", service));
            if (service == ImageService)
                element.Add(Property("ttl", FramesAnImage(clip)));
        }
        else
        {
            var text = speed.ToString("0.000000", CultureInfo.InvariantCulture);
            if (Math.Abs(double.Parse(text, CultureInfo.InvariantCulture) - speed) > 1e-9)
                remarks.Add($"the speed of '{name}' was rounded to {text}");
            // What is no file is named with its service, or the framework would look for a file of that name.
            var warped = service == "color" ? $"color:{resource}" : resource;
            element.Add(Property("resource", $"{text}:{warped}"), Property("mlt_service", "timewarp"), Property("warp_speed", text), Property("warp_resource", warped), Property("warp_pitch", "0"));
        }

        if (isKdenlive)
        {
            element.Add(Property("kdenlive:id", BinNumber(name, service, resource, clip)), Property("set.test_audio", isSound ? "0" : "1"), Property("set.test_image", isSound ? "1" : "0"));
            if (name.Length > 0)
                element.Add(Property("kdenlive:clipname", name));
        }
        else
        {
            element.Add(Property("shotcut:caption", name));
        }

        return element;
    }

    /// <summary>Kdenlive's markers of a clip belong to its medium, in whose frames they count.</summary>
    private void AddMarkers(Clip clip, string service, string resource)
    {
        if (!isKdenlive || clip.Markers.Count == 0 || !KeepsMarkers(clip))
            return;
        _ = BinNumber(MarkerPlan.OneLine(clip.Name), service, resource, clip);
        var origin = clip.MediaReference?.AvailableRange is { } available ? MediaTime.FromValue(available.StartTime.Value, available.StartTime.Rate) : default;
        foreach (var marker in clip.Markers)
        {
            var start = marker.MarkedRange.StartTime;
            var frame = (MediaTime.FromValue(start.Value, start.Rate) - origin).RoundToFrame(rate);
            if (frame >= 0)
                _bin[service + "\n" + resource].Markers.Add(new KdenliveGuide(frame, RecordMarkers.TextOf(marker), MarkerColors.ToKdenlive(marker.Color), 0));
        }
    }

    private string BinNumber(string name, string service, string resource, Clip clip)
    {
        var key = service + "\n" + resource;
        if (!_bin.TryGetValue(key, out var there))
        {
            var number = _bin.Count + 2;
            var length = MediaFrames(clip) ?? (long)(UnknownSeconds * rate.Value);
            var element = new XElement("producer",
                new XAttribute("id", string.Create(CultureInfo.InvariantCulture, $"bin{number}")), new XAttribute("in", MltTime.Clock(0, rate)), new XAttribute("out", MltTime.Clock(length - 1, rate)),
                Property("length", length), Property("eof", "pause"), Property("resource", resource), Property("mlt_service", service), service == ImageService ? Property("ttl", FramesAnImage(clip)) : null,
                Property("kdenlive:clipname", name), Property("kdenlive:folderid", "-1"), Property("kdenlive:id", number));
            _bin[key] = there = (element, number, []);
        }

        return there.Number.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>How many record frames each image of a sequence shows for.</summary>
    private long FramesAnImage(Clip clip)
    {
        if (clip.MediaReference is not ImageSequenceReference { Rate: > 0 } images)
            return 1;
        var each = rate.Value / images.Rate;
        var frames = Math.Max(1, (long)Math.Min(Math.Round(each), 100_000));
        if (Math.Abs(each - frames) > 0.01)
            remarks.Add($"the images of '{MarkerPlan.OneLine(clip.Name)}' show for {each.ToString("0.##", CultureInfo.InvariantCulture)} frames each, and were written to show for {frames}");
        return frames;
    }

    private long? MediaFrames(Clip clip)
    {
        if (clip.MediaReference?.AvailableRange is not { } available || available.Duration.Value <= 0)
            return null;
        return MediaTime.FromValue(available.Duration.Value, available.Duration.Rate).RoundToFrame(rate) is > 0 and < int.MaxValue and var frames ? frames : null;
    }

    private (string Service, string Resource) MediaOf(Clip clip)
    {
        switch (clip.MediaReference)
        {
            case ExternalReference external when MediaUrl.TryGetPath(external.TargetUrl, out var path):
                // The framework's decoder of films shows nothing of an image after its first frame. An animation is a film.
                return (StillImage.Is(path) && !path.EndsWith(".gif", StringComparison.OrdinalIgnoreCase) ? ImageService : "avformat", path);
            case ImageSequenceReference sequence when sequence.TargetUrlBase.Length > 0 && MediaUrl.TryGetPath(sequence.TargetUrlBase, out var folder):
                return (ImageService, string.Create(CultureInfo.InvariantCulture,
                    $"{folder.TrimEnd('/')}/{sequence.NamePrefix}%{(sequence.FrameZeroPadding > 0 ? "0" + sequence.FrameZeroPadding : "")}d{sequence.NameSuffix}?begin={sequence.StartFrame}"));
            case GeneratorReference { GeneratorKind: "black" }:
                return ("color", "black");
            case GeneratorReference generator:
                remarks.Add($"'{MarkerPlan.OneLine(clip.Name)}' is made by a generator ({MarkerPlan.OneLine(generator.GeneratorKind)}) and was written as a transparent clip");
                return ("color", "#00000000");
            default:
                remarks.Add($"'{MarkerPlan.OneLine(clip.Name)}' names no media and was written as black");
                return ("color", "black");
        }
    }
}
