using OpenTimelineIO;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Xml;

/// <summary>Exact times as OTIO's and back.</summary>
internal static class ExactTimes
{
    /// <summary>Times beyond this many seconds (some three centuries) are damage.</summary>
    public const long MaximumSeconds = 10_000_000_000;

    /// <summary>A time counted at a rate: a whole number where it is one.</summary>
    public static RationalTime At(this MediaTime time, FrameRate rate)
    {
        var numerator = (Int128)time.Numerator * rate.Numerator;
        var denominator = (Int128)time.Denominator * rate.Denominator;
        return new RationalTime(numerator % denominator == 0 ? (double)(numerator / denominator) : (double)numerator / (double)denominator, rate.Value);
    }

    /// <summary>Whether a time is a whole number of frames of a rate.</summary>
    public static bool IsWhole(this MediaTime time, FrameRate rate) =>
        (Int128)time.Numerator * rate.Numerator % ((Int128)time.Denominator * rate.Denominator) == 0;

    /// <summary>An exact time; null when it is none.</summary>
    public static MediaTime? Exact(RationalTime time)
    {
        try
        {
            return MediaTime.FromValue(time.Value, time.Rate);
        }
        catch (Exception exception) when (exception is ArgumentOutOfRangeException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>An exact time.</summary>
    /// <exception cref="OtioException">It is none.</exception>
    public static MediaTime Required(RationalTime time) => Exact(time) ?? throw new OtioException(OtioError.InvalidTime, $"{time} is no time");

    /// <summary>The frame rate of a time; null when it counts seconds or samples.</summary>
    public static FrameRate? FrameRateOf(RationalTime time) => time.Rate is >= 5 and <= 480 ? FrameRate.FromDouble(time.Rate) : null;

    /// <summary>A speed as the simplest fraction near it, to the millionth.</summary>
    public static (long Numerator, long Denominator) Fraction(double value)
    {
        for (long denominator = 1; denominator <= 10_000; denominator++)
        {
            var numerator = Math.Round(value * denominator);
            if (Math.Abs(numerator / denominator - value) < 1e-12 * Math.Max(1, Math.Abs(value)))
                return ((long)numerator, denominator);
        }

        return ((long)Math.Round(value * 1_000_000), 1_000_000);
    }
}
