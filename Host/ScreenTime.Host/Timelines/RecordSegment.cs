using ScreenTime.Host.Media;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Timelines;

/// <summary>
/// A stretch of the record over which the same pictures show: between two edits on any track that matters. Segments are in order and cover the
/// timeline without holes; one without layers shows no picture (a gap, a title on black).
/// </summary>
/// <param name="Record">Its record frames.</param>
/// <param name="Layers">The pictures, from the top down to the first opaque one that fills the frame.</param>
/// <param name="Composited">Whether something shares the frame: a second picture, a title, an effect that may let what lies below through.</param>
public sealed record RecordSegment(FrameRange Record, IReadOnlyList<Layer> Layers, bool Composited)
{
    /// <summary>
    /// The picture that the cut is about: the topmost that is not laid over another by its alpha channel, as titles and logos are; else the topmost. Null where none shows.
    /// </summary>
    public Layer? Main => Layers.FirstOrDefault(layer => layer.Media is not { Picture.Alpha: true }) ?? (Layers.Count > 0 ? Layers[0] : null);

    /// <summary>The layers that the cut is about: <see cref="Main"/>, and what is not laid over it by an alpha channel.</summary>
    internal IEnumerable<Layer> Edits => Layers.Where(layer => ReferenceEquals(layer, Main) || layer.Media is not { Picture.Alpha: true });

    /// <summary>Whether two segments show the same edits, so that from one to the other no picture comes or goes but titles and the like.</summary>
    internal bool ShowsTheEditsOf(RecordSegment other) => Keys(this).SequenceEqual(Keys(other));

    private static IEnumerable<(int Track, long EditStart)> Keys(RecordSegment segment) => segment.Edits.Select(layer => (layer.Track, layer.EditStart));
}

/// <summary>One picture of a segment: a clip over a stretch of record.</summary>
/// <param name="ClipName">The clip's name.</param>
/// <param name="Track">The index of its track in the timeline's stack, from the bottom.</param>
/// <param name="EditStart">The record frame at which the clip as a whole begins: the same in every segment that shows it, so cuts can be told from overlaps.</param>
/// <param name="Media">The media file; null when it could not be used.</param>
/// <param name="MissingReason">Why <paramref name="Media"/> is null, in a sentence that names the clip; else null.</param>
/// <param name="SourceStart">The media time, counted from the media's first frame, at the start of the segment's first record frame, as the time map says; a little before the clip where the cut was rounded.</param>
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
    /// <summary>How the clip's media was found or lost; null for a reference render.</summary>
    public MediaLink? Link { get; init; }

    /// <summary>
    /// The media time at which a record frame is looked at, exactly: where the frame begins and half a frame on, of whichever is shorter, the media's or the
    /// record's at this speed. So double speed shows every other frame from the first, and a frame whose edges do not meet the media's (25 in a 24 timeline, a
    /// rounded cut) the nearest one.
    /// </summary>
    /// <param name="framesIntoSegment">Record frames after the segment's first.</param>
    /// <param name="recordRate">The timeline's rate.</param>
    public MediaTime SourceTimeAt(long framesIntoSegment, FrameRate recordRate)
    {
        var speed = new Speed(SpeedNumerator, SpeedDenominator);
        return SourceStart + speed.Of(MediaTime.FromFrames(framesIntoSegment, recordRate))
            + speed.IntoFrame(recordRate.FrameDuration, (Media?.Rate ?? recordRate).FrameDuration);
    }
}
