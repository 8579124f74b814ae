using System.Globalization;

namespace ScreenTime.Sdk;

/// <summary>
/// Whole frames of the record timeline, counted from its first frame (0), whatever its start timecode: from <see cref="Start"/> on,
/// up to but not including <see cref="End"/>.
/// </summary>
/// <param name="Start">The first frame.</param>
/// <param name="End">The first frame after the range; not below <paramref name="Start"/>.</param>
public readonly record struct FrameRange(long Start, long End)
{
    /// <summary>How many frames; 0 of an empty range.</summary>
    /// <exception cref="OverflowException">More than 64 bits can count.</exception>
    public long Length => IsEmpty ? 0 : checked(End - Start);

    /// <summary>Whether it holds no frame.</summary>
    public bool IsEmpty => End <= Start;

    /// <summary>The frame in the middle; of an even number, the later of the two.</summary>
    public long Middle => Start + (Length / 2);

    /// <summary>Whether the frame lies inside.</summary>
    public bool Contains(long frame) => frame >= Start && frame < End;

    /// <summary>What both ranges hold; empty when nothing.</summary>
    public FrameRange Intersect(FrameRange other)
    {
        var start = Math.Max(Start, other.Start);
        return new FrameRange(start, Math.Max(start, Math.Min(End, other.End)));
    }

    /// <summary>The union of ranges as ranges that neither touch nor overlap, in order: screen time is this, never the sum.</summary>
    public static IReadOnlyList<FrameRange> Union(IEnumerable<FrameRange> ranges)
    {
        var union = new List<FrameRange>();
        foreach (var range in ranges.Where(range => !range.IsEmpty).OrderBy(range => range.Start).ThenBy(range => range.End))
        {
            if (union.Count > 0 && range.Start <= union[^1].End)
                union[^1] = new FrameRange(union[^1].Start, Math.Max(union[^1].End, range.End));
            else
                union.Add(range);
        }

        return union;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"[{Start}, {End})");
}
