using ScreenTime.Host.Media;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Timelines;

/// <summary>
/// A stretch of the record over which the same pictures show: between two edits on any track that matters. Segments are in order and cover the
/// timeline without holes; one without layers shows nothing (a gap).
/// </summary>
/// <param name="Record">Its record frames.</param>
/// <param name="Layers">What shows, from the top down to the first opaque full-frame picture.</param>
public sealed record RecordSegment(FrameRange Record, IReadOnlyList<Layer> Layers)
{
    /// <summary>Whether more than one picture, or a picture that does not fill the frame, shows.</summary>
    public bool Composited => Layers.Count > 1;
}

/// <summary>One picture of a segment: a clip over a stretch of record.</summary>
/// <param name="ClipName">The clip's name.</param>
/// <param name="Track">The index of its track in the timeline's stack, from the bottom.</param>
/// <param name="EditStart">The record frame at which the clip as a whole begins: the same in every segment that shows it, so cuts can be told from overlaps.</param>
/// <param name="Media">The media file; null when it could not be used.</param>
/// <param name="MissingReason">Why <paramref name="Media"/> is null, in a sentence that names the clip; else null.</param>
/// <param name="SourceStart">The media time, counted from the media's first frame, that shows at the start of the segment's first record frame.</param>
/// <param name="SpeedNumerator">Media seconds for <paramref name="SpeedDenominator"/> record seconds; 0 for a freeze frame, negative in reverse.</param>
/// <param name="SpeedDenominator">At least 1.</param>
public sealed record Layer(
    string ClipName,
    int Track,
    long EditStart,
    MediaFile? Media,
    string? MissingReason,
    MediaTime SourceStart,
    long SpeedNumerator,
    long SpeedDenominator)
{
    /// <summary>The media time that shows at a record frame of the segment (at the frame's start), exactly.</summary>
    /// <param name="framesIntoSegment">Record frames after the segment's first; may be fractional in halves through <see cref="MediaTime"/> arithmetic by the caller.</param>
    /// <param name="recordRate">The timeline's rate.</param>
    public MediaTime SourceTimeAt(long framesIntoSegment, FrameRate recordRate) =>
        SourceStart + MediaTime.FromFrames(framesIntoSegment, recordRate).Scale(SpeedNumerator, SpeedDenominator);
}
