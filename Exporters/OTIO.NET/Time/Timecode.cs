using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace OpenTimelineIO;

/// <summary>
/// SMPTE timecode (ST 12-1) and clock time as texts. <c>frames = ((h·60+m)·60+s)·nominal + f − drop·(M − ⌊M/10⌋)</c>, M the minutes
/// in all, drop 2 at 29.97 and 4 at 59.94. Unlike in the reference, a rate of 0 is not valid, rates count as SMPTE only within 0.1,
/// and non-drop timecode starts anew after 24 hours of its own, at 29.97 too.
/// </summary>
public static class Timecode
{
    private static readonly double[] s_rates =
    [
        24000.0 / 1001, 24, 25, 30000.0 / 1001, 30, 48000.0 / 1001, 48, 50, 60000.0 / 1001, 60,
    ];

    /// <summary>The rates that timecode can have, exact: 24000/1001, 24, 25, 30000/1001, 30, 48000/1001, 48, 50, 60000/1001, 60.</summary>
    public static IReadOnlyList<double> Rates => s_rates;

    /// <summary>Whether a rate is exactly one of <see cref="Rates"/>.</summary>
    public static bool IsRate(double rate) => Array.IndexOf(s_rates, rate) >= 0;

    /// <summary>The one of <see cref="Rates"/> that is nearest: 23.976 gives 24000/1001.</summary>
    public static double NearestRate(double rate) => s_rates.MinBy(candidate => Math.Abs(candidate - rate));

    /// <summary>Whether a rate can drop: 30000/1001 or 60000/1001.</summary>
    public static bool CanDrop(double rate) => rate is 30000.0 / 1001 or 60000.0 / 1001;

    /// <summary>Reads <c>HH:MM:SS:FF</c>; a <c>;</c> anywhere means drop frame. A number that drop frame skips reads as the frame the formula gives, as in the reference.</summary>
    /// <param name="text">The timecode.</param>
    /// <param name="rate">Frames a second, one of <see cref="Rates"/>.</param>
    /// <exception cref="OtioException">The text is no timecode, has frames beyond the rate, or the rate is not valid for it (<see cref="OtioError.InvalidTime"/>).</exception>
    public static RationalTime Parse(string text, double rate) =>
        TryParse(text, rate, out var time, out var problem) ? time : throw new OtioException(OtioError.InvalidTime, problem);

    /// <summary>Reads a timecode as <see cref="Parse"/> does, if it is one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, double rate, out RationalTime time) => TryParse(text, rate, out time, out _);

    /// <summary>Writes <c>HH:MM:SS:FF</c>, or <c>HH:MM:SS;FF</c> for drop frame. A fraction of a frame is cut off; after 24 hours the count starts anew.</summary>
    /// <param name="time">The moment.</param>
    /// <param name="rate">Frames a second, within 0.1 of one of <see cref="Rates"/>.</param>
    /// <param name="dropFrame">Whether to drop.</param>
    /// <exception cref="OtioException">The time is negative or no number, or the rate is not valid (<see cref="OtioError.InvalidTime"/>).</exception>
    public static string Format(RationalTime time, double rate, DropFrame dropFrame = DropFrame.Infer)
    {
        var smpte = NearestRate(rate);
        if (!(Math.Abs(smpte - rate) <= 0.1))
            throw Invalid($"{rate} is no timecode rate");
        var value = time.ValueRescaledTo(rate);
        if (!(value >= 0 && value < 1e15))
            throw Invalid($"{time} can't be a timecode: it is negative or no time");
        if (dropFrame == DropFrame.Yes && !CanDrop(smpte))
            throw Invalid($"{rate} is no rate for drop-frame timecode");
        var drop = dropFrame == DropFrame.No ? 0 : Dropped(smpte);
        var nominal = (long)Math.Ceiling(smpte);
        var perTenMinutes = nominal * 600 - drop * 9;
        var frame = (long)value % (perTenMinutes * 6 * 24);
        if (drop > 0)
        {
            var (tens, rest) = Math.DivRem(frame, perTenMinutes);
            frame += drop * 9 * tens;
            if (rest > drop)
                frame += drop * ((rest - drop) / (nominal * 60 - drop));
        }
        var (seconds, frames) = Math.DivRem(frame, nominal);
        var separator = drop > 0 ? ';' : ':';
        return string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:00}:{seconds / 60 % 60:00}:{seconds % 60:00}{separator}{frames:00}");
    }

    private static bool TryParse(string? text, double rate, out RationalTime time, out string problem)
    {
        time = default;
        problem = "";
        if (!IsRate(rate))
            problem = string.Create(CultureInfo.InvariantCulture, $"{rate} is no timecode rate");
        else if (text is not { Length: 11 } || !AreDigits(text) || text[2] is not (':' or ';') || text[5] is not (':' or ';') || text[8] is not (':' or ';'))
            problem = $"'{text}' is no timecode of the form HH:MM:SS:FF";
        else if (text.Contains(';') && !CanDrop(rate))
            problem = string.Create(CultureInfo.InvariantCulture, $"the timecode '{text}' is drop frame, and {rate} frames a second can't drop");
        if (problem.Length > 0)
            return false;
        int hours = Number(text!, 0), minutes = Number(text!, 3), seconds = Number(text!, 6), frames = Number(text!, 9);
        var nominal = (int)Math.Ceiling(rate);
        if (minutes > 59 || seconds > 59)
            problem = $"the timecode '{text}' has more than 59 minutes or seconds";
        else if (frames >= nominal)
            problem = string.Create(CultureInfo.InvariantCulture, $"the timecode '{text}' has a frame beyond {nominal - 1}, the last at {rate} frames a second");
        if (problem.Length > 0)
            return false;
        var total = hours * 60 + minutes;
        var drop = text!.Contains(';') ? Dropped(rate) : 0;
        time = new((total * 60 + seconds) * nominal + frames - drop * (total - total / 10), rate);
        return true;
    }

    private static bool AreDigits(string text)
    {
        for (var i = 0; i < text.Length; i++)
            if (i % 3 != 2 && !char.IsAsciiDigit(text[i]))
                return false;
        return true;
    }

    private static int Number(string text, int at) => (text[at] - '0') * 10 + text[at + 1] - '0';

    private static int Dropped(double rate) => rate == 30000.0 / 1001 ? 2 : rate == 60000.0 / 1001 ? 4 : 0;

    private static OtioException Invalid(FormattableString message) =>
        new(OtioError.InvalidTime, message.ToString(CultureInfo.InvariantCulture));
}
