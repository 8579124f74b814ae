using OpenTimelineIO;
using ScreenTime.Host.Media;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Timelines;

/// <summary>A timeline laid out on its record: what shows in every frame, and what had to be assumed.</summary>
/// <param name="Segments">In order, without holes, from frame 0 to the timeline's end.</param>
/// <param name="Assumptions">What the file does not say, a sentence each.</param>
public sealed record RecordMap(IReadOnlyList<RecordSegment> Segments, IReadOnlyList<string> Assumptions)
{
    /// <summary>The length of the timeline in record frames.</summary>
    public long FrameCount => Segments.Count == 0 ? 0 : Segments[^1].Record.End;

    /// <summary>
    /// Lays a timeline out. All times are exact rationals; a record frame shows what covers its middle (inside a composition that is sped up, the middle of the first of
    /// its frames that pass meanwhile). In a transition the outgoing picture counts up to its half-way point and the incoming one from there. Only an opaque item that
    /// fills the frame hides what lies below it: one with a picture of its own, no alpha channel, and no effects other than changes of speed.
    /// </summary>
    /// <param name="document">The timeline.</param>
    /// <param name="links">The media of its clips.</param>
    /// <param name="tracks">Video tracks to look at, from 1; empty for all.</param>
    /// <exception cref="UserException">An item's length cannot be known, or the timeline is too deep or too long.</exception>
    public static RecordMap Build(TimelineDocument document, IReadOnlyDictionary<Clip, MediaLink> links, IReadOnlyList<int> tracks)
    {
        try
        {
            return new RecordLayout(document, links).Build(tracks);
        }
        catch (Exception exception) when (exception is OverflowException or ArgumentOutOfRangeException)
        {
            throw new UserException(ExitCode.InputInvalid, $"{Path.GetFileName(document.Path)} holds a time that is out of bounds: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }

    /// <summary>The segment that shows a record frame.</summary>
    public RecordSegment At(long recordFrame)
    {
        int low = 0, high = Segments.Count - 1;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Segments[middle].Record.End <= recordFrame)
                low = middle + 1;
            else
                high = middle;
        }

        return Segments[low];
    }

    /// <summary>
    /// The same cut with its pixels taken from a reference render: one full-frame layer everywhere, cut and named as the timeline is.
    /// </summary>
    /// <exception cref="UserException">The render's start timecode or length is not the timeline's.</exception>
    public RecordMap WithPicture(MediaFile picture, TimelineDocument document)
    {
        var frames = picture.Duration.RoundToFrame(document.Rate);
        if (Math.Abs(frames - FrameCount) > 1)
        {
            throw new UserException(
                ExitCode.InputInvalid,
                $"{picture.Name} is {frames} frames long and the timeline {FrameCount}: --picture needs a render of this very cut");
        }

        if (picture.StartTimecode is { } start && !StartsAt(picture, start, document))
        {
            throw new UserException(
                ExitCode.InputInvalid,
                $"{picture.Name} starts at {Label(picture, start)} and the timeline at {document.TimecodeOf(0)}: --picture needs a render of this very cut");
        }

        var segments = Segments.Select(segment => new RecordSegment(
            segment.Record,
            [
                new Layer(
                    segment.Main?.ClipName ?? "",
                    segment.Main?.Track ?? 0,
                    segment.Main?.EditStart ?? segment.Record.Start,
                    picture,
                    null,
                    MediaTime.FromFrames(segment.Record.Start, document.Rate),
                    1,
                    1),
            ],
            Composited: false));
        return new RecordMap([.. segments], [.. Assumptions, $"The pixels are those of {picture.Name}; names and source timecodes are the timeline's."]);
    }

    // Numbers of frames can be compared at one rate only; at two (a render at 24 of a cut at 23.976) what is written on the slate is.
    private static bool StartsAt(MediaFile picture, long start, TimelineDocument document) =>
        picture.Rate == document.Rate ? start == document.StartFrame : Label(picture, start).Replace(';', ':') == document.TimecodeOf(0).Replace(';', ':');

    private static string Label(MediaFile media, long frame) => Sdk.Timecode.Format(frame, media.Rate, media.DropFrame && media.Rate.HasDropFrame);
}
