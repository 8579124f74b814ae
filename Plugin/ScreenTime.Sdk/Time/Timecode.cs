using System.Globalization;

namespace ScreenTime.Sdk;

/// <summary>SMPTE timecode to frame numbers and back (SMPTE ST 12-1), drop frame at 29.97 and 59.94.</summary>
public static class Timecode
{
    /// <summary>
    /// Reads <c>HH:MM:SS:FF</c>, hours up to 999; <c>;</c> or <c>.</c> before the frames, or all the way (<c>01;00;00;00</c>, as Premiere shows it),
    /// means drop frame. The result counts frames from 00:00:00:00.
    /// </summary>
    /// <param name="text">The timecode.</param>
    /// <param name="rate">The rate it counts at.</param>
    /// <param name="dropFrame">Whether a timecode written with <c>:</c> alone is drop frame; one with <c>;</c> always is.</param>
    /// <param name="frame">The frame number, 0 or above.</param>
    /// <param name="error">Why it is not a timecode at this rate, in words that follow a colon; null on success.</param>
    public static bool TryParse(string text, FrameRate rate, bool dropFrame, out long frame, out string? error)
    {
        frame = 0;
        error = null;
        var parts = text.Split(':', ';', '.');
        if (parts.Length != 4 || parts.Any(part => part.Length is 0 or > 3 || !part.All(char.IsAsciiDigit)))
        {
            error = "a timecode has the form HH:MM:SS:FF";
            return false;
        }

        var fields = Array.ConvertAll(parts, part => int.Parse(part, CultureInfo.InvariantCulture));
        var drop = dropFrame || text.AsSpan().IndexOfAny(';', '.') >= 0;
        if (drop && !rate.HasDropFrame)
            error = $"drop frame exists at 29.97 and 59.94 only, not at {rate}";
        else if (fields[1] > 59 || fields[2] > 59)
            error = "minutes and seconds end at 59";
        else if (fields[3] >= rate.Nominal)
            error = $"at {rate} frames end at {rate.Nominal - 1}";
        else if (drop && fields[2] == 0 && fields[1] % 10 != 0 && fields[3] < DroppedFrames(rate))
            error = "drop frame skips this number";
        if (error is not null)
            return false;

        long minutes = (fields[0] * 60) + fields[1];
        frame = (((minutes * 60) + fields[2]) * rate.Nominal) + fields[3];
        if (drop)
            frame -= DroppedFrames(rate) * (minutes - (minutes / 10));
        return true;
    }

    /// <summary>The timecode of a frame: <c>01:00:00:00</c>, or <c>01:00:00;00</c> in drop frame; before zero a leading <c>-</c>.</summary>
    /// <exception cref="ArgumentException">Drop frame at a rate that has none.</exception>
    /// <exception cref="OverflowException">The labels up to this frame need more than 64 bits to count.</exception>
    public static string Format(long frame, FrameRate rate, bool dropFrame)
    {
        if (dropFrame && !rate.HasDropFrame)
            throw new ArgumentException($"drop frame exists at 29.97 and 59.94 only, not at {rate}", nameof(dropFrame));
        var sign = frame < 0 ? "-" : "";
        frame = Math.Abs(frame);
        if (dropFrame)
        {
            long dropped = DroppedFrames(rate);
            var inTenMinutes = (rate.Nominal * 600L) - (dropped * 9);
            var inMinute = (rate.Nominal * 60L) - dropped;
            var (tens, rest) = Math.DivRem(frame, inTenMinutes);
            frame = checked(frame + (dropped * 9 * tens));
            // The first minute of ten drops nothing, so it is longer than the others.
            if (rest >= dropped)
                frame = checked(frame + (dropped * ((rest - dropped) / inMinute)));
        }

        var (seconds, frames) = Math.DivRem(frame, rate.Nominal);
        var separator = dropFrame ? ';' : ':';
        var width = rate.Nominal > 100 ? "000" : "00";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{sign}{seconds / 3600:00}:{seconds / 60 % 60:00}:{seconds % 60:00}{separator}{frames.ToString(width, CultureInfo.InvariantCulture)}");
    }

    private static int DroppedFrames(FrameRate rate) => rate.Nominal / 15;
}
