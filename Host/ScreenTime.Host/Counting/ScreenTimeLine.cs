using System.Globalization;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Counting;

/// <summary>The line that ends an analysis: <c>The screen time of JERRY is 65.0 s (0:01:05:00, 35.0 %)</c>.</summary>
public static class ScreenTimeLine
{
    /// <summary>
    /// Formats one total: real seconds rounded half up to the tenth, then the same as <see cref="ScreenTimeTotal.Clock"/>, then the share of the programme.
    /// </summary>
    public static string Format(AnalysisResult result, ScreenTimeTotal total)
    {
        var name = result.Cast.Characters[result.Cast.IndexOf(total.CharacterId)].Name;
        var tenths = RoundHalfUp(total.Seconds.Scale(10, 1));
        var programme = MediaTime.FromFrames(result.Programme.Length, result.Rate);
        var share = programme == MediaTime.Zero
            ? 0
            : RoundHalfUp(new MediaTime(
                (Int128)total.Seconds.Numerator * programme.Denominator * 1000, (Int128)total.Seconds.Denominator * programme.Numerator));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"The screen time of {name} is {tenths / 10}.{tenths % 10} s ({total.Clock(result.Rate)}, {share / 10}.{share % 10} %)");
    }

    private static long RoundHalfUp(MediaTime value) => value.RoundToFrame(new FrameRate(1, 1));
}
