using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace OpenTimelineIO;

/// <summary>Clock time as text, <c>[-]HH:MM:SS.ssssss</c>, the form that ffmpeg reads.</summary>
public static class TimeString
{
    /// <summary>Reads up to three numbers between colons, the last one seconds with a fraction; a minus makes the whole negative, and no text at all is 0, as in the reference.</summary>
    /// <param name="text">The clock time: <c>01:02:03.5</c>, <c>2:03.5</c> or <c>3.5</c>.</param>
    /// <param name="rate">The rate to count the result at.</param>
    /// <exception cref="OtioException">The text is no clock time or the rate is not positive (<see cref="OtioError.InvalidTime"/>).</exception>
    public static RationalTime Parse(string text, double rate)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!(rate > 0))
            throw new OtioException(OtioError.InvalidTime, string.Create(CultureInfo.InvariantCulture, $"{rate} is no rate"));
        return TryParse(text, rate, out var time) ? time
            : throw new OtioException(OtioError.InvalidTime, $"'{(text.Length > 64 ? text[..64] : text)}' is no clock time of the form HH:MM:SS.s");
    }

    /// <summary>Reads a clock time as <see cref="Parse"/> does, if it is one and the rate is positive.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, double rate, out RationalTime time)
    {
        time = default;
        if (text is not { Length: <= 64 } || !(rate > 0))
            return false;
        var negative = text.StartsWith('-');
        var parts = text[(negative ? 1 : 0)..].Split(':');
        if (parts.Length > 3)
            return false;
        var seconds = 0.0;
        for (var i = 0; i < parts.Length; i++)
        {
            var number = 0.0;
            if (text.Length > 0 && !double.TryParse(parts[i], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number))
                return false;
            if (i > 0 && number >= 60)
                return false;
            seconds = seconds * 60 + number;
        }
        time = RationalTime.FromSeconds(negative ? -seconds : seconds, rate);
        return true;
    }

    /// <summary>Writes <c>HH:MM:SS.s</c> with up to six decimals, the rest cut off; after 24 hours the count starts anew.</summary>
    /// <exception cref="OtioException">The time is no number (<see cref="OtioError.InvalidTime"/>).</exception>
    public static string Format(RationalTime time)
    {
        var total = time.ToSeconds();
        if (!double.IsFinite(total))
            throw new OtioException(OtioError.InvalidTime, $"{time} is no time");
        var sign = total < 0 ? "-" : "";
        total = Math.Abs(total) % 86400;
        var hours = Math.Floor(total / 3600);
        var minutes = Math.Floor(total % 3600 / 60);
        var seconds = total % 3600 % 60;
        var whole = Math.Floor(seconds);
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{hours:00}:{minutes:00}:{whole:00}{Fraction(seconds - whole)}");
    }

    // Seven significant digits first, as the reference prints, so that 0.1 read from binary doesn't become 0.099999.
    private static string Fraction(double fraction)
    {
        var rounded = fraction.ToString("G7", CultureInfo.InvariantCulture);
        if (rounded == "1")
            return ".999999";
        var digits = decimal.Parse(rounded, NumberStyles.Float, CultureInfo.InvariantCulture).ToString("0.####################", CultureInfo.InvariantCulture);
        var decimals = digits.Length > 1 ? digits[1..Math.Min(digits.Length, 8)] : "";
        return decimals.Trim('0') is "" or "." ? ".0" : decimals;
    }
}
