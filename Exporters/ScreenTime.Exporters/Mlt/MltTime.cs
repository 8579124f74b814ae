using System.Globalization;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Mlt;

/// <summary>
/// Times as MLT writes them: a count of frames, a clock (<c>00:00:13.520</c>) or a timecode (<c>00:00:13:13</c>). Both ways as the framework itself reckons
/// (mlt_property.c, time_clock_to_frames and time_clock_from_frames), so that a file means the same frames here as in <c>melt</c>.
/// </summary>
internal static class MltTime
{
    // The framework counts frames in 32 bits; a time beyond, over a year at any rate, is damage.
    private const long MaximumFrames = int.MaxValue;

    /// <summary>A time in frames; null when it is none.</summary>
    public static long? Frames(string text, FrameRate rate)
    {
        var trimmed = text.Trim();
        if (!trimmed.Contains(':', StringComparison.Ordinal) && !trimmed.Contains(';', StringComparison.Ordinal))
        {
            return double.TryParse(trimmed, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) <= MaximumFrames
                ? (long)number : null;
        }

        var frames = trimmed.AsSpan().IndexOfAny('.', ',') >= 0 ? Clock(trimmed.Replace(',', '.'), rate) : Timecode(trimmed, rate);
        return frames is >= -MaximumFrames and <= MaximumFrames ? frames : null;
    }

    /// <summary>A count of frames as a clock.</summary>
    /// <exception cref="UserException">The framework cannot count so far.</exception>
    public static string Clock(long frames, FrameRate rate)
    {
        if (frames > MaximumFrames)
            throw new UserException(ExitCode.InputInvalid, string.Create(CultureInfo.InvariantCulture, $"a time of {frames:N0} frames cannot be written as MLT, which counts to {MaximumFrames:N0}: it must be damaged"));
        var (numerator, denominator) = ((long)rate.Numerator, (long)rate.Denominator);
        var hours = frames * denominator / (numerator * 3600);
        frames -= hours * 3600 * numerator / denominator;
        var minutes = frames * denominator / (numerator * 60);
        frames -= minutes * 60 * numerator / denominator;
        // At 29.97 the last frame of a minute may round to 60 seconds; the framework writes and reads it so.
        var milliseconds = decimal.Round((decimal)frames * denominator * 1000 / numerator, 0, MidpointRounding.ToEven);
        return string.Create(CultureInfo.InvariantCulture, $"{hours:00}:{minutes:00}:{milliseconds / 1000:00.000}");
    }

    private static long? Clock(string text, FrameRate rate)
    {
        var parts = text.Split(':');
        if (parts.Length is < 2 or > 3
            || !decimal.TryParse(parts[^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) || seconds > 1_000_000
            || !Whole(parts[^2], out var minutes)
            || !Whole(parts.Length == 3 ? parts[0] : "0", out var hours))
            return null;
        var (numerator, denominator) = ((long)rate.Numerator, (long)rate.Denominator);
        return (numerator * hours * 3600 / denominator) + (numerator * minutes * 60 / denominator)
            + (long)decimal.Round(seconds * numerator / denominator, 0, MidpointRounding.ToEven);
    }

    private static long? Timecode(string text, FrameRate rate)
    {
        var parts = text.Split(':', ';');
        if (parts.Length is < 2 or > 4)
            return null;
        var padded = string.Join(':', Enumerable.Repeat("00", 4 - parts.Length).Concat(parts.Select(part => part.PadLeft(2, '0'))));
        return Sdk.Timecode.TryParse(padded, rate, rate.HasDropFrame && text.Contains(';', StringComparison.Ordinal), out var frame, out _) ? frame : null;
    }

    private static bool Whole(string text, out long value) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value < 1_000_000;
}
