using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ScreenTime.Exporters.Edl;
using ScreenTime.Exporters.Xml;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Fcpxml;

/// <summary>The elements of an FCPXML document, with the resources that they refer to.</summary>
internal sealed partial class FcpxmlFile
{
    private readonly Dictionary<string, XElement> _resources = new(StringComparer.Ordinal);

    private FcpxmlFile(XmlSource source, XElement root)
    {
        (Source, Root) = (source, root);
        foreach (var resource in root.Elements("resources").Elements())
        {
            if ((string?)resource.Attribute("id") is { Length: > 0 } id)
                _resources.TryAdd(id, resource);
        }
    }

    /// <summary>The document.</summary>
    public XmlSource Source { get; }

    /// <summary>The <c>fcpxml</c> element.</summary>
    public XElement Root { get; }

    /// <summary>Takes a document.</summary>
    /// <exception cref="UserException">It is no FCPXML.</exception>
    public static FcpxmlFile Of(XmlSource source)
    {
        var root = source.Document.Root!;
        return root.Name.LocalName == "fcpxml" ? new FcpxmlFile(source, root)
            : throw new UserException(ExitCode.InputInvalid, $"{source.Name} is no FCPXML: its first element is <{Short(root.Name.LocalName)}>, not <fcpxml>");
    }

    /// <summary>The sequence to read: of the project of a name, else of the first project that has clips.</summary>
    /// <exception cref="UserException">There is none.</exception>
    public (XElement Sequence, string Name) Sequence(string? name, EdlRemarks remarks)
    {
        var projects = Root.Descendants("project").Where(project => project.Element("sequence")?.Element("spine") is not null).ToList();
        static string NameOf(XElement project) => (string?)project.Attribute("name") ?? "";
        if (name is not null)
        {
            var named = projects.Find(project => string.Equals(NameOf(project), name, StringComparison.Ordinal))
                ?? throw new UserException(ExitCode.Usage, $"{Source.Name} has no project \"{name}\"; there are {string.Join(", ", projects.Select(project => $"\"{NameOf(project)}\""))}");
            return (named.Element("sequence")!, name);
        }

        // A compound clip that was exported by itself is a timeline, too.
        if (projects.Count == 0 && Root.Elements("resources").Elements("media").FirstOrDefault(media => media.Element("sequence")?.Element("spine") is not null) is { } compound)
        {
            remarks.Add($"{Source.Name} holds no project; the compound clip \"{NameOf(compound)}\" was read");
            return (compound.Element("sequence")!, NameOf(compound));
        }

        if (projects.Count == 0)
            throw new UserException(ExitCode.InputInvalid, $"{Source.Name} holds no project with a timeline: export the project, not its clips");
        var chosen = projects.Find(project => project.Element("sequence")!.Element("spine")!.HasElements) ?? projects[0];
        if (projects.Count > 1)
            remarks.Add(string.Create(CultureInfo.InvariantCulture, $"{Source.Name} holds {projects.Count} projects; \"{NameOf(chosen)}\" was read (--sequence NAME reads another)"));
        return (chosen.Element("sequence")!, NameOf(chosen));
    }

    /// <summary>The resource that an attribute names; null when it names none.</summary>
    public XElement? Resource(XElement element, string attribute = "ref") =>
        (string?)element.Attribute(attribute) is { } id ? _resources.GetValueOrDefault(id) : null;

    /// <summary>The frame rate of an element's <c>format</c>; null when it has none, or one without a rate.</summary>
    /// <exception cref="UserException">Its frame duration is none.</exception>
    public FrameRate? Rate(XElement element)
    {
        if (Resource(element, "format") is not { Name.LocalName: "format" } format)
            return null;
        if (Time(format, "frameDuration") is { } duration)
        {
            return duration > MediaTime.Zero && duration.Numerator <= int.MaxValue && duration.Denominator <= int.MaxValue && duration.Seconds is >= 0.001 and <= 1
                ? new FrameRate((int)duration.Denominator, (int)duration.Numerator)
                : throw Source.Invalid(format, $"a frame duration of {Short((string)format.Attribute("frameDuration")!)} is none");
        }

        // Formats of Apple's own are known by their names: FFVideoFormat1080p2398, …1080i5994, which counts fields.
        if (FormatName().Match((string?)format.Attribute("name") ?? "") is not { Success: true } match)
            return null;
        var number = int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture);
        var rate = number switch { 2398 => 23.976, >= 1000 => number / 100.0, _ => number };
        return FrameRate.FromDouble(match.Groups[1].Value == "i" ? rate / 2 : rate);
    }

    /// <summary>A time, a fraction of seconds: <c>1001/30000s</c>, <c>5s</c>; null when it is not there.</summary>
    /// <exception cref="UserException">It is none, or out of bounds.</exception>
    public MediaTime? Time(XElement element, string attribute)
    {
        if ((string?)element.Attribute(attribute) is not { } text)
            return null;
        return ParseTime(text) ?? throw Source.Invalid(element, $"{attribute}=\"{Short(text)}\" is no time (seconds as a fraction, such as 1001/30000s)");
    }

    /// <summary>Reads a time; null when it is none.</summary>
    public static MediaTime? ParseTime(string text)
    {
        var body = text.Trim();
        body = body.EndsWith('s') ? body[..^1] : body;
        var slash = body.IndexOf('/', StringComparison.Ordinal);
        const NumberStyles Signed = NumberStyles.AllowLeadingSign;
        MediaTime time;
        if (slash >= 0)
        {
            if (!long.TryParse(body.AsSpan(0, slash), Signed, CultureInfo.InvariantCulture, out var numerator)
                || !long.TryParse(body.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var denominator) || denominator == 0)
                return null;
            time = new MediaTime(numerator, denominator);
        }
        else
        {
            if (!decimal.TryParse(body, Signed | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) || Math.Abs(seconds) > ExactTimes.MaximumSeconds)
                return null;
            time = new MediaTime((Int128)Math.Round(seconds * 1_000_000), 1_000_000);
        }

        return Math.Abs(time.Seconds) <= ExactTimes.MaximumSeconds ? time : null;
    }

    /// <summary>A time as the format writes it.</summary>
    public static string Text(MediaTime time) => time.Denominator == 1
        ? string.Create(CultureInfo.InvariantCulture, $"{time.Numerator}s")
        : string.Create(CultureInfo.InvariantCulture, $"{time.Numerator}/{time.Denominator}s");

    /// <summary>A text from the file that a message may quote.</summary>
    public static string Short(string text) => new([.. (text.Length <= 40 ? text : text[..40] + "…").Select(c => char.IsControl(c) ? ' ' : c)]);

    [GeneratedRegex(@"^FFVideoFormat.*?\d+([ip])(\d{2,4})(?:_|$)", RegexOptions.CultureInvariant)]
    private static partial Regex FormatName();
}
