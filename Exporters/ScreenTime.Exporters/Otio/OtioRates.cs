using OpenTimelineIO;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Otio;

/// <summary>The frame rate of a timeline whose format has none of its own.</summary>
internal static class OtioRates
{
    // Outside of these a rate counts seconds, milliseconds or audio samples.
    private const double LowestFrameRate = 10, HighestFrameRate = 240;

    /// <summary>
    /// The rate of <c>global_start_time</c>, else that of the first clips' edits, picture before sound; null when neither counts in frames.
    /// </summary>
    public static FrameRate? Find(Timeline timeline, string name, List<string> assumptions)
    {
        var start = timeline.GlobalStartTime is { } time ? FrameRateOf(time.Rate) : null;
        var clips = FirstEdit(timeline);
        if (start is not null && clips is not null && start != clips)
            assumptions.Add($"{name} counts its start at {start} and its first clip at {clips}; the start's rate was taken as the record rate (--rate says otherwise)");
        else if (start is null && clips is not null)
            assumptions.Add($"{name} states no record rate; that of its first clip was taken: {clips} (--rate says otherwise)");
        return start ?? clips;
    }

    /// <summary>The rate of <c>global_start_time</c> where the first clip does not say otherwise; null where it does, or where there is none.</summary>
    public static FrameRate? Stated(Timeline timeline) =>
        timeline.GlobalStartTime is { } time && FrameRateOf(time.Rate) is { } start && (FirstEdit(timeline) is not { } clips || clips == start) ? start : null;

    /// <summary>A time in whole frames; null when it is no time.</summary>
    public static long? Frame(RationalTime time, FrameRate rate)
    {
        try
        {
            return MediaTime.FromValue(time.Value, time.Rate).RoundToFrame(rate);
        }
        catch (Exception exception) when (exception is ArgumentOutOfRangeException or OverflowException)
        {
            return null;
        }
    }

    private static FrameRate? FirstEdit(Timeline timeline)
    {
        foreach (var track in timeline.VideoTracks().Concat(timeline.AudioTracks()))
        {
            foreach (var item in track.FindChildren<Item>())
            {
                if (item.SourceRange is { } range && FrameRateOf(range.Duration.Rate) is { } rate)
                    return rate;
                if (item is Clip { MediaReference.AvailableRange: { } media } && FrameRateOf(media.Duration.Rate) is { } mediaRate)
                    return mediaRate;
            }
        }

        return null;
    }

    private static FrameRate? FrameRateOf(double rate) => rate is >= LowestFrameRate and <= HighestFrameRate ? FrameRate.FromDouble(rate) : null;
}
