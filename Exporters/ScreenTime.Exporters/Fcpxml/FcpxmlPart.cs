using System.Xml.Linq;
using OpenTimelineIO;
using ScreenTime.Exporters.Edl;
using ScreenTime.Exporters.Xml;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Fcpxml;

/// <summary>A clip, gap or transition to write, with what hangs on it. Children come in the order that the document type of FCPXML asks for.</summary>
internal sealed class FcpxmlPart
{
    private readonly XElement _element;

    /// <summary>An element without children, over a stretch of its track in frames.</summary>
    public FcpxmlPart(XElement element, long start, long end, MediaTime local) => (_element, Start, End, Local) = (element, start, end, local);

    /// <summary>Its first frame on the track.</summary>
    public long Start { get; }

    /// <summary>The frame after its last.</summary>
    public long End { get; }

    /// <summary>Where its local time begins.</summary>
    public MediaTime Local { get; }

    /// <summary>Whether it is a transition.</summary>
    public bool IsTransition => _element.Name.LocalName == "transition";

    /// <summary>Whether it is a gap.</summary>
    public bool IsGap => _element.Name.LocalName == "gap";

    /// <summary>Changes of speed and what shapes the picture.</summary>
    public List<XElement> Head { get; } = [];

    /// <summary>Clips that are connected to it.</summary>
    public List<XElement> Anchors { get; } = [];

    /// <summary>Markers and keywords.</summary>
    public List<XElement> Markers { get; } = [];

    /// <summary>What comes behind markers.</summary>
    public List<XElement> Tail { get; } = [];

    /// <summary>A gap.</summary>
    public static FcpxmlPart Gap(long start, long end) => new(new XElement("gap", new XAttribute("name", "Gap")), start, end, MediaTime.Zero);

    /// <summary>A transition over a cut.</summary>
    public static FcpxmlPart Of(Transition transition, MediaTime cut, FrameRate rate, EdlRemarks remarks)
    {
        var before = ExactTimes.Exact(transition.InOffset) ?? MediaTime.Zero;
        var after = ExactTimes.Exact(transition.OutOffset) ?? MediaTime.Zero;
        var dissolve = transition.TransitionType == Transition.SmpteDissolve;
        if (!dissolve)
            remarks.Add($"the transition '{transition.Name}' ({transition.TransitionType}) was written by its name alone");
        // Its name is all that says what it is.
        var name = dissolve && !transition.Name.Contains("dissolve", StringComparison.OrdinalIgnoreCase) ? "Cross Dissolve"
            : transition.Name.Length > 0 ? transition.Name : transition.TransitionType;
        return new FcpxmlPart(new XElement("transition", new XAttribute("name", XmlMetadata.Clean(name))), (cut - before).RoundToFrame(rate), (cut + after).RoundToFrame(rate), MediaTime.Zero);
    }

    /// <summary>Switches it off.</summary>
    public void SwitchOff()
    {
        if (!IsTransition)
            _element.SetAttributeValue("enabled", "0");
    }

    /// <summary>The whole element.</summary>
    /// <param name="origin">The time of the track's first frame in what it lies in.</param>
    /// <param name="rate">The rate of the sequence.</param>
    /// <param name="lane">Its lane; null inside a storyline.</param>
    public XElement ToElement(MediaTime origin, FrameRate rate, int? lane = null)
    {
        var element = new XElement(_element);
        var attributes = new List<XAttribute>();
        if (element.Attribute("ref") is { } reference)
            attributes.Add(new XAttribute(reference));
        if (lane is { } number)
            attributes.Add(new XAttribute("lane", number));
        attributes.Add(new XAttribute("offset", FcpxmlFile.Text(origin + MediaTime.FromFrames(Start, rate))));
        attributes.AddRange(element.Attributes().Where(attribute => attribute.Name != "ref").Select(attribute => new XAttribute(attribute)));
        if (!IsTransition)
            attributes.Add(new XAttribute("start", FcpxmlFile.Text(Local)));
        attributes.Add(new XAttribute("duration", FcpxmlFile.Text(MediaTime.FromFrames(End - Start, rate))));
        element.ReplaceAttributes(attributes);
        element.Add(Head, Anchors, Markers, Tail);
        return element;
    }
}
