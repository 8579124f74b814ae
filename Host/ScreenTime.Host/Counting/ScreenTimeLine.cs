using System.Globalization;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Counting;

/// <summary>The line that ends an analysis: <c>The screen time of JERRY is 65.0 s (0:01:05:00, 35.0 %)</c>.</summary>
public static class ScreenTimeLine
{
    /// <summary>
    /// Formats one total: real seconds rounded half up to the tenth, then hours, minutes, seconds and frames of those seconds, then the share of the programme.
    /// </summary>
    /// <remarks>
    /// The count in brackets is of real time, so that it agrees with the seconds: 1800 frames at 29.97 are 60.06 s and read 0:01:00:02 there.
    /// </remarks>
    public static string Format(AnalysisResult result, ScreenTimeTotal total)
    {
        var name = result.Cast.Characters[result.Cast.IndexOf(total.CharacterId)].Name;
        var tenths = RoundHalfUp(total.Seconds.Scale(10, 1));
        var whole = total.Seconds.Numerator / total.Seconds.Denominator;
        var frames = (total.Seconds - new MediaTime(whole, 1)).RoundToFrame(result.Rate);
        // At 23.976 the last hundredths of a second are nearest to a 25th frame, which no second has.
        if (frames >= result.Rate.Nominal)
            (whole, frames) = (whole + 1, 0);
        var programme = MediaTime.FromFrames(result.Programme.Length, result.Rate);
        var share = programme == MediaTime.Zero
            ? 0
            : RoundHalfUp(new MediaTime(
                (Int128)total.Seconds.Numerator * programme.Denominator * 1000, (Int128)total.Seconds.Denominator * programme.Numerator));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"The screen time of {name} is {tenths / 10}.{tenths % 10} s ({whole / 3600}:{whole / 60 % 60:00}:{whole % 60:00}:{frames:00}, {share / 10}.{share % 10} %)");
    }

    private static long RoundHalfUp(MediaTime value) => value.RoundToFrame(new FrameRate(1, 1));
}
