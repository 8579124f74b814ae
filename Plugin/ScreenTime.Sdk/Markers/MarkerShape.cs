using OpenTimelineIO;

namespace ScreenTime.Sdk;

/// <summary>What markers a format, or an editor, can hold.</summary>
/// <param name="Points">Whether its markers have no length: then each shot gets one, unless the user says otherwise.</param>
/// <param name="OneAFrame">Whether it keeps one marker a frame: then those that share a frame become one that names all.</param>
/// <param name="Colors">Its colours in its own words, in the order in which they are given away; white or the like comes last.</param>
/// <param name="ToOwn">Its colour for one of OpenTimelineIO's.</param>
public sealed record MarkerShape(bool Points, bool OneAFrame, IReadOnlyList<string> Colors, Func<string, string> ToOwn)
{
    /// <summary>OpenTimelineIO: ranges, as many on a frame as there are, any of its colours, those that are told apart best first.</summary>
    public static MarkerShape Otio { get; } = new(
        false, false,
        [
            MarkerColor.Blue, MarkerColor.Red, MarkerColor.Green, MarkerColor.Yellow, MarkerColor.Purple, MarkerColor.Cyan,
            MarkerColor.Orange, MarkerColor.Pink, MarkerColor.Magenta, MarkerColor.Black, MarkerColor.White,
        ],
        color => color);
}
