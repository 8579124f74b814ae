using OpenTimelineIO;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Edl;

/// <summary>One event to write: a stretch of a picture track in record frames, with the source that shows.</summary>
/// <param name="Item">The clip (or nested composition); null for black.</param>
/// <param name="In">The first record frame, from the timeline's first.</param>
/// <param name="Out">The record frame after the last.</param>
/// <param name="SourceStart">The source time at <paramref name="In"/>; backwards, where the frame that shows there ends.</param>
/// <param name="Scalar">The speed; 0 is a freeze frame.</param>
/// <param name="Transition">What it begins with; null for a cut.</param>
/// <param name="TransitionFrames">How long that takes.</param>
internal sealed record EdlCut(Item? Item, long In, long Out, MediaTime SourceStart, double Scalar, Transition? Transition, long TransitionFrames)
{
    /// <summary>What goes in its transition, where that is not the event before it.</summary>
    public EdlCut? Outgoing { get; init; }

    /// <summary>The source time that shows at a record frame, at or after <see cref="In"/>.</summary>
    public MediaTime SourceAt(long frame, FrameRate rate) => SourceStart + Scaled(MediaTime.FromFrames(frame - In, rate), Scalar);

    /// <summary>A length of record in source time, the speed taken to the millionth.</summary>
    public static MediaTime Scaled(MediaTime length, double scalar) => length.Scale((long)Math.Round(scalar * 1_000_000), 1_000_000);
}
