using OpenTimelineIO;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Mlt;

/// <summary>A stretch of a track: an item of the timeline, which may yet be cut shorter by a transition.</summary>
/// <param name="Item">The clip or nested sequence, with the range that it uses.</param>
/// <param name="Start">Its first record frame in the track.</param>
/// <param name="Length">Its length in record frames.</param>
internal sealed record MltPiece(Item Item, long Start, long Length)
{
    /// <summary>The record frame after its last.</summary>
    public long End => Start + Length;

    /// <summary>The service that it shows, by which two pieces are known to be of one clip.</summary>
    public string Service { get; init; } = "";

    /// <summary>The first frame of the service that shows.</summary>
    public long In { get; init; }

    /// <summary>The same with frames cut off or added at the start; below zero adds.</summary>
    public MltPiece Advanced(long frames, FrameRate rate)
    {
        // Backwards, what is cut off at the start is the end of the media range.
        var moved = Ranged(frames * Math.Max(0, Scalar), Length - frames, rate);
        return this with { Item = moved, Start = Start + frames, Length = Length - frames, In = In + frames };
    }

    /// <summary>The same with another length.</summary>
    public MltPiece Lasting(long length, FrameRate rate)
    {
        return this with { Item = Ranged((Length - length) * Math.Max(0, -Scalar), length, rate), Length = length };
    }

    private double Scalar => Item.Effects.OfType<LinearTimeWarp>().Select(warp => warp.TimeScalar).DefaultIfEmpty(1).First();

    private Item Ranged(double further, long length, FrameRate rate)
    {
        var ranged = (Item)Item.Clone();
        ranged.SourceRange = new TimeRange(
            new RationalTime(Item.SourceRange!.Value.StartTime.Value + further, rate.Value), new RationalTime(length, rate.Value));
        return ranged;
    }
}

/// <summary>A transition between two pieces.</summary>
/// <param name="Cut">The record frame at which the later piece begins.</param>
/// <param name="Before">How many frames before the cut it begins.</param>
/// <param name="After">How many frames after the cut it ends.</param>
/// <param name="Type">OpenTimelineIO's name of its kind.</param>
/// <param name="Name">MLT's name of its kind.</param>
internal sealed record MltMix(long Cut, long Before, long After, string Type, string Name);
