using System.Globalization;
using System.Xml.Linq;
using OpenTimelineIO;
using ScreenTime.Exporters.Markers;
using ScreenTime.Exporters.Mlt;
using ScreenTime.Exporters.Otio;
using ScreenTime.Exporters.Xml;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Kdenlive;

/// <summary>
/// Where a project keeps its guides: since 23.04 with each sequence (<c>kdenlive:sequenceproperties.guides</c>), before with the document
/// (<c>kdenlive:docproperties.guides</c>), and before 18.08 a property a guide (<c>kdenlive:guide.12.5</c>, in seconds).
/// </summary>
internal static class KdenliveGuides
{
    /// <summary>The property of a sequence.</summary>
    public const string OfSequence = "kdenlive:sequenceproperties.guides";

    /// <summary>The property of a document.</summary>
    public const string OfDocument = "kdenlive:docproperties.guides";

    private const string Oldest = "kdenlive:guide.";
    private const int MaximumGuides = 100_000;

    /// <summary>The property with the guides of what is played, and what owns it: the sequence, else the bin. The property is null where there is none yet; both are null in others' documents.</summary>
    public static (XElement? Owner, XElement? Property, string Name) Find(MltDocument document)
    {
        var main = document.Main();
        if (Property(main, OfSequence) is { } ofSequence)
            return (main, ofSequence, OfSequence);
        if (MltDocument.Property(main, "kdenlive:uuid") is not null)
            return (main, null, OfSequence);
        return document.Bin is { } bin && bin.Elements("property").Any(IsKdenlive) ? (bin, Property(bin, OfDocument), OfDocument) : (null, null, "");
    }

    /// <summary>The guides as markers. Where a guide of somebody else's carries ScreenTime's text behind its own, both are read.</summary>
    public static IEnumerable<Marker> Read(MltDocument document)
    {
        var (owner, property, _) = Find(document);
        return Listed(document, property).Concat(owner is null ? [] : OldestOnes(document, owner)).SelectMany(guide => Markers(guide, document.Rate));
    }

    /// <summary>The guides of a sequence that lies inside another.</summary>
    /// <param name="document">The document.</param>
    /// <param name="sequence">The sequence's tractor.</param>
    public static IEnumerable<Marker> Nested(MltDocument document, XElement sequence) =>
        Listed(document, Property(sequence, OfSequence)).SelectMany(guide => Markers(guide, document.Rate));

    private static IReadOnlyList<KdenliveGuide> Listed(MltDocument document, XElement? property)
    {
        if (property is null || property.Value.Trim().Length == 0)
            return [];
        if (KdenliveGuide.Read(property.Value, MaximumGuides) is { } guides)
            return guides;
        document.Remarks.Add("the guides are not the list that Kdenlive writes and were left out", XmlSource.Line(property));
        return [];
    }

    /// <summary>A guide, or a marker of a clip, as markers: two where somebody else's carries ScreenTime's text behind its own.</summary>
    public static IEnumerable<Marker> Markers(KdenliveGuide guide, FrameRate rate)
    {
        var (place, own) = (Place(guide), OwnText.Parse(guide.Comment));
        if (own is null)
        {
            yield return guide.ToMarker(rate);
            yield break;
        }

        var isShared = own.Shares(place, out var theirs, out var ours);
        if (isShared)
            yield return (guide with { Comment = theirs }).ToMarker(rate);
        var marker = (guide with { Comment = isShared ? ours : guide.Comment }).ToMarker(rate);
        OwnMarker.Adopt(marker, own, !isShared && own.IsEdited(place));
        yield return marker;
    }

    /// <summary>What an own guide's hash says of its place.</summary>
    public static string Place(KdenliveGuide guide) => OwnText.Place(guide.Position, guide.Duration);

    private static IEnumerable<KdenliveGuide> OldestOnes(MltDocument document, XElement owner)
    {
        foreach (var property in owner.Elements("property"))
        {
            if ((string?)property.Attribute("name") is { } name && name.StartsWith(Oldest, StringComparison.Ordinal)
                && decimal.TryParse(name.AsSpan(Oldest.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds < 1_000_000)
                yield return new KdenliveGuide((long)decimal.Round(seconds * document.Rate.Numerator / document.Rate.Denominator), property.Value.Trim(), 0, 0);
        }
    }

    private static XElement? Property(XElement owner, string name) => owner.Elements("property").FirstOrDefault(property => (string?)property.Attribute("name") == name);

    private static bool IsKdenlive(XElement property) => ((string?)property.Attribute("name") ?? "").StartsWith("kdenlive:", StringComparison.Ordinal);
}
