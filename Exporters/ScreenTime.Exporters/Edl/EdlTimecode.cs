using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Edl;

/// <summary>
/// Timecode as lists are written with: <c>FCM:</c> says whether frames are dropped and all fields are parted by colons, unless the list that is patched
/// uses semicolons.
/// </summary>
internal static class EdlTimecode
{
    /// <summary>The record timecode of a frame that counts from the timeline's first.</summary>
    public static string Record(TimelineDocument document, long frame, bool semicolons = false) =>
        Format(document.StartFrame + frame, document.Rate, document.DropFrame, semicolons);

    /// <summary>A timecode of the day: after midnight it begins again.</summary>
    public static string Format(long frame, FrameRate rate, bool drop, bool semicolons = false)
    {
        _ = Timecode.TryParse("24:00:00:00", rate, drop, out var day, out _);
        var timecode = Timecode.Format(((frame % day) + day) % day, rate, drop);
        return semicolons ? timecode : timecode.Replace(';', ':');
    }
}
