using System.Globalization;
using System.Xml.Linq;
using ScreenTime.Exporters.Edl;
using ScreenTime.Exporters.Xml;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Xmeml;

/// <summary>
/// The elements of a Final Cut Pro XML interchange file, with what they refer to: a file, a clip or a sequence is written out once and named by its id from then on (or before).
/// </summary>
internal sealed class XmemlFile
{
    /// <summary>Frame numbers beyond this are damage: a year at 240 frames a second.</summary>
    internal const long MaximumFrame = 10_000_000_000;

    private readonly Dictionary<(string Kind, string Id), XElement> _definitions = [];

    private XmemlFile(XmlSource source, XElement root)
    {
        (Source, Root) = (source, root);
        foreach (var element in root.Descendants())
        {
            // The fullest counts: some writers begin with a stub that has a name alone.
            if (element.Name.LocalName is "file" or "sequence" or "clip" or "multiclip" && Id(element) is { } id && element.HasElements
                && (!_definitions.TryGetValue((element.Name.LocalName, id), out var known) || Weight(element) > Weight(known)))
                _definitions[(element.Name.LocalName, id)] = element;
        }
    }

    /// <summary>The document.</summary>
    public XmlSource Source { get; }

    /// <summary>The <c>xmeml</c> element.</summary>
    public XElement Root { get; }

    /// <summary>Takes a document.</summary>
    /// <exception cref="UserException">It is no xmeml.</exception>
    public static XmemlFile Of(XmlSource source)
    {
        var root = source.Document.Root!;
        if (root.Name.LocalName != "xmeml")
            throw new UserException(ExitCode.InputInvalid, $"{source.Name} is no Final Cut Pro 7 or Premiere XML: its first element is <{Short(root.Name.LocalName)}>, not <xmeml>");
        return new XmemlFile(source, root);
    }

    /// <summary>The sequence to read: that of a name, else the first that holds clips and is not merely nested in another.</summary>
    /// <exception cref="UserException">There is none.</exception>
    public XElement Sequence(string? name, EdlRemarks remarks)
    {
        var tops = Root.Descendants("sequence").Where(sequence => sequence.HasElements && sequence.Ancestors("clipitem").FirstOrDefault() is null).ToList();
        if (name is not null)
        {
            return Root.Descendants("sequence").FirstOrDefault(sequence => sequence.HasElements && string.Equals(Text(sequence, "name"), name, StringComparison.Ordinal))
                ?? throw new UserException(ExitCode.Usage, $"{Source.Name} has no sequence \"{name}\"; there are {string.Join(", ", tops.Select(top => $"\"{Text(top, "name")}\""))}");
        }

        if (tops.Count == 0)
            throw new UserException(ExitCode.InputInvalid, $"{Source.Name} holds no sequence: select one before exporting the XML");
        var nested = Root.Descendants("clipitem").Elements("sequence").Select(Id).ToHashSet();
        var chosen = tops.Find(top => HasClips(top) && !nested.Contains(Id(top))) ?? tops.Find(HasClips) ?? tops[0];
        if (tops.Count > 1)
        {
            remarks.Add(string.Create(CultureInfo.InvariantCulture,
                $"{Source.Name} holds {tops.Count} sequences; \"{Text(chosen, "name")}\" was read (--sequence NAME reads another)"));
        }

        return chosen;
    }

    /// <summary>What an element is written out as, here or elsewhere; itself when nothing says more.</summary>
    public XElement Resolve(XElement element) =>
        // A sequence with tracks is written out here; markers alone must not make another of its id the fuller one.
        !(element.Name.LocalName == "sequence" && element.Element("media") is not null) && Id(element) is { } id && _definitions.TryGetValue((element.Name.LocalName, id), out var definition) && Weight(definition) > Weight(element) ? definition : element;

    /// <summary>The master clip of an id; null when the file does not hold it.</summary>
    public XElement? Master(string id) => _definitions.GetValueOrDefault(("clip", id));

    /// <summary>The text of a child, trimmed; empty when there is none.</summary>
    public static string Text(XElement element, string child) => element.Element(child)?.Value.Trim() ?? "";

    /// <summary>Whether a child says TRUE; the default where it says nothing.</summary>
    public static bool Flag(XElement element, string child, bool otherwise) => Text(element, child).ToUpperInvariant() switch
    {
        "TRUE" or "1" or "YES" => true,
        "FALSE" or "0" or "NO" => false,
        _ => otherwise,
    };

    /// <summary>A frame number; null when it is not there.</summary>
    /// <exception cref="UserException">It is no number, or out of bounds.</exception>
    public long? Frame(XElement element, string child)
    {
        var text = Text(element, child);
        if (text.Length == 0)
            return null;
        if (!double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) || Math.Abs(value) > MaximumFrame)
            throw Source.Invalid(element.Element(child)!, $"<{child}> is \"{Short(text)}\", which is no frame number");
        return (long)Math.Round(value);
    }

    /// <summary>The rate of an element, or that of what it lies in.</summary>
    /// <exception cref="UserException">Its time base is none.</exception>
    public FrameRate Rate(XElement element, FrameRate inherited) => OwnRate(element) ?? inherited;

    /// <summary>The rate that an element states; null when it states none.</summary>
    /// <exception cref="UserException">Its time base is none.</exception>
    public FrameRate? OwnRate(XElement element)
    {
        if (element.Element("rate") is not { } rate || Text(rate, "timebase") is not { Length: > 0 } text)
            return null;
        if (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var timebase) || timebase is not (>= 1 and <= 1000))
            throw Source.Invalid(rate, $"the time base \"{Short(text)}\" is no frame rate");
        return Flag(rate, "ntsc", false) && timebase == Math.Floor(timebase) ? new FrameRate((int)timebase * 1000, 1001) : FrameRate.FromDouble(timebase);
    }

    /// <summary>A text from the file that a message may quote.</summary>
    public static string Short(string text) => new([.. (text.Length <= 40 ? text : text[..40] + "…").Select(c => char.IsControl(c) ? ' ' : c)]);

    private static string? Id(XElement element) => (string?)element.Attribute("id") is { Length: > 0 } id ? id : null;

    private static int Weight(XElement element) => element.Elements().Take(64).Count();

    private static bool HasClips(XElement sequence) => sequence.Descendants("clipitem").Any() || sequence.Descendants("generatoritem").Any();
}
