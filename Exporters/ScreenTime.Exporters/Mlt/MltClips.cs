using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using OpenTimelineIO;
using ScreenTime.Exporters.Xml;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Mlt;

/// <summary>Makes clips of producers.</summary>
internal static partial class MltClips
{
    /// <summary>The metadata key of what the format says and the model has no place for.</summary>
    public const string MetadataKey = "mlt";

    private const int MaximumMarkers = 10_000;

    // What Kdenlive changed the speed with before 17.08: /media/a.mov?0.5, and :2 behind it for a strobe.
    private const string OldWarp = "framebuffer";

    // Filters that change sound alone, or that every player adds to fit pictures to the profile.
    private static readonly HashSet<string> s_plainFilters = new(
        ["volume", "panner", "channelcopy", "channelswap", "mono", "swscale", "avcolour_space", "avcolor_space", "resize", "rescale", "resample", "deinterlace", "crop:auto", "data_show", "gain", "normalise", "normalize", "loudness", "loudness_meter", "dynamic_loudness", "dance", "fft", "ladspa", "lv2", "vst2", "jackrack", "timeremap", "imageconvert", "audioconvert", "movit.convert", "movit.resize", "movit.resample"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The clip of a producer from one of its frames on.</summary>
    /// <param name="document">The document.</param>
    /// <param name="producer">The producer or chain.</param>
    /// <param name="entry">What uses it, whose filters it has, too; null for none.</param>
    /// <param name="start">The first frame that shows.</param>
    /// <param name="length">How many show.</param>
    public static Clip Of(MltDocument document, XElement producer, XElement? entry, long start, long length)
    {
        var clip = new Clip(NameOf(document, producer), MediaOf(document, producer));
        var rate = document.Rate.Value;
        var service = MltDocument.Property(producer, "mlt_service") ?? "";
        var first = (double)start;
        if (service is "timewarp" or OldWarp)
            first = AddWarp(clip, document, producer, start, length);
        else if (producer.Elements("link").Any(link => MltDocument.Property(link, "mlt_service") == "timeremap" && !MltDocument.Flag(link, "disable")))
            AddRamp(clip, document, producer);
        clip.SourceRange = new TimeRange(new RationalTime(first, rate), new RationalTime(length, rate));
        AddFilters(clip, producer);
        if (entry is not null)
            AddFilters(clip, entry);
        AddMarkers(clip, document, producer);
        if (MltDocument.Property(producer, "kdenlive:id") is { } id)
            clip.Metadata["kdenlive"] = new Metadata { ["id"] = id };
        return clip;
    }

    /// <summary>The name of a producer: what its user called it, else its file's.</summary>
    public static string NameOf(MltDocument document, XElement producer)
    {
        var bin = document.InBin(producer);
        var name = MltDocument.Property(producer, "kdenlive:clipname") ?? MltDocument.Property(bin, "kdenlive:clipname") ?? MltDocument.Property(producer, "shotcut:caption");
        if (name is not null)
            return MarkerPlan.OneLine(name);
        var resource = ResourceOf(document, producer);
        var file = resource[(resource.LastIndexOfAny(['/', '\\']) + 1)..];
        return file.Length > 0 ? MarkerPlan.OneLine(file) : (string?)producer.Attribute("id") ?? "";
    }

    /// <summary>The media of a producer: the original, where it plays a proxy.</summary>
    public static MediaReference MediaOf(MltDocument document, XElement producer)
    {
        var service = MltDocument.Property(producer, "mlt_service") ?? "";
        var resource = ResourceOf(document, producer);
        // A change of speed names the service that it warps.
        if (service == "timewarp" && resource.IndexOf(':', StringComparison.Ordinal) is > 1 and var colon && resource[..colon] is "color" or "colour")
            (service, resource) = ("color", resource[(colon + 1)..]);
        switch (service)
        {
            case "color" or "colour":
                return new GeneratorReference { GeneratorKind = IsBlack(resource) ? "black" : "color", Name = resource };
            case "kdenlivetitle" or "kdenlivetitle_loader" or "qtext" or "pango" or "dynamictext" or "gltext" or "simpletext":
                return new GeneratorReference { GeneratorKind = "title", Name = service };
            case "noise" or "count" or "tone" or "blipflash" or "hold" or "frei0r" or "ising0r" or "plasma" or "test_pat_B" or "colorbars" or "blank":
                return new GeneratorReference { GeneratorKind = service, Name = service };
        }

        if (service.StartsWith("frei0r.", StringComparison.Ordinal))
            return new GeneratorReference { GeneratorKind = service, Name = service };
        if (resource.Length == 0)
            return new MissingReference();
        if (service is "qimage" or "pixbuf" && ImageSequence(document, producer, resource) is { } images)
            return images;
        var media = new ExternalReference { TargetUrl = Absolute(document, resource) };
        if (WarpedLength(document, producer) is { } length)
            media.AvailableRange = new TimeRange(0, length, document.Rate.Value);
        return media;
    }

    /// <summary>Whether a producer is the black that editors lay below everything.</summary>
    public static bool IsBackground(XElement? service) =>
        service is not null && (Background().IsMatch((string?)service.Attribute("id") ?? "") || MltDocument.Property(service, "kdenlive:playlistid") == "black_track");

    private static string ResourceOf(MltDocument document, XElement producer)
    {
        var bin = document.InBin(producer);
        foreach (var each in (XElement[])[producer, bin])
        {
            if (MltDocument.Property(each, "kdenlive:originalurl") is { } original && MltDocument.Property(each, "kdenlive:proxy") is { Length: > 1 })
                return original;
        }

        if (MltDocument.Property(producer, "mlt_service") == OldWarp && MltDocument.Property(producer, "resource") is { } warped && warped.LastIndexOf('?') is > 0 and var mark)
            return warped[..mark];
        if (MltDocument.Flag(producer, "shotcut:proxy") && MltDocument.Property(producer, "shotcut:resource") is { } source)
            return source;
        var resource = MltDocument.Property(producer, "warp_resource") ?? MltDocument.Property(producer, "resource") ?? "";
        if (MltDocument.Property(producer, "mlt_service") == "timewarp" && MltDocument.Property(producer, "warp_resource") is null
            && resource.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && double.TryParse(resource.AsSpan(0, colon), NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            return resource[(colon + 1)..];
        return resource;
    }

    /// <summary>Numbered images: <c>/m/f_%04d.png?begin=12</c>; null for others, and where the first number is not said.</summary>
    private static ImageSequenceReference? ImageSequence(MltDocument document, XElement producer, string resource)
    {
        if (Numbered().Match(resource) is not { Success: true } match)
            return null;
        var begin = match.Groups["begin"].Success ? match.Groups["begin"].Value : MltDocument.Property(producer, "begin") ?? "";
        var ttl = MltDocument.Property(producer, "ttl") ?? "1";
        if (!int.TryParse(begin, NumberStyles.None, CultureInfo.InvariantCulture, out var start) || !int.TryParse(ttl, NumberStyles.None, CultureInfo.InvariantCulture, out var frames) || frames < 1)
            return null;
        var path = Absolute(document, match.Groups["path"].Value);
        var slash = path.LastIndexOfAny(['/', '\\']) + 1;
        var images = new ImageSequenceReference
        {
            TargetUrlBase = path[..slash],
            NamePrefix = path[slash..],
            NameSuffix = match.Groups["end"].Value,
            StartFrame = start,
            Rate = document.Rate.Value / frames,
            FrameZeroPadding = match.Groups["digits"].Success ? int.Parse(match.Groups["digits"].Value, CultureInfo.InvariantCulture) : 0,
        };
        if (MltDocument.Property(producer, "length") is { } length && document.Time(producer, "length", length) is > 0 and < int.MaxValue and var all)
            images.AvailableRange = new TimeRange(0, Math.Max(1, all / frames), images.Rate);
        return images;
    }

    private static string Absolute(MltDocument document, string resource)
    {
        var isAbsolute = resource.StartsWith('/') || resource.StartsWith('\\') || resource.Contains("://", StringComparison.Ordinal) || (resource.Length > 2 && char.IsAsciiLetter(resource[0]) && resource[1] == ':');
        var root = document.Source.Document.Root!.Attribute("root")?.Value;
        return isAbsolute || string.IsNullOrEmpty(root) ? resource : root.TrimEnd('/', '\\') + "/" + resource;
    }

    private static bool IsBlack(string color) => color is "black" or "0" or "#000000" or "#ff000000" or "#000000ff" or "0x000000ff" or "0x00000000" or "#00000000" or "transparent";

    /// <summary>How many frames of media there are; of a time warp, which counts its own frames, less or more than it says.</summary>
    private static long? WarpedLength(MltDocument document, XElement producer)
    {
        if (MltDocument.Property(producer, "length") is not { } text || document.Time(producer, "length", text) is not (> 0 and < int.MaxValue and var length))
            return null;
        return MltDocument.Property(producer, "mlt_service") is "timewarp" or OldWarp && Speed(producer) is { } speed ? Math.Max(1, (long)Math.Round(length * Math.Abs(speed))) : length;
    }

    private static double? Speed(XElement producer)
    {
        var text = MltDocument.Property(producer, "warp_speed") ?? MltDocument.Property(producer, "resource") ?? "";
        if (MltDocument.Property(producer, "mlt_service") == OldWarp)
            // Written with the comma of the user's language.
            text = text[(text.LastIndexOf('?') + 1)..].Replace(',', '.');
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return double.TryParse(colon > 0 ? text[..colon] : text, NumberStyles.Float, CultureInfo.InvariantCulture, out var speed) && double.IsFinite(speed) && speed != 0 && Math.Abs(speed) <= 1000
            ? speed : null;
    }

    /// <summary>
    /// A time warp counts frames of the warped clip. Backwards, its first frame is the media's last, and the timeline's range is that of the media, which is played from its end.
    /// </summary>
    private static double AddWarp(Clip clip, MltDocument document, XElement producer, long start, long count)
    {
        // How the old way counts backwards at other speeds than its own is not documented.
        if (Speed(producer) is not { } speed || (speed is < 0 and not -1 && MltDocument.Property(producer, "mlt_service") == OldWarp))
        {
            AddRamp(clip, document, producer);
            return start;
        }

        clip.Effects.Add(new LinearTimeWarp { TimeScalar = speed });
        if (speed > 0)
            return start * speed;
        var length = MltDocument.Property(producer, "length") is { } text ? document.Time(producer, "length", text) : document.Length(producer) ?? 0;
        return Math.Max(0, (length - start - count) * -speed);
    }

    private static void AddRamp(Clip clip, MltDocument document, XElement producer)
    {
        clip.Effects.Add(new TimeEffect { Name = "Time Remap", EffectName = "timeremap" });
        document.Remarks.Add($"\"{MltDocument.Short(clip.Name)}\" changes its speed while it plays, which cannot be carried: its time is unknown", XmlSource.Line(producer));
    }

    private static void AddFilters(Clip clip, XElement owner)
    {
        foreach (var filter in owner.Elements("filter"))
        {
            var service = MltDocument.Property(filter, "mlt_service") ?? "";
            if (service.Length == 0 || MltDocument.Flag(filter, "disable") || MltDocument.Flag(filter, "_loader") || IsPlain(service))
                continue;
            if (service == "freeze" && !MltDocument.Flag(filter, "freeze_after") && !MltDocument.Flag(filter, "freeze_before"))
            {
                // The frame counts from the clip's own first.
                clip.Effects.Add(new FreezeFrame());
                if (long.TryParse(MltDocument.Property(filter, "frame"), NumberStyles.None, CultureInfo.InvariantCulture, out var frame) && frame < int.MaxValue)
                    clip.SourceRange = new TimeRange(new RationalTime(frame, clip.SourceRange!.Value.Duration.Rate), clip.SourceRange!.Value.Duration);
                continue;
            }

            clip.Effects.Add(new Effect { Name = MltDocument.Property(filter, "kdenlive_id") ?? MltDocument.Property(filter, "shotcut:filter") ?? service, EffectName = service });
        }
    }

    private static bool IsPlain(string service) =>
        s_plainFilters.Contains(service) || service.StartsWith("audio", StringComparison.OrdinalIgnoreCase) || service.StartsWith("sox", StringComparison.OrdinalIgnoreCase)
        || service.StartsWith("ladspa.", StringComparison.OrdinalIgnoreCase) || service.StartsWith("avfilter.a", StringComparison.OrdinalIgnoreCase);

    /// <summary>Kdenlive's markers of a clip, where the clip shows them.</summary>
    private static void AddMarkers(Clip clip, MltDocument document, XElement producer)
    {
        if (MltDocument.Property(document.InBin(producer), "kdenlive:markers") is not { } json || clip.Effects.Any(effect => effect is TimeEffect))
            return;
        var range = clip.SourceRange!.Value;
        foreach (var guide in Kdenlive.KdenliveGuide.Read(json, MaximumMarkers) ?? [])
        {
            if (guide.Position >= range.StartTime.Value && guide.Position < range.StartTime.Value + range.Duration.Value)
                clip.Markers.AddRange(Kdenlive.KdenliveGuides.Markers(guide, document.Rate));
        }
    }

    [GeneratedRegex(@"^(?<path>[^%]*)%(?:[0.](?<digits>\d{1,2}))?d(?<end>[^%?]*)(?:\?begin[=:](?<begin>\d{1,9}))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Numbered();

    [GeneratedRegex("^(black_track|background)[0-9]*$|^black$", RegexOptions.CultureInvariant)]
    private static partial Regex Background();
}
