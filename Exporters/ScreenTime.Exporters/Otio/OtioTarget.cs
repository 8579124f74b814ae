using OpenTimelineIO;
using ScreenTime.Exporters.Markers;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Otio;

/// <summary>For whom a timeline is written: what one editor reads otherwise than OpenTimelineIO says.</summary>
/// <param name="FormatId">What <c>--export</c> calls it.</param>
/// <param name="Suffix">The ending of the file.</param>
/// <param name="Schemas">The schema versions that it knows.</param>
public sealed record OtioTarget(string FormatId, string Suffix, SchemaTarget Schemas)
{
    /// <summary>What every reader of OpenTimelineIO 0.15 and later takes: one marker an appearance.</summary>
    public static OtioTarget Portable { get; } = new("otio", ".otio", SchemaTarget.Current);

    /// <summary>
    /// DaVinci Resolve 18.5 and later: one marker a frame, media as bare paths with their ranges, <c>Clip.1</c>, which also its first readers know.
    /// </summary>
    public static OtioTarget Resolve { get; } = new("otio-resolve", ".resolve.otio", SchemaTarget.Otio014) { Shape = MarkerShapes.OtioOneAFrame };

    /// <summary>Kdenlive 25.04 and later: markers on the stack become guides, one a frame, with their comment as the label and a category.</summary>
    public static OtioTarget Kdenlive { get; } = new("otio-kdenlive", ".kdenlive.otio", SchemaTarget.Current) { Shape = MarkerShapes.Kdenlive };

    /// <summary>Readers of OpenTimelineIO 0.14 and before, which know no <c>Clip.2</c>.</summary>
    public static OtioTarget Clip1 { get; } = new("otio-clip1", ".clip1.otio", SchemaTarget.Otio014);

    /// <summary>The markers that the reader can hold.</summary>
    internal MarkerShape Shape { get; init; } = MarkerShape.Otio;

    /// <summary>The range of a planned marker in the timeline's frames.</summary>
    internal FrameRange Range(PlannedMarker planned) => Shape.Points ? new FrameRange(planned.Record.Start, planned.Record.Start + 1) : planned.Record;

    /// <summary>A planned marker as it is written: Kdenlive shows the comment alone, and knows colours as categories.</summary>
    internal PlannedMarker Written(PlannedMarker planned) =>
        Shape == MarkerShapes.Kdenlive ? planned with { Comment = planned.Text, Color = MarkerColors.FromKdenlive(planned.Color) } : planned;

    /// <summary>Changes a copy of a timeline to what the reader wants.</summary>
    internal void Adjust(Timeline timeline)
    {
        if (this != Resolve)
            return;
        foreach (var clip in timeline.FindClips())
        {
            if (clip.MediaReference is not ExternalReference media)
                continue;
            if (MediaUrl.TryGetPath(media.TargetUrl, out var path))
                media.TargetUrl = path;
            // Without a range of the media Resolve takes it to begin at zero.
            media.AvailableRange ??= clip.SourceRange;
        }
    }
}
