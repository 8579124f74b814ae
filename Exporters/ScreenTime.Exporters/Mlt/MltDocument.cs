using System.Globalization;
using System.Xml.Linq;
using ScreenTime.Exporters.Edl;
using ScreenTime.Exporters.Xml;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Mlt;

/// <summary>
/// A document of the MLT framework (https://www.mltframework.org/docs/mltxml/), which Kdenlive and Shotcut save: services by their ids, their properties, and the
/// rate that all of its times count in.
/// </summary>
internal sealed class MltDocument
{
    private static readonly HashSet<string> s_services = new(["producer", "chain", "playlist", "tractor"], StringComparer.Ordinal);

    private readonly Dictionary<string, XElement> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, XElement> _bin = new(StringComparer.Ordinal);

    private MltDocument(XmlSource source, FrameRate rate)
    {
        (Source, Rate) = (source, rate);
        foreach (var element in source.Document.Root!.Descendants().Where(IsService))
        {
            // As the framework does: of two services of one id the later is meant by what follows; nothing refers forward.
            if ((string?)element.Attribute("id") is { Length: > 0 } id)
                _byId[id] = element;
        }

        foreach (var element in source.Document.Root!.Elements().Where(element => element.Name.LocalName == "playlist" && IsBin(element)).Elements("entry"))
        {
            if (Find((string?)element.Attribute("producer")) is { } producer && Property(producer, "kdenlive:id") is { } id)
                _bin.TryAdd(id, producer);
        }
    }

    /// <summary>The file.</summary>
    public XmlSource Source { get; }

    /// <summary>The rate that its times count in.</summary>
    public FrameRate Rate { get; }

    /// <summary>What is not clear, for the user.</summary>
    public EdlRemarks Remarks { get; } = new();

    /// <summary>Reads a file.</summary>
    /// <exception cref="UserException">It is no such document, or does not say its rate.</exception>
    public static MltDocument Load(string path, FrameRate? told)
    {
        var source = XmlSource.Load(path);
        var root = source.Document.Root!;
        if (root.Name.LocalName is not ("mlt" or "westley"))
            throw new UserException(ExitCode.InputInvalid, $"{source.Name} is no document of MLT's: its first element is <{Short(root.Name.LocalName)}>, not <mlt>");
        if (root.Elements().All(element => !IsService(element)))
            throw new UserException(ExitCode.InputInvalid, $"{source.Name} has no producer, playlist or tractor: there is nothing to read");
        var said = RateOf(source, root);
        if (told is { } rate && said is { } own && own != rate)
            throw new UserException(ExitCode.Usage, $"{source.Name} counts its times in {own} frames a second, so --rate {rate} cannot be: leave --rate out");
        return new MltDocument(source, said ?? told ?? throw new UserException(
            ExitCode.Usage, $"{source.Name} has no profile that says its frame rate: give --rate 23.976, 24, 25, 29.97, 30, 50, 59.94 or 60"));
    }

    /// <summary>Whether an element is something that gives pictures or sound.</summary>
    public static bool IsService(XElement element) => s_services.Contains(element.Name.LocalName);

    /// <summary>The service of an id; null when there is none.</summary>
    public XElement? Find(string? id) => id is not null && _byId.TryGetValue(id, out var element) ? element : null;

    /// <summary>The service of a track or an entry: the one it names, or the one written inside it.</summary>
    public XElement? ServiceOf(XElement user) => Find((string?)user.Attribute("producer")) ?? user.Elements().FirstOrDefault(IsService);

    /// <summary>The clip in Kdenlive's bin that a timeline producer is of; itself where there is none.</summary>
    public XElement InBin(XElement producer) => Property(producer, "kdenlive:id") is { } id && _bin.TryGetValue(id, out var clip) ? clip : producer;

    /// <summary>A property; null when there is none or it is empty.</summary>
    public static string? Property(XElement service, string name)
    {
        var text = service.Elements("property").FirstOrDefault(property => (string?)property.Attribute("name") == name)?.Value.Trim();
        return string.IsNullOrEmpty(text) ? null : text;
    }

    /// <summary>Whether a property says yes.</summary>
    public static bool Flag(XElement service, string name) => Property(service, name) is "1" or "true" or "yes";

    /// <summary>The tracks of a tractor, from the bottom.</summary>
    public static IEnumerable<XElement> Tracks(XElement tractor) => tractor.Elements("track").Concat(tractor.Elements("multitrack").Elements().Where(element => element.Name.LocalName == "track" || IsService(element)));

    /// <summary>Kdenlive's bin; null in others' documents.</summary>
    public XElement? Bin => Source.Document.Root!.Elements("playlist").FirstOrDefault(IsBin);

    /// <summary>
    /// What is played: Kdenlive's open sequence, Shotcut's main tractor, else the last service, which is what the framework plays.
    /// </summary>
    public XElement Main()
    {
        var services = Source.Document.Root!.Elements().Where(IsService).ToList();
        if (Bin is { } bin && Property(bin, "kdenlive:docproperties.activetimeline") is { } active
            && services.Find(service => service.Name.LocalName == "tractor" && (service.Attribute("id")?.Value == active || Property(service, "kdenlive:uuid") == active)) is { } sequence)
            return sequence;
        if (services.Find(service => Flag(service, "kdenlive:projectTractor")) is { } project && Tracks(project).Select(ServiceOf).FirstOrDefault(track => track is not null) is { } only)
            return only;
        return services.FindLast(service => service.Name.LocalName == "tractor" && Flag(service, "shotcut"))
            ?? services.FindLast(service => service.Name.LocalName == "tractor")
            ?? services.FindLast(service => service.Name.LocalName == "playlist" && !IsBin(service))
            ?? services[^1];
    }

    /// <summary>A time that an attribute says; <paramref name="otherwise"/> where it is not there.</summary>
    /// <exception cref="UserException">It is no time.</exception>
    public long Time(XElement element, string attribute, long otherwise) =>
        element.Attribute(attribute)?.Value is { Length: > 0 } text ? Time(element, attribute, text) : otherwise;

    /// <summary>A time that stands in a text.</summary>
    /// <exception cref="UserException">It is no time.</exception>
    public long Time(XElement element, string what, string text) =>
        MltTime.Frames(text, Rate) ?? throw Source.Invalid(element, $"<{element.Name.LocalName}> has \"{Short(text)}\" as its {what}, which is no time");

    /// <summary>The number of frames of a service: its out point, or its length.</summary>
    public long? Length(XElement service)
    {
        if (service.Attribute("out")?.Value is { Length: > 0 } last)
            return Time(service, "out", last) + 1 - Time(service, "in", 0);
        return Property(service, "length") is { } length ? Time(service, "length", length) : null;
    }

    /// <summary>A name that is safe to show.</summary>
    public static string Short(string text) => text.Length <= 60 ? text : text[..60] + "…";

    private static bool IsBin(XElement playlist) => (string?)playlist.Attribute("id") is "main_bin" or "main bin";

    private static FrameRate? RateOf(XmlSource source, XElement root)
    {
        if (root.Element("profile") is not { } profile)
            return null;
        if (!int.TryParse(profile.Attribute("frame_rate_num")?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var numerator)
            || !int.TryParse(profile.Attribute("frame_rate_den")?.Value ?? "1", NumberStyles.None, CultureInfo.InvariantCulture, out var denominator)
            || numerator <= 0 || denominator <= 0 || (double)numerator / denominator is < 1 or > 1000)
            throw source.Invalid(profile, "the profile's frame rate is none");
        // 2997/100 is how people write 30000/1001; what is no usual rate is just what it says.
        return FrameRate.FromDouble((double)numerator / denominator) is { Denominator: 1 or 1001 } usual ? usual : new FrameRate(numerator, denominator);
    }
}
