using ScreenTime.Sdk;

namespace ScreenTime.Host.Timelines;

/// <summary>A composition that lets through what lies below it (scaled, masked, faded). What is opaque inside hides only what is inside, too.</summary>
/// <param name="outer">The next such composition around it; null for none.</param>
internal sealed class Veil(Veil? outer)
{
    private readonly Veil? _outer = outer;

    /// <summary>Whether what lies behind one veil (null for none) lies also behind another.</summary>
    public static bool IsInside(Veil? inner, Veil? outer)
    {
        for (var veil = inner; veil is not null; veil = veil._outer)
            if (ReferenceEquals(veil, outer))
                return true;
        return outer is null;
    }
}

/// <summary>One item on the record, before it is known what hides what.</summary>
/// <param name="Record">Where it shows.</param>
/// <param name="Track">The index of the root track.</param>
/// <param name="Name">The clip's name.</param>
/// <param name="Opaque">Whether it hides what lies below, as far as its veil lets it.</param>
/// <param name="Veil">The innermost composition around it that lets through what lies below; null for none.</param>
/// <param name="Link">The media; null for what is made, not read.</param>
/// <param name="Missing">Why there is no picture to look at, in a sentence; else null.</param>
/// <param name="SourceStart">The media time at the start of the first record frame.</param>
/// <param name="Speed">Media seconds a record second.</param>
/// <param name="IsOverlay">Whether it is a title, matte or adjustment: nothing to look at.</param>
internal sealed record Picture(
    FrameRange Record, int Track, string Name, bool Opaque, Veil? Veil, MediaLink? Link, string? Missing, MediaTime SourceStart, Speed Speed, bool IsOverlay = false)
{
    /// <summary>A title, matte or adjustment.</summary>
    public static Picture Overlay(FrameRange record, int track, string name, Veil? veil) =>
        new(record, track, name, false, veil, null, null, MediaTime.Zero, Speed.Normal, IsOverlay: true);
}

/// <summary>Divides the record into stretches over which the same pictures show, and finds out which are hidden.</summary>
internal static class PictureStack
{
    /// <summary>The segments, in order, without holes.</summary>
    /// <param name="fromBottom">All pictures; later ones lie above.</param>
    /// <param name="frames">The length of the record.</param>
    /// <param name="rate">The record rate.</param>
    public static IReadOnlyList<RecordSegment> Segments(IReadOnlyList<Picture> fromBottom, long frames, FrameRate rate)
    {
        var pictures = fromBottom.Select((picture, order) => (Picture: picture, Order: order)).ToList();
        var edges = new SortedSet<long>(pictures.SelectMany(item => new[] { item.Picture.Record.Start, item.Picture.Record.End })) { 0, frames };
        var starts = pictures.ToLookup(item => item.Picture.Record.Start);
        var ends = pictures.ToLookup(item => item.Picture.Record.End, item => item.Order);
        var showing = new SortedDictionary<int, Picture>(Comparer<int>.Create((a, b) => b.CompareTo(a)));
        var segments = new List<RecordSegment>();
        long? previous = null;
        foreach (var edge in edges)
        {
            if (previous is { } start)
                segments.Add(Segment(new FrameRange(start, edge), showing.Values, rate));
            foreach (var order in ends[edge])
                showing.Remove(order);
            foreach (var (picture, order) in starts[edge])
                showing.Add(order, picture);
            previous = edge;
        }

        return segments;
    }

    private static RecordSegment Segment(FrameRange record, IEnumerable<Picture> fromTop, FrameRate rate)
    {
        var layers = new List<Layer>();
        var shared = false;
        // What is opaque behind a veil hides the rest of what is behind it.
        var hidden = new List<Veil>();
        foreach (var picture in fromTop)
        {
            if (hidden.Exists(veil => Veil.IsInside(picture.Veil, veil)))
                continue;
            shared |= picture.IsOverlay || !picture.Opaque || picture.Veil is not null;
            if (!picture.IsOverlay)
                layers.Add(Layer(picture, record, rate));
            if (!picture.Opaque)
                continue;
            if (picture.Veil is null)
                break;
            hidden.Add(picture.Veil);
        }

        return new RecordSegment(record, layers, shared && layers.Count > 0);
    }

    private static Layer Layer(Picture picture, FrameRange record, FrameRate rate) => new(
        picture.Name,
        picture.Track,
        picture.Record.Start,
        picture.Missing is null ? picture.Link?.Media : null,
        picture.Missing,
        picture.SourceStart + picture.Speed.Of(MediaTime.FromFrames(record.Start - picture.Record.Start, rate)),
        picture.Speed.Numerator,
        picture.Speed.Denominator)
    { Link = picture.Link };
}
