using System.Globalization;
using System.Xml.Linq;
using OpenTimelineIO;
using ScreenTime.Exporters.Xml;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Xmeml;

/// <summary>A transition between two clips of a track, or from and to black.</summary>
/// <param name="Element">The element.</param>
/// <param name="Start">Its first sequence frame.</param>
/// <param name="End">The sequence frame after its last.</param>
/// <param name="Cut">Where the cut lies in it.</param>
internal sealed record XmemlTransition(XElement Element, long Start, long End, long Cut)
{
    /// <summary>Premiere's clock: so many ticks a second.</summary>
    public const long TicksPerSecond = 254_016_000_000;

    private static readonly string[] s_kinds = ["name", "effectid", "effectcategory"];

    /// <summary>Reads one.</summary>
    /// <exception cref="UserException">It has no place.</exception>
    public static XmemlTransition Read(XmemlFile file, XElement element, FrameRate rate)
    {
        if (file.Frame(element, "start") is not { } start || file.Frame(element, "end") is not { } end || start < 0 || end < start)
            throw file.Source.Invalid(element, "the transition does not say from where to where it goes (<start>, <end>)");
        var length = end - start;
        // From the alignment the cut is known to the frame, but in the middle of an odd length; Premiere says that, too.
        var cut = XmemlFile.Text(element, "alignment").ToLowerInvariant() switch
        {
            "start" or "start-black" => start,
            "end" or "end-black" => end,
            _ => start + (length / 2),
        };
        if (long.TryParse(XmemlFile.Text(element, "cutPointTicks"), NumberStyles.None, CultureInfo.InvariantCulture, out var ticks))
        {
            var offset = new MediaTime(ticks, TicksPerSecond).RoundToFrame(rate);
            if (offset <= length)
                cut = start + offset;
        }

        return new XmemlTransition(element, start, end, cut);
    }

    /// <summary>Whether it comes out of black, whatever lies before it.</summary>
    public bool IsOutOfBlack => XmemlFile.Text(Element, "alignment").Equals("start-black", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it goes to black, whatever lies behind it.</summary>
    public bool IsToBlack => XmemlFile.Text(Element, "alignment").Equals("end-black", StringComparison.OrdinalIgnoreCase);

    /// <summary>As OTIO's.</summary>
    public Transition ToTransition(FrameRate rate)
    {
        var effect = Element.Element("effect");
        var transition = new Transition
        {
            Name = effect is null ? "" : XmemlFile.Text(effect, "name"),
            TransitionType = effect is not null && IsDissolve(effect) ? Transition.SmpteDissolve : Transition.CustomTransition,
            InOffset = new RationalTime(Cut - Start, rate.Value),
            OutOffset = new RationalTime(End - Cut, rate.Value),
        };
        transition.Metadata[XmemlMarkers.MetadataKey] = XmlMetadata.Of(Element, child => child.Name.LocalName is "start" or "end" or "rate");
        return transition;
    }

    private static bool IsDissolve(XElement effect) =>
        s_kinds.Any(child => XmemlFile.Text(effect, child).Contains("dissolve", StringComparison.OrdinalIgnoreCase));
}
